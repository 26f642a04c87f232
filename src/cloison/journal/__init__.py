"""The append-only journal: per-file chains, a Merkle tree, signed checkpoints, and what checks them."""

"""The Merkle tree of RFC 9162 (section 2.1), over SHA-256.

Hashes are 32 bytes. Leaves are numbered from 0; a tree is named by its size. Proofs are lists of hashes in the
order of the RFC. Nothing here keeps the leaves: `CompactRange` holds one hash per set bit of the size, and proofs
are made from the roots of a few ranges, which the caller computes however the leaves are stored.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

EMPTY = sha256(b"").digest()

Range = tuple[int, int]


def leaf_hash(entry: bytes) -> bytes:
    """The leaf of an entry: SHA-256(0x00 || entry)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """An inner node: SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


class CompactRange:
    """The peaks of a growing tree: enough to append a leaf and to know the root, in log2(size) hashes."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def append(self, leaf: bytes) -> None:
        """Adds the leaf at position `size`."""
        filled = self.size
        while filled & 1:
            leaf = node_hash(self._peaks.pop(), leaf)
            filled >>= 1
        self._peaks.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """The root of the tree so far; of no leaf, SHA-256 of nothing."""
        if not self._peaks:
            return EMPTY
        found = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            found = node_hash(peak, found)
        return found

    def copy(self) -> "CompactRange":
        """The same tree, that grows apart."""
        twin = CompactRange()
        twin.size, twin._peaks = self.size, self._peaks.copy()
        return twin


def root(leaves: Iterable[bytes]) -> bytes:
    """MTH of the RFC, from hashes of leaves."""
    tree = CompactRange()
    for leaf in leaves:
        tree.append(leaf)
    return tree.root()


def split(size: int) -> int:
    """The largest power of two below `size` (which is at least 2)."""
    return 1 << (size - 1).bit_length() - 1


def inclusion_ranges(position: int, size: int) -> list[Range]:
    """The ranges [from, to) whose roots prove that `position` is in the tree of `size` leaves."""
    if not 0 <= position < size:
        raise ValueError("no such leaf in a tree of this size")
    found: list[Range] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + split(high - low)
        if position < middle:
            found.append((middle, high))
            high = middle
        else:
            found.append((low, middle))
            low = middle
    return found[::-1]


def consistency_ranges(old: int, new: int) -> list[Range]:
    """The ranges whose roots prove that the tree of `old` leaves begins the tree of `new` leaves."""
    if not 0 < old <= new:
        raise ValueError("the old tree has leaves and is not larger than the new one")
    found: list[Range] = []
    low, high, whole = 0, new, True
    while old != high:
        middle = low + split(high - low)
        if old <= middle:
            found.append((middle, high))
            high = middle
        else:
            found.append((low, middle))
            low, whole = middle, False
    return ([] if whole else [(low, high)]) + found[::-1]


def proof(ranges: Iterable[Range], root_of: Callable[[int, int], bytes]) -> list[bytes]:
    """The proof made of these ranges; `root_of(from, to)` gives the root of the leaves [from, to)."""
    return [root_of(low, high) for low, high in ranges]


def inclusion_holds(leaf: bytes, position: int, size: int, path: Sequence[bytes], expected: bytes) -> bool:
    """Checks an inclusion proof (RFC 9162, 2.1.3.2)."""
    if not 0 <= position < size:
        return False
    first, last, found = position, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if first & 1 or first == last:
            found = node_hash(step, found)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            found = node_hash(found, step)
        first, last = first >> 1, last >> 1
    return last == 0 and found == expected


def consistency_holds(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Checks a consistency proof (RFC 9162, 2.1.4.2)."""
    if old == new:
        return not path and old_root == new_root
    if not 0 < old < new:
        return False
    steps = [old_root, *path] if old & (old - 1) == 0 else list(path)
    return bool(steps) and _climb(old - 1, new - 1, steps) == (old_root, new_root)


def _climb(first: int, last: int, steps: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The two roots that a consistency path leads to, or None when its length is wrong."""
    while first & 1:
        first, last = first >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            return None
        if first & 1 or first == last:
            before, after = node_hash(step, before), node_hash(step, after)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            after = node_hash(after, step)
        first, last = first >> 1, last >> 1
    return (before, after) if last == 0 else None

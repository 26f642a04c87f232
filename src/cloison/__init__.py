"""Cloison: case management that keeps professional secrecy by construction."""

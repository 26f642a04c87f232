"""Professionals of these tests alone."""

from tests.accounts.conftest import somebody

__all__ = ["somebody"]

"""The tree against the reference of Certificate Transparency, an independent library, and its own properties."""

import pymerkle
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloison.journal import merkle

# Inputs and roots of the reference implementation of RFC 6962, unchanged in RFC 9162.
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]

sizes = st.integers(1, 130)


def leaves(size: int) -> list[bytes]:
    return [merkle.leaf_hash(number.to_bytes(4, "big")) for number in range(size)]


def inclusion(position: int, size: int) -> list[bytes]:
    known = leaves(size)
    ranges = merkle.inclusion_ranges(position, size)
    return merkle.proof(ranges, lambda low, high: merkle.root(known[low:high]))


def consistency(old: int, new: int) -> list[bytes]:
    known = leaves(new)
    ranges = merkle.consistency_ranges(old, new)
    return merkle.proof(ranges, lambda low, high: merkle.root(known[low:high]))


def test_no_leaf_has_the_hash_of_nothing() -> None:
    assert merkle.root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_roots_of_the_reference() -> None:
    known = [merkle.leaf_hash(bytes.fromhex(text)) for text in INPUTS]
    assert [merkle.root(known[:size]).hex() for size in range(1, 9)] == ROOTS


def test_proofs_of_the_reference() -> None:
    known = [merkle.leaf_hash(bytes.fromhex(text)) for text in INPUTS]
    path = merkle.proof(merkle.inclusion_ranges(5, 8), lambda low, high: merkle.root(known[low:high]))
    assert [step.hex() for step in path] == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


def test_pymerkle_agrees() -> None:
    oracle = pymerkle.InmemoryTree(algorithm="sha256")
    tree = merkle.CompactRange()
    for number in range(150):
        data = number.to_bytes(4, "big")
        oracle.append_entry(data)
        tree.append(merkle.leaf_hash(data))
        assert tree.root() == oracle.get_root()
    for position in range(0, 150, 7):
        proof = oracle.prove_inclusion(position + 1, 150)
        assert proof.path[0] == leaves(150)[position]
        assert sorted(proof.path[1:]) == sorted(inclusion(position, 150))


@settings(deadline=None)
@given(sizes, st.data())
def test_each_leaf_is_proved_and_no_other(size: int, data: st.DataObject) -> None:
    position = data.draw(st.integers(0, size - 1))
    known, path = leaves(size), inclusion(position, size)
    top = merkle.root(known)
    assert merkle.inclusion_holds(known[position], position, size, path, top)
    assert not merkle.inclusion_holds(merkle.leaf_hash(b"other"), position, size, path, top)
    assert not merkle.inclusion_holds(known[position], position, size, [*path, top], top)
    assert not path or not merkle.inclusion_holds(known[position], position, size, path[:-1], top)
    elsewhere = data.draw(st.integers(0, size - 1))
    assert elsewhere == position or not merkle.inclusion_holds(known[position], elsewhere, size, path, top)


@settings(deadline=None)
@given(sizes, st.data())
def test_a_grown_tree_is_proved_and_a_forked_one_is_not(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, new))
    known, path = leaves(new), consistency(old, new)
    before, after = merkle.root(known[:old]), merkle.root(known)
    assert merkle.consistency_holds(old, new, before, after, path)
    fork = merkle.root([merkle.leaf_hash(b"other"), *known[1:old]])
    assert not merkle.consistency_holds(old, new, fork, after, path)
    assert not merkle.consistency_holds(old, new, before, after, [*path, after])
    assert not path or not merkle.consistency_holds(old, new, before, after, path[:-1])


@settings(deadline=None)
@given(st.lists(st.binary(min_size=32, max_size=32), max_size=80))
def test_a_copy_grows_apart(known: list[bytes]) -> None:
    tree = merkle.CompactRange()
    for leaf in known:
        twin = tree.copy()
        twin.append(leaf)
        assert tree.size == twin.size - 1
        tree.append(leaf)
        assert twin.root() == tree.root()
    assert tree.root() == merkle.root(known)


def test_what_cannot_be_proved() -> None:
    for position, size in [(-1, 3), (3, 3), (0, 0)]:
        with pytest.raises(ValueError, match="no such leaf"):
            merkle.inclusion_ranges(position, size)
    with pytest.raises(ValueError, match="old tree"):
        merkle.consistency_ranges(0, 3)
    assert not merkle.inclusion_holds(bytes(32), 3, 3, [], bytes(32))
    assert not merkle.consistency_holds(0, 3, merkle.EMPTY, bytes(32), [])
    assert not merkle.consistency_holds(3, 5, bytes(32), bytes(32), [])

#!/usr/bin/env python3
# ruff: noqa: T201, UP045
"""Checks that an entry is in a signed journal, with the standard library of Python (3.9 or later) and nothing else.

usage: python check_proof.py PROOF.json [KEY]

PROOF.json comes from `cloison journal prove`. KEY is the verifier key obtained elsewhere (its text, or a file that
holds it, one a line); without it the key inside the proof is believed, and the answer says so. Three things are
checked: the leaf of the entry (RFC 9162, 2.1.1), its path to the root (2.1.3.2), the signed note that holds the
root (C2SP tlog-checkpoint, Ed25519 of RFC 8032). Prints one sentence. Exit code 0: proved; 1: not; 2: cannot tell.
"""

import base64
import binascii
import hashlib
import io
import json
import os
import re
import sys
from typing import Optional

Point = tuple[int, int, int, int]
Key = tuple[str, bytes, bytes]

FORMAT = "cloison/journal/proof/1"
ENTRY = re.compile(
    r"cloison/journal/1\n"
    r"id (?P<id>[0-9a-f-]{36})\n"
    r"at (?P<at>[0-9TZ:.-]{27})\n"
    r"actor (?:[0-9a-f-]{36}|-)\n"
    r"session (?:[0-9a-f-]{36}|-)\n"
    r"kind (?P<kind>[a-z0-9_.]+)\n"
    r"file (?:[0-9a-f-]{36}|-)\n"
    r"circle (?:[0-9a-f-]{36}|-)\n"
    r"seq (?:[0-9]+|-)\n"
    r"previous [0-9a-f]{64}\n"
    r"salt [0-9a-f]{32}\n"
    r"detail (?P<length>[0-9]{1,9})\n"
    r"(?P<detail>.*)\n",
    re.DOTALL,
)

# Ed25519 (RFC 8032, 5.1): the field, the order of the group, the curve constant, a square root of -1, the base point.
P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


class Unreadable(Exception):
    """The proof is not a proof."""


class Refuted(Exception):
    """The proof is readable and wrong."""


def add(left: Point, right: Point) -> Point:
    """Adds two points in extended coordinates (5.1.4)."""
    a = (left[1] - left[0]) * (right[1] - right[0]) % P
    b = (left[1] + left[0]) * (right[1] + right[0]) % P
    c = 2 * left[3] * right[3] * D % P
    d = 2 * left[2] * right[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(scalar: int, point: Point) -> Point:
    """Multiplies a point."""
    found = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            found = add(found, point)
        point = add(point, point)
        scalar >>= 1
    return found


def same(left: Point, right: Point) -> bool:
    """Whether two points are equal."""
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


def decompress(encoded: bytes) -> Optional[Point]:
    """The point of 32 bytes (5.1.3), or None when there is none."""
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE = (
    15112221349535400772501151409588531511454012693041857206046113283949847762202,
    46316835694926478169428394003475163141307993866256225615783033603165251855960,
    1,
    46827403850823179245072216630277197565144205554125654976674165829533817101731,
)


def signed(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether this Ed25519 signature is good (5.1.7)."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, commitment = decompress(public), decompress(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or commitment is None or scalar >= Q:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % Q
    return same(multiply(scalar, BASE), add(commitment, multiply(challenge, key)))


def node(left: bytes, right: bytes) -> bytes:
    """An inner node of the tree."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def climb(leaf: bytes, position: int, size: int, path: list[bytes]) -> Optional[bytes]:
    """The root that the path leads to, or None when its length is wrong."""
    first, last, found = position, size - 1, leaf
    for step in path:
        if last == 0:
            return None
        if first & 1 or first == last:
            found = node(step, found)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            found = node(found, step)
        first, last = first >> 1, last >> 1
    return found if last == 0 else None


def read_key(text: str) -> Key:
    """The name, hash and bytes of a verifier key `NAME+HASH+BASE64`."""
    try:
        name, hashed, encoded = text.strip().split("+", 2)
        raw = base64.b64decode(encoded, validate=True)
    except (ValueError, binascii.Error) as error:
        raise Unreadable("la clé de vérification est mal écrite") from error
    expected = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
    if raw[:1] != b"\x01" or len(raw) != 33 or expected.hex() != hashed:
        raise Unreadable("la clé de vérification est mal écrite")
    return name, expected, raw[1:]


def read_checkpoint(note: str, key: Key) -> tuple[int, bytes]:
    """The size and root of a checkpoint, its signature checked."""
    name, hashed, public = key
    text, _, signatures = note.partition("\n\n")
    lines = text.split("\n")
    if len(lines) < 3 or not re.fullmatch("[0-9]{1,18}", lines[1]):
        raise Unreadable("le point de contrôle signé est mal écrit")
    if lines[0] != name:
        raise Refuted("le point de contrôle n'est pas signé par la clé attendue")
    for line in signatures.splitlines():
        mark, _, encoded = line.rpartition(" ")
        raw = decoded(encoded) if mark == "\u2014 " + name else b""
        if raw[:4] == hashed and signed(public, raw[4:], (text + "\n").encode()):
            return int(lines[1]), decoded(lines[2])
    raise Refuted("le point de contrôle n'est pas signé par la clé attendue")


def decoded(encoded: str) -> bytes:
    """Bytes from base64; one text only for the same bytes."""
    try:
        found = base64.b64decode(encoded, validate=True)
    except (ValueError, binascii.Error) as error:
        raise Unreadable("un passage en base 64 est mal écrit") from error
    if base64.b64encode(found).decode() != encoded:
        raise Unreadable("un passage en base 64 est mal écrit")
    return found


def read_entry(text: str) -> re.Match[str]:
    """The parts of a canonical entry."""
    found = ENTRY.fullmatch(text)
    if not found or len(found["detail"].encode()) != int(found["length"]):
        raise Unreadable("la ligne n'a pas la forme d'une ligne du journal")
    return found


def check(proof: object, keys: list[str]) -> str:
    """The sentence of a good proof. Raises Refuted or Unreadable."""
    if not isinstance(proof, dict) or proof.get("format") != FORMAT:
        raise Unreadable("ce fichier n'est pas une preuve du journal")
    try:
        entry, position, note, given = proof["entry"], proof["position"], proof["checkpoint"], proof["key"]
        path = [bytes.fromhex(step) for step in proof["path"]]
        texts = all(isinstance(value, str) for value in (entry, note, given))
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable("il manque une partie de la preuve") from error
    if not texts or type(position) is not int or any(len(step) != 32 for step in path):
        raise Unreadable("une partie de la preuve n'a pas sa forme")
    if keys and given.strip() not in keys:
        raise Refuted("la preuve porte une autre clé que celle que vous avez donnée")
    size, root = read_checkpoint(note, read_key(given))
    parts = read_entry(entry)
    leaf = hashlib.sha256(b"\x00" + entry.encode()).digest()
    if not 0 <= position < size or climb(leaf, position, size, path) != root:
        raise Refuted("cette ligne n'est pas, telle quelle, dans le journal signé")
    return sentence(parts, position, size, given.strip(), bool(keys))


def sentence(parts: re.Match[str], position: int, size: int, key: str, trusted: bool) -> str:
    """What is proved, and on what condition."""
    said = "Preuve valable : la ligne {id} ({kind}, {at}) est à la place {position} d'un journal signé de {size} {word}"
    told = said.format(**parts.groupdict(), position=position, size=size, word="lignes" if size > 1 else "ligne")
    if trusted:
        return told + ", par la clé que vous avez donnée."
    return told + f", si la clé du journal est bien {key} (comparez-la à celle du témoin)."


def known_keys(text: str) -> list[str]:
    """The keys given on the command line: a text or a file."""
    if os.path.exists(text):
        with open(text, encoding="utf-8") as file:
            text = file.read()
    return [line.strip() for line in text.splitlines() if line.strip()]


def main(arguments: list[str]) -> int:
    """Prints one sentence and gives back the exit code."""
    if len(arguments) not in (1, 2):
        print("Usage : python check_proof.py PREUVE.json [CLÉ]", file=sys.stderr)
        return 2
    try:
        with open(arguments[0], encoding="utf-8") as file:
            proof = json.load(file)
        print(check(proof, known_keys(arguments[1]) if arguments[1:] else []))
    except Refuted as error:
        print(f"Preuve refusée : {error}.")
        return 1
    except Unreadable as error:
        print(f"Preuve illisible : {error}.", file=sys.stderr)
        return 2
    except (OSError, ValueError, RecursionError):
        print(f"Le fichier {arguments[0]} ne peut pas être lu comme une preuve.", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    sys.exit(main(sys.argv[1:]))

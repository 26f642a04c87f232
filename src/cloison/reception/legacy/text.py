"""Text as one person reads it: same letters, same spaces, whatever the software that wrote it."""

import re
import sys
import unicodedata
from functools import lru_cache

_INVISIBLE = dict.fromkeys([0x00, 0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF])
_DIGITS = {
    code: str(unicodedata.decimal(chr(code)))
    for code in range(0x80, sys.maxunicode + 1)
    if unicodedata.category(chr(code)) == "Nd"
}
_PLAIN = {**_INVISIBLE, **_DIGITS}
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_TWICE_ENCODED = re.compile(r"[ÂÃ][\x80-\xbf\u0152-\u2122]|â€")
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_UNFOLDED = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "°": "o", "º": "o"})


def plain(text: str) -> str:
    """Without invisible characters, digits of every script as 0-9, letters that were encoded twice decoded."""
    if text.isascii() and text.isprintable():
        return text
    for _again in range(6):
        mended = unicodedata.normalize("NFC", _CONTROL.sub(" ", _decoded_once_more(text.translate(_PLAIN))))
        if mended == text:
            break
        text = mended
    return text


def _decoded_once_more(text: str) -> str:
    if not _TWICE_ENCODED.search(text):
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def line(text: str) -> str:
    """One line, single spaces, straight apostrophes."""
    if text.isascii() and text.isprintable():
        return " ".join(text.replace("`", "'").split())
    return " ".join(plain(text).replace("’", "'").replace("‘", "'").replace("´", "'").replace("`", "'").split())


@lru_cache(maxsize=20_000)
def folded(text: str) -> str:
    """Lower-case ASCII words separated by single spaces: for comparing, never for showing."""
    if text.isascii():
        return _NOT_A_WORD.sub(" ", text.replace("\0", "").lower()).strip()
    letters = unicodedata.normalize("NFKD", plain(text).casefold().translate(_UNFOLDED))
    return _NOT_A_WORD.sub(" ", "".join(c for c in letters if not unicodedata.combining(c))).strip()


def squeezed(text: str) -> str:
    """Like `folded`, without spaces: JEAN-PIERRE, Jean Pierre and jeanpierre are the same."""
    return folded(text).replace(" ", "")


def free_text(text: str) -> str | None:
    """What was written, line by line; None where nothing was said ("?", "RAS", "-")."""
    lines = [" ".join(part.split()) for part in plain(text).replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    kept = "\n".join(lines).strip()
    return None if folded(kept) in _NOTHING_SAID else kept


_NOTHING_SAID = frozenset({"", "ras", "neant", "nc", "n c", "null", "none", "nan", "vide", "aucun", "aucune", "so"})

"""Names as they are compared: without accents, case, hyphens or apostrophes."""

import unicodedata

LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "þ": "th"})


def fold(text: str) -> str:
    """Lower case, no marks, words separated by one space."""
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(LETTERS)
    kept = (sign if sign.isalnum() else " " for sign in plain if not unicodedata.combining(sign))
    return " ".join("".join(kept).split())


def matches(words: str, typed: str) -> bool:
    """Whether every typed word is part of the folded words, in any order."""
    return all(part in words for part in fold(typed).split())

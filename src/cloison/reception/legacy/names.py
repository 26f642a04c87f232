"""Names of people and places: their case restored sensibly, placeholders and test rows recognised.

No accent is ever invented, and what was typed with both cases is believed.
"""

import re
from functools import lru_cache

from cloison.reception.legacy.text import folded, line

_TITLE = re.compile(r"(?:m\.|mr\.?|mme\.?|mlle\.?|monsieur|madame|mademoiselle|m)\s+(?=\S)", re.IGNORECASE)
_PART = re.compile(r"[^\s'\-]+")
_BRETON = re.compile(r"(?<=c)'H")
_NOBLE = frozenset({"de", "d", "von", "van", "der", "den", "do", "dos", "e", "y", "bin", "bint"})
_PARTICLES_WORDS = "du|des|da|di|del|la|le|les|l|el|al|ben|ould|et|zu|ter|h"
_PARTICLES = _NOBLE | frozenset(_PARTICLES_WORDS.split("|"))
_AROUND = '"*,;:/\\_<>[]{}|=+ '
_LOST = re.compile(r"\?|\ufffd")

_NOBODY_WORDS = (
    "anonyme|anonymes|anonym|anonymat|nsp|ne sait pas|x|xx|xxx|xxxx|inconnu|inconnue|inconnus|nom inconnu|"
    "sans nom|non communique|non communiquee|non renseigne|non precise|nc|n c|nr|n r|neant|sans identite|"
    "personne anonyme|usager anonyme|ne souhaite pas|ne veut pas|refuse|m x|mr x|mme x|mlle x|monsieur x|"
    "madame x|n a"
)
_NOBODY = frozenset(_NOBODY_WORDS.split("|"))
_NOBODY_ALONE_WORDS = (
    "femme|homme|dame|monsieur|madame|une dame|un monsieur|un homme|une femme|usager|usagere|personne|public|"
    "couple|famille|enfant|mineur|jeune|m|mr|mme|mlle|refus|null|none|nan|vide|aucun|personne inconnue|nom|"
    "prenom"
)
_NOBODY_ALONE = frozenset(_NOBODY_ALONE_WORDS.split("|"))
_TEST = re.compile(r"(?:test|tests|teste|tst|toto|titi|tata|tutu|essai|essais|azerty|qwerty|aaa+|zzz+)( ?\d+)?")


def is_nobody(text: str, *, alone: bool) -> bool:
    """Whether a name cell stands for "no name". `alone`: no other name cell says anything, so "Dame" is no name."""
    words = re.sub(r" ?\d+$", "", folded(text))
    return not words or words in _NOBODY or (alone and words in _NOBODY_ALONE)


def is_test(family: str, given: str) -> bool:
    """Whether a row was typed to try the software. Prudent: every name must be a test word (Toto is also a name)."""
    names = [folded(name) for name in (family, given) if folded(name)]
    return bool(names) and all(_TEST.fullmatch(name) for name in names)


@lru_cache(maxsize=20_000)
def person_name(text: str) -> str | None:
    """A name with its case restored; None where nothing is left.

    JEAN-PIERRE → Jean-Pierre, D'ANNA → D'Anna, GUYOMARC'H → Guyomarc'h, MCDONALD → McDonald, LEFèVRE → Lefèvre;
    de La Tour is kept.
    """
    name = line(text).strip(_AROUND)
    while title := _TITLE.match(name):
        name = name[title.end() :].strip(_AROUND)
    if not folded(name):
        return None
    lower_only = name == name.lower()
    mixed = not lower_only and name != name.upper()
    kept_low = _NOBLE if lower_only else _PARTICLES if mixed else frozenset()
    return _BRETON.sub("'h", _PART.sub(lambda found: _part(found[0], kept_low), name))


def _part(word: str, kept_low: frozenset[str]) -> str:
    if word.islower():
        return word if word in kept_low else _capital(word)
    uppers = sum(letter.isupper() for letter in word)
    lowers = sum(letter.islower() for letter in word)
    if uppers > 1 and uppers > lowers:
        word = _capital(word)
        return f"Mc{_capital(word[2:])}" if word.startswith("Mc") and len(word) > 4 else word
    return word


def _capital(word: str) -> str:
    first, rest = word[:1], word[1:].lower().replace("i\u0307", "i")
    return (first.upper() if first.upper().lower() == first else first) + rest


def lost_letters(text: str) -> bool:
    """Whether the old software replaced letters it could not write (Y?ld?z)."""
    return bool(_LOST.search(text)) and bool(folded(text))


_SMALL_WORDS = "de|du|des|la|le|les|en|sur|sous|et|a|au|aux|d|l|lez|lès|saint-"
_SMALL = frozenset(_SMALL_WORDS.split("|"))


@lru_cache(maxsize=5_000)
def place(text: str) -> str | None:
    """A town or a country: BOURG EN BRESSE → Bourg en Bresse, LE HAVRE → Le Havre; mixed case is believed."""
    name = line(text).strip('"*,;:/\\_ ')
    if not folded(name) or is_nobody(name, alone=True):
        return None
    if name != name.upper() and name != name.lower():
        return name
    first = True

    def cased(found: re.Match[str]) -> str:
        nonlocal first
        word, was_first, first = found[0].lower(), first, False
        return word if word in _SMALL and not was_first else _capital(word)

    return _PART.sub(cased, name)


def split_full_name(text: str) -> tuple[str, str]:
    """(family, given) of one cell: "DUPONT Marie" by its capitals, "Dupont, Marie" by its comma, else all family."""
    if "," in text:
        family, given = text.split(",", 1)
        return family.strip(), given.strip()
    words = line(text).split()
    capitals = [word for word in words if word == word.upper() and len(word) > 1]
    if capitals and len(capitals) < len(words):
        return " ".join(capitals), " ".join(word for word in words if word not in capitals)
    return text, ""

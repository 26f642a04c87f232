"""Telephones, postcodes, durations and addresses out of the hands of spreadsheets.

Nothing here raises. A value that cannot be trusted is dropped and said, never guessed.
"""

import re

from cloison.reception.legacy.remarks import Remark
from cloison.reception.legacy.text import folded, line

_SCIENTIFIC = re.compile(r"(\d)[.,](\d+)[eE]\+?(\d{1,2})")
_MANY = re.compile(r"[/;,|]|\bou\b|\bet\b|\n")
# Overseas départements dial their own country code behind the same national numbers.
_OVERSEAS = {
    "262": ("0262", "0263", "0269", "0639", "0692", "0693"),
    "590": ("0590", "0690", "0691"),
    "594": ("0594", "0694"),
    "596": ("0596", "0696", "0697"),
}
_COUNTRY_OF = {prefix: country for country, prefixes in _OVERSEAS.items() for prefix in prefixes}


def phones(text: str) -> tuple[tuple[str, ...], frozenset[Remark]]:
    """The numbers in a cell as E.164 (+33612345678), and what happened to the others."""
    found: dict[str, None] = {}
    remarks: set[Remark] = set()
    for piece in (text,) if _SCIENTIFIC.fullmatch(line(text)) else _MANY.split(line(text)):
        if not re.search(r"\d", piece):
            continue
        number, remark = phone(piece)
        found.update({number: None} if number else {})
        remarks.update({remark} if remark else ())
    return tuple(found), frozenset(remarks)


def phone(text: str) -> tuple[str | None, Remark | None]:
    """One number as E.164. 6,31E+08 has lost its last digits for ever; nine digits have lost their zero."""
    text = line(text)
    if found := _SCIENTIFIC.fullmatch(text):
        if len(found[2]) < int(found[3]):
            return None, Remark.PHONE_MANGLED
        text = (found[1] + found[2])[: int(found[3]) + 1]
    digits = re.sub(r"\D", "", re.sub(r"[.,]0$", "", text.replace("(0)", "")))
    if text.startswith("+") or digits.startswith("00"):
        return _international(digits[2:] if digits.startswith("00") else digits)
    if len(digits) in (11, 12) and digits.startswith("33"):
        return _international(digits)
    if len(digits) == 9 and digits[0] != "0":
        return _national("0" + digits, Remark.PHONE_REPAIRED)
    return _national(digits, None)


def _international(digits: str) -> tuple[str | None, Remark | None]:
    if digits.startswith("33"):
        return _national("0" + digits[2:].removeprefix("0"), None)
    plausible = 8 <= len(digits) <= 15 and digits[0] != "0"
    return (f"+{digits}", None) if plausible else (None, Remark.PHONE_UNREADABLE)


def _national(digits: str, remark: Remark | None) -> tuple[str | None, Remark | None]:
    if len(digits) != 10 or digits[0] != "0" or digits[1] == "0" or len(set(digits[1:])) == 1:
        return None, Remark.PHONE_UNREADABLE
    return f"+{_COUNTRY_OF.get(digits[:4], '33')}{digits[1:]}", remark


def postcode(text: str) -> tuple[str | None, Remark | None]:
    """Five digits; 1000 was 01000 before a spreadsheet. A foreign code is kept as it is typed."""
    typed = re.sub(r"[.,]0$", "", line(text))
    code = re.sub(r"^[Ff]-?\s*(?=\d)", "", typed).replace(" ", "")
    if not folded(code) or code.strip("0") == "":
        return None, None
    if re.fullmatch(r"\d{4}", code):
        return "0" + code, Remark.POSTCODE_REPAIRED
    if re.fullmatch(r"\d{5}", code):
        return code, None
    foreign = re.fullmatch(r"(?=.*\d)[A-Za-z0-9][A-Za-z0-9 -]{2,9}", typed) and not typed.isdigit()
    return (typed, None) if foreign else (None, Remark.POSTCODE_UNREADABLE)


_LONGEST = 600
_CLOCK = re.compile(r"(?:(\d{1,2})\s*(?:h|heures?|hrs?|:))\s*(?:(\d{1,2})\s*(?:mn|min|minutes?|m|')?)?(?::00)?")
_MINUTES = re.compile(r"(\d{1,3})\s*(?:mn|mns|min|mins|minutes?|m|'|’)?\.?")
_DECIMAL = re.compile(r"(\d{0,2})[.,](\d+)\s*(?:h|heures?|hrs?)?")
_QUARTERS = {"1/4h": 15, "1/4": 15, "1/2h": 30, "1/2": 30, "3/4h": 45, "3/4": 45, "½": 30, "½h": 30, "¼h": 15, "¾h": 45}


def minutes(text: str) -> tuple[int | None, Remark | None]:
    """Minutes spent, at most ten hours. "15" is minutes, "0,5" and "1h30" hours, 0,0138 Excel's part of a day."""
    text = line(text).casefold()
    if not folded(text) and text not in _QUARTERS:
        return None, None
    spent = _minutes(text)
    if spent is None or spent > _LONGEST:
        return None, Remark.MINUTES_UNREADABLE
    return spent or None, None


def _minutes(text: str) -> int | None:
    if (quarter := _QUARTERS.get(text.replace(" ", ""))) is not None:
        return quarter
    if found := _MINUTES.fullmatch(text):
        return int(found[1])
    if found := _CLOCK.fullmatch(text):
        return int(found[1]) * 60 + int(found[2] or 0)
    if found := _DECIMAL.fullmatch(text):
        return _decimal(found[1] or "0", found[2])
    return None


def _decimal(whole: str, part: str) -> int | None:
    hours = float(f"{whole}.{part[:12]}")
    if hours < 0.1 and len(part) >= 3:
        return round(hours * 24 * 60)
    if not part.strip("0") and int(whole) >= 5:
        return int(whole)
    return round(hours * 60)


def email(text: str) -> str | None:
    """An address that a message could reach, lower-cased; else None."""
    address = line(text).lower().removeprefix("mailto:")
    reachable = re.fullmatch(r"[^\s@<>;,\"]{1,64}@[^\s@<>;,\"]+\.[a-z]{2,}", address) and len(address) <= 254
    return address if reachable else None


def street(text: str) -> str | None:
    """The line of an address as it was typed; None where there is none."""
    typed = line(text).strip(',;"* ')
    return typed if folded(typed) else None

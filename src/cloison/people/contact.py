"""How a person can be reached, and what they asked us not to do."""

import re

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

COUNTRY = "33"
# Overseas départements dial their own country code behind the same national numbers (ARCEP, numbering plan).
OVERSEAS = {
    "0262": "262", "0263": "262", "0269": "262", "0639": "262", "0692": "262", "0693": "262",
    "0590": "590", "0690": "590", "0691": "590", "0594": "594", "0694": "594",
    "0596": "596", "0696": "596", "0697": "596",
}  # fmt: skip


class Wish(TextChoices):
    """What the person asked us not to do. Shown wherever their number or address is."""

    NO_CALL = "no_call", _("Ne pas appeler")
    NO_LETTER = "no_letter", _("Ne pas écrire")
    NOT_SAY_WHO = "not_say_who", _("Ne pas dire qui appelle")


class Unreadable(ValueError):
    """The text is no telephone number that could be dialled."""


def read_phone(text: str) -> str:
    """A number as typed, as E.164 (ITU-T): 06 12 34 56 78 is +33612345678. Raises Unreadable."""
    typed = text.replace("(0)", "").strip()
    digits = re.sub(r"\D", "", typed)
    if re.search(r"[^\d\s+().\-/]", typed) or not digits.isascii():
        raise Unreadable
    if typed.startswith("+") or digits.startswith("00"):
        return _abroad(digits.removeprefix("00"))
    if not re.fullmatch(r"0[1-9]\d{8}", digits):
        raise Unreadable
    # 06 39 98 is kept for fiction, within numbers that are otherwise Mayotte's (ARCEP).
    code = COUNTRY if digits.startswith("063998") else OVERSEAS.get(digits[:4], COUNTRY)
    return f"+{code}{digits[1:]}"


def _abroad(digits: str) -> str:
    if digits.startswith(COUNTRY + "0"):
        digits = COUNTRY + digits[3:]
    if not 8 <= len(digits) <= 15 or digits.startswith("0") or (digits.startswith(COUNTRY) and len(digits) != 11):
        raise Unreadable
    return f"+{digits}"


def phone_in_words(number: str) -> str:
    """Such as "06 12 34 56 78"; a number of another country as it is dialled."""
    national = re.fullmatch(rf"\+{COUNTRY}(\d{{9}})", number)
    return " ".join(re.findall("..", "0" + national[1])) if national else number

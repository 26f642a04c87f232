"""Refusals in words, the same on every page."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cloison.accounts.second_factor import WaitForCode
from cloison.accounts.sessions import MustWait


def wait(error: MustWait | WaitForCode) -> str:
    """How long to wait, rounded up."""
    if error.seconds <= 60:
        return _("Trop d'essais à la suite. Attendez une minute, puis recommencez : rien d'autre n'est bloqué.")
    minutes = -(-error.seconds // 60)
    return ngettext(
        "Trop d'essais à la suite. Attendez %(minutes)d minute, puis recommencez : rien d'autre n'est bloqué.",
        "Trop d'essais à la suite. Attendez %(minutes)d minutes, puis recommencez : rien d'autre n'est bloqué.",
        minutes,
    ) % {"minutes": minutes}


def refused() -> str:
    """Which of the two is wrong is not said."""
    return _(
        "Ce nom et cette phrase ne vont pas ensemble. Regardez si les majuscules sont verrouillées, puis recommencez."
    )


def wrong_passphrase() -> str:
    return _(
        "Cette phrase de passe n'est pas la vôtre. Regardez si les majuscules sont verrouillées, puis recommencez."
    )


def wrong_code() -> str:
    return _("Ce code n'est pas bon, ou il a déjà servi. Attendez que le téléphone en montre un nouveau.")

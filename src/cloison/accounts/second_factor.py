"""Second factor: time-based codes (TOTP, RFC 6238), the secret sealed to its owner, each code good once."""

import base64
import uuid
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import pyotp
import segno
from django.utils import timezone

from cloison.accounts.reader import Reader
from cloison.database.sql import call, named

STEP = 30
SECRET_BYTES = 20  # RFC 4226 §4, R6: 160 bits recommended
ATTEMPTS = "second factor"


class WaitForCode(Exception):
    """Too many wrong codes for this account."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True)
class Factor:
    """A second factor of the reader's; `secret` in base32, `confirmed_at` None while it is being added."""

    id: uuid.UUID
    secret: str
    confirmed_at: datetime | None

    @property
    def in_groups(self) -> str:
        """The secret as one types it into a telephone."""
        return " ".join(self.secret[start : start + 4] for start in range(0, len(self.secret), 4))


def current(reader: Reader) -> Factor | None:
    """The factor asked for at login; one being added when none is confirmed yet."""
    return _factor(reader, "select id, sealed, confirmed_at from app.second_factor()")


def being_added(reader: Reader) -> Factor | None:
    """The factor that an established session is adding."""
    return _factor(reader, "select id, sealed, null::timestamptz as confirmed_at from app.new_second_factor()")


def _factor(reader: Reader, statement: str) -> Factor | None:
    found = named(statement)
    if not found:
        return None
    secret = reader.keyring.read_own("totp", bytes(found[0].sealed)).decode("ascii")
    return Factor(found[0].id, secret, found[0].confirmed_at)


def begin(reader: Reader) -> Factor | None:
    """A new secret to be confirmed by a first code. None when a confirmed factor must be passed first."""
    secret = pyotp.random_base32(SECRET_BYTES * 8 // 5)
    made = call("add_second_factor", reader.keyring.keep_own("totp", secret.encode("ascii")))
    return Factor(made, secret, None) if made else None


def passes(reader: Reader, code: str, factor: Factor | None = None) -> bool:
    """Whether the code is that of the factor, now or one step away, and was never used. WaitForCode."""
    if wait := call("login_wait", reader.login, ATTEMPTS):
        raise WaitForCode(wait)
    factor = factor or current(reader)
    step = _step(factor, code) if factor else None
    if factor is None or step is None or not call("pass_second_factor", factor.id, step):
        call("login_refused", reader.login, ATTEMPTS)
        return False
    return True


def _step(factor: Factor, code: str) -> int | None:
    """The time step of a code, or None. RFC 6238 §5.2: one step of tolerance for clocks and slow fingers."""
    digits = "".join(sign for sign in code if sign.isdecimal())
    now = int(timezone.now().timestamp()) // STEP
    totp = pyotp.TOTP(factor.secret, interval=STEP)
    found = [step for step in (now, now - 1, now + 1) if pyotp.utils.strings_equal(totp.generate_otp(step), digits)]
    return found[0] if found else None


def picture(reader: Reader, factor: Factor) -> str:
    """The QR code that a telephone reads, as a data address."""
    address = pyotp.TOTP(factor.secret).provisioning_uri(name=reader.login, issuer_name="Cloison")
    drawn = BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", scale=4, border=3, dark="#1c1814", light="#ffffff")
    return "data:image/svg+xml;base64," + base64.b64encode(drawn.getvalue()).decode("ascii")

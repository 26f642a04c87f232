"""Which operating-system account runs PostgreSQL: it refuses to run as root, and so do we."""

import os
import pwd
from dataclasses import dataclass

from cloison.database.trouble import Trouble
from cloison.database.trouble import marked as _


@dataclass(frozen=True)
class ServerUser:
    """The account of the database server; `dropped` if we are root and become someone else for it."""

    uid: int
    gid: int
    dropped: bool

    def popen(self) -> dict[str, object]:
        """Arguments that make `subprocess` start a child as this account, without any other group."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.dropped else {}

    def own(self, descriptor: int) -> None:
        """Give an open file or directory to this account."""
        if self.dropped:
            os.fchown(descriptor, self.uid, self.gid)


def _entry(*names: str) -> pwd.struct_passwd:
    for name in names:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Trouble(_("PostgreSQL ne peut pas tourner sous root et ce système n'a ni compte postgres ni compte nobody."))


def server_user() -> ServerUser:
    """Root becomes `postgres`, else `nobody`; anybody else stays who they are."""
    if os.geteuid() != 0:
        return ServerUser(os.geteuid(), os.getegid(), dropped=False)
    entry = _entry("postgres", "nobody")
    return ServerUser(entry.pw_uid, entry.pw_gid, dropped=True)


def admitted_names() -> list[str]:
    """Operating-system names that may log in to our database roles: the one running us, and root."""
    try:
        return sorted({pwd.getpwuid(os.geteuid()).pw_name, pwd.getpwuid(0).pw_name})
    except KeyError:
        raise Trouble(
            _("Le compte système numéro %(uid)s n'a pas de nom : lancez cloison depuis un compte déclaré."),
            uid=os.geteuid(),
        ) from None

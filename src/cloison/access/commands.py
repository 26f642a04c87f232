"""`cloison explain`: who can read a file, told to the operator of the host."""

import argparse
import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import psycopg
from django.utils import timezone
from django.utils.translation import gettext as _t

from cloison.access.compartments import Compartment
from cloison.access.explain import Explained, Seat, declared, explain
from cloison.access.models import CircleKind, EndReason, Reason
from cloison.accounts.roles import Basis, Role
from cloison.database import roles
from cloison.database.options import with_data
from cloison.database.server import available
from cloison.database.trouble import Misuse, Trouble
from cloison.database.trouble import marked as _


def register(commands: Any) -> None:
    """Adds `explain`."""
    parser = commands.add_parser("explain", help=_t("dit qui peut lire un dossier, depuis quand, pourquoi"))
    parser.add_argument("file", metavar=_t("DOSSIER"), help=_t("numéro du dossier, tel que dans l'adresse de sa page"))
    with_data(parser)
    parser.set_defaults(handler=run)


def run(told: argparse.Namespace) -> int:
    """Prints the explanation; the result comes last. Trouble (1) for no such file, Misuse (2) for no number."""
    try:
        file_id = uuid.UUID(told.file)
    except ValueError as error:
        raise Misuse(_("« %(file)s » n'est pas le numéro d'un dossier."), file=told.file) from error
    with available(told.data) as server, psycopg.connect(server.conninfo(roles.AUDITOR)) as auditor:
        found = explain(auditor, file_id)
    if found is None:
        raise Trouble(_("Il n'y a pas de dossier %(file)s dans cette base."), file=file_id)
    for line in lines(found):
        print(line)
    return 0


def lines(found: Explained) -> Iterator[str]:
    """The explanation, line after line."""
    file = found.file
    where = f" · {file.team}" if file.team else ""
    yield _t("Dossier %s") % file.id
    yield f"{Compartment(file.compartment).label} · {CircleKind(file.kind).label}{where} · {_day(file.made_at)}"
    yield from ("", _t("Registre du cercle"))
    for seat in found.seats:
        yield from _seat(seat)
    yield from _powers(found)
    yield from ("", *_result(found))


def _seat(seat: Seat) -> Iterator[str]:
    yield f"  {'●' if seat.reads else '○'} {seat.name} ({seat.login}) · {Role(seat.role).label}"
    yield f"      {Reason(seat.reason).label} ; {Basis(seat.basis).label}"
    until = seat.ended_at or seat.ends_at
    period = _t("depuis le %s") % _day(seat.starts_at) + (_t(", jusqu'au %s") % _day(until) if until else "")
    ended = f" ({EndReason(seat.end_reason).label})" if seat.end_reason else ""
    yield f"      {period}{ended}" + (_t(" ; accordé par %s") % seat.granted_by if seat.granted_by else "")
    if seat.reads and not seat.has_key:
        yield "      " + _t("ne tient pas encore la clé : ne peut pas lire ce qui est scellé")
    if not seat.known:
        yield "      " + _t("ATTENTION : le journal ne connaît pas cette ligne")


def _powers(found: Explained) -> Iterator[str]:
    yield from ("", _t("Pouvoirs techniques, lus dans le catalogue de la base"))
    for name, powers in found.powerful:
        yield f"  {name} : {', '.join(powers)}"
    for name, owned in found.owners:
        yield "  " + _t("%(name)s peut agir comme %(owned)s") % {"name": name, "owned": owned}
    yield "  " + _t("Fonctions que le web peut appeler avec d'autres droits que les siens : %d") % len(found.functions)
    yield from (f"    {signature}" for signature in found.functions)
    told = ", ".join(found.sealed_to_functions) or _t("aucune")
    yield "  " + _t("Tables de contenu scellé que ces fonctions peuvent lire : %s") % told
    told = ", ".join(found.custodians) or _t("personne, aucune clé de secours n'existe")
    yield "  " + _t("Dépositaires de la clé de secours (deux sur trois) : %s") % told
    yield from ("", _t("Ce qu'aucun catalogue ne dit"))
    yield from (f"  {sentence}" for sentence in declared())


def _result(found: Explained) -> Iterator[str]:
    unknown = [seat for seat in found.seats if not seat.known]
    if unknown:
        yield _t("Lignes inconnues du journal : %d. Lancez « cloison journal verify ».") % len(unknown)
    names = list(dict.fromkeys(f"{seat.name} ({seat.login})" for seat in found.readers))
    yield _t("Peuvent lire ce dossier maintenant : %s.") % (", ".join(names) or _t("personne"))


def _day(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d/%m/%Y %H:%M}"

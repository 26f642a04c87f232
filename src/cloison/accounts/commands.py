"""`cloison accounts found`, `cloison custodians name | recover | status`."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext as _t

from cloison.accounts import actions, custody
from cloison.accounts.custody import NotOne
from cloison.accounts.forms import LOGIN
from cloison.accounts.reader import Refused
from cloison.accounts.sessions import working
from cloison.accounts.terminal import session_of
from cloison.database import roles
from cloison.database.options import with_data
from cloison.database.schema import acting_as
from cloison.database.server import available
from cloison.database.trouble import Misuse, Trouble
from cloison.database.trouble import marked as _
from cloison.database.unit import unit
from cloison.vault.circles import KeyMismatch
from cloison.vault.custodians import NoRecovery


def register(commands: Any) -> None:
    """Adds both groups to the command line."""
    accounts = _group(commands.add_parser("accounts", help=_t("installe une organisation et son premier compte")))
    found = accounts.add_parser("found", help=_t("crée l'organisation et le compte de son administration technique"))
    found.add_argument("--organisation", required=True, metavar=_t("NOM"), help=_t("nom de l'organisation"))
    found.add_argument("--admin", required=True, metavar=_t("COMPTE"), help=_t("nom de compte de l'administration"))
    found.add_argument("--name", required=True, metavar=_t("NOM"), help=_t("prénom et nom de cette personne"))
    _done(found, _found)
    _custodians(_group(commands.add_parser("custodians", help=_t("dépositaires de la clé de secours"))))


def _group(parser: argparse.ArgumentParser) -> Any:
    return parser.add_subparsers(metavar=_t("COMMANDE"), dest="what", required=True)


def _done(parser: argparse.ArgumentParser, handler: Any) -> None:
    with_data(parser)
    parser.set_defaults(handler=handler)


def _custodians(commands: Any) -> None:
    name = commands.add_parser("name", help=_t("nomme les trois dépositaires ; les précédents ne le sont plus"))
    name.add_argument("members", nargs=3, metavar=_t("COMPTE"), help=_t("trois comptes différents"))
    name.add_argument(
        "--as", required=True, dest="by", metavar=_t("COMPTE"),
        help=_t("qui les nomme : déléguée ou délégué à la protection des données"),
    )  # fmt: skip
    _done(name, _name)
    recover = commands.add_parser("recover", help=_t("rend ses cercles à une personne, avec deux dépositaires"))
    recover.add_argument("member", metavar=_t("COMPTE"), help=_t("à qui rendre ses cercles"))
    recover.add_argument(
        "--with", required=True, action="append", dest="holders", metavar=_t("COMPTE"),
        help=_t("un dépositaire ; deux fois"),
    )  # fmt: skip
    _done(recover, _recover)
    status = commands.add_parser("status", help=_t("dit qui sont les dépositaires"))
    status.add_argument("--as", required=True, dest="by", metavar=_t("COMPTE"), help=_t("qui le demande"))
    _done(status, _status)


def _found(told: argparse.Namespace) -> int:
    login = told.admin.strip().lower()
    if not LOGIN.fullmatch(login):
        raise Misuse(_("--admin attend au moins deux lettres, chiffres, points ou tirets, sans accent ni espace."))
    with available(told.data) as server, acting_as(server.conninfo(roles.OWNER)), unit():
        try:
            token = actions.found_organisation(name=told.organisation, login=login, admin=told.name)[1]
        except actions.LoginTaken:
            raise Trouble(_("Le compte %(login)s existe déjà."), login=login) from None
    print(_t("Lien d'activation, valable sept jours, une seule fois :"))
    print(f"/activation/{token}/")
    return 0


def _name(told: argparse.Namespace) -> int:
    members = tuple(login.lower() for login in told.members)
    if len(set(members)) != 3:
        raise Misuse(_("Il faut trois comptes différents."))
    with _web(told), session_of(told.by, told.data) as secret, working(secret) as by, _explained():
        custody.name(by=by, logins=members)
    print(_t("Les dépositaires sont nommés. Les clés leur sont confiées à la prochaine session de chaque personne."))
    return 0


def _recover(told: argparse.Namespace) -> int:
    holders = [login.lower() for login in told.holders]
    if len(set(holders)) != 2:
        raise Misuse(_("Il faut deux dépositaires différents : --with COMPTE, deux fois."))
    with _web(told), session_of(holders[0], told.data) as one, session_of(holders[1], told.data) as other, _explained():
        given = custody.recover(one, other, target=told.member.lower())
    print(_t("Clés rendues : %(given)d.") % {"given": given})
    return 0


def _status(told: argparse.Namespace) -> int:
    with _web(told), session_of(told.by, told.data) as secret, working(secret) as by:
        found = custody.present(by)
    if found is None:
        print(_t("Aucun dépositaire n'est nommé."))
        return 1
    print(_t("Dépositaires : %(names)s.") % {"names": ", ".join(found.names)})
    if not found.known:
        raise Trouble(_("Leur clé n'est pas celle que le journal a publiée : rien n'est partagé avec elle."))
    return 0


@contextmanager
def _web(told: argparse.Namespace) -> Iterator[None]:
    """The database as the web role sees it, for the time of a command."""
    with available(told.data) as server, acting_as(server.conninfo(roles.WEB)):
        yield


@contextmanager
def _explained() -> Iterator[None]:
    """Refusals of custody as sentences."""
    try:
        yield
    except NotOne as error:
        raise Trouble(_("Aucun compte activé ne s'appelle %(login)s."), login=error.login) from None
    except Refused:
        raise Trouble(
            _(
                "Seule la déléguée ou le délégué à la protection des données nomme des dépositaires, "
                "et jamais une administration technique."
            )
        ) from None
    except NoRecovery:
        raise Trouble(
            _("Ces deux personnes ne sont pas deux des trois dépositaires, ou leurs clés ont changé.")
        ) from None
    except KeyMismatch:
        raise Trouble(_("Une clé n'est pas celle que le journal a publiée : rien n'a été partagé.")) from None

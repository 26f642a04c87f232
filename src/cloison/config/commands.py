"""The commands that concern the whole house: demo, serve, migrate, test, and messages for those who write it."""

import argparse
from typing import Any

from django.utils.translation import gettext as _

from cloison.config import process, testing
from cloison.config.parser import port
from cloison.database import roles, schema
from cloison.database.options import NO_DATA, with_data
from cloison.database.server import available


def register(commands: Any) -> None:
    """Adds the five commands."""
    _web(commands.add_parser("demo", help=_("ouvre Cloison avec un département imaginaire")), demo=True)
    _web(commands.add_parser("serve", help=_("ouvre Cloison sur vos données")), demo=False)
    migrate = commands.add_parser("migrate", help=_("met la base à jour, tables et cloisons"))
    with_data(migrate)
    migrate.set_defaults(handler=_migrate)
    _test(commands.add_parser("test", help=_("vérifie tout : style, types, architecture, tests")))
    # Without help: it is for those who write Cloison, and stays out of the list.
    _messages(commands.add_parser("messages"))


def _web(parser: argparse.ArgumentParser, *, demo: bool) -> None:
    parser.add_argument("--port", type=port, default=8000, metavar="PORT", help=_("port (8000 ; 0 : un port libre)"))
    parser.add_argument("--host", default="127.0.0.1", metavar=_("ADRESSE"), help=_("adresse d'écoute (127.0.0.1)"))
    with_data(parser)
    parser.set_defaults(handler=lambda told: process.serve(told.data, told.host, told.port, demo=demo))


def _test(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--without-browser", action="store_true", help=_("laisse de côté les récits joués dans un navigateur")
    )
    parser.epilog = _("Les autres arguments sont transmis à pytest.")
    # This command takes words that are not its own, and touches no data.
    parser.set_defaults(
        handler=lambda told: testing.run(told.rest, browser=not told.without_browser), rest=[], data=NO_DATA
    )


def _messages(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help=_("compare seulement, sans rien écrire"))
    parser.set_defaults(handler=_run_messages, data=NO_DATA)


def _run_messages(told: argparse.Namespace) -> int:
    # Its tools are those of development, which no other command needs.
    from cloison.config import messages

    return messages.run(told)


def _migrate(told: argparse.Namespace) -> int:
    with available(told.data) as server:
        schema.bring_up_to_date(server.conninfo(roles.OWNER), always=True)
    print(_("La base est à jour."))
    return 0

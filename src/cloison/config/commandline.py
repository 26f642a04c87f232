"""The command line: every area may bring commands; wrong use is one French sentence and exit code 2."""

import argparse
import importlib
import importlib.util
import sys
import traceback
from collections.abc import Sequence

import psycopg
from django.db import Error as DatabaseError
from django.utils.translation import gettext as _

from cloison.config.parser import FrenchParser
from cloison.database.folder import data_folder
from cloison.database.options import NO_DATA
from cloison.database.trouble import Trouble

# Areas that may own a `commands` module with `register(subparsers)`. It adds its parsers, and each names the function
# that does the work with `set_defaults(handler=…)`: given the arguments, whose `data` is the data folder to use, it
# returns an exit code.
AREAS = (
    "config",
    "demo",
    "bench",
    "dossier",
    "reception",
    "followup",
    "linkage",
    "access",
    "accounts",
    "vault",
    "journal",
)


def build() -> FrenchParser:
    """The parser of every command that this installation has."""
    parser = FrenchParser(prog="./cloison", description=_("Cloison : le secret professionnel tenu par construction."))
    commands = parser.add_subparsers(title=_("commandes"), metavar=_("COMMANDE"), dest="command", required=True)
    for area in AREAS:
        if importlib.util.find_spec(f"cloison.{area}.commands"):
            importlib.import_module(f"cloison.{area}.commands").register(commands)
    return parser


def main(words: Sequence[str]) -> int:
    """Run one command; returns its exit code (0 done, 1 trouble, 2 wrong use, 130 interrupted)."""
    arguments = _parsed(build(), words)
    try:
        if getattr(arguments, "data", None) is not NO_DATA:
            arguments.data = data_folder(getattr(arguments, "data", None))
        return int(arguments.handler(arguments) or 0)
    except Trouble as trouble:
        print(f"cloison : {trouble}", file=sys.stderr)
        return trouble.exit_code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read us (head, less) has seen enough.
        sys.stderr.close()
        return 0
    except Exception as error:
        return _unexpected(error)


def _parsed(parser: FrenchParser, words: Sequence[str]) -> argparse.Namespace:
    arguments, rest = parser.parse_known_args(words)
    if rest and not hasattr(arguments, "rest"):
        parser.error(_("« %(words)s » est de trop") % {"words": " ".join(rest)})
    arguments.rest = rest
    return arguments


def _unexpected(error: Exception) -> int:
    """Where it happened, never the message nor the values: they may hold what somebody typed."""
    print("".join(traceback.format_tb(error.__traceback__)), end="", file=sys.stderr)
    what = f"{type(error).__module__}.{type(error).__name__}"
    if isinstance(error, psycopg.Error | DatabaseError):
        what = f"{what} {getattr(error, 'sqlstate', None) or getattr(error.__cause__, 'sqlstate', '') or ''}".strip()
    sentence = _("Erreur imprévue (%(what)s), à signaler avec les lignes ci-dessus.") % {"what": what}
    print(f"cloison : {sentence}", file=sys.stderr)
    return 1

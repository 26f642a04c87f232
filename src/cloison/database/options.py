"""Command-line options that every area writes the same way."""

import argparse
from pathlib import Path

from cloison.database.trouble import Misuse
from cloison.database.trouble import marked as _

# The value of `data` for a command that touches no data folder, so that none is made for it.
NO_DATA = object()


def with_data(parser: argparse.ArgumentParser) -> None:
    """Adds --data. The command line turns its value into the folder to use before the handler sees it."""
    parser.add_argument(
        "--data",
        metavar=str(Misuse(_("DOSSIER"))),
        help=str(Misuse(_("dossier des données (sinon CLOISON_DATA, sinon le dossier habituel du compte)"))),
    )


def existing_file(text: str) -> Path:
    """An argparse type: a file that can be read."""
    path = Path(text)
    try:
        with path.open("rb"):
            return path
    except OSError as error:
        why = Misuse(_("le fichier « %(file)s » ne peut pas être lu (%(why)s)"), file=text, why=error.strerror)
        raise argparse.ArgumentTypeError(str(why)) from None

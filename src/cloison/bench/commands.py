"""`cloison bench NAME [--json]`: timings as ratios within one run, one JSON object a line."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from cloison.bench import pages
from cloison.database.options import with_data

BENCHES: dict[str, tuple[str, Callable[[Path, Callable[[str], None]], Iterator[dict[str, Any]]]]] = {
    "pages": ("les pages de tous les jours, et ce que coûte chaque cloison", pages.run),
}


def register(commands: Any) -> None:
    """Adds `bench` and each of its measures."""
    parser = commands.add_parser(
        "bench", help=_("mesure, sur des mondes imaginaires gardés dans le dossier de données")
    )
    names = parser.add_subparsers(title=_("mesures"), metavar=_("NOM"), dest="bench", required=True)
    for name, (told, run) in BENCHES.items():
        one = names.add_parser(name, help=told)
        one.add_argument("--json", action="store_true", help=_("une ligne JSON par mesure (sinon, des mots)"))
        with_data(one)
        one.set_defaults(handler=_handler(run))


def _handler(run: Callable[[Path, Callable[[str], None]], Iterator[dict[str, Any]]]) -> Callable[..., int]:
    def handle(told: argparse.Namespace) -> int:
        for line in run(told.data, _said):
            print(json.dumps(line, ensure_ascii=False) if told.json else _words(line), flush=True)
        return 0

    return handle


def _said(step: str) -> None:
    print(f"… {step}", file=sys.stderr, flush=True)


def _words(line: dict[str, Any]) -> str:
    return " · ".join(f"{key} {value}" for key, value in line.items())

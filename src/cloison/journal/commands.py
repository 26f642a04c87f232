"""`cloison journal verify | prove | sequence | checkpoint`."""

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from uuid import UUID

import psycopg

from cloison.database import server
from cloison.database.trouble import Misuse, Trouble
from cloison.database.trouble import marked as _
from cloison.journal import notes, proofs, sequencer, verifier
from cloison.journal.outside import Outside, read_keys


def register(
    subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]", checks: Iterable[verifier.Check] = ()
) -> None:
    """Adds `journal` to a command line. Each command's `handler` takes the parsed arguments and gives an exit code.

    `checks` are what other areas hold against the journal when it is verified.
    """
    journal = subparsers.add_parser("journal", help="vérifier, prouver et sceller le journal")
    commands = journal.add_subparsers(dest="journal", required=True, metavar="COMMANDE")
    _verify(_command(commands, "verify", "recalculer tout le journal et nommer la première anomalie"), tuple(checks))
    prove = _command(commands, "prove", "écrire la preuve qu'une écriture est dans le journal signé")
    prove.add_argument("entry", metavar="ÉCRITURE", help="numéro de l'écriture")
    prove.add_argument("--output", type=Path, metavar="FICHIER", help="fichier de la preuve (sinon à l'écran)")
    prove.set_defaults(handler=_run_prove)
    seal = _command(commands, "sequence", "sceller les écritures nouvelles, en continu")
    seal.add_argument("--once", action="store_true", help="sceller ce qui attend, puis s'arrêter")
    seal.add_argument("--every", type=float, default=sequencer.EVERY, metavar="SECONDES", help="intervalle")
    seal.set_defaults(handler=_run_sequence)
    last = _command(commands, "checkpoint", "montrer le dernier contrôle signé, pour le garder ailleurs")
    last.set_defaults(handler=_run_checkpoint)


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, told: str
) -> argparse.ArgumentParser:
    made = commands.add_parser(name, help=told, description=told)
    made.add_argument("--data", type=Path, default=argparse.SUPPRESS, metavar="DOSSIER", help="dossier des données")
    return made


def _verify(parser: argparse.ArgumentParser, checks: tuple[verifier.Check, ...]) -> None:
    parser.add_argument(
        "--witness", type=Path, action="append", default=[], metavar="FICHIER", help="copie du témoin gardée ailleurs"
    )
    parser.add_argument("--key", metavar="CLÉ", help="clé de vérification, ou fichier, gardée ailleurs")
    parser.set_defaults(handler=lambda arguments: _run_verify(arguments, checks))


def _run_verify(arguments: argparse.Namespace, checks: tuple[verifier.Check, ...]) -> int:
    outside = Outside(arguments.data)
    for copy in arguments.witness:
        if not copy.is_file():
            raise Misuse(_("Le fichier du témoin %(path)s ne peut pas être lu."), path=copy)
    with server.available(arguments.data) as found, psycopg.connect(found.conninfo("cloison_auditor")) as connection:
        report = verifier.verify(
            connection,
            _keys(arguments.key) if arguments.key else _own_keys(outside, connection),
            witness=outside.witness,
            copies=arguments.witness,
            checks=checks,
            progress=_progress() if sys.stderr.isatty() else None,
        )
    print(report.sentence())  # noqa: T201
    return 0 if report.sound else 1


def _keys(text: str) -> list[notes.Verifier]:
    if Path(text).is_file():
        return read_keys(Path(text))
    try:
        return [notes.read_verifier(text)]
    except notes.BadNote as error:
        raise Misuse(_("--key n'est ni un fichier ni une clé de vérification.")) from error


def _own_keys(outside: Outside, connection: psycopg.Connection) -> list[notes.Verifier]:
    """The published keys; none before the first sealing, when there is nothing signed yet to check."""
    if not outside.public_key.exists():
        signed = connection.execute("select exists (select from journal.checkpoint)").fetchone()
        connection.rollback()
        if signed == (False,):
            return []
    return outside.verifiers()


def _progress() -> Callable[[int, int], None]:
    def show(done: int, total: int) -> None:
        print(f"\r{done * 100 // max(total, 1)} %", end="\r", file=sys.stderr, flush=True)  # noqa: T201

    return show


def _run_prove(arguments: argparse.Namespace) -> int:
    try:
        entry = UUID(arguments.entry)
    except ValueError as error:
        raise Misuse(_("« %(entry)s » n'est pas le numéro d'une écriture."), entry=arguments.entry) from error
    verifiers = Outside(arguments.data).verifiers()
    with server.available(arguments.data) as found, psycopg.connect(found.conninfo("cloison_auditor")) as connection:
        text = json.dumps(proofs.prove(connection, entry, verifiers), ensure_ascii=False, indent=1)
    if arguments.output is None:
        print(text)  # noqa: T201
        return 0
    try:
        arguments.output.write_text(text + "\n", "utf8")
    except OSError as error:
        raise Trouble(_("La preuve ne peut pas être écrite dans %(path)s."), path=arguments.output) from error
    return 0


def _run_sequence(arguments: argparse.Namespace) -> int:
    if arguments.every <= 0:
        raise Misuse(_("--every attend un nombre de secondes plus grand que zéro."))
    with server.available(arguments.data) as found:
        conninfo = found.conninfo("cloison_sequencer")
        if not arguments.once:
            sequencer.forever(conninfo, arguments.data, every=arguments.every, stop=sequencer.stopped_by_signals())
            return 0
        placed = sequencer.once(conninfo, arguments.data)
    print(f"Écritures scellées : {placed}.")  # noqa: T201
    return 0


def _run_checkpoint(arguments: argparse.Namespace) -> int:
    with server.available(arguments.data) as found, psycopg.connect(found.conninfo("cloison_auditor")) as connection:
        note = connection.execute(proofs.LAST).fetchone()
    if note is None:
        raise Trouble(_("Le journal n'a encore aucun contrôle signé."))
    sys.stdout.write(note[0])
    return 0

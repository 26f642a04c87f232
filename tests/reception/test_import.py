"""Importing an old export through the actions: what is taken, what goes back, what a second run changes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from cloison.database.server import available
from cloison.people.queries import names_in
from cloison.reception.actions import desk
from cloison.reception.importing import Importer, Tally, desk_of
from cloison.reception.legacy.reader import open_export
from cloison.reception.legacy.remarks import Motive
from cloison.reception.legacy.rows import Decider
from cloison.reception.models import Remark, Visit

HEADER = "NUM;DATE_PASSAGE;HEURE;CENTRE;CANAL;NOM;PRENOM;DATE_NAISS;NIR;TEL;MOTIF1;REPONSE;DEMANDE;DUREE\n"
SECRET_WORDS = "elle parle d'un cousin nommé Zébulon"


def line(number: int, *, centre: str = "CMS LES TILLEULS", name: str = "Quendal", text: str = "", nir: str = "") -> str:
    who = f"{name};Oriane;12/03/1984" if name else ";;"
    return f"{number};03/02/2025;10:0{number % 10};{centre};TEL;{who};{nir};;RSA;RDV;{text};5\n"


@pytest.fixture
def run(secrets, tmp_path):
    """Imports the given lines as somebody, and gives the tally."""
    from datetime import date

    from cloison.accounts.models import Team
    from cloison.accounts.sessions import working

    def imported(lines: list[str], login: str = "amina") -> Tally:
        path = tmp_path / "export.csv"
        path.write_text(HEADER + "".join(lines), "cp1252")
        with working(secrets(login)) as by:
            place = desk_of(by, Team.objects.values_list("name", flat=True))
        with open_export(path) as export:
            importer = Importer(secrets(login), place, lambda refused: None)
            list(importer.run(Decider(today=date(2026, 1, 1)).every(export)))
        return importer.tally

    return imported


def test_a_second_run_adds_nothing(run) -> None:
    lines = [line(101, text=SECRET_WORDS), line(102), line(103, name="")]
    first, second = run(lines), run(lines)
    assert (first.recorded, first.files, first.texts) == (3, 1, 1)
    assert (second.recorded, second.files, second.already) == (0, 0, 3)


def test_a_line_of_another_centre_goes_back_and_its_own_receptionist_imports_it(run) -> None:
    lines = [line(201, centre="CMS LE PORT", name="Vauquelin")]
    assert run(lines).refused == {Motive.NOT_YOUR_TEAM: 1}
    assert run(lines, "bruno").recorded == 1


def test_a_person_of_a_first_file_is_found_again_when_the_run_goes_on(run) -> None:
    run([line(301, name="Estrade")])
    assert run([line(301, name="Estrade"), line(302, name="Estrade")]).files == 0


def test_free_text_is_sealed_where_there_is_a_file_and_counted_where_there_is_none(run, acting) -> None:
    tally = run([line(401, name="", text="sans dossier"), line(402, name="Brémond", text=SECRET_WORDS)])
    assert (tally.texts, tally.texts_left) == (1, 1)
    with acting("amina"):
        assert Remark.objects.count() == 0  # behind the door, even for her


def test_names_are_readable_at_the_desk_and_the_visit_hangs_on_the_file(run, acting) -> None:
    run([line(501, name="Cazeneuve")])
    with acting("amina") as amina:
        _, circle = desk(amina)
        found = {names.shown: file for file, names in names_in(amina, [circle]).items()}
        assert Visit.objects.filter(file_id=found["Oriane Cazeneuve"]).count() == 1


def test_no_social_security_number_reaches_the_database(run, dba) -> None:
    run([line(601, name="Delorme", nir="2840376123456", text="son numéro est 2 84 03 76 123 456")])
    for table, column in (("reception_remark", "sealed"), ("people_identity", "sealed"), ("journal.entry", "detail")):
        assert dba.execute(f"select count(*) from {table} where {column}::text like '%2840376123456%'").fetchone() == (
            0,
        )


def test_killed_in_the_middle_and_run_again_it_ends_as_if_it_had_not_been(tmp_path: Path) -> None:
    source = tmp_path / "export.csv"
    rows = [line(1000 + n, name=f"Nom{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}", text="un mot") for n in range(900)]
    source.write_text(HEADER + "".join(rows), "cp1252")
    with demonstration(tmp_path / "whole"):
        pass
    subprocess.run(["cp", "-a", tmp_path / "whole", tmp_path / "broken"], check=True)
    whole = ends(tmp_path / "whole", source, killed=False)
    assert ends(tmp_path / "broken", source, killed=True) == whole


ENVIRONMENT = os.environ | {
    "CLOISON_DEMO_PASSPHRASE": "une phrase pour la reprise",
    "PYTHONPATH": str(Path(__file__).parents[2] / "src"),
}


@contextmanager
def demonstration(data: Path) -> Iterator[None]:
    """The demonstration of that folder, served while the block lasts."""
    serve = [sys.executable, "-m", "cloison", "demo", "--port", "0", "--data", str(data)]
    with subprocess.Popen(serve, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert server.stdout.readline().startswith("ready")
        yield
        server.terminate()


def ends(data: Path, source: Path, *, killed: bool) -> tuple[int, ...]:
    """Imports the lines, killed once on the way or not; what was taken, in how many files, and what hangs on them."""
    command = [sys.executable, "-m", "cloison", "import", "visits", str(source), "--as", "amina", "--yes"]
    command += ["--data", str(data)]
    with demonstration(data), available(data) as found, psycopg.connect(found.conninfo("postgres")) as dba:
        if killed:
            with subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.DEVNULL) as run:
                until = time.monotonic() + 30
                while counted(dba)[0] == 0 and time.monotonic() < until:
                    time.sleep(0.05)
                run.send_signal(signal.SIGKILL)
            assert 0 < counted(dba)[0] < 900
        subprocess.run(command, env=ENVIRONMENT, check=True, capture_output=True)
        return counted(dba)


def counted(dba: psycopg.Connection[Any]) -> tuple[int, ...]:
    """(lines taken, files they are in, remarks, visits of these files)."""
    found = dba.execute(
        "select (select count(*) from reception_taken), (select count(distinct file_id) from reception_taken), "
        "(select count(*) from reception_remark), (select count(*) from reception_visit v "
        "where v.file_id in (select t.file_id from reception_taken t))"
    ).fetchone()
    dba.rollback()
    return tuple(found or ())

"""`cloison explain`: what it says is what every account can really read."""

import re
import uuid

import psycopg
import pytest
from django.utils import timezone
from tests.thread import accept, hand_over

from cloison.access import commands
from cloison.access.explain import declared, explain
from cloison.config.commandline import main
from cloison.demo.cast import CAST
from cloison.followup.queries import colleagues


@pytest.fixture
def auditor(cluster):
    with psycopg.connect(cluster.conninfo("cloison_auditor", "cloison"), autocommit=True) as opened:
        yield opened


@pytest.fixture
def as_auditor(cluster, monkeypatch):
    """The command line, given the auditor's own connection."""
    monkeypatch.setenv("CLOISON_DSN", cluster.conninfo("cloison_auditor", "cloison"))


def files_of(acting, client_of):
    """A desk's, a handover's, a file with a stand-in, and one that its stand-in has left."""
    handed, other = hand_over(acting), hand_over(acting)
    with acting("claire") as claire:
        david = next(c for c in colleagues(claire, claire.posts[0].team_id) if c.name == "David Roussel")
    client = client_of("claire")
    shared, left = (
        uuid.UUID(client.post(f"/followup/handovers/{h.file_id}/", {"stand_in": str(david.post_id)}).url.split("/")[2])
        for h in (handed, other)
    )
    page = client.get(f"/files/{left}/circle/").content.decode()
    assert client.post(re.search(rf"/files/{left}/circle/[0-9a-f-]+/end/", page)[0]).status_code == 302
    return [handed.desk.id, handed.file_id, shared, left]


def test_it_names_exactly_those_whose_page_opens(acting, client_of, auditor) -> None:
    for file in files_of(acting, client_of):
        told = {seat.login for seat in explain(auditor, file).readers}
        real = {p.login for p in CAST if client_of(p.login).get(f"/files/{file}/").status_code == 200}
        assert told == real


def test_the_ledger_is_told_whole_with_who_granted_and_why(acting, client_of, auditor) -> None:
    file = files_of(acting, client_of)[-1]
    found = explain(auditor, file)
    assert {seat.login: seat.reads for seat in found.seats} == {"claire": True, "david": False}
    assert all(seat.known for seat in found.seats)
    told = "\n".join(commands.lines(found))
    assert "a quitté le cercle" in told
    assert "CASF L411-3" in told
    assert told.splitlines()[-1] == "Peuvent lire ce dossier maintenant : Claire Martel (claire)."
    assert all(sentence in told for sentence in declared())


def test_the_powers_are_those_of_the_catalogue(acting, auditor, dba) -> None:
    file = accept(acting, hand_over(acting))
    before = explain(auditor, file.id)
    assert ["superutilisateur" in powers for name, powers in before.powerful if name == "postgres"] == [True]
    assert not [name for name, _ in before.powerful if name.startswith("cloison_")]
    assert ("cloison_owner", "cloison_door") in before.owners
    assert "app.open_file(uuid,text)" in before.functions
    assert not any("note" in table for table in before.sealed_to_functions)
    dba.execute("create role curieux bypassrls; grant cloison_owner to curieux")
    try:
        after = explain(auditor, file.id)
        assert ("curieux", ["hors des cloisons"]) in after.powerful
        assert ("curieux", "cloison_owner") in after.owners
    finally:
        dba.execute("revoke cloison_owner from curieux; drop role curieux")


def test_a_row_slipped_in_is_shouted(acting, auditor, dba) -> None:
    file = accept(acting, hand_over(acting))
    with acting("emma") as emma:
        pass
    made = uuid.uuid4()
    dba.execute(
        "insert into access_membership "
        "(id, circle_id, member_id, post_id, basis, reason, granted_by, starts_at, entry) "
        "select %s, circle_id, %s, %s, basis, reason, granted_by, %s, entry "
        "from access_membership where circle_id = %s",
        [made, emma.id, emma.posts[0].id, timezone.now(), file.circle_id],
    )
    told = "\n".join(commands.lines(explain(auditor, file.id)))
    assert "ATTENTION : le journal ne connaît pas cette ligne" in told
    assert "Lignes inconnues du journal : 1." in told
    dba.execute("delete from access_membership where id = %s", [made])


def test_the_command_ends_with_the_result(acting, as_auditor, tmp_path, capsys) -> None:
    file = accept(acting, hand_over(acting))
    assert main(["explain", str(file.id), "--data", str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("Peuvent lire ce dossier maintenant : Claire Martel")


def test_no_such_file_and_no_number_are_said_in_one_sentence(as_auditor, tmp_path, capsys) -> None:
    assert main(["explain", str(uuid.uuid4()), "--data", str(tmp_path)]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert main(["explain", "Traoré", "--data", str(tmp_path)]) == 2
    assert "n'est pas le numéro d'un dossier" in capsys.readouterr().err

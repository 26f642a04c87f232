"""Each way to falsify the journal is named, with the entry it begins at."""

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from tests.journal.conftest import House

from cloison.journal import notes
from cloison.journal.merkle import CompactRange
from cloison.journal.notes import Checkpoint
from cloison.journal.outside import append, notes_in
from cloison.journal.report import Fault

FREE = "set session_replication_role = replica"  # as a superuser, past the triggers


@pytest.fixture
def files() -> list[UUID]:
    return [uuid4(), uuid4()]


@pytest.fixture
def entries(house: House, files: list[UUID]) -> list[UUID]:
    """Twelve entries: of two files in turn, every third without a file; sealed four by four."""
    made = []
    for number in range(12):
        file = None if number % 3 == 2 else files[number % 3]
        made.append(house.append("list.seen" if file is None else "file.opened", file, f'{{"n":{number}}}'))
        if number % 4 == 3:
            house.seal()
    return made


@pytest.fixture
def sealed(house: House, entries: list[UUID]) -> House:
    assert house.verify().sound
    return house


def fault(house: House, **options: Any) -> Fault:
    found = house.verify(**options).fault
    assert found is not None
    return found


def placed(house: House) -> list[tuple[int, UUID, bytes]]:
    with house.connect("postgres") as dba:
        return dba.execute("select position, entry, leaf from journal.leaf order by position").fetchall()


def resealed(house: House, signer: notes.Signer, sizes: tuple[int, ...] = (4, 8, 12)) -> None:
    """Signs again whatever the tree now holds, as someone with a key would."""
    tree = CompactRange()
    with house.connect("postgres") as dba:
        dba.execute(FREE)
        dba.execute("delete from journal.checkpoint")
        for _, _, leaf in placed(house):
            tree.append(leaf)
            if tree.size in sizes:
                note = signer.sign(Checkpoint(signer.name, tree.size, tree.root()).text())
                dba.execute("insert into journal.checkpoint values (%s, %s, now(), %s)", [tree.size, tree.root(), note])


def rewritten(house: House, entry: UUID, detail: str) -> None:
    """Changes an entry and everything in the database that was computed from it alone."""
    house.tamper(
        FREE,
        f"update journal.entry set detail = '{detail}' where id = '{entry}'",
        f"update journal.entry e set leaf = sha256('\\x00'::bytea || journal.canonical(e)) where id = '{entry}'",
        "update journal.leaf l set leaf = e.leaf from journal.entry e where e.id = l.entry",
    )


def test_an_untouched_journal_is_sound(sealed: House) -> None:
    sealed.append("file.opened", uuid4())
    report = sealed.verify()
    assert report.sound
    assert (report.size, report.waiting, report.checkpoints, report.unwitnessed) == (12, 1, 3, 0)
    assert report.sentence() == (
        "Le journal est intact : 12 lignes scellées et 3 points de contrôle signés vérifiés ; "
        "1 ligne récente pas encore scellée."
    )


def test_an_empty_journal_is_sound(house: House) -> None:
    assert house.verify(verifiers=[]).sound
    house.append()
    assert house.verify(verifiers=[]).waiting == 1


@pytest.mark.parametrize("column", ["detail = '{\"n\":99}'", "at = at + interval '1 microsecond'", "actor = id"])
def test_an_altered_entry_is_named(sealed: House, entries: list[UUID], column: str) -> None:
    sealed.tamper(FREE, f"update journal.entry set {column} where id = '{entries[5]}'")
    assert fault(sealed) == Fault("son contenu a été modifié après coup", 5, str(entries[5]))


@pytest.mark.parametrize(
    ("change", "what"),
    [("at = 'infinity'", "« at »"), ("kind = E'file.opened\\nfile -'", "« kind »"), ("seq = -1", "« seq »")],
)
def test_a_value_that_no_entry_can_hold_is_named(sealed: House, entries: list[UUID], change: str, what: str) -> None:
    sealed.tamper(
        FREE,
        "alter table journal.entry drop constraint entry_time, drop constraint entry_kind, drop constraint entry_seq",
        f"update journal.entry set {change} where id = '{entries[6]}'",
    )
    found = fault(sealed)
    assert (found.position, found.entry) == (6, str(entries[6]))
    assert what in found.what


def test_the_first_of_several_is_named(sealed: House, entries: list[UUID]) -> None:
    sealed.tamper(FREE, f"update journal.entry set kind = 'search' where id in ('{entries[9]}', '{entries[3]}')")
    assert fault(sealed).position == 3


def test_a_deleted_entry_is_named(sealed: House, entries: list[UUID]) -> None:
    sealed.tamper(FREE, f"delete from journal.entry where id = '{entries[4]}'")
    assert fault(sealed) == Fault("la ligne a été supprimée", 4, str(entries[4]))


def test_an_entry_deleted_with_its_place_is_named(sealed: House, entries: list[UUID]) -> None:
    sealed.tamper(
        FREE,
        f"delete from journal.entry where id = '{entries[4]}'",
        f"delete from journal.leaf where entry = '{entries[4]}'",
    )
    assert fault(sealed) == Fault("cette place manque dans l'arbre", 4)


def test_an_entry_deleted_without_a_gap_in_the_places_is_named(sealed: House, entries: list[UUID]) -> None:
    # The next entry of the same file is in the range that the signed roots leave open, and says what is missing.
    sealed.tamper(
        FREE,
        f"delete from journal.entry where id = '{entries[4]}'",
        f"delete from journal.leaf where entry = '{entries[4]}'",
        "update journal.leaf set position = position + 1000 where position > 4",
        "update journal.leaf set position = position - 1001 where position > 999",
    )
    found = fault(sealed)
    assert (found.position, found.entry) == (6, str(entries[7]))
    assert "la ligne n° 2 du même dossier, qui la précède, a été retirée" in found.what


def test_an_altered_leaf_is_named(sealed: House, entries: list[UUID]) -> None:
    sealed.tamper(FREE, "update journal.leaf set leaf = sha256(leaf) where position = 7")
    assert fault(sealed) == Fault("son empreinte n'est pas celle qui a été scellée", 7, str(entries[7]))


def test_an_entry_rewritten_with_its_hashes_is_named(sealed: House, entries: list[UUID]) -> None:
    rewritten(sealed, entries[4], '{"n":99}')
    found = fault(sealed)
    assert (found.position, found.entry) == (4, str(entries[4]))
    assert "n'est plus celle que retient la ligne suivante" in found.what


def test_an_entry_without_file_rewritten_with_its_hashes_leaves_a_range(sealed: House, entries: list[UUID]) -> None:
    rewritten(sealed, entries[5], '{"n":99}')
    found = fault(sealed)
    assert (found.position, found.until) == (4, 7)
    assert found.sentence().startswith("Le journal n'est pas intact entre les places 4 et 7 : ")


def test_two_places_exchanged_are_named(sealed: House, entries: list[UUID]) -> None:
    sealed.tamper(
        FREE,
        "update journal.leaf set position = 99 where position = 4",
        "update journal.leaf set position = 4 where position = 7",
        "update journal.leaf set position = 7 where position = 99",
    )
    found = fault(sealed)
    assert (found.position, found.entry) == (4, str(entries[7]))
    assert "placée avant celle qui la précède" in found.what


def test_entries_exchanged_under_their_places_are_named(sealed: House, entries: list[UUID]) -> None:
    sealed.tamper(
        FREE,
        f"update journal.leaf set entry = '{uuid4()}' where position = 3",
        f"update journal.leaf set entry = '{entries[3]}' where position = 10",
        f"update journal.leaf set entry = '{entries[10]}' where position = 3",
    )
    assert fault(sealed) == Fault("son empreinte n'est pas celle qui a été scellée", 3, str(entries[10]))


def truncate(house: House, size: int) -> None:
    house.tamper(
        FREE,
        f"delete from journal.entry e using journal.leaf l where l.entry = e.id and l.position >= {size}",
        f"delete from journal.leaf where position >= {size}",
        "delete from journal.head",
        "insert into journal.head select distinct on (file) file, seq, leaf from journal.entry where file is not null "
        "order by file, seq desc",
    )


def test_a_truncated_log_is_named(sealed: House) -> None:
    truncate(sealed, 10)
    found = fault(sealed)
    assert found.position == 10
    assert found.what == "la fin du journal a été retirée, la base compte 12 lignes"


def test_a_log_truncated_with_its_checkpoints_is_told_by_the_witness(sealed: House) -> None:
    truncate(sealed, 8)
    sealed.tamper(FREE, "delete from journal.checkpoint where size > 8")
    found = fault(sealed)
    assert found.position == 8
    assert found.what == "la fin du journal a été retirée, le témoin compte 12 lignes"


def test_truncated_with_its_witness_only_a_copy_elsewhere_tells(sealed: House, tmp_path: Path) -> None:
    copy = tmp_path / "chez-la-dpo.txt"
    known = sealed.outside.witness.read_bytes()
    copy.write_bytes(known[: known.index(b"\n\n", known.rindex("\u2014".encode()))] + b"\n")
    truncate(sealed, 8)
    sealed.tamper(FREE, "delete from journal.checkpoint where size > 8")
    keep(sealed.outside.witness, lambda size: size <= 8)
    assert sealed.verify().sound
    assert fault(sealed, copies=[copy]).what == "la fin du journal a été retirée, la copie du témoin compte 12 lignes"


def keep(witness: Path, wanted: Any) -> None:
    known = list(notes_in(witness, 1 << 30))
    witness.unlink()
    for note in known:
        if wanted(notes.parse(note)[1].size):
            append(witness, note)


def test_a_forked_log_signed_with_the_true_key_is_told_by_the_witness(sealed: House, entries: list[UUID]) -> None:
    rewritten(sealed, entries[5], '{"n":99}')
    resealed(sealed, sealed.outside.signer())
    found = fault(sealed)
    assert (found.position, found.until) == (4, 7)
    assert "deux histoires existent, la base et le témoin" in found.what


def test_a_log_signed_again_with_another_key_is_named(sealed: House, entries: list[UUID]) -> None:
    rewritten(sealed, entries[5], '{"n":99}')
    resealed(sealed, notes.Signer.new(sealed.outside.signer().name))
    assert "dans la base, le point de contrôle de taille 4 n'est pas valable, la signature" in fault(sealed).what


def test_another_key_published_here_does_not_deceive_who_kept_the_true_one(sealed: House, entries: list[UUID]) -> None:
    true = sealed.outside.verifiers()
    other = notes.Signer.new(true[0].name)
    resealed(sealed, other)
    sealed.outside.public_key.write_text(f"{other.verifier}\n")
    keep(sealed.outside.witness, lambda size: False)
    assert "n'est pas valable, la signature" in fault(sealed, verifiers=true).what


def test_a_line_removed_from_the_witness_is_named(sealed: House) -> None:
    keep(sealed.outside.witness, lambda size: size != 8)
    assert fault(sealed) == Fault("le point de contrôle de taille 8 a été retiré du témoin", 7)


def test_the_first_line_removed_from_the_witness_is_named(sealed: House) -> None:
    keep(sealed.outside.witness, lambda size: size != 4)
    assert fault(sealed).what == "le point de contrôle de taille 4 a été retiré du témoin"


def test_a_copy_elsewhere_may_have_gaps(sealed: House, tmp_path: Path) -> None:
    copy = tmp_path / "copie.txt"
    copy.write_bytes(sealed.outside.witness.read_bytes())
    keep(copy, lambda size: size == 8)
    assert sealed.verify(copies=[copy]).sound


def test_lines_exchanged_in_a_copy_are_named(sealed: House, tmp_path: Path) -> None:
    copy = tmp_path / "copie.txt"
    known = list(notes_in(sealed.outside.witness, 1 << 30))
    for note in (known[1], known[0], known[2]):
        append(copy, note)
    assert fault(sealed, copies=[copy]).what == "la copie du témoin revient en arrière, de la taille 8 à la taille 4"


def test_an_altered_line_of_the_witness_is_named(sealed: House) -> None:
    text = sealed.outside.witness.read_text("utf8")
    sealed.outside.witness.write_text(text.replace("\n8\n", "\n9\n"), "utf8")
    assert "dans le témoin, le point de contrôle qui suit la taille 4 n'est pas valable" in fault(sealed).what


def test_a_vanished_witness_is_named(sealed: House) -> None:
    sealed.outside.witness.unlink()
    assert "le fichier du témoin a disparu" in fault(sealed).what


def test_a_witness_that_lags_is_no_fault(sealed: House) -> None:
    keep(sealed.outside.witness, lambda size: size < 12)
    report = sealed.verify()
    assert (report.sound, report.unwitnessed) == (True, 1)
    with sealed.outside.witness.open("ab") as file:
        file.write(b"cloison-journal/12345678\n12\nAAAA")
    assert sealed.verify().unwitnessed == 1


def test_a_checkpoint_removed_from_the_database_is_named(sealed: House) -> None:
    sealed.tamper(FREE, "delete from journal.checkpoint where size = 8")
    assert fault(sealed).what == "le point de contrôle de taille 8 a été retiré de la base, le témoin l'a gardé"


def test_a_checkpoint_row_that_differs_from_its_note_is_named(sealed: House) -> None:
    sealed.tamper(FREE, "update journal.checkpoint set root = sha256(root) where size = 8")
    assert fault(sealed).what == "le point de contrôle de taille 8 dit autre chose que sa note signée"


def test_places_that_no_checkpoint_covers_are_named(sealed: House) -> None:
    entry = sealed.append("list.seen")
    sealed.tamper(FREE, f"insert into journal.leaf select 12, id, leaf from journal.entry where id = '{entry}'")
    found = fault(sealed)
    assert (found.position, found.what) == (12, "aucun point de contrôle signé ne couvre la fin du journal")


def test_an_entry_altered_before_it_is_sealed_is_named(sealed: House) -> None:
    entry = sealed.append("list.seen")
    sealed.tamper(FREE, f"update journal.entry set kind = 'search' where id = '{entry}'")
    assert fault(sealed) == Fault("son contenu a été modifié avant d'être scellé", None, str(entry))


def test_an_entry_deleted_before_it_is_sealed_is_named_by_its_file(sealed: House, files: list[UUID]) -> None:
    sealed.append("file.opened", files[0])
    sealed.tamper(FREE, "delete from journal.entry where id not in (select entry from journal.leaf)")
    found = fault(sealed)
    assert found.position == 9
    assert "la suite des lignes du même dossier a été retirée ou réécrite" in found.what


def test_all_the_entries_of_a_file_deleted_before_they_are_sealed_are_named(sealed: House) -> None:
    file = uuid4()
    entry = sealed.append("file.opened", file)
    sealed.tamper(FREE, f"delete from journal.entry where id = '{entry}'")
    assert fault(sealed).what == f"toutes les lignes du dossier {file} ont été retirées"


def test_an_entry_slipped_into_a_chain_is_named(sealed: House, files: list[UUID]) -> None:
    sealed.tamper(
        FREE,
        "insert into journal.entry select gen_random_uuid(), now(), null, null, 'search', file, null, seq + 1, leaf, "
        f"'{{}}', salt, leaf from journal.head join lateral (select salt from journal.entry limit 1) s on true "
        f"where file = '{files[0]}'",
    )
    assert fault(sealed).what == "son contenu a été modifié avant d'être scellé"


def test_other_areas_bring_their_checks(sealed: House) -> None:
    seen: list[str] = []

    def quiet(connection: psycopg.Connection[Any]) -> Fault | None:
        seen.append("quiet")
        return None

    def loud(connection: psycopg.Connection[Any]) -> Fault | None:
        count = connection.execute("select count(*) from journal.entry").fetchone()
        return Fault(f"une ligne du registre n'est pas au journal ({count})")

    assert fault(sealed, checks=[quiet, loud]).what.startswith("une ligne du registre")
    assert seen == ["quiet"]


def test_progress_is_told(sealed: House) -> None:
    told: list[tuple[int, int]] = []
    sealed.verify(progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 24)]

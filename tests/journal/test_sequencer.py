"""The sequencer places what is committed, signs it once, survives being killed, and never signs a contradiction."""

import os
import stat
import threading
import time
from uuid import uuid4

import pytest
from tests.journal.conftest import House, append

from cloison.database.trouble import Trouble
from cloison.journal import notes, sequencer
from cloison.journal.outside import last_note, notes_in


def sizes(house: House) -> list[int]:
    return [notes.parse(note)[1].size for note in notes_in(house.outside.witness, 1 << 30)]


def test_it_goes_on_where_it_stopped(house: House) -> None:
    for count in (3, 1, 4):
        for _ in range(count):
            house.append()
        assert house.seal() == count
    assert house.seal() == 0
    assert sizes(house) == [3, 4, 8]
    assert house.verify().sound


def test_one_sequencer_at_a_time(house: House) -> None:
    first = sequencer.connected(house.conninfo("cloison_sequencer"), house.data)
    with pytest.raises(Trouble, match="déjà scellé par un autre"):
        house.seal()
    first.connection.close()
    assert house.seal() == 0


def test_an_entry_of_a_long_transaction_is_placed_when_it_ends(house: House) -> None:
    with house.connect("postgres") as slow:
        slow.execute("begin")
        append(slow, "file.opened", uuid4())
        house.append("list.seen")
        assert house.seal() == 1
        slow.execute("commit")
    assert house.seal() == 1
    assert house.verify().sound


def test_an_entry_older_than_the_window_is_found_by_the_sweep(house: House) -> None:
    running = sequencer.connected(house.conninfo("cloison_sequencer"), house.data)
    with running.connection:
        house.append("list.seen")
        assert running.step() == 1
        entry = house.append("search")
        house.tamper(
            "set session_replication_role = replica",
            f"update journal.entry set at = at - interval '1 hour' where id = '{entry}'",
            f"update journal.entry e set leaf = sha256('\\x00'::bytea || journal.canonical(e)) where id = '{entry}'",
        )
        assert running.step() == 0
        running._swept = float("-inf")
        assert running.step() == 1
    assert house.verify().sound


def test_batches_follow_one_another(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequencer, "BATCH", 4)
    for _ in range(10):
        house.append()
    assert house.seal() == 10
    assert sizes(house) == [4, 8, 10]


def test_killed_between_the_commit_and_the_witness(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.append()
    house.seal()
    house.append()
    monkeypatch.setattr(sequencer.Sequencer, "_publish", lambda self: None)
    house.seal()
    monkeypatch.undo()
    assert sizes(house) == [1]
    assert house.verify().unwitnessed == 1
    house.seal()
    assert sizes(house) == [1, 2]
    assert house.verify().unwitnessed == 0


def test_a_note_half_written_by_a_crash_is_written_again(house: House) -> None:
    for _ in range(2):
        house.append()
        house.seal()
    whole = house.outside.witness.read_bytes()
    for cut in range(1, len(whole) // 2):
        house.outside.witness.write_bytes(whole[:-cut])
        assert last_note(house.outside.witness) is not None
    house.outside.witness.write_bytes(whole[:-30])
    house.seal()
    assert house.outside.witness.read_bytes() == whole


def test_the_key_is_private_and_the_public_one_is_published(house: House) -> None:
    house.seal()
    mode = stat.S_IMODE(os.stat(house.outside.signing_key).st_mode)
    assert mode == 0o600
    assert stat.S_IMODE(os.stat(house.outside.signing_key.parent).st_mode) == 0o700
    assert house.outside.verifiers() == [house.outside.signer().verifier]


def sealed(house: House) -> House:
    for _ in range(3):
        house.append()
        house.seal()
    house.append()
    return house


def test_a_lost_key_is_not_replaced_in_silence(house: House) -> None:
    sealed(house).outside.signing_key.unlink()
    with pytest.raises(Trouble, match="a disparu"):
        house.seal()


def test_a_foreign_key_signs_nothing(house: House) -> None:
    sealed(house).outside.signing_key.write_text(f"{notes.Signer.new('other')}\n")
    with pytest.raises(Trouble, match="n'est pas celle publiée"):
        house.seal()


def test_a_damaged_key_is_told(house: House) -> None:
    sealed(house).outside.signing_key.write_text("PRIVATE+KEY+x")
    with pytest.raises(Trouble, match="est abîmée"):
        house.seal()


def test_a_new_key_after_a_change_is_accepted_beside_the_old_one(house: House) -> None:
    outside = sealed(house).outside
    fresh = notes.Signer.new(outside.signer().name)
    with outside.public_key.open("a") as file:
        file.write(f"{fresh.verifier}\n")
    outside.signing_key.write_text(f"{fresh}\n")
    assert house.seal() == 1
    assert house.verify().sound


@pytest.mark.parametrize(
    "attack",
    [
        "delete from journal.leaf where position = 2",
        "delete from journal.leaf where position = 1",
        "update journal.leaf set leaf = sha256(leaf) where position = 0",
        "delete from journal.checkpoint",
        "delete from journal.checkpoint where size = 3",
        "truncate journal.leaf, journal.checkpoint",
        "insert into journal.leaf values (3, gen_random_uuid(), sha256(''))",
    ],
)
def test_a_contradiction_is_never_signed(house: House, attack: str) -> None:
    sealed(house).tamper("set session_replication_role = replica", attack)
    before = house.outside.witness.read_bytes()
    with pytest.raises(Trouble, match="ne correspond plus à ce qui a été signé"):
        house.seal()
    assert house.outside.witness.read_bytes() == before


def test_a_fork_that_the_witness_knows_is_never_signed(house: House) -> None:
    # The same entries placed in another order, and signed with the true key: another history of the same length.
    witness = sealed(house).outside.witness
    kept = witness.read_bytes()
    witness.unlink()
    house.tamper(
        "set session_replication_role = replica",
        "delete from journal.checkpoint",
        "delete from journal.leaf",
        "update journal.entry set at = now() - (at - now())",
    )
    house.seal()
    witness.write_bytes(kept)
    with pytest.raises(Trouble, match="ne correspond plus"):
        house.seal()


def test_a_running_sequencer_notices_that_the_tree_changed_behind_it(house: House) -> None:
    running = sequencer.connected(house.conninfo("cloison_sequencer"), house.data)
    with running.connection:
        house.append()
        running.step()
        house.tamper("truncate journal.leaf")
        with pytest.raises(Trouble, match="ne correspond plus"):
            running.step()


def test_it_runs_until_it_is_stopped(house: House) -> None:
    stop = threading.Event()
    told = {"every": 0.05, "stop": stop}
    thread = threading.Thread(
        target=sequencer.forever, args=[house.conninfo("cloison_sequencer"), house.data], kwargs=told
    )
    thread.start()
    for _ in range(3):
        house.append()
        time.sleep(0.1)
    waited = time.monotonic() + 10
    while house.verify(verifiers=house.outside.verifiers()).waiting and time.monotonic() < waited:
        time.sleep(0.05)
    stop.set()
    thread.join(10)
    assert not thread.is_alive()
    assert house.verify().sound
    assert house.verify().size == 3


def test_what_it_cannot_do_is_said_once(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    sealed(house).tamper("set session_replication_role = replica", "delete from journal.checkpoint")
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    sequencer.forever(house.conninfo("cloison_sequencer"), house.data, every=0.01, stop=stop)
    assert capsys.readouterr().err.count("ne correspond plus à ce qui a été signé") == 1


def test_a_missing_server_is_waited_for(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    sequencer.forever("host=/nowhere", house.data, every=0.01, stop=stop)
    assert capsys.readouterr().err.count("ne répond pas") == 1

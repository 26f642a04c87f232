"""The bytes of an entry: the same in SQL and in Python, and never the same for two entries."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.journal.conftest import House

from cloison.journal.canonical import NAMES, Malformed, Written, canonical, columns, leaf, written

ROW = "id, at, actor, session, kind, file, circle, seq, previous, detail, salt, leaf"
TYPES = ["uuid", "timestamptz", "uuid", "uuid", "text", "uuid", "uuid", "bigint", "bytea", "text", "bytea", "bytea"]
SELECT = f"""
with e as (select {", ".join(f"%s::{kind} as {name}" for name, kind in zip(ROW.split(", "), TYPES, strict=True))})
select journal.canonical(row({", ".join(f"e.{name}" for name in ROW.split(", "))})::journal.entry), {columns("e")}
from e
"""
EARLIEST, LATEST = datetime(1, 1, 2), datetime(9999, 12, 30)  # noqa: DTZ001
ids = st.none() | st.uuids()
texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=60)
nasty = st.sampled_from(
    ["{}", "", "\n", "\r\n", 'é\u2028"\\', "\U0001f512", "a\nsalt 00\ndetail 2\n{}", "\u0301e", "%s %(x)s", "\x7f\x01"]
)
rows = st.tuples(
    st.uuids(),
    st.datetimes(EARLIEST, LATEST, timezones=st.sampled_from([UTC, timezone(timedelta(hours=2))])),
    ids,
    ids,
    st.from_regex(r"[a-z][a-z0-9_]{0,9}(\.[a-z][a-z0-9_]{0,9}){0,2}", fullmatch=True),
    ids,
    ids,
    st.none() | st.integers(1, 2**63 - 1),
    st.binary(min_size=32, max_size=32),
    texts | nasty,
    st.binary(min_size=16, max_size=16),
    st.binary(min_size=32, max_size=32),
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(row=rows)
def test_sql_and_python_agree(auditor: psycopg.Connection[Any], row: tuple[Any, ...]) -> None:
    found = auditor.execute(SELECT, row).fetchone()
    assert found
    assert bytes(found[0]) == canonical(written(found[1:]))


@pytest.fixture(scope="module")
def auditor(shared: House) -> Iterator[psycopg.Connection[Any]]:
    with shared.connect("cloison_auditor") as opened:
        yield opened


def example(**changes: Any) -> Written:
    plain = {
        "id": "00000000-0000-4000-8000-000000000001",
        "at": "2026-11-23T10:15:00.000001Z",
        "actor": None,
        "session": None,
        "kind": "file.opened",
        "file": "00000000-0000-4000-8000-00000000000f",
        "circle": None,
        "seq": 12,
        "previous": "00" * 32,
        "salt": "ab" * 16,
        "detail": '{"reason":"desk"}',
    }
    return Written(**(plain | changes))


def test_the_bytes_do_not_change_from_one_version_to_the_next() -> None:
    assert canonical(example()).decode() == (
        "cloison/journal/1\n"
        "id 00000000-0000-4000-8000-000000000001\n"
        "at 2026-11-23T10:15:00.000001Z\n"
        "actor -\n"
        "session -\n"
        "kind file.opened\n"
        "file 00000000-0000-4000-8000-00000000000f\n"
        "circle -\n"
        "seq 12\n"
        f"previous {'00' * 32}\n"
        f"salt {'ab' * 16}\n"
        "detail 17\n"
        '{"reason":"desk"}\n'
    )
    assert leaf(example()).hex() == "0dd5015d3f8f70e5ea624c363706f55ce0810b1875db041a9d89066ee88bf886"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kind", "a\nfile -"),
        ("kind", "Clé"),
        ("kind", "a "),
        ("kind", ""),
        ("at", None),
        ("at", "infinity"),
        ("at", "12026-11-23T10:15:00.000001Z"),
        ("seq", 0),
        ("seq", -1),
        ("previous", "00" * 31),
        ("salt", ""),
        ("salt", "AB" * 16),
        ("id", None),
    ],
)
def test_what_no_entry_can_hold_is_refused(name: str, value: object) -> None:
    with pytest.raises(Malformed, match=name):
        canonical(example(**{name: value}))


@settings(deadline=None)
@given(st.lists(texts, min_size=2, max_size=2, unique=True))
def test_a_detail_cannot_imitate_another_entry(details: list[str]) -> None:
    first, second = (canonical(example(detail=text)) for text in details)
    assert first != second
    assert not first.startswith(second)


def test_columns_follow_the_fields() -> None:
    assert NAMES == ("id", "at", "actor", "session", "kind", "file", "circle", "seq", "previous", "salt", "detail")

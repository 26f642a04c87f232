"""No social-security number goes through, wherever it stands and however it is written."""

import csv
import dataclasses
import re
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reception.legacy.exports import HEADER, TODAY, export, nir, row

from cloison.reception.legacy.nir import ERASED, holds_nir, without_nir
from cloison.reception.legacy.reader import open_export
from cloison.reception.legacy.rejects import RejectsWriter
from cloison.reception.legacy.report import Report
from cloison.reception.legacy.rows import Decider, Outcome, Rejected

GAPS = st.sampled_from(["", " ", ".", "-", "\u00a0", "  "])


@st.composite
def numbers(draw: st.DrawFn) -> str:
    """A number with any gaps between its groups, with a key or none."""
    parts = [draw(st.sampled_from("123478")), *(f"{draw(st.integers(0, 99)):02}" for _ in "ym")]
    parts += [draw(st.sampled_from(["76", "2A", "2b", "99", "01"]))]
    parts += [f"{draw(st.integers(0, 999)):03}" for _ in "co"]
    parts += draw(st.sampled_from([[], ["42"], ["07"]]))
    return draw(GAPS).join(parts)


@given(
    numbers(),
    st.sampled_from(["", "né le 12/03/1971, ", "NIR:", "x", "n° "]),
    st.sampled_from(["", " appeler", ";", "."]),
)
def test_removed_from_a_sentence(number: str, before: str, after: str) -> None:
    kept = without_nir(before + number + after)
    assert not holds_nir(kept)
    assert re.sub(r"\W", "", number).lower() not in re.sub(r"\W", "", kept).lower()
    assert without_nir(kept) == kept


@pytest.mark.parametrize(
    "typed",
    ["1840576123456", "184057612345642", "1 84 05 76 123 456 42", "184052A123456", "1 84 05 2b 123 456",
     "1.84.05.76.123.456",
     "1-84-05-76-123-456", "18405 76123 456 42", "1840576123456 clé 42", "1,84058E+12",
     "+1840576123456", "１８４０５７６１２３４５６"],
)  # fmt: skip
def test_known_shapes(typed: str) -> None:
    from cloison.reception.legacy.text import plain

    assert without_nir(plain(typed)) == ""


@pytest.mark.parametrize(
    "typed",
    ["06 83 91 23 53", "0033612345678", "+2348031234567", "12345678901234",
     "du 12/03/2024 au 14/03/2024", "FR7612345",
     "06 12 34 56 78 06 98 76 54 32", "dossier 1234567"],
)  # fmt: skip
def test_spared(typed: str) -> None:
    assert without_nir(typed) == typed


def test_the_rest_of_the_sentence_stays() -> None:
    assert without_nir("sécu 1840576123456, tél 06 12 34 56 78") == f"sécu {ERASED}, tél 06 12 34 56 78"


def everything_in(value: object) -> str:
    """All the text an outcome holds, as deep as it goes; headers aside."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return "\n".join(everything_in(getattr(value, one.name)) for one in dataclasses.fields(value))
    if isinstance(value, tuple | list | set | frozenset):
        return "\n".join(everything_in(one) for one in value)
    return "" if value is None or isinstance(value, date | dict) else str(value)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, len(HEADER) - 1), numbers(), st.booleans())
def test_no_outcome_holds_one(
    tmp_path_factory: pytest.TempPathFactory, seed: int, at: int, number: str, break_date: bool
) -> None:
    draw = Random(seed)
    cells = row(draw, 100_001)
    cells[11] = nir(draw, spaced=draw.random() < 0.5)
    secret = cells[11]
    cells[at] = f"{cells[at]} {number}" if draw.random() < 0.5 else number
    cells[1] = "32/13/2024" if break_date else cells[1]
    folder = tmp_path_factory.mktemp("nir")
    path = folder / "e.csv"
    path.write_text(export([cells]), encoding="utf-8")
    report = Report()
    with open_export(path) as source, RejectsWriter(folder / "r.csv", source.layout) as writer:
        outcomes: list[Outcome] = list(Decider(today=TODAY).every(source))
        for outcome in outcomes:
            report.add(outcome)
            if isinstance(outcome, Rejected):
                writer.write(outcome)
    rejects = (folder / "r.csv").read_text("utf-8-sig") if writer.count else ""
    said = "\n".join((everything_in(outcomes), rejects, "\n".join(report.lines()), str(report.as_data())))
    squeezed = re.sub(r"[\s.\-]", "", said).lower()
    for hidden in (number, secret):
        assert re.sub(r"[\s.\-]", "", hidden).lower() not in squeezed
    assert not any(holds_nir(cell) for line in csv.reader(rejects.splitlines(), delimiter=";") for cell in line)
    assert report.nir_removed == 1


def test_the_reject_says_that_it_was_removed(tmp_path: Path) -> None:
    cells = row(Random(3), 1)
    cells[1], cells[21] = "", "son numéro : 1 84 05 76 123 456 42"
    (tmp_path / "e.csv").write_text(export([cells]), encoding="utf-8")
    with open_export(tmp_path / "e.csv") as source:
        (rejected,) = Decider(today=TODAY).every(source)
    assert isinstance(rejected, Rejected)
    assert "sécurité sociale a été effacé" in rejected.reason
    assert ERASED in rejected.row.cells[21]

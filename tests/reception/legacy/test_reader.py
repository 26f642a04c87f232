"""The reader gives each row once, whatever the file looks like, and never raises."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reception.legacy.conftest import written

from cloison.reception.legacy.columns import Field
from cloison.reception.legacy.reader import NotAnExport, Shape, SourceRow, open_export

Rows = Callable[..., list[SourceRow]]

SMALL = "NUM;DATE_PASSAGE;NOM;DEMANDE;DUREE\r\n"


def cells(rows: list[SourceRow]) -> list[tuple[str, ...]]:
    return [row.cells for row in rows]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp850", "mac_roman", "latin-1"]
)
def test_encodings(rows_of: Rows, encoding: str) -> None:
    text = SMALL + "1;05/03/2024;Lefèvre;Élodie dit qu’elle a été reçue à Besançon;5\r\n".replace("’", "'") * 3
    row = rows_of(text, encoding)[0]
    assert (row.cells[2], row.cells[3]) == ("Lefèvre", "Élodie dit qu'elle a été reçue à Besançon")


def test_a_few_windows_lines_in_a_utf8_file(rows_of: Rows) -> None:
    good = "1;05/03/2024;Lefèvre;été;5\r\n".encode() * 5
    rows = rows_of(SMALL.encode() + good + "2;05/03/2024;Zoé;;5\r\n".encode("cp1252"))
    assert (rows[0].cells[2], rows[-1].cells[2]) == ("Lefèvre", "Zoé")


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("declared", [True, False])
def test_separators(rows_of: Rows, separator: str, declared: bool) -> None:
    lines = ["sep=" + separator] * declared + ["NUM;DATE;NOM;DEMANDE", '1;05/03/2024;Roy;"a, b; c | d"']
    lines[-2:] = [separator.join(lines[-2].split(";")), separator.join((*lines[-1].split(";")[:3], '"a, b; c | d"'))]
    (row,) = rows_of("\n".join(lines))
    assert row.cells == ("1", "05/03/2024", "Roy", "a, b; c | d")


def test_header_anywhere_in_any_order_and_spelling(rows_of: Rows) -> None:
    (row,) = rows_of(
        "Export GASPER;;\n\n Prénom ; N° passage;Date de passage;Téléphone 2;TEL;Truc\nZoé;7;05/03/2024;06;07;x\n"
    )
    get = lambda kind: row.layout.get(row.cells, kind)  # noqa: E731
    assert (get(Field.GIVEN), get(Field.NUMBER), get(Field.DATE), row.line) == ("Zoé", "7", "05/03/2024", 4)
    assert row.layout.every(row.cells, Field.PHONE) == ("07", "06")
    assert row.layout.not_kept == ("Truc",)


def test_header_over_two_lines(rows_of: Rows) -> None:
    (row,) = rows_of('NUM;"DATE\nPASSAGE";NOM\n7;05/03/2024;Roy\n')
    assert row.cells == ("7", "05/03/2024", "Roy")


def test_newlines_and_quotes_inside_cells(rows_of: Rows) -> None:
    (one, two) = rows_of(
        SMALL + '1;05/03/2024;Roy;"vient avec son fils\nil attend; ""vite""";5\r\n2;06/03/2024;Roy;dit "oui" ;5\n'
    )
    assert one.cells[3] == 'vient avec son fils\nil attend; "vite"'
    assert (two.cells[3], two.line) == ('dit "oui"', 4)


def test_a_runaway_quote_costs_nothing_to_the_rows_after_it(rows_of: Rows) -> None:
    lines = [f"{at};05/03/2024;Roy;demande;5" for at in range(200)]
    lines[20] = '20;05/03/2024;Roy;"demande;5'
    lines[30] = '30;05/03/2024;Roy;"avec son fils\nil attend";5'
    lines[40] = '40;05/03/2024;"Roy;vient;5'
    rows = rows_of(SMALL + "\r\n".join(lines))
    assert [row.cells[0] for row in rows] == [str(at) for at in range(200)]
    assert rows[20].cells == ("20", "05/03/2024", "Roy", "demande", "5")
    assert rows[30].cells[3] == "avec son fils\nil attend"
    assert rows[40].cells[2] == "Roy"


def test_a_runaway_quote_without_dates_after_it_is_bounded(rows_of: Rows) -> None:
    junk = "\n".join(f"bla {at}" for at in range(500))
    rows = rows_of(SMALL + '1;05/03/2024;Roy;"demande;5\n' + junk + "\n2;06/03/2024;Roy;x;5\n")
    assert rows[0].cells[:3] == ("1", "05/03/2024", "Roy")
    assert rows[-1].cells[0] == "2"


def test_a_row_cut_by_an_unquoted_newline_is_glued(rows_of: Rows) -> None:
    (row, after) = rows_of(SMALL + "1;05/03/2024;Roy;vient\navec son fils;5\n2;06/03/2024;Roy;x;5\n")
    assert row.cells == ("1", "05/03/2024", "Roy", "vient\navec son fils", "5")
    assert row.mended
    assert after.cells[0] == "2"


def test_an_unquoted_separator_in_the_text_is_put_back(rows_of: Rows) -> None:
    (row,) = rows_of(SMALL + "1;05/03/2024;Roy;ressources;0 €;15\n")
    assert row.cells == ("1", "05/03/2024", "Roy", "ressources; 0 €", "15")


def test_short_and_long_rows(rows_of: Rows) -> None:
    (short, long, trailing) = rows_of(SMALL + "1;05/03/2024;Roy\n\n2;05/03/2024;Roy;a;b;c;d\n3;05/03/2024;Roy;a;5;;;\n")
    assert (short.shape, short.cells) == (Shape.SHORT, ("1", "05/03/2024", "Roy", "", ""))
    assert (long.shape, long.cells[-1]) == (Shape.LONG, "d")
    assert (trailing.shape, len(trailing.cells)) == (Shape.WHOLE, 5)


def test_what_is_not_a_row_is_counted(tmp_path: Path) -> None:
    text = SMALL + ";;;;\n1;05/03/2024;Roy;;5\n\n" + SMALL + "2;06/03/2024;Roy;;5\nTOTAL;2;;;\n   \n"
    with open_export(written(tmp_path, text)) as export:
        assert [row.cells[0] for row in export] == ["1", "2"]
        assert export.left_aside == {"blank": 3, "headers": 1, "totals": 1}
        assert export.bytes_read == export.bytes_total == len(text)


def test_a_second_header_may_change_the_order(rows_of: Rows) -> None:
    rows = rows_of("NUM;DATE;NOM\n1;05/03/2024;Roy\nNOM;NUM;DATE\nRoy;2;06/03/2024\n")
    assert [row.layout.get(row.cells, Field.NUMBER) for row in rows] == ["1", "2"]


def test_nuls_and_mixed_line_ends(rows_of: Rows) -> None:
    rows = rows_of(b"NUM;DATE;NOM\r\n1;05/03/2024;R\0oy\n2;06/03/2024;Roy\r3;07/03/2024;Roy\r\n")
    assert [row.cells[0] for row in rows] == ["1", "2", "3"]
    assert rows[0].cells[2] == "Roy"


def test_excel_text_cells(rows_of: Rows) -> None:
    (row,) = rows_of('NUM;DATE;TEL\n1;05/03/2024;="0612345678"\n')
    assert row.cells[2] == "0612345678"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04zip", b"%PDF-1.7", b"bonjour\n", b"A;B\n1;2\n", b"\x00" * 50])
def test_not_an_export_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(NotAnExport, match=r"\.$"):
        open_export(written(tmp_path, content))


@settings(max_examples=150, deadline=None)
@given(content=st.binary(max_size=400), header=st.sampled_from([b"", SMALL.encode(), SMALL.encode("utf-16")]))
def test_random_bytes_never_raise(tmp_path_factory: pytest.TempPathFactory, content: bytes, header: bytes) -> None:
    path = written(tmp_path_factory.mktemp("bytes"), header + content)
    try:
        with open_export(path) as export:
            list(export)
    except NotAnExport:
        assert not header


WORDS = st.text(st.characters(min_codepoint=32, max_codepoint=0x17F, exclude_characters="\x7f"), max_size=12).map(
    str.strip
)
QUOTED = st.lists(WORDS, min_size=1, max_size=3).map("\n".join).map(str.strip)


@settings(max_examples=150, deadline=None)
@given(
    texts=st.lists(st.tuples(WORDS, QUOTED), max_size=12),
    separator=st.sampled_from([";", ",", "\t", "|"]),
    end=st.sampled_from(["\r\n", "\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_well_formed_rows_are_neither_lost_nor_invented(
    tmp_path_factory: pytest.TempPathFactory, texts: list[tuple[str, str]], separator: str, end: str, quoting: int
) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator=end, quoting=quoting)  # type: ignore[arg-type]
    writer.writerow(("NUM", "DATE_PASSAGE", "NOM", "DEMANDE", "DUREE"))
    writer.writerows((at, "05/03/2024", name, text, "5") for at, (name, text) in enumerate(texts))
    with open_export(written(tmp_path_factory.mktemp("csv"), out.getvalue())) as export:
        rows = [row.cells for row in export]
    assert [row[0] for row in rows] == [str(at) for at in range(len(texts))]
    assert [len(row) for row in rows] == [5] * len(texts)
    assert not any("05/03/2024" in cell for row in rows for cell in row[2:])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(["whole", "stray", "quoted", "short", "blank"]), max_size=30), st.data())
def test_damage_stays_where_it_is(
    tmp_path_factory: pytest.TempPathFactory, kinds: list[str], data: st.DataObject
) -> None:
    """Whatever rows are damaged, each whole row around them comes out whole, once, in order."""
    made = {
        "whole": "{};05/03/2024;Roy;demande;5", "stray": '{};05/03/2024;Roy;"demande;5', "short": "{};05/03/2024",
        "quoted": '{};05/03/2024;Roy;"une ""chose""\net; une autre";5', "blank": "",
    }  # fmt: skip
    text = SMALL + "".join(made[kind].format(at) + "\n" for at, kind in enumerate(kinds))
    with open_export(written(tmp_path_factory.mktemp("damage"), text)) as export:
        rows = list(export)
    assert [row.cells[0] for row in rows] == [str(at) for at, kind in enumerate(kinds) if kind != "blank"]
    by_number = {row.cells[0]: row.cells for row in rows}
    for at, kind in enumerate(kinds):
        if kind in {"whole", "stray"}:
            assert by_number[str(at)] == (str(at), "05/03/2024", "Roy", "demande", "5")

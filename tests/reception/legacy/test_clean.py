"""Dates, hours, telephones, names and the rest, as people and spreadsheets write them."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.reception.legacy.exports import TODAY

from cloison.reception.legacy import clean, names, text
from cloison.reception.legacy.dates import Precision, appointment_date, birth_date, hour, hour_in_date, visit_date
from cloison.reception.legacy.remarks import Motive, Remark

ON = date(2024, 3, 5)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("05/03/2024", date(2024, 3, 5)),
        ("5/3/24", date(2024, 3, 5)),
        ("05.03.2024", date(2024, 3, 5)),
        ("2024-03-05", date(2024, 3, 5)),
        ("2024-03-05T14:05:00Z", date(2024, 3, 5)),
        ("05/03/2024 14:05", date(2024, 3, 5)),
        ("20240305", date(2024, 3, 5)),
        ("45356", date(2024, 3, 5)),
        ("45356,5868", date(2024, 3, 5)),
        ("mardi 5 mars 2024", date(2024, 3, 5)),
        ("1er février 2024", date(2024, 2, 1)),
        ("05/03/98", date(1998, 3, 5)),
        ("", Motive.NO_DATE),
        ("?", Motive.NO_DATE),
        ("hier", Motive.IMPOSSIBLE_DATE),
        ("32/13/2024", Motive.IMPOSSIBLE_DATE),
        ("03/13/2024", Motive.MONTH_BEFORE_DAY),
        ("03/2024", Motive.INCOMPLETE_DATE),
        ("2024", Motive.INCOMPLETE_DATE),
        ("05/03/2027", Motive.FUTURE_DATE),
        ("05/03/1924", Motive.OLD_DATE),
    ],
)
def test_day_of_a_visit(typed: str, expected: date | Motive) -> None:
    assert visit_date(typed, today=TODAY) == expected


@pytest.mark.parametrize(
    ("typed", "value", "precision", "remark"),
    [
        ("11/09/1967", date(1967, 9, 11), Precision.DAY, None),
        ("16/09/71", date(1971, 9, 16), Precision.DAY, None),
        ("12/03/05", date(2005, 3, 12), Precision.DAY, None),
        ("12/03/24", date(1924, 3, 12), Precision.DAY, None),
        ("24726", date(1967, 9, 11), Precision.DAY, None),
        ("1967-09-11 00:00:00", date(1967, 9, 11), Precision.DAY, None),
        ("1972", date(1972, 1, 1), Precision.YEAR, None),
        ("vers 1972", date(1972, 1, 1), Precision.YEAR, None),
        ("09/1972", date(1972, 9, 1), Precision.MONTH, None),
        ("00/00/1972", date(1972, 1, 1), Precision.YEAR, None),
        ("00/09/1972", date(1972, 9, 1), Precision.MONTH, None),
        ("31/02/1980", date(1980, 1, 1), Precision.YEAR, Remark.BIRTH_IMPOSSIBLE),
        ("12/13/1975", date(1975, 1, 1), Precision.YEAR, Remark.BIRTH_IMPOSSIBLE),
        ("11/09/2067", date(1967, 9, 11), Precision.DAY, Remark.BIRTH_CENTURY),
        ("01/01/1900", None, Precision.UNKNOWN, Remark.BIRTH_PLACEHOLDER),
        ("00/00/0000", None, Precision.UNKNOWN, Remark.BIRTH_PLACEHOLDER),
        ("11/09/1867", None, Precision.UNKNOWN, Remark.BIRTH_OUT_OF_RANGE),
        ("inconnue", None, Precision.UNKNOWN, None),
        ("", None, Precision.UNKNOWN, None),
        ("trente ans", None, Precision.UNKNOWN, Remark.BIRTH_UNREADABLE),
    ],
)
def test_date_of_birth(typed: str, value: date | None, precision: Precision, remark: Remark | None) -> None:
    birth, said = birth_date(typed, on=ON)
    assert (birth.value, birth.precision, said) == (value, precision, remark)


@given(
    st.text(max_size=20) | st.from_regex(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}", fullmatch=True), st.dates(date(1990, 1, 1))
)
def test_nobody_is_born_after_coming_nor_120_years_before(typed: str, on: date) -> None:
    birth, _remark = birth_date(typed, on=on)
    assert birth.value is None or (birth.value <= on and birth.value.year >= on.year - 120)


@given(st.text(max_size=20), st.dates(date(2000, 1, 1)))
def test_a_visit_is_never_in_the_future(typed: str, today: date) -> None:
    day = visit_date(typed, today=today)
    assert isinstance(day, Motive) or day <= today


@given(st.dates(date(1980, 1, 1), TODAY), st.sampled_from(["%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d %m %Y", "%Y%m%d"]))
def test_every_way_of_writing_a_day_gives_that_day(day: date, way: str) -> None:
    assert visit_date(day.strftime(way), today=TODAY) == day


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("15h55", time(15, 55)), ("9:5", time(9, 5)), ("14:05", time(14, 5)), ("14H", time(14)),
        ("14 h 05", time(14, 5)),
        ("14:05:33", time(14, 5)), ("1405", time(14, 5)), ("0,604166667", time(14, 30)), ("2:30 PM", time(14, 30)),
        ("midi", time(12)), ("25:61", None), ("", None), ("00:00", None), ("matin", None),
    ],
)  # fmt: skip
def test_hour(typed: str, expected: time | None) -> None:
    assert hour(typed) == expected


def test_hour_behind_a_date() -> None:
    assert hour_in_date("05/03/2024 14:05") == time(14, 5)
    assert hour_in_date("45356,604166667") == time(14, 30)
    assert hour_in_date("05/03/2024") is None


def test_an_appointment_stays_near_its_visit() -> None:
    assert appointment_date("12/03/24", on=ON) == date(2024, 3, 12)
    assert appointment_date("12/03/2034", on=ON) is None


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("06 83 91 23 53", "+33683912353"), ("683912353", "+33683912353"), ("+33 6 83 91 23 53", "+33683912353"),
        ("0033683912353", "+33683912353"), ("+33 (0)6 83 91 23 53", "+33683912353"), ("33683912353", "+33683912353"),
        ("06.83.91.23.53", "+33683912353"), ("683912353.0", "+33683912353"), ("6,83912353E+08", "+33683912353"),
        ("0692123456", "+262692123456"), ("+212 612-345678", "+212612345678"), ("00 44 20 7946 0958", "+442079460958"),
        ("6,31E+08", None), ("0000000000", None), ("0612", None), ("115", None), ("", None),
    ],
)  # fmt: skip
def test_phone(typed: str, expected: str | None) -> None:
    numbers, _remarks = clean.phones(typed)
    assert numbers == ((expected,) if expected else ())


def test_a_mangled_phone_is_said_to_be_lost() -> None:
    assert clean.phone("6,31E+08") == (None, Remark.PHONE_MANGLED)
    assert clean.phones("06 83 91 23 53 / 07 83 91 23 53")[0] == ("+33683912353", "+33783912353")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("1000", "01000"), ("76000", "76000"), ("76 000", "76000"), ("F-76000", "76000"), ("1000.0", "01000"),
     ("00000", None), ("", None), ("7", None), ("SW1A 1AA", "SW1A 1AA")],
)  # fmt: skip
def test_postcode(typed: str, expected: str | None) -> None:
    assert clean.postcode(typed)[0] == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("20 mn", 20), ("1h", 60), ("0,5", 30), ("1h30", 90), ("1 h 05 min", 65), ("15", 15), ("15.0", 15),
     ("00:20", 20),
     ("1/2h", 30), ("0,0138888", 20), ("1,5", 90), ("20'", 20), ("", None), ("0", None), ("longtemps", None),
     ("9999", None)],
)  # fmt: skip
def test_minutes(typed: str, expected: int | None) -> None:
    assert clean.minutes(typed)[0] == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("JEAN-PIERRE", "Jean-Pierre"), ("D'ANNA", "D'Anna"), ("d’Ormesson", "d'Ormesson"),
        ("de La Tour", "de La Tour"),
        ("EL AMRANI", "El Amrani"), ("MCDONALD", "McDonald"), ("McDonald", "McDonald"), ("LEFèVRE", "Lefèvre"),
        ("le goff", "Le Goff"),
        ("de souza", "de Souza"), ("BnEN ALI", "Bnen Ali"), ("Jean DUPONT", "Jean Dupont"),
        ("Mme DUPONT", "Dupont"), ("GUYOMARC'H", "Guyomarc'h"), ("Y?ld?z", "Y?ld?z"),
        ("LefÃ¨vre", "Lefèvre"), ("İBRAHİM", "İbrahim"), ("??", None),
    ],
)  # fmt: skip
def test_person_name(typed: str, expected: str | None) -> None:
    assert names.person_name(typed) == expected


@pytest.mark.parametrize(
    "typed", ["ANONYME", "NSP", "X", "XXX", "Femme 2", "?", "INCONNU", "M. X", "n.c.", "", "Homme"]
)
def test_no_name(typed: str) -> None:
    assert names.is_nobody(typed, alone=True)


@pytest.mark.parametrize("typed", ["Dame", "Xavier", "Nsele", "Personnaz", "Homme"])
def test_a_name_that_only_looks_like_none(typed: str) -> None:
    assert not names.is_nobody(typed, alone=False)


def test_a_test_row_needs_every_name_to_be_one() -> None:
    assert names.is_test("TEST", "TEST")
    assert names.is_test("essai 2", "")
    assert not names.is_test("Diallo", "Toto")
    assert not names.is_test("Test", "Marie")
    assert not names.is_test("", "")


def test_places() -> None:
    assert names.place("BOURG EN BRESSE") == "Bourg en Bresse"
    assert names.place("LE HAVRE") == "Le Havre"
    assert names.place("L'Haÿ-les-Roses") == "L'Haÿ-les-Roses"


def test_one_cell_for_the_whole_name() -> None:
    assert names.split_full_name("EL AMRANI Khadija") == ("EL AMRANI", "Khadija")
    assert names.split_full_name("Dupont, Marie") == ("Dupont", "Marie")


@given(st.text(max_size=30))
def test_cleaning_twice_is_cleaning_once(typed: str) -> None:
    for once in (text.plain, text.line, text.folded, names.person_name, names.place, text.free_text):
        first = once(typed)
        assert first is None or once(first) == first


@given(st.text(st.characters(max_codepoint=0x24F), max_size=30))
def test_no_letter_is_invented(typed: str) -> None:
    """Whatever happens to the case, the letters of the name are among those typed."""
    letters = {*text.line(typed).casefold(), *text.line(typed).lower()}
    assert {*(names.person_name(typed) or "").casefold()} <= letters


@given(st.text(max_size=30))
def test_numbers_that_are_kept_are_whole(typed: str) -> None:
    for number in clean.phones(typed)[0]:
        assert number[0] == "+"
        assert 8 <= len(number) - 1 <= 15
        assert clean.phone(number) == (number, None)

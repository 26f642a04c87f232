from datetime import date, time

import pytest

from cloison.ui.dates import PartialDate, Unreadable, read_date, read_minutes, read_partial_date, read_time

TODAY = date(2026, 11, 23)  # a Monday


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("12/03/1984", "1984-03-12"),
        ("12.3.84", "1984-03-12"),
        ("12 3 1984", "1984-03-12"),
        ("12031984", "1984-03-12"),
        ("1984-03-12", "1984-03-12"),
        ("12 mars 1984", "1984-03-12"),
        ("1er août 2009", "2009-08-01"),
        ("1 AOUT 09", "2009-08-01"),
        ("03/1984", "1984-03"),
        ("mars 1984", "1984-03"),
        ("févr. 1984", "1984-02"),
        (" 1984 ", "1984"),
        ("29/02/2024", "2024-02-29"),
        ("12 March 1984", "1984-03-12"),
        ("1st Aug 09", "2009-08-01"),
        ("feb 1984", "1984-02"),
    ],
)
def test_a_birth_date_is_read_as_people_write_it(written, iso):
    assert read_partial_date(written, TODAY).iso == iso


@pytest.mark.parametrize(
    "written", ["31/02/1984", "12/13/1984", "84", "ju 1984", "hier", "", "12/", "0/0/0000", "1984-00"]
)
def test_what_is_no_date_is_not_guessed(written):
    with pytest.raises(Unreadable):
        read_partial_date(written, TODAY)


def test_a_partial_date_keeps_its_precision_both_ways():
    for iso, precision in [("1984", "year"), ("1984-03", "month"), ("1984-03-12", "day")]:
        read = PartialDate.from_iso(iso)
        assert (read.iso, read.precision) == (iso, precision)
        assert read_partial_date(str(read), TODAY) == read
    assert PartialDate(1984, 2).latest == date(1984, 2, 29)
    with pytest.raises(Unreadable):
        PartialDate.from_iso("1984-13")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("demain", date(2026, 11, 24)),
        ("Après-demain", date(2026, 11, 25)),
        ("lundi", TODAY),
        ("dimanche", date(2026, 11, 29)),
        ("24/11", date(2026, 11, 24)),
        ("12/03", date(2027, 3, 12)),
        ("12 mars", date(2027, 3, 12)),
        ("29/02", date(2028, 2, 29)),
        ("Tomorrow", date(2026, 11, 24)),
        ("sunday", date(2026, 11, 29)),
        ("2nd March", date(2027, 3, 2)),
        ("12/03/2026", date(2026, 3, 12)),
    ],
)
def test_an_appointment_without_a_year_is_the_next_one(written, expected):
    assert read_date(written, TODAY) == expected


@pytest.mark.parametrize("written", ["mars 2027", "2027", "31/02", "bientôt"])
def test_an_appointment_needs_a_whole_day(written):
    with pytest.raises(Unreadable):
        read_date(written, TODAY)


def test_hours_and_durations_are_read_as_people_write_them():
    assert {read_time(text) for text in ("14:05", "14h05", "14 h 05", "1405", "14.05")} == {time(14, 5)}
    assert {read_time(text) for text in ("14", "14h", "14 H")} == {time(14)}
    assert {read_minutes(text) for text in ("75", "1h15", "1 h 15", "1:15", "75 min", "1h15min")} == {75}
    assert read_minutes("1h") == 60
    for text in ("25h", "14h75", "quatorze", ""):
        with pytest.raises(Unreadable):
            read_time(text)
    for text in ("1h75", "longtemps", "", "-5"):
        with pytest.raises(Unreadable):
            read_minutes(text)

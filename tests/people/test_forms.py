"""Identity as people say it: names of any script, dates half known, numbers of any country."""

import pytest

from cloison.people.contact import Unreadable, phone_in_words, read_phone
from cloison.people.forms import IdentityForm, initial_of
from cloison.people.names import NameKind


def filled(**typed):
    form = IdentityForm(typed)
    assert form.is_valid(), form.errors
    return form


def test_one_part_of_a_name_is_enough_and_none_is_said_beside_the_field() -> None:
    assert filled(given="Samira").names().shown == "Samira"
    empty = IdentityForm({"phones": "0612345678"})
    assert not empty.is_valid()
    assert list(empty.errors) == ["family"]


def test_the_usage_name_is_shown_and_the_birth_name_kept() -> None:
    names = filled(family="Diallo", given="Samira", usage="Traoré").names()
    assert (names.shown, names.others[0].kind) == ("Samira Traoré", NameKind.BIRTH)


@pytest.mark.parametrize("name", ["أحمد بن يوسف", "Ngô Đình", "李小龍", "O’Brien-Ní", "می‌خواهم"])
def test_names_of_any_script_are_kept_as_they_are(name: str) -> None:
    assert filled(family=name).names().shown == name


def test_invisible_signs_that_could_disguise_a_name_are_taken_out() -> None:
    assert filled(family="Dia\u202ello\x00\u2066 \u200b x").names().shown == "Diallo x"


@pytest.mark.parametrize("absurd", ["🙂", "123", "A" * 200_000])
def test_what_cannot_be_a_name_comes_back_with_a_sentence(absurd: str) -> None:
    form = IdentityForm({"family": absurd})
    assert not form.is_valid()
    assert form["family"].value() == absurd


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("06 12.34-56/78", "+33612345678"),
        ("+33 (0)6 12 34 56 78", "+33612345678"),
        ("0033612345678", "+33612345678"),
        ("0692 12 34 56", "+262692123456"),
        ("+213 550 12 34 56", "+213550123456"),
    ],
)
def test_a_number_is_read_as_it_is_dialled(typed: str, number: str) -> None:
    assert read_phone(typed) == number


@pytest.mark.parametrize("typed", ["12", "0012", "chez ma sœur 0612345678", "06123456789", "+33612", "٠٦١٢٣٤٥٦٧٨"])
def test_what_nobody_could_dial_is_refused(typed: str) -> None:
    with pytest.raises(Unreadable):
        read_phone(typed)


def test_a_birth_to_come_and_a_broken_number_are_said_each_beside_its_field() -> None:
    form = IdentityForm({"family": "Diallo", "born": "12/03/2999", "phones": "06"})
    assert not form.is_valid()
    assert set(form.errors) == {"born", "phones"}


def test_a_sheet_that_is_shown_and_sent_back_is_the_same_and_what_was_not_asked_stays() -> None:
    before = {"birth": "1984-03", "birth_precision": "month", "phones": ["+33612345678"], "birth_place": "Oran"}
    form = filled(family="Diallo", given="Samira", chosen="Sam", born="03/1984", phones="0612345678")
    shown = initial_of(form.names(), before)
    again = filled(**{name: IdentityForm(initial=shown)[name].value() or "" for name in ("family", "given", "chosen")},
                   born=str(shown["born"]), phones="06 12 34 56 78")  # fmt: skip
    assert again.names() == form.names()
    assert again.sheet(before) == before


def test_an_emptied_answer_leaves_the_sheet() -> None:
    assert filled(family="Diallo").sheet({"phones": ["+33612345678"], "address": "rue"}) == {}


def test_numbers_are_shown_in_pairs() -> None:
    assert (phone_in_words("+33612345678"), phone_in_words("+213550123456")) == ("06 12 34 56 78", "+213550123456")

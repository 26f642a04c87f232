import uuid

import pytest
from django.http import Http404, QueryDict
from django.test import RequestFactory

from cloison.ui import forms
from cloison.ui.dates import PartialDate


class Sample(forms.Form):
    live = True
    once = forms.OnceField()
    way = forms.ChoiceField(label="Comment", choices=[("DESK", "Guichet"), ("PHONE", "Téléphone")], keys="gt")
    why = forms.MultipleChoiceField(
        label="Pourquoi", choices=[("A", "a"), ("B", "b"), ("C", "c")], most=2, required=False
    )
    born = forms.PartialDateField(label="Née", required=False)
    minutes = forms.MinutesField(label="Durée", required=False)
    words = forms.LongTextField(label="Mots", max_length=5, readable_by_person=True, required=False)
    agreed = forms.TickField(label="D'accord", required=True, why="sans accord, pas de nom")


def posted(**answers):
    data = QueryDict(mutable=True)
    for name, answer in ({"once": str(uuid.uuid4()), "way": "DESK", "agreed": "on"} | answers).items():
        data.setlist(name, answer) if isinstance(answer, list) else data.update({name: answer})
    return data


def test_answers_come_back_as_values():
    form = Sample(posted(born="03/1984", minutes="1h15", why=["A", "C"]))
    assert form.is_valid()
    assert form.cleaned_data["born"] == PartialDate(1984, 3)
    assert form.cleaned_data["minutes"] == 75
    assert form.cleaned_data["why"] == ["A", "C"]
    assert isinstance(form.cleaned_data["once"], uuid.UUID)


@pytest.mark.parametrize(
    ("field", "answer", "sentence"),
    [
        ("way", "", "Il manque une réponse"),
        ("way", "FAX", "n'est pas proposée"),
        ("why", ["A", "B", "C"], "2 réponses au plus"),
        ("born", "31/02/1984", "Écrivez 12/03/1984"),
        ("born", "2999", "pas encore arrivée"),
        ("minutes", "longtemps", "Écrivez 35"),
        ("minutes", "99h", "C'est plus que 24 h"),
        ("words", "bonjour", "compte 7 signes pour 5"),
        ("once", "x", "trop ancienne"),
    ],
)
def test_a_refused_answer_says_what_to_do(field, answer, sentence):
    form = Sample(posted(**{field: answer}))
    assert not form.is_valid()
    assert sentence in " ".join(form.errors[field])


def test_a_field_renders_its_label_reason_box_and_sentences():
    said = str(Sample(posted(agreed=""))["agreed"])
    assert "D&#x27;accord" in said
    assert "Pourquoi : sans accord, pas de nom" in said
    assert "Il manque une réponse ici." in said
    assert 'aria-invalid="true"' in said


def test_every_id_a_box_is_described_by_exists():
    for form in (Sample(), Sample(posted(born="x", agreed=""))):
        for bound in form.visible_fields():
            said = str(bound)
            assert all(f'id="{name}"' in said for name in bound.aria_describedby.split())


def test_the_person_mark_stands_beside_the_box():
    assert "La personne peut lire ceci" in str(Sample()["words"])
    assert "La personne peut lire ceci" not in str(Sample()["born"])


def test_a_browser_is_never_told_to_cut_a_text():
    assert "maxlength" not in str(Sample())


def test_what_could_not_be_read_is_shown_again_as_typed():
    assert 'value="31/02/1984"' in str(Sample(posted(born="31/02/1984"))["born"])
    assert 'value="03/1984"' in str(Sample(initial={"born": PartialDate(1984, 3)})["born"])


def test_the_once_id_is_new_for_each_page_and_kept_when_shown_again():
    first, second = Sample(), Sample()
    assert first["once"].value() != second["once"].value()
    assert str(first["once"]) == str(first["once"])
    again = posted(born="x")
    assert again["once"] in str(Sample(again)["once"])
    assert 'autocomplete="off"' in str(first["once"])


def test_tiles_carry_their_keys():
    said = str(Sample()["way"])
    assert 'data-key="g"' in said
    assert said.count("<kbd") == 2


def check(name, **answers):
    request = RequestFactory().post(f"/?check={name}", posted(_check="1", **answers))
    form = Sample(request.POST)
    return forms.check_fragment(request, form), form


def test_a_check_answers_with_the_sentences_of_one_field_only():
    answer, _ = check("born", born="x", agreed="")
    assert "Écrivez 12/03/1984" in answer.content.decode()
    assert "Il manque" not in answer.content.decode()
    assert check("born", born="1984")[0].content.strip() == b""


def test_a_check_of_an_unknown_field_is_absent():
    with pytest.raises(Http404):
        check("password")


def test_a_check_can_never_pass_for_a_submission():
    _, form = check("born", born="1984")
    assert not form.is_valid()


def test_a_submission_is_no_check():
    request = RequestFactory().post("/", posted())
    assert forms.check_fragment(request, Sample(request.POST)) is None


def test_the_first_answer_to_mend_gets_the_cursor():
    form = Sample(posted(born="x", minutes="y"))
    form.focus_first_error()
    assert str(form).count("autofocus") == 1
    assert "autofocus" in str(form["born"])

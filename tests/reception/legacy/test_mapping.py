"""Words of older software and our closed lists."""

import pytest

from cloison.handover.codes import ANSWER_LABELS, CHANNEL_LABELS, REASON_LABELS, Answer, Channel, Reason, label
from cloison.reception.legacy import mapping


def test_every_code_has_a_label() -> None:
    assert set(CHANNEL_LABELS) == set(Channel)
    assert set(REASON_LABELS) == set(Reason)
    assert set(ANSWER_LABELS) == set(Answer)
    assert label(Reason.DEBT) == "Surendettement"
    assert label(Channel.COUNTER) != label(Reason.RIGHTS)


@pytest.mark.parametrize(
    "typed",
    [
        "CMS LES TILLEULS",
        "C.M.S. Les Tilleuls",
        "cms les tilleuls",
        "Les Tilleuls",
        "Centre médico-social des Tilleuls",
    ],
)
def test_one_centre(typed: str) -> None:
    assert mapping.team_key(typed) == mapping.team_key("Les Tilleuls") == "tilleuls"


def test_other_centres() -> None:
    assert mapping.team_key("cms le port") == mapping.team_key("Le Port")
    assert mapping.team_key("Le Port") != mapping.team_key("Les Tilleuls")
    assert mapping.team_key("CMS") == "cms"
    assert mapping.team_key(" ") is None


@pytest.mark.parametrize("typed", ["A. BELKACEM", "BELKACEM Amina", "Amina Belkacem", "Belkacem A", "A.BELKACEM"])
def test_one_colleague(typed: str) -> None:
    assert mapping.agent_key(typed) == "belkacem a"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Surendt.", Reason.DEBT), ("SURENDETTEMENT", Reason.DEBT), ("LOGEMENT - EXPULSION", Reason.EVICTION),
        ("logement", Reason.HOUSING), ("PERS. AGEE", Reason.OLD_AGE), ("Accès aux droits", Reason.RIGHTS),
        ("AIDE ALIMENTAIRE", Reason.FOOD), ("SANTE", Reason.HEALTH_ACCESS), ("RSA", Reason.MINIMUM_INCOME),
        ("AUTRE", Reason.OTHER), ("chien perdu", None),
    ],
)  # fmt: skip
def test_reasons(typed: str, expected: Reason | None) -> None:
    assert mapping.reason(typed) == expected


def test_several_reasons_in_one_cell() -> None:
    found = dict(mapping.reasons(["RSA / logement", "Santé, accès aux soins"]))
    assert set(found.values()) == {Reason.MINIMUM_INCOME, Reason.HOUSING, Reason.HEALTH_ACCESS}
    assert mapping.reasons(["RSA / chien perdu"]) == (("RSA", Reason.MINIMUM_INCOME), ("chien perdu", None))
    assert mapping.reasons(["chien perdu, et chat"]) == (("chien perdu, et chat", None),)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("rdv AS", Answer.APPOINTMENT), ("RDV PRIS", Answer.APPOINTMENT), ("ORIENTATION CCAS", Answer.ORIENTATION),
     ("RAPPELER", Answer.CALL_BACK), ("SANS SUITE", Answer.NO_FOLLOW_UP),
     ("Transmis à l'AS", Answer.HANDED_OVER), ("zut", None)],
)  # fmt: skip
def test_answers(typed: str, expected: Answer | None) -> None:
    assert mapping.answer(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("TEL", Channel.PHONE), ("Téléphone", Channel.PHONE), ("COURRIEL", Channel.EMAIL), ("Courrier", Channel.MAIL),
     ("VAD", Channel.HOME_VISIT), ("accueil", Channel.COUNTER), ("maraude", Channel.OUTREACH), ("fax", None)],
)  # fmt: skip
def test_channels(typed: str, expected: Channel | None) -> None:
    assert mapping.channel(typed) == expected

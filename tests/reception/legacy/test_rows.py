"""What becomes of each row."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from tests.reception.legacy.conftest import written
from tests.reception.legacy.exports import HEADER, TODAY, dirty_export, export, row

from cloison.handover.codes import Answer, Channel, Reason
from cloison.reception.legacy.persons import People, same
from cloison.reception.legacy.reader import open_export
from cloison.reception.legacy.rejects import RejectsWriter, rejects_path
from cloison.reception.legacy.remarks import Motive, Remark
from cloison.reception.legacy.report import Report
from cloison.reception.legacy.rows import Decider, Duplicate, Outcome, Rejected, Visit

Outcomes = Callable[..., list[Outcome]]

ZAHRA = {
    "NUM": "7", "DATE_PASSAGE": "05/03/24", "HEURE": "15h55", "CENTRE": "C.M.S. Les Tilleuls", "CANAL": "TEL",
    "CIVILITE": "MME", "NOM": "EL AMRANI", "PRENOM": "ZAHRA", "DATE_NAISS": "16/09/71", "NIR": "2710976123456",
    "CP": "1000", "VILLE": "BOURG EN BRESSE", "TEL": "683912353", "MOTIF1": "Surendt.", "MOTIF2": "logement",
    "REPONSE": "rdv AS", "RDV_AVEC": "C. MARTEL", "RDV_DATE": "12/03/2024", "DEMANDE": "vu hier",
    "AGENT": "A. BELKACEM", "DUREE": "0,5",
}  # fmt: skip


def line_of(**changes: str) -> list[str]:
    return [{**ZAHRA, **changes}.get(name, "") for name in HEADER]


def visit_of(outcomes: list[Outcome]) -> Visit:
    (visit,) = outcomes
    assert isinstance(visit, Visit)
    return visit


def test_a_whole_row(outcomes_of: Outcomes) -> None:
    visit = visit_of(outcomes_of(export([line_of()])))
    assert visit.at == datetime(2024, 3, 5, 15, 55, tzinfo=ZoneInfo("Europe/Paris"))
    assert (visit.line, visit.number, visit.team_key, visit.agent_key) == (2, "7", "tilleuls", "belkacem a")
    assert (visit.channel, visit.reasons, visit.answer) == (
        Channel.PHONE,
        (Reason.DEBT, Reason.HOUSING),
        Answer.APPOINTMENT,
    )
    assert visit.appointment is not None
    assert (visit.appointment.with_key, visit.appointment.on) == ("martel c", date(2024, 3, 12))
    assert (visit.minutes, visit.free_text) == (30, "vu hier")
    assert visit.person is not None
    assert (visit.person.family, visit.person.given, visit.person.phones) == ("El Amrani", "Zahra", ("+33683912353",))
    assert visit.person.address.postcode == "01000"
    assert Remark.NIR_REMOVED in visit.remarks


def test_nothing_is_shown_by_printing_an_outcome(outcomes_of: Outcomes) -> None:
    shown = repr(outcomes_of(export([line_of(), line_of(NUM="8", DATE_PASSAGE="")])))
    for secret in ("Zahra", "ZAHRA", "Amrani", "AMRANI", "vu hier", "683912353", "1971", "271097"):
        assert secret not in shown


def test_a_wrong_birth_does_not_lose_the_person(outcomes_of: Outcomes) -> None:
    person = visit_of(outcomes_of(export([line_of(DATE_NAISS="31/02/1980")]))).person
    assert person is not None
    assert (person.birth.value, person.birth.written) == (date(1980, 1, 1), "31/02/1980")


def test_without_an_hour_noon_is_noted(outcomes_of: Outcomes) -> None:
    visit = visit_of(outcomes_of(export([line_of(HEURE="25:61")])))
    assert (visit.at.hour, visit.hour_known) == (12, False)
    assert Remark.HOUR_UNREADABLE in visit.remarks


def test_an_hour_that_the_clocks_jumped_over(outcomes_of: Outcomes) -> None:
    visit = visit_of(outcomes_of(export([line_of(DATE_PASSAGE="31/03/2024", HEURE="02:30")])))
    assert visit.at.isoformat() == "2024-03-31T03:30:00+02:00"


def test_an_unknown_reason_is_kept_with_the_text(outcomes_of: Outcomes) -> None:
    visit = visit_of(outcomes_of(export([line_of(MOTIF1="chien perdu")])))
    assert visit.reasons == (Reason.OTHER, Reason.HOUSING)
    assert visit.free_text == "vu hier\nMotif d’origine : chien perdu"
    assert Remark.REASON_UNKNOWN in visit.remarks


def test_no_name_no_details(outcomes_of: Outcomes) -> None:
    visit = visit_of(outcomes_of(export([line_of(NOM="Femme 2", PRENOM="")])))
    assert visit.person is None
    assert Remark.DETAILS_WITHOUT_NAME in visit.remarks


def test_rows_without_a_day_are_refused(outcomes_of: Outcomes) -> None:
    text = export([line_of(DATE_PASSAGE=day) for day in ("", "32/13/2024", "05/2024", "01/01/2030")] + [["coupée"]])
    assert [outcome.motive for outcome in outcomes_of(text) if isinstance(outcome, Rejected)] == [
        Motive.NO_DATE, Motive.IMPOSSIBLE_DATE, Motive.INCOMPLETE_DATE, Motive.FUTURE_DATE, Motive.TRUNCATED,
    ]  # fmt: skip


def test_the_same_row_twice_counts_once(outcomes_of: Outcomes) -> None:
    again = line_of(
        DATE_PASSAGE="2024-03-05", NOM=" el amrani", TEL="06 83 91 23 53", HEURE="15:55", CP="01000", NIR=""
    )
    first, second, third = outcomes_of(export([line_of(), again, line_of(NUM="8")]))
    assert isinstance(first, Visit)
    assert isinstance(second, Duplicate)
    assert isinstance(third, Visit)
    assert first.fingerprint != third.fingerprint


def test_a_number_used_for_something_else_is_not_lost_but_asked(outcomes_of: Outcomes) -> None:
    _first, second = outcomes_of(export([line_of(), line_of(NOM="MARTIN")]))
    assert isinstance(second, Rejected)
    assert second.motive is Motive.NUMBER_REUSED


def test_nameless_rows_without_number_or_hour_may_be_several_visits(outcomes_of: Outcomes) -> None:
    tally = line_of(NUM="", HEURE="", NOM="NSP", PRENOM="")
    first, second = outcomes_of(export([tally, tally]))
    assert isinstance(first, Visit)
    assert isinstance(second, Visit)
    assert first.fingerprint != second.fingerprint
    assert Remark.TWIN in second.remarks


def test_exporting_again_gives_the_same_fingerprints(outcomes_of: Outcomes) -> None:
    """Other encoding, separator, order of columns and quotes; the same visits."""
    rows = [row(Random(seed), 100 + seed) for seed in range(60)]
    order = sorted(range(len(HEADER)), key=lambda at: HEADER[at])
    turned = export(
        [[one[at] for at in order] for one in rows], header=[HEADER[at].title() for at in order], separator="\t"
    )
    before, after = outcomes_of(export(rows), "cp1252"), outcomes_of(turned, "utf-16")
    assert [(one.fingerprint, one.content) for one in before if isinstance(one, Visit)] == [
        (one.fingerprint, one.content) for one in after if isinstance(one, Visit)
    ]


def test_grouping_is_shy(outcomes_of: Outcomes) -> None:
    lines = [
        line_of(NUM="1"),
        line_of(NUM="2", TEL="", NOM="El-Amrani"),
        line_of(NUM="3", TEL="", DATE_NAISS=""),
        line_of(NUM="4", DATE_NAISS=""),
        line_of(NUM="5", DATE_NAISS="17/09/1971"),
        line_of(NUM="6", TEL="", DATE_NAISS="01/01/1971"),
        line_of(NUM="7", PRENOM=""),
    ]
    people = [one.person for one in outcomes_of(export(lines)) if isinstance(one, Visit) and one.person]
    assert [same(people[0], other) for other in people[1:]] == [True, False, True, False, False, False]


def test_people_remembers_groups_by_centre(outcomes_of: Outcomes) -> None:
    person = visit_of(outcomes_of(export([line_of()]))).person
    assert person is not None
    people: People[str] = People()
    people.add("port", person, "file-1")
    assert people.find("port", person) == "file-1"
    assert people.find("tilleuls", person) is None


def test_rejects_come_back_corrected(tmp_path: Path) -> None:
    source = written(tmp_path, export([line_of(), line_of(NUM="8", DATE_PASSAGE="", DEMANDE="=1+1", NOM="'-Roy")]))
    target = rejects_path(source)
    with open_export(source) as opened, RejectsWriter(target, opened.layout) as writer:
        for outcome in Decider(today=TODAY).every(opened):
            if isinstance(outcome, Rejected):
                writer.write(outcome)
    text = target.read_text("utf-8-sig")
    assert text.startswith("LIGNE;MOTIF_DU_REJET;NUM;")
    assert "'=1+1" in text
    assert target.stat().st_mode & 0o077 == 0
    target.write_text(text.replace("8;;15h55", '"8";"6/3/2024";15h55'), encoding="cp1252", errors="replace")
    with open_export(target) as opened:
        (visit,) = Decider(today=TODAY).every(opened)
    assert isinstance(visit, Visit)
    assert (visit.at.date(), visit.free_text) == (date(2024, 3, 6), "=1+1")
    assert rejects_path(target).name == "export.rejets-2.csv"


def test_no_reject_no_file(tmp_path: Path) -> None:
    source = written(tmp_path, export([line_of()]))
    with open_export(source) as opened, RejectsWriter(tmp_path / "r.csv", opened.layout):
        pass
    assert not (tmp_path / "r.csv").exists()


def report_of(path: Path) -> Report:
    report = Report()
    with open_export(path) as source:
        for outcome in Decider(today=TODAY).every(source):
            report.add(outcome)
        report.source(source.left_aside, source.header and source.layout.not_kept)
    return report


def test_report_counts_everything_once(tmp_path: Path) -> None:
    report = report_of(written(tmp_path, dirty_export(400), "cp1252"))
    data = report.as_data()
    assert report.read == 402
    assert report.read == report.visits + report.duplicates + report.rows_rejected
    assert report.visits == report.named + report.anonymous
    assert report.duplicates == 1
    assert data["rejected"] == {"TRUNCATED": 1, "TEST_ROW": 1, "IMPOSSIBLE_DATE": 1}
    assert data["left_aside"] == {"blank": 1, "headers": 0, "totals": 0}
    assert data["not_kept"] == ["CIVILITE", "NIR"]
    assert "402 lignes dans le fichier." in report.lines()


def test_rare_words_are_not_shown(tmp_path: Path) -> None:
    lines = [line_of(NUM=str(at), MOTIF1="Roy Mathilde" if at == 1 else "RSA") for at in range(9)]
    report = report_of(written(tmp_path, export(lines)))
    assert "Mathilde" not in "\n".join(report.lines()) + str(report.as_data())
    assert Counter(report.remarks)[Remark.REASON_UNKNOWN] == 1

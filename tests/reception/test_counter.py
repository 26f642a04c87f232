"""The counter's page, as it answers: who may come, what is written, what is refused, and that nothing typed is lost."""

import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from tests.thread import counted

from cloison.access import door
from cloison.access.models import File
from cloison.access.queries import traces
from cloison.agenda.actions import occupy
from cloison.agenda.queries import free_times
from cloison.consent.queries import agreements
from cloison.database.sql import call, rows
from cloison.handover.queries import sent, tray
from cloison.people.queries import sheet
from cloison.reception import queries
from cloison.reception.actions import desk
from cloison.reception.models import Visit

HTMX = {"HX-Request": "true"}


def text(answer) -> str:
    return answer.content.decode()


def member(acting, login) -> str:
    with acting(login) as reader:
        return str(reader.id)


def visit(**more):
    """What the form sends for an anonymous visit."""
    plain = {"reasons": ["3"], "answer": "1", "who": "anonymous", "minutes": "10", "channel": "1"}
    return {"once": str(uuid.uuid4())} | plain | more


def named(**more):
    family = f"Ndiaye{uuid.uuid4().hex[:8]}"
    told = {"who": "new", "agreed": "on", "family": family, "given": "Awa", "phones": "06 12 34 56 78", "born": "1984"}
    return visit(**told | more)


def recorded(acting, sent_form, login="amina"):
    with acting(login):
        return Visit.objects.filter(id=sent_form["once"]).first()


def free(acting, login="claire"):
    whom = uuid.UUID(member(acting, login))
    with acting("amina") as amina:
        return free_times(amina, whom, most=1)[0].isoformat()


def files(acting) -> int:
    with acting("amina"):
        return File.objects.count()


def said(answer) -> list[str]:
    """The sentences beside the fields."""
    return re.findall(r'class="error">.*?<span>(.*?)</span>', text(answer), re.S)


def test_an_anonymous_visit_is_recorded_and_writes_no_file(acting, client_of) -> None:
    form, before = visit(), files(acting)
    answer = client_of("amina").post("/reception/", form)
    assert answer["Location"] == f"/reception/?noted={form['once']}"
    made = recorded(acting, form)
    assert (made.file_id, made.reasons, made.answer, made.minutes, made.channel) == (None, [3], 1, 10, 1)
    assert files(acting) == before
    assert "Passage noté : logement, information donnée." in text(client_of("amina").get(answer["Location"]))


def test_what_was_left_as_it_was_is_without_a_name_and_at_the_counter(acting, client_of) -> None:
    form = visit()
    for name in ("who", "minutes", "channel"):
        del form[name]
    client_of("amina").post("/reception/", form)
    made = recorded(acting, form)
    assert (made.file_id, made.minutes, made.channel) == (None, 10, 1)


def test_a_script_gets_the_empty_form_the_sentence_and_the_sign_that_the_list_changed(client_of) -> None:
    answer = client_of("amina").post("/reception/", visit(), headers=HTMX)
    assert answer["HX-Trigger-After-Settle"] == "visit-recorded"
    assert "Passage noté" in text(answer)
    assert "checked" not in text(answer).split('name="reasons"')[1].split("</label>")[0]
    assert "<html" not in text(answer)


def test_sent_twice_it_is_recorded_once_and_so_is_the_person(acting, client_of) -> None:
    form, amina, before = named(), client_of("amina"), files(acting)
    assert {amina.post("/reception/", form).status_code for _ in range(2)} == {302}
    assert files(acting) == before + 1
    assert recorded(acting, form).file_id is not None


def test_the_same_form_sent_by_two_tabs_at_once_writes_one_visit_one_file_one_handover(acting, client_of) -> None:
    form = named(answer="6", told_handover="on", colleague=member(acting, "claire"), appointment=free(acting))
    clients, before = [client_of("amina"), client_of("amina")], files(acting)

    def send(client) -> int:
        try:
            return client.post("/reception/", form).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        assert list(both.map(send, clients)) == [302, 302]
    # One of the desk, one of the handover.
    assert files(acting) == before + 2


def test_an_old_copy_of_the_page_filled_in_again_is_not_lost_as_a_double(acting, client_of) -> None:
    form, amina = visit(), client_of("amina")
    amina.post("/reception/", form)
    answer = amina.post("/reception/", form | {"answer": "4"})
    assert answer.status_code == 422
    assert "déjà servi" in text(answer)
    once = re.search(r'name="once" value="([^"]+)"', text(answer))[1]
    assert once != form["once"]
    amina.post("/reception/", form | {"answer": "4", "once": once})
    assert recorded(acting, {"once": once}).answer == 4


def test_a_named_person_gets_a_file_with_sealed_names_the_sheet_and_the_dated_agreement(acting, client_of, dba) -> None:
    form = named(wishes=["no_call"])
    client_of("amina").post("/reception/", form)
    made = recorded(acting, form)
    with acting("amina") as amina:
        door.open_file(amina, made.file_id)
        told = sheet(amina, made.file_id)
        (agreed,) = agreements(amina, made.file_id)
    assert told["phones"] == ["+33612345678"]
    assert told["birth"] == "1984"
    assert told["wishes"] == ["no_call"]
    assert (agreed.subject, agreed.value) == ("register", "agreed")
    assert timezone.now() - agreed.said_at < timedelta(minutes=1)
    (sealed,) = dba.execute("select sealed from people_name where file_id = %s", [made.file_id]).fetchone()
    assert form["family"].encode() not in sealed


def test_a_name_without_the_agreement_is_not_written_and_not_lost(acting, client_of) -> None:
    form, before = named(), files(acting)
    del form["agreed"]
    answer = client_of("amina").post("/reception/", form)
    assert answer.status_code == 422
    assert form["family"] in text(answer)
    assert recorded(acting, form) is None
    assert files(acting) == before


def test_who_does_not_wish_it_goes_on_without_a_name_at_once_whatever_was_typed(acting, client_of) -> None:
    form, before = named(who="anonymous", born="jamais", phones="??"), files(acting)
    assert client_of("amina").post("/reception/", form).status_code == 302
    assert recorded(acting, form).file_id is None
    assert files(acting) == before


def test_an_appointment_without_a_name_takes_the_hour_and_says_nothing_more(acting, client_of) -> None:
    at = free(acting)
    form = visit(answer="2", colleague=member(acting, "claire"), appointment=at)
    client_of("amina").post("/reception/", form)
    made = recorded(acting, form)
    assert made.appointment_at == timezone.datetime.fromisoformat(at)
    assert made.file_id is None
    assert free(acting) != at
    assert "rendez-vous avec Claire" in text(client_of("amina").get("/reception/today/", headers=HTMX))


def test_an_hour_taken_meanwhile_keeps_the_form_and_offers_other_times(acting, client_of) -> None:
    claire, at = member(acting, "claire"), free(acting)
    with acting("amina") as amina:
        occupy(by=amina, member_id=uuid.UUID(claire), starts_at=timezone.datetime.fromisoformat(at), minutes=45)
    form, before = named(answer="2", colleague=claire, appointment=at), files(acting)
    answer = client_of("amina").post("/reception/", form)
    assert answer.status_code == 422
    assert "vient d'être prise" in text(answer).replace("&#x27;", "'")
    assert form["family"] in text(answer)
    assert at not in text(answer)
    assert free(acting) in text(answer)
    assert recorded(acting, form) is None
    assert files(acting) == before


def test_an_appointment_needs_whom_and_when(client_of, acting) -> None:
    amina = client_of("amina")
    assert "Choisissez avec qui." in said(amina.post("/reception/", visit(answer="2")))
    form = visit(answer="2", colleague=member(acting, "claire"))
    assert "Choisissez une des heures proposées." in said(amina.post("/reception/", form))


@pytest.mark.parametrize("at", ["2001-01-01T09:00:00+01:00", "2999-01-01T09:00:00+01:00", "2026-12-01T09:00:00", "x"])
def test_an_hour_that_could_not_have_been_proposed_is_refused(acting, client_of, at) -> None:
    form = visit(answer="2", colleague=member(acting, "claire"), appointment=at)
    assert client_of("amina").post("/reception/", form).status_code == 422
    assert recorded(acting, form) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"reasons": ["3", "55"]},
        {"reasons": []},
        {"reasons": ["1", "2", "3", "4"]},
        {"answer": "0"},
        {"answer": "x"},
        {"answer": ""},
        {"channel": "9"},
        {"minutes": "9999"},
        {"who": "somebody"},
        {"once": ""},
        {"once": "x"},
    ],
)
def test_unknown_codes_are_refused_with_a_sentence(acting, client_of, wrong) -> None:
    form = visit() | wrong
    answer = client_of("amina").post("/reception/", form)
    assert answer.status_code == 422
    assert "notice-danger" in text(answer)


@pytest.mark.parametrize("login", ["emma", "bruno", "amina", "gaelle"])
def test_a_demand_goes_only_to_a_social_worker_of_the_centre(acting, client_of, login) -> None:
    form = named(answer="6", told_handover="on", colleague=member(acting, login))
    answer = client_of("amina").post("/reception/", form)
    assert answer.status_code == 422
    assert recorded(acting, form) is None
    asked = client_of("amina").get("/reception/times/", {"colleague": member(acting, login)}, headers=HTMX)
    assert asked.status_code == 404


def test_a_named_person_is_handed_over_in_the_same_page_and_claire_alone_receives_it(acting, client_of) -> None:
    form = named(answer="6", told_handover="on", colleague=member(acting, "claire"), appointment=free(acting))
    assert client_of("amina").post("/reception/", form).status_code == 302
    made = recorded(acting, form)
    with acting("claire") as claire:
        (line,) = [line for line in tray(claire) if line.handover.visited_at == made.at]
        assert line.names.shown == f"Awa {form['family']}"
        assert line.appointment_at == made.appointment_at
        door.open_file(claire, line.handover.file_id)
        assert sheet(claire, line.handover.file_id)["phones"] == ["+33612345678"]
    for login in ("david", "emma", "bruno", "gaelle"):
        with acting(login) as other:
            assert all(each.handover.visited_at != made.at for each in tray(other))
            assert not Visit.objects.filter(id=made.id).exists() or login == "amina"
            assert call("open_file", made.file_id, "followup") is None
    assert form["family"][:1] + "." in text(client_of("amina").get("/reception/handovers/", headers=HTMX))


def test_handing_over_needs_the_agreement_and_a_name_and_says_what_remains_possible(acting, client_of) -> None:
    amina, claire = client_of("amina"), member(acting, "claire")
    nameless = amina.post("/reception/", visit(answer="6", told_handover="on", colleague=claire))
    assert any("Claire Martel doit savoir qui attendre" in sentence for sentence in said(nameless))
    silent = amina.post("/reception/", named(answer="6", colleague=claire))
    assert any("Rien n" in sentence for sentence in said(silent))


def test_handed_over_twice_by_a_double_click_is_handed_over_once(acting, client_of) -> None:
    form = named(answer="6", told_handover="on", colleague=member(acting, "claire"), appointment=free(acting))
    for _ in range(2):
        assert client_of("amina").post("/reception/", form).status_code == 302
    made = recorded(acting, form)
    with acting("amina") as amina:
        assert [line.handover.visited_at for line in sent(amina, made.at - timedelta(1))].count(made.at) == 1


def test_a_known_person_is_found_by_any_part_of_a_name_and_the_visit_joins_their_file(acting, client_of) -> None:
    first, amina = named(), client_of("amina")
    amina.post("/reception/", first)
    file = recorded(acting, first).file_id
    found = amina.post("/reception/known/", {"search": first["family"][2:].upper()}, headers=HTMX)
    assert str(file) in text(found)
    form, before = visit(who="known", file=str(file)), files(acting)
    assert amina.post("/reception/", form).status_code == 302
    assert recorded(acting, form).file_id == file
    assert files(acting) == before
    with acting("amina") as by:
        assert rows("select 1 from app.journal_of(%s) where kind = 'visit.recorded'", file)
        assert [trace.kind for trace in traces(by, file)].count("visit.recorded") == 2


def test_searching_and_seeing_the_day_leave_a_line_in_the_journal_and_the_typed_name_none(client_of, dba) -> None:
    amina, typed = client_of("amina"), f"Introuvable{uuid.uuid4().hex}"
    amina.post("/reception/known/", {"search": typed}, headers=HTMX)
    amina.get("/reception/")
    last = dba.execute("select kind, detail from journal.entry order by at desc limit 12").fetchall()
    told = [detail for kind, detail in last if kind == "list.seen"]
    assert {'{"what": "search"}', '{"what": "desk"}'} <= set(told)
    assert all(typed not in detail for _, detail in last)


def test_pressing_enter_in_the_search_searches_and_keeps_the_form(acting, client_of) -> None:
    known = named()
    client_of("amina").post("/reception/", known)
    form = visit(who="known", search=known["family"], answer="5", reasons=["3", "6"])
    answer = client_of("amina").post("/reception/", form)
    assert answer.status_code == 200
    assert str(recorded(acting, known).file_id) in text(answer)
    assert recorded(acting, form) is None
    assert text(answer).count("checked") >= 4
    assert form["once"] in text(answer)


def test_a_file_of_another_desk_or_of_nobody_is_no_answer(acting, client_of, social_file) -> None:
    with acting("bruno") as bruno:
        _, circle = desk(bruno)
    there = named()
    client_of("bruno").post("/reception/", there)
    strange = recorded(acting, there, "bruno").file_id
    answers = []
    for file in (strange, uuid.uuid4(), social_file("claire").id, "x"):
        answer = client_of("amina").post("/reception/", visit(who="known", file=str(file)))
        assert answer.status_code == 422
        answers.append(said(answer))
    assert answers[0] == answers[1] == answers[2] == answers[3]
    assert circle


def test_a_known_person_is_handed_over_with_the_sheet_of_the_desk(acting, client_of) -> None:
    first, amina = named(phones="0698765432"), client_of("amina")
    amina.post("/reception/", first)
    form = visit(who="known", file=str(recorded(acting, first).file_id), answer="6", told_handover="on",
                 colleague=member(acting, "claire"))  # fmt: skip
    assert amina.post("/reception/", form).status_code == 302
    made = recorded(acting, form)
    with acting("claire") as claire:
        (line,) = [line for line in tray(claire) if line.handover.visited_at == made.at]
        door.open_file(claire, line.handover.file_id)
        assert sheet(claire, line.handover.file_id)["phones"] == ["+33698765432"]


def test_a_visit_of_today_is_handed_over_later_once(acting, client_of) -> None:
    form, amina = named(), client_of("amina")
    amina.post("/reception/", form)
    made = recorded(acting, form)
    page = f"/reception/visits/{made.id}/handover/"
    assert f"Awa {form['family']}" in text(amina.get(page))
    assert amina.post(page, {"colleague": member(acting, "claire")}).status_code == 422
    for _ in range(2):
        told = {"colleague": member(acting, "claire"), "told_handover": "on"}
        assert amina.post(page, told)["Location"] == "/reception/handovers/"
    with acting("amina") as by:
        assert [line.handover.visited_at for line in sent(by, made.at)].count(made.at) == 1
    assert "déjà été transmise à Claire Martel" in text(amina.get(page))
    with acting("amina") as by:
        assert "file.opened" in [trace.kind for trace in traces(by, made.file_id)]


def test_a_visit_without_a_name_or_of_another_desk_cannot_be_handed_over(acting, client_of) -> None:
    nameless, there = visit(), named()
    client_of("amina").post("/reception/", nameless)
    client_of("bruno").post("/reception/", there)
    for row in (nameless["once"], there["once"], uuid.uuid4()):
        assert client_of("amina").get(f"/reception/visits/{row}/handover/").status_code == 404


def test_the_day_reads_as_sentences_and_shows_what_colleagues_noted(acting, client_of) -> None:
    form = named(answer="4", channel="2", reasons=["7", "2"])
    client_of("amina").post("/reception/", form)
    day = text(client_of("amina").get("/reception/today/", headers=HTMX)).split("<li")[1]
    day = re.sub(r'<span class="unseen">.*?</span>|<[^>]+>', "", day).replace("\xa0", " ")
    assert "Awa N. · téléphone · RSA, aide alimentaire · colis alimentaire" in day
    assert "Amina, " in day


def test_emma_and_bruno_see_nothing_of_it(acting, client_of) -> None:
    form = named()
    client_of("amina").post("/reception/", form)
    assert form["family"] not in text(client_of("bruno").get("/reception/"))
    assert form["family"] not in text(client_of("bruno").post("/reception/known/", {"search": form["family"]}))
    made = recorded(acting, form)
    assert client_of("emma").get("/reception/").status_code == 404
    with acting("bruno") as bruno:
        _, circle = desk(bruno)
        assert all(line.visit.id != made.id for line in queries.visits_of_day(bruno, circle))


@pytest.mark.parametrize("login", ["claire", "david", "emma", "farid", "gaelle", "hugo", "ines", "jules"])
def test_to_those_who_hold_no_reception_post_the_counter_does_not_exist(client_of, login) -> None:
    client = client_of(login)
    for path in ("/reception/", "/reception/today/", "/reception/times/", "/reception/handovers/"):
        there, nowhere = client.get(path), client.get("/nothing-here/")
        assert there.status_code == nowhere.status_code == 404
        assert strip(there, path) == strip(nowhere, "/nothing-here/")
    assert client.post("/reception/known/", {"search": "a"}).status_code == 404


def strip(answer, path) -> str:
    return re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", text(answer)).replace(path, "")


def test_without_a_session_nothing_is_shown_and_what_was_typed_is_carried(client) -> None:
    assert client.get("/reception/")["Location"].startswith("/login/")
    assert client.post("/reception/", visit(), headers=HTMX).headers["X-Cloison-Locked"] == "1"


def test_errors_come_beside_the_field_as_one_leaves_it(client_of) -> None:
    amina = client_of("amina")
    for name, typed, sentence in [
        ("born", "31/02/1984", "n'a pas pu être lue"),
        ("born", "12/03/2999", "n'est pas encore arrivée"),
        ("phones", "06", "n'a pas pu être lu"),
        ("family", "A" * 200_000, "120 au plus"),
        ("given", "🙂", "aucune lettre"),
    ]:
        data = named(**{name: typed, "_check": "1"})
        answer = amina.post(f"/reception/?check={name}", data, headers=HTMX)
        assert answer.status_code == 200
        assert sentence in text(answer).replace("&#x27;", "'")
    assert text(amina.post("/reception/?check=given", named(given="أحمد", _check="1"), headers=HTMX)).strip() == ""


def test_absurd_input_is_a_sentence_and_stays_in_the_form(acting, client_of) -> None:
    form = named(family="\u202eevil" + "x" * 200_000, address="🙂" * 5000, born="00/00/0000")
    answer = client_of("amina").post("/reception/", form)
    assert answer.status_code == 422
    assert "x" * 200_000 in text(answer)
    assert recorded(acting, form) is None
    long = client_of("amina").post("/reception/known/", {"search": "é" * 200_000}, headers=HTMX)
    assert long.status_code == 200


def test_a_name_from_right_to_left_is_kept(acting, client_of) -> None:
    form = named(family="بن يوسف", given="أحمد")
    client_of("amina").post("/reception/", form)
    assert "أحمد ب." in text(client_of("amina").get("/reception/"))


def test_without_scripts_times_and_the_next_ones_are_asked_by_a_button(acting, client_of) -> None:
    form = visit(answer="2", colleague=member(acting, "claire"), step="times")
    answer = client_of("amina").post("/reception/", form)
    assert answer.status_code == 200
    first = re.findall(r'name="appointment" value="(20[^"]+)"', text(answer))
    assert len(first) == 6
    later = re.search(r'value="(later:[^"]+)"', text(answer))[1]
    again = client_of("amina").post("/reception/", form | {"step": later.replace("&#x2B;", "+")})
    following = re.findall(r'name="appointment" value="(20[^"]+)"', text(again))
    assert following
    assert not set(first) & set(following)
    assert recorded(acting, form) is None


def test_the_page_asks_at_most_ten_things_of_the_database_whatever_the_rows(acting, client_of) -> None:
    amina = client_of("amina")
    for _ in range(4):
        amina.post("/reception/", named())
        amina.post("/reception/", visit())
    for path, headers in (("/reception/", {}), ("/reception/today/", HTMX), ("/reception/handovers/", {})):
        with counted() as statements:
            assert amina.get(path, headers=headers).status_code == 200
        assert len(statements) <= 10, statements
    with counted() as statements:
        amina.post("/reception/known/", {"search": "Ndiaye"}, headers=HTMX)
    assert len(statements) <= 10, statements
    with counted() as statements:
        amina.post("/reception/", visit(), headers=HTMX)
    assert len(statements) <= 10, statements


def test_a_name_begun_and_not_noted_is_offered_again_and_can_be_forgotten(acting, client_of) -> None:
    amina = client_of("amina")
    amina.post("/draft/", {"key": "counter", "body": '{"family": "Commencée", "given": ""}'})
    page = text(amina.get("/reception/"))
    assert "Le reprendre" in page
    assert "Commencée" not in page
    assert "Commencée" in text(amina.get("/reception/?draft=1"))
    amina.post("/reception/", visit())
    assert "Le reprendre" in text(amina.get("/reception/"))
    amina.post("/reception/draft/forget/")
    assert "Le reprendre" not in text(amina.get("/reception/"))


def test_a_name_typed_then_refused_leaves_no_draft_behind(client_of) -> None:
    amina = client_of("amina")
    amina.post("/draft/", {"key": "counter", "body": '{"family": "Refusée"}'})
    amina.post("/reception/", named(who="anonymous"))
    assert "Le reprendre" not in text(amina.get("/reception/"))


def test_a_form_sent_after_the_end_of_the_session_is_carried_to_the_login(client_of) -> None:
    from tests.conftest import PASSPHRASE

    from cloison.accounts.middleware import COOKIE
    from cloison.accounts.sessions import close, log_in
    from cloison.database.unit import unit

    with unit():
        secret = log_in("amina", PASSPHRASE, address="test", device="test")
    with unit(secret.token):
        close()
    client = client_of("amina")
    client.cookies[COOKIE] = secret.cookie
    answer = client.post("/reception/", named())
    assert answer.status_code == 401
    assert 'name="carried"' in text(answer)


def test_a_colleague_whom_nobody_let_in_yet_is_told_whom_to_ask(acting, client_of, cluster) -> None:
    from tests.conftest import PASSPHRASE

    from cloison.accounts import actions
    from cloison.accounts.middleware import COOKIE
    from cloison.accounts.roles import Role
    from cloison.accounts.sessions import log_in
    from cloison.database.unit import unit

    client_of("amina").get("/reception/")
    with acting("amina") as amina:
        team = amina.posts[0].team_id
    login = f"lea{uuid.uuid4().hex[:6]}"
    with acting("ines") as ines:
        who, token = actions.add_member(by=ines, login=login, name="Léa Nouvelle")
        actions.grant_post(by=ines, member_id=who, role=Role.RECEPTION, team_id=team)
    with unit():
        actions.activate(token=token, passphrase=PASSPHRASE)
        secret = log_in(login, PASSPHRASE, address="test", device="test")
    client = client_of("amina")
    client.cookies[COOKIE] = secret.cookie
    answer = client.get("/reception/")
    assert answer.status_code == 200
    assert "Amina Belkacem" in text(answer)
    assert 'name="once"' not in text(answer)

"""The social worker's pages, as they answer."""

import uuid
from datetime import timedelta

from tests.thread import accept, counted, hand_over, someone, write

from cloison.access import door
from cloison.access.actions import personal_file
from cloison.access.compartments import Compartment
from cloison.access.queries import traces
from cloison.accounts import drafts
from cloison.agenda.actions import occupy
from cloison.agenda.queries import free_times
from cloison.followup import queries, views
from cloison.people.actions import write_names
from cloison.people.names import names_of


def page_text(answer) -> str:
    return answer.content.decode()


def note_data(**texts):
    return {"facts": "", "words": "", "analysis": "", "minutes": "", "once": str(uuid.uuid4())} | texts


def test_the_tray_tells_what_was_handed_over_and_when(acting, client_of) -> None:
    handed, claire = hand_over(acting), client_of("claire")
    with counted() as statements:
        answer = claire.get("/followup/")
    assert len(statements) <= 10, statements
    text = page_text(answer)
    assert handed.names.shown in text
    assert f"/followup/handovers/{handed.file_id}/" in text
    assert "logement" in text
    assert "transmise par Amina Belkacem" in text


def test_an_appointment_of_somebody_without_a_name_shows_its_time_only(acting, client_of) -> None:
    with acting("claire") as claire:
        pass
    with acting("amina") as amina:
        occupy(by=amina, member_id=claire.id, starts_at=free_times(amina, claire.id)[0], minutes=45)
    assert "Une personne sans nom" in page_text(client_of("claire").get("/followup/"))


def test_opening_a_demand_says_who_how_to_reach_and_what_was_agreed(acting, client_of) -> None:
    handed, claire = hand_over(acting), client_of("claire")
    with counted() as statements:
        answer = claire.get(f"/followup/handovers/{handed.file_id}/")
    assert len(statements) <= 10, statements
    text = page_text(answer)
    assert handed.names.shown in text
    assert "06 01 02 03 04" in text
    assert "Logement" in text
    assert "David Roussel" in text
    assert "12 mars 1984" in text
    assert "je transmets votre nom" in text


def test_accepting_opens_a_file_of_one_s_own_and_accepting_again_says_so(acting, client_of) -> None:
    handed, claire = hand_over(acting), client_of("claire")
    answer = claire.post(f"/followup/handovers/{handed.file_id}/", {"stand_in": "none"})
    assert answer.status_code == 302
    assert answer.url.startswith("/files/")
    assert handed.names.shown in page_text(claire.get(answer.url))
    again = claire.post(f"/followup/handovers/{handed.file_id}/", {"stand_in": "none"}, follow=True)
    assert "déjà accepté" in page_text(again)
    assert client_of("david").get(answer.url).status_code == 404


def test_accepting_with_a_stand_in_lets_that_colleague_read(acting, client_of) -> None:
    handed = hand_over(acting)
    with acting("claire") as claire:
        david = next(c for c in queries.colleagues(claire, claire.posts[0].team_id) if c.name == "David Roussel")
    answer = client_of("claire").post(f"/followup/handovers/{handed.file_id}/", {"stand_in": str(david.post_id)})
    assert handed.names.shown in page_text(client_of("david").get(answer.url))
    assert "vous remplacez Claire Martel" in page_text(client_of("david").get("/followup/files/"))


def test_a_stand_in_of_another_centre_is_not_accepted(acting, client_of) -> None:
    handed = hand_over(acting)
    with acting("emma") as emma:
        post = str(emma.posts[0].id)
    answer = client_of("claire").post(f"/followup/handovers/{handed.file_id}/", {"stand_in": post})
    assert answer.status_code == 422


def test_giving_back_frees_the_hour_and_is_said_once(acting, client_of) -> None:
    handed, claire = hand_over(acting), client_of("claire")
    answer = claire.post(f"/followup/handovers/{handed.file_id}/return/")
    assert "La demande est rendue" in page_text(claire.get(answer.url))
    with acting("claire") as reader:
        pass
    with acting("amina") as amina:
        at = handed.handover.appointment_at
        assert at in free_times(amina, reader.id, after=at - timedelta(minutes=1))
    again = claire.post(f"/followup/handovers/{handed.file_id}/return/", follow=True)
    assert "déjà rendue" in page_text(again)


def test_only_its_recipient_answers_a_demand(acting, client_of) -> None:
    handed = hand_over(acting)
    for login in ("amina", "david", "emma", "gaelle", "ines"):
        for path in (f"/followup/handovers/{handed.file_id}/", f"/followup/handovers/{handed.file_id}/return/"):
            assert client_of(login).post(path, {"stand_in": "none"}).status_code == 404


def test_search_finds_any_part_of_a_name_and_writes_no_typed_word_down(acting, client_of) -> None:
    names = someone(family="Évrard-Nguyên")
    accept(acting, hand_over(acting, names, appointment=False))
    claire = client_of("claire")
    with counted() as statements:
        found = page_text(claire.post("/followup/files/", {"typed": "NGUYEN evr"}, headers={"HX-Request": "true"}))
    assert len(statements) <= 10, statements
    assert "Samira Traoré" in found
    assert "<html" not in found
    assert "Aucun de vos dossiers" in page_text(claire.post("/followup/files/", {"typed": "zzz"}))
    assert client_of("amina").get("/followup/files/").status_code == 404


def test_a_list_of_many_files_asks_no_more(acting, client_of, social_file) -> None:
    for _ in range(12):
        social_file("claire")
    claire = client_of("claire")
    with counted() as statements:
        assert claire.get("/followup/files/").status_code == 200
    assert len(statements) <= 10, statements


def test_a_note_is_written_once_and_its_draft_forgotten(acting, client_of) -> None:
    file, claire = accept(acting, hand_over(acting)), client_of("claire")
    with acting("claire") as reader:
        drafts.save(reader, f"note:{file.id}", {"facts": "À moitié écrit"})
    assert "À moitié écrit" in page_text(claire.get(f"/files/{file.id}/"))
    data = note_data(facts="Le bail est à son nom.", minutes="30")
    for _ in range(2):
        answer = claire.post(f"/followup/files/{file.id}/notes/", data)
        assert answer.status_code == 302
        assert answer.url.startswith(f"/files/{file.id}/#note-")
    text = page_text(claire.get(f"/files/{file.id}/"))
    assert text.count("Le bail est à son nom.") == 1
    assert "À moitié écrit" not in text


def test_another_text_sent_from_a_page_sent_before_is_not_lost(acting, client_of) -> None:
    file, claire = accept(acting, hand_over(acting)), client_of("claire")
    data = note_data(facts="Premier texte.")
    claire.post(f"/followup/files/{file.id}/notes/", data)
    answer = claire.post(f"/followup/files/{file.id}/notes/", data | {"facts": "Second texte."})
    assert answer.status_code == 409
    assert "Second texte." in page_text(answer)
    assert data["once"] not in page_text(answer)


def test_an_empty_note_and_one_too_long_come_back_with_a_sentence(acting, client_of) -> None:
    file, claire = accept(acting, hand_over(acting)), client_of("claire")
    answer = claire.post(f"/followup/files/{file.id}/notes/", note_data(facts="  "))
    assert answer.status_code == 422
    assert "au moins une des trois cases" in page_text(answer)
    long = "é" * 200_000
    answer = claire.post(f"/followup/files/{file.id}/notes/", note_data(words=long))
    assert answer.status_code == 422
    assert long in page_text(answer)
    assert "Raccourcissez-le" in page_text(answer)


def test_a_box_is_checked_as_one_leaves_it(acting, client_of) -> None:
    file = accept(acting, hand_over(acting))
    data = note_data(facts="x" * 60_000) | {"_check": "1"}
    answer = client_of("claire").post(f"/followup/files/{file.id}/notes/?check=facts", data)
    assert "Raccourcissez-le" in page_text(answer)
    assert "<form" not in page_text(answer)


def test_notes_are_not_written_in_other_files_than_those_of_accompaniment(acting, client_of) -> None:
    handed = hand_over(acting)
    file = accept(acting, handed)
    for login, target in (
        ("amina", handed.desk.id),
        ("claire", handed.file_id),
        ("amina", file.id),
        ("david", file.id),
    ):
        answer = client_of(login).post(f"/followup/files/{target}/notes/", note_data(facts="non"))
        assert answer.status_code == 404


def test_amending_adds_a_version_and_two_tabs_lose_nothing(acting, client_of) -> None:
    file, claire = accept(acting, hand_over(acting)), client_of("claire")
    note = write(acting, file, "Version une.")
    address = f"/followup/files/{file.id}/notes/{note.id}/amend/"
    with counted() as statements:
        assert "Version une." in page_text(claire.get(address))
    assert len(statements) <= 10, statements
    first = claire.post(address, note_data(facts="Version deux."))
    assert first.status_code == 302
    other_tab = claire.post(address, note_data(facts="Version de l'autre onglet."))
    text = page_text(other_tab)
    assert other_tab.status_code == 409
    assert "Version deux." in text
    assert "Version de l&#x27;autre onglet." in text
    versions = page_text(claire.get(f"/followup/files/{file.id}/notes/{note.note_id}/versions/"))
    assert "Version une." in versions
    assert "Version deux." in versions
    shown = page_text(claire.get(f"/files/{file.id}/"))
    assert "Version deux." in shown
    assert "Version une." not in shown


def test_a_note_of_another_file_is_not_amended_through_this_one(acting, client_of) -> None:
    file, other = accept(acting, hand_over(acting)), accept(acting, hand_over(acting))
    note = write(acting, file)
    with acting("claire") as claire:
        door.open_file(claire, file.id)
    for path in (f"{note.id}/amend/", f"{note.note_id}/versions/"):
        assert client_of("claire").get(f"/followup/files/{other.id}/notes/{path}").status_code == 404


def test_the_journal_holds_no_typed_word(acting, client_of, dba) -> None:
    word = f"mot{uuid.uuid4().hex}"
    file = accept(acting, hand_over(acting))
    client_of("claire").post(f"/followup/files/{file.id}/notes/", note_data(facts=word))
    client_of("claire").post("/followup/files/", {"typed": word})
    assert dba.execute("select count(*) from journal.entry where detail like %s", [f"%{word}%"]).fetchone() == (0,)
    with acting("claire") as claire:
        assert "note.written" in [trace.kind for trace in traces(claire, file.id)]


def test_an_altered_name_hides_one_line_and_leaves_the_others(acting, client_of, dba) -> None:
    spoilt, sound = accept(acting, hand_over(acting)), accept(acting, hand_over(acting, someone("Intacte")))
    dba.execute("update people_name set sealed = sealed || 'x' where file_id = %s", [spoilt.id])
    answer = client_of("claire").get("/followup/files/")
    assert answer.status_code == 200
    assert f"/files/{sound.id}/" in page_text(answer)
    assert client_of("claire").get(f"/files/{spoilt.id}/").status_code == 200
    dba.execute("delete from people_name where file_id = %s", [spoilt.id])


def test_a_long_list_shows_its_beginning_and_can_be_asked_for_whole(client_of, acting, monkeypatch) -> None:
    with acting("david") as david:
        for given in ("Ada", "Zoé"):
            file = personal_file(by=david, post=david.posts[0], compartment=Compartment.SOCIAL)
            write_names(by=david, file=file, names=names_of(family="Longueliste", given=given), first=True)
    monkeypatch.setattr(views, "FIRST_SHOWN", 1)
    client = client_of("david")
    assert "Zoé Longueliste" not in client.get("/followup/files/").content.decode()
    assert "Zoé Longueliste" in client.get("/followup/files/?all=1").content.decode()
    assert "Zoé Longueliste" in client.post("/followup/files/", {"typed": "zoe longue"}).content.decode()

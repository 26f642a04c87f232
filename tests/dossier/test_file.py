"""A file's page: what each of its readers may see of it, and nobody else anything."""

import uuid

from django.utils import timezone
from tests.refusals import refused_like_absent
from tests.thread import accept, counted, hand_over, write

from cloison.access import door
from cloison.access.actions import Seat, add_member
from cloison.access.models import Reason
from cloison.access.queries import ledger
from cloison.accounts import drafts
from cloison.demo.cast import CAST
from cloison.followup.queries import colleagues

ALERT = "a été altéré dans la base"


def text_of(answer) -> str:
    return answer.content.decode()


def data_of(answer, **changed):
    """What a browser would send back from the identity form of this page."""
    form = answer.context["form"]
    data = {bound.html_name: bound.value() for bound in form}
    plain = {name: "" if value is None else value for name, value in data.items()}
    plain["born"] = str(form["born"].value() or "")
    plain["phones"] = "06 01 02 03 04"
    return plain | changed


def test_the_social_worker_s_page_has_the_note_form_first_then_what_is_written(acting, client_of) -> None:
    handed = hand_over(acting)
    file = accept(acting, handed)
    write(acting, file, "Le bail est à son nom.")
    with acting("claire") as claire:
        drafts.save(claire, f"note:{file.id}", {"facts": "brouillon"})
    client = client_of("claire")
    with counted() as statements:
        answer = client.get(f"/files/{file.id}/")
    assert len(statements) <= 10, statements
    text = text_of(answer)
    assert handed.names.shown in text
    assert "brouillon" in text
    assert "Le bail est à son nom." in text
    assert text.index("brouillon") < text.index("Le bail est à son nom.")
    assert "06 01 02 03 04" in text
    assert "12 mars 1984" in text
    assert "Aussi connue de vous ici" in text
    assert f"/files/{handed.file_id}/" in text
    assert str(handed.desk.id) not in text
    assert "référente ou référent" in text
    assert "a ouvert le dossier" in text
    assert "que sa demande soit transmise" in text


def test_many_notes_ask_no_more(acting, client_of) -> None:
    file, client = accept(acting, hand_over(acting)), client_of("claire")
    for number in range(15):
        write(acting, file, f"Fait {number}.")
    with counted() as statements:
        text = text_of(client.get(f"/files/{file.id}/"))
    assert len(statements) <= 10, statements
    assert all(f"Fait {number}." in text for number in range(15))


def test_the_desk_s_page_shows_visits_and_what_became_of_the_handover(acting, client_of) -> None:
    handed = hand_over(acting)
    file = accept(acting, handed)
    write(acting, file, "Secret de Claire.")
    amina = client_of("amina")
    with counted() as statements:
        text = text_of(amina.get(f"/files/{handed.desk.id}/"))
    assert len(statements) <= 10, statements
    assert "Logement" in text
    assert "acceptée" in text
    assert "transmis" in text
    assert "Secret de Claire." not in text
    assert str(file.id) not in text
    assert "note-form" not in text


def test_both_sides_read_the_handover_s_own_file(acting, client_of) -> None:
    handed = hand_over(acting)
    for login in ("amina", "claire"):
        text = text_of(client_of(login).get(f"/files/{handed.file_id}/"))
        assert handed.names.shown in text
        assert "attend une réponse" in text
    assert client_of("claire").get(f"/files/{handed.file_id}/identity/").status_code == 404


def test_nobody_else_reads_any_of_the_three(acting, client_of) -> None:
    handed = hand_over(acting)
    file = accept(acting, handed)
    readers = {handed.desk.id: {"amina"}, handed.file_id: {"amina", "claire"}, file.id: {"claire"}}
    for player in CAST:
        for which, allowed in readers.items():
            if player.login in allowed:
                assert client_of(player.login).get(f"/files/{which}/").status_code == 200
                continue
            for path in ("", "identity/", "circle/", f"circle/{uuid.uuid4()}/end/"):
                refused_like_absent(client_of(player.login), f"/files/{which}/{path}", {"family": "Non"})


def test_the_notes_of_others_answer_as_what_does_not_exist(acting, client_of) -> None:
    file = accept(acting, hand_over(acting))
    note = write(acting, file)
    data = {"facts": "Non.", "once": str(uuid.uuid4())}
    for player in CAST:
        if player.login != "claire":
            for path in ("", f"{note.id}/amend/", f"{note.note_id}/versions/"):
                refused_like_absent(client_of(player.login), f"/followup/files/{file.id}/notes/{path}", data)


def test_a_stand_in_is_named_reads_and_leaves(acting, client_of) -> None:
    file, claire = accept(acting, hand_over(acting)), client_of("claire")
    write(acting, file, "Avant le remplacement.")
    with acting("claire") as reader:
        david = next(c for c in colleagues(reader, reader.posts[0].team_id) if c.name == "David Roussel")
    with counted() as statements:
        assert "David Roussel" in text_of(claire.get(f"/files/{file.id}/circle/"))
    assert len(statements) <= 10, statements
    answer = claire.post(f"/files/{file.id}/circle/", {"colleague": str(david.post_id), "until": ""})
    assert answer.status_code == 302
    assert "Avant le remplacement." in text_of(client_of("david").get(f"/files/{file.id}/"))
    assert client_of("david").post(f"/files/{file.id}/circle/", {"colleague": str(david.post_id)}).status_code == 404
    with acting("claire") as reader:
        line = next(line for line in ledger(reader, file.circle_id) if line.member_id == david.member_id)
        own = next(line for line in ledger(reader, file.circle_id) if line.member_id == reader.id)
    assert claire.post(f"/files/{file.id}/circle/{own.membership_id}/end/").status_code == 404
    for _ in range(2):
        assert claire.post(f"/files/{file.id}/circle/{line.membership_id}/end/").status_code == 302
    assert client_of("david").get(f"/files/{file.id}/").status_code == 404
    write(acting, file, "Après le remplacement.")
    text = text_of(claire.get(f"/files/{file.id}/"))
    assert "Après le remplacement." in text
    assert "Une personne a pu le lire avant" in text


def test_a_day_that_is_past_ends_no_replacement(acting, client_of) -> None:
    file = accept(acting, hand_over(acting))
    with acting("claire") as reader:
        david = colleagues(reader, reader.posts[0].team_id)[0]
    data = {"colleague": str(david.post_id), "until": "01/02/2020"}
    answer = client_of("claire").post(f"/files/{file.id}/circle/", data)
    assert answer.status_code == 422
    assert "Ce jour est passé" in text_of(answer)


def test_the_sheet_is_corrected_as_a_new_version_and_two_tabs_lose_nothing(acting, client_of) -> None:
    file, claire = accept(acting, hand_over(acting)), client_of("claire")
    address = f"/files/{file.id}/identity/"
    with counted() as statements:
        page = claire.get(address)
    assert len(statements) <= 10, statements
    first, second = data_of(page, given="Samia"), data_of(page, given="Samra")
    assert claire.post(address, first).status_code == 302
    assert "Samia" in text_of(claire.get(f"/files/{file.id}/"))
    conflict = claire.post(address, second)
    assert conflict.status_code == 409
    assert "Samra" in text_of(conflict)
    assert "Samia" in text_of(conflict)
    assert claire.post(address, data_of(conflict, given="Samra")).status_code == 302
    assert "Samra" in text_of(claire.get(f"/files/{file.id}/"))


def test_a_wrong_date_comes_back_beside_its_field(acting, client_of) -> None:
    file, claire = accept(acting, hand_over(acting)), client_of("claire")
    page = claire.get(f"/files/{file.id}/identity/")
    answer = claire.post(f"/files/{file.id}/identity/", data_of(page, born="31/02/1984", given="Gardée"))
    assert answer.status_code == 422
    assert "Gardée" in text_of(answer)
    assert "31/02/1984" in text_of(answer)


def test_an_altered_note_is_said_and_the_others_are_read(acting, client_of, dba) -> None:
    file = accept(acting, hand_over(acting))
    spoilt = write(acting, file, "Illisible.")
    write(acting, file, "Lisible.")
    dba.execute("update followup_note set sealed = overlay(sealed placing 'zz' from 30) where id = %s", [spoilt.id])
    answer = client_of("claire").get(f"/files/{file.id}/")
    assert answer.status_code == 200
    assert ALERT in text_of(answer)
    assert "Lisible." in text_of(answer)
    assert "Illisible." not in text_of(answer)


def test_a_file_whose_key_was_altered_is_said_not_broken(acting, client_of, dba) -> None:
    file = accept(acting, hand_over(acting))
    dba.execute("update keys.file_key set sealed = overlay(sealed placing 'zz' from 20) where file_id = %s", [file.id])
    answer = client_of("claire").get(f"/files/{file.id}/")
    assert answer.status_code == 200
    assert ALERT in text_of(answer)
    dba.execute("delete from people_name where file_id = %s", [file.id])


def test_in_the_circle_without_its_key_one_is_told_whom_to_ask(acting, client_of, dba) -> None:
    file = accept(acting, hand_over(acting))
    with acting("claire") as reader:
        david = next(c for c in colleagues(reader, reader.posts[0].team_id) if c.name == "David Roussel")
        add_member(by=reader, circle_id=file.circle_id, seat=Seat(david.member_id, david.post_id, Reason.STAND_IN))
    dba.execute(
        "delete from keys.circle_wrap where circle_id = %s and member_id = %s", [file.circle_id, david.member_id]
    )  # fmt: skip
    client = client_of("david")
    text = text_of(client.get(f"/files/{file.id}/"))
    assert "pas encore été rendue" in text
    assert "Demandez-la à Claire Martel" in text
    assert "note-form" not in text
    kept = {"facts": "gardé", "words": "", "analysis": "", "minutes": "", "once": str(uuid.uuid4())}
    answer = client.post(f"/followup/files/{file.id}/notes/", kept)
    assert answer.status_code == 409
    assert "gardé" in text_of(answer)
    assert client.get("/followup/files/").status_code == 200


def test_a_row_slipped_into_the_ledger_is_shouted(acting, client_of, dba) -> None:
    file = accept(acting, hand_over(acting))
    with acting("emma") as emma:
        pass
    dba.execute(
        "insert into access_membership "
        "(id, circle_id, member_id, post_id, basis, reason, granted_by, starts_at, entry) "
        "values (%s, %s, %s, %s, 'casf_l411_3', 'stand_in', %s, %s, %s)",
        [uuid.uuid4(), file.circle_id, emma.id, emma.posts[0].id, emma.id, timezone.now(), uuid.uuid4()],
    )
    assert "Le journal ne connaît pas cette ligne" in text_of(client_of("claire").get(f"/files/{file.id}/"))
    dba.execute("delete from access_membership where circle_id = %s and member_id = %s", [file.circle_id, emma.id])


def test_what_was_opened_is_told_to_the_person_in_one_sentence_a_day(acting, client_of) -> None:
    file = accept(acting, hand_over(acting))
    client_of("claire").get(f"/files/{file.id}/")
    with acting("claire") as claire:
        door.open_file(claire, file.id)
    text = text_of(client_of("claire").get(f"/files/{file.id}/"))
    assert text.count("Claire Martel a ouvert le dossier") == 1
    assert "pour suivre la personne" in text

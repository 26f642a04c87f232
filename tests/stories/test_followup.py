"""A social worker's day, in a browser: claire accepts, writes, amends; nothing typed is lost, nobody else reads it."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.conftest import PASSPHRASE
from tests.thread import accept, hand_over, someone, write

pytestmark = pytest.mark.browser


def open_write(page: Page, file_id: object) -> None:
    page.goto(f"/files/{file_id}/")
    expect(page.get_by_label("Faits")).to_be_visible()


def test_claire_accepts_writes_and_amends_and_amina_sees_none_of_it(acting, page_of) -> None:
    names = someone("Lenoir-Étang")
    handed = hand_over(acting, names)
    page = page_of("claire")
    page.goto("/followup/")
    page.locator(f"a[href='/followup/handovers/{handed.file_id}/']").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(names.shown)
    page.get_by_role("button", name="Accepter").click()
    page.wait_for_url(re.compile(r"/files/[0-9a-f-]{36}/$"))
    address = page.url
    page.get_by_label("Faits").fill("Le bail est à son nom depuis 2019.")
    page.get_by_label("Paroles de la personne").fill("Je veux appeler moi-même.")
    page.get_by_text("30 min", exact=True).click()
    page.get_by_role("button", name="Enregistrer").click()
    page.wait_for_url(re.compile(r"#note-"))
    expect(page.locator("#history")).to_contain_text("Le bail est à son nom depuis 2019.")
    expect(page.get_by_label("Faits")).to_have_value("")
    page.get_by_role("link", name="Corriger", exact=True).click()
    page.get_by_label("Faits").fill("Le bail est à son nom depuis 2018.")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("#history")).to_contain_text("depuis 2018.")
    page.get_by_role("link", name="Version antérieure").click()
    expect(page.locator(".earlier").first).to_contain_text("depuis 2019.")
    other = page_of("amina")
    answer = other.goto(address)
    assert answer
    assert answer.status == 404
    expect(other.locator("body")).not_to_contain_text("bail")


def test_two_tabs_amend_the_same_note_and_both_texts_are_shown(acting, context_of) -> None:
    file = accept(acting, hand_over(acting))
    note = write(acting, file, "Premier état.")
    context = context_of("claire")
    tabs = [context.new_page(), context.new_page()]
    for tab in tabs:
        tab.goto(f"/followup/files/{file.id}/notes/{note.id}/amend/")
    for number, tab in enumerate(tabs):
        tab.get_by_label("Faits").fill(f"Depuis l'onglet {number}.")
        tab.get_by_role("button", name="Enregistrer").click()
    expect(tabs[1].locator("#meanwhile")).to_contain_text("Depuis l'onglet 0.")
    expect(tabs[1].get_by_label("Faits")).to_have_value("Depuis l'onglet 1.")
    tabs[1].get_by_role("button", name="Enregistrer").click()
    expect(tabs[1].locator("#history")).to_contain_text("Depuis l'onglet 1.")


def test_locking_keeps_what_was_being_written(acting, page_of) -> None:
    file = accept(acting, hand_over(acting))
    page = page_of("claire")
    open_write(page, file.id)
    page.get_by_label("Faits").fill("À moitié écrit, et déjà gardé.")
    with page.expect_response("**/lock/"):
        page.get_by_role("button", name="Verrouiller").click()
    page.get_by_label("Phrase de passe").fill(PASSPHRASE)
    page.get_by_role("button", name="Ouvrir", exact=True).click()
    expect(page.get_by_label("Faits")).to_have_value("À moitié écrit, et déjà gardé.")
    expect(page.get_by_label("Faits")).to_be_visible()
    expect(page.locator(".draft-status[data-state=saved]")).to_be_attached()
    again = page.context.new_page()
    open_write(again, file.id)
    expect(again.get_by_label("Faits")).to_have_value("À moitié écrit, et déjà gardé.")


def test_a_note_sent_after_the_session_was_locked_is_given_back(acting, page_of, dba) -> None:
    file = accept(acting, hand_over(acting))
    page = page_of("claire")
    open_write(page, file.id)
    page.get_by_label("Faits").fill("Écrit avant le verrou.")
    dba.execute("update accounts_session set locked_at = now(), vault = null where device = 'story'")
    page.get_by_role("button", name="Enregistrer").click()
    page.locator("main input[name=passphrase]").fill(PASSPHRASE)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Écrit avant le verrou.")
    page.locator("main button[type=submit]").first.click()
    expect(page.locator("#history")).to_contain_text("Écrit avant le verrou.")


def test_a_note_sent_after_the_session_ended_is_shown_to_be_copied(acting, page_of) -> None:
    file = accept(acting, hand_over(acting))
    page = page_of("claire")
    open_write(page, file.id)
    page.get_by_label("Faits").fill("Écrit avant la fin de la session.")
    page.context.clear_cookies(name="cloison")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("main")).to_contain_text("Écrit avant la fin de la session.")


def test_files_are_found_as_one_types(acting, page_of) -> None:
    file = accept(acting, hand_over(acting, someone("Ouédraogo-Vîgne")))
    page = page_of("claire")
    page.goto("/followup/files/")
    page.get_by_label("Chercher un nom").press_sequentially("vigne oued")
    expect(page.locator("#found li")).to_have_count(1)
    expect(page.locator(f"#found a[href='/files/{file.id}/']")).to_be_visible()
    assert "vigne" not in page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_the_way_of_anybody(acting, page_of, violations, scheme) -> None:
    handed, other = hand_over(acting), hand_over(acting)
    file = accept(acting, handed)
    note = write(acting, file)
    page = page_of("claire", color_scheme=scheme)
    for path in (
        "/followup/", "/followup/files/", f"/followup/handovers/{other.file_id}/",
        f"/followup/handovers/{handed.file_id}/", f"/files/{file.id}/", f"/files/{file.id}/identity/",
        f"/files/{file.id}/circle/", f"/files/{handed.file_id}/", f"/followup/files/{file.id}/notes/",
        f"/followup/files/{file.id}/notes/{note.id}/amend/",
        f"/followup/files/{file.id}/notes/{note.note_id}/versions/",
    ):  # fmt: skip
        page.goto(path)
        assert violations(page) == [], path
    desk = page_of("amina", color_scheme=scheme)
    desk.goto(f"/files/{handed.desk.id}/")
    assert violations(desk) == []


def test_a_telephone_shows_all_of_it_without_scrolling_sideways(acting, page_of) -> None:
    file = accept(acting, hand_over(acting))
    write(acting, file)
    page = page_of("claire", size=(390, 844))
    for path in ("/followup/", "/followup/files/", f"/files/{file.id}/", f"/files/{file.id}/circle/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path

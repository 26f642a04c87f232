"""Amina at her counter, hands on the keyboard, with a queue before her."""

import re
import uuid

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

FIRST_TILE = "#id_reasons_0"
LINES = "#today .day li"


class Hands:
    """Counts what Amina's hands do."""

    def __init__(self, page: Page) -> None:
        self.page, self.gestures = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.gestures += 1


def at_the_counter(page: Page) -> Page:
    page.goto("/reception/", wait_until="networkidle")
    expect(page.locator(FIRST_TILE)).to_be_focused()
    return page


def test_amina_records_an_anonymous_visit_in_three_keys_and_the_next_one_at_once(page_of) -> None:
    page = at_the_counter(page_of("amina"))
    hands = Hands(page)
    hands.press("l", "1", "Enter")
    expect(page.locator("#noted")).to_contain_text("Passage noté : logement, information donnée.")
    assert hands.gestures <= 4
    expect(page.locator(LINES).first).to_contain_text(re.compile("logement.*information donnée"))
    expect(page.locator(FIRST_TILE)).to_be_focused()
    expect(page.locator("[name=reasons]:checked, [name=answer]:checked")).to_have_count(0)
    hands.press("m", "r", "4", "t", "Enter")
    expect(page.locator("#noted")).to_contain_text("aide alimentaire, RSA, colis alimentaire")
    expect(page.locator(LINES).first).to_contain_text("téléphone")


def test_keys_pressed_while_a_visit_is_being_noted_are_for_the_next_one(page_of) -> None:
    page = at_the_counter(page_of("amina"))
    before = page.locator(LINES).count()
    for key in ("g", "1", "Enter", "h", "b", "3", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("#noted")).to_contain_text("budget, factures, handicap, orientation")
    expect(page.locator(LINES)).to_have_count(before + 2)


def test_pressing_enter_twice_notes_one_visit(page_of) -> None:
    page = at_the_counter(page_of("amina"))
    before = page.locator(LINES).count()
    page.keyboard.press("x")
    page.keyboard.press("7")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#noted")).to_contain_text("expulsion, sans suite")
    page.wait_for_load_state("networkidle")
    expect(page.locator(LINES)).to_have_count(before + 1)
    assert page.locator(".notice-danger").count() == 0


def test_a_person_who_agrees_is_handed_to_claire_with_an_appointment_without_the_mouse(page_of) -> None:
    page, family = at_the_counter(page_of("amina")), f"Keita{uuid.uuid4().hex[:6]}"
    hands = Hands(page)
    hands.press("l", "6", "Tab", "Space")
    expect(page.locator("[name=appointment]").first).to_be_visible()
    hands.press("Tab", "ArrowDown")
    expect(page.locator("[name=appointment][value^='20']:checked")).to_have_count(1)
    said = page.locator("[name=appointment]:checked + .tile-words").text_content()
    hands.press("n")
    expect(page.locator(".part-new .said")).to_contain_text("j'écris votre nom")
    expect(page.locator(".part-handover .said")).to_contain_text("je transmets votre nom")
    hands.press("o", "Tab")
    page.keyboard.type(family)
    hands.press("Tab")
    page.keyboard.type("Aïssatou")
    hands.press("Alt+k", "Enter")
    expect(page.locator("#noted")).to_contain_text("transmis à Claire, rendez-vous")
    expect(page.locator("#noted")).to_be_in_viewport()
    assert hands.gestures <= 12
    expect(page.locator(LINES).first).to_contain_text("Aïssatou K.")
    expect(page.get_by_role("region", name="Mes transmissions")).to_contain_text("en attente")
    claire = page_of("claire")
    claire.goto("/followup/")
    expect(claire.locator("main")).to_contain_text(family)
    expect(claire.locator("main")).to_contain_text(re.search(r"\d+:\d\d", said or "")[0])
    for stranger in ("david", "emma", "bruno"):
        page = page_of(stranger)
        page.goto("/")
        expect(page.locator("body")).not_to_contain_text(family)


def test_somebody_known_is_found_while_typing(page_of) -> None:
    page, family = at_the_counter(page_of("amina")), f"Zongo{uuid.uuid4().hex[:6]}"
    hands = Hands(page)
    hands.press("p", "1", "n", "o", "Tab")
    page.keyboard.type(family)
    hands.press("Enter")
    expect(page.locator(LINES).first).to_contain_text(family)
    hands.press("e", "5", "q", "Tab")
    page.keyboard.type(family[1:].upper())
    expect(page.locator("#known")).to_contain_text(family)
    hands.press("Tab", "Space", "Enter")
    expect(page.locator("#noted")).to_contain_text("emploi, formation, à rappeler")
    expect(page.locator(LINES).first).to_contain_text(family)


def test_a_dead_session_covers_the_page_and_loses_nothing(page_of, context_of) -> None:
    page = at_the_counter(page_of("amina"))
    page.keyboard.press("v")
    page.keyboard.press("3")
    page.keyboard.press("n")
    page.fill("#id_family", "Ouédraogo")
    page.context.clear_cookies()
    page.get_by_role("button", name="Noter le passage").click()
    expect(page.locator("#lock")).to_be_visible()
    expect(page.locator("#id_family")).to_have_value("Ouédraogo")
    expect(page.locator("[name=answer][value='3']")).to_be_checked()


def test_a_name_begun_is_offered_again_and_one_that_was_noted_is_not(page_of) -> None:
    page = at_the_counter(page_of("amina"))
    page.keyboard.press("n")
    page.fill("#id_family", "Inachevée")
    expect(page.locator(".draft-status")).to_contain_text("Brouillon gardé")
    page.goto("/reception/")
    page.get_by_role("link", name="Le reprendre").click()
    expect(page.locator("#id_family")).to_have_value("Inachevée")
    page.locator("#id_family").focus()
    for key in ("s", "1", "o"):
        page.keyboard.press("Alt+" + key)
    page.get_by_role("button", name="Noter le passage").click()
    expect(page.locator("#noted")).to_contain_text("Passage noté")
    page.wait_for_timeout(1200)
    at_the_counter(page)
    expect(page.get_by_role("link", name="Le reprendre")).to_have_count(0)


def test_errors_stand_beside_the_field_as_one_leaves_it(page_of) -> None:
    page = at_the_counter(page_of("amina"))
    page.keyboard.press("n")
    page.fill("#id_born", "31/02/1984")
    page.keyboard.press("Tab")
    expect(page.locator("#id_born_error")).to_contain_text("n'a pas pu être lue")
    for key in ("l", "m", "d", "x"):
        page.keyboard.press("Alt+" + key)
    expect(page.locator("#id_reasons_error")).to_contain_text("Trois motifs au plus")


def test_without_scripts_a_visit_and_an_appointment_are_noted(page_of) -> None:
    page = page_of("amina", java_script_enabled=False)
    page.goto("/reception/")
    page.get_by_text("Logement", exact=True).click()
    page.get_by_text("Information donnée", exact=True).click()
    page.get_by_role("button", name="Noter le passage").click()
    expect(page.locator("#noted")).to_contain_text("Passage noté : logement, information donnée.")
    page.get_by_text("Handicap", exact=True).click()
    page.get_by_text("Rendez-vous", exact=True).click()
    page.get_by_text("David Roussel", exact=True).click()
    page.get_by_role("button", name="Voir ses heures libres").click()
    expect(page.locator("[name=reasons]:checked")).to_have_count(1)
    page.locator("[name=appointment]").first.check()
    page.get_by_role("button", name="Noter le passage").click()
    expect(page.locator("#noted")).to_contain_text("rendez-vous avec David")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_counter_has_no_violation_and_never_overflows(page_of, violations, scheme, width) -> None:
    page = at_the_counter(page_of("amina", size=(width, 900), color_scheme=scheme))
    assert violations(page) == []
    for key in ("l", "6", "n"):
        page.keyboard.press(key)
    page.locator("[name=colleague]").first.check()
    expect(page.locator("[name=appointment]").first).to_be_visible()
    page.get_by_role("button", name="Noter le passage").click()
    expect(page.locator(".notice-danger").first).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto("/reception/handovers/")
    assert violations(page) == []

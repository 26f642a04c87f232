"""The scripts and the look, in a real browser."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from tests.ui import house

pytestmark = pytest.mark.browser

WORDS = "#id_words"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_catalogue_has_no_violation_and_never_overflows(page: Page, scheme, width):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/catalogue/")
    found = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_one_key_chooses_a_tile_and_digits_need_no_shift(page: Page):
    page.goto("/catalogue/")
    page.keyboard.press("t")
    expect(page.locator("#id_channel_1")).to_be_checked()
    # The upper row of a French keyboard gives "&" for the first digit.
    page.evaluate(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: '&', code: 'Digit1', bubbles: true}))"
    )
    expect(page.locator("#id_reasons_0")).to_be_checked()


def test_a_key_typed_in_a_text_stays_text_and_alt_acts(page: Page):
    page.goto("/catalogue/")
    page.keyboard.press("n")
    expect(page.locator("#id_name")).to_be_focused()
    page.keyboard.type("gt")
    expect(page.locator("#id_name")).to_have_value("gt")
    expect(page.locator("#id_channel_0")).not_to_be_checked()
    page.keyboard.press("Alt+g")
    expect(page.locator("#id_channel_0")).to_be_checked()


def test_question_mark_lists_the_keys_and_they_can_be_kept_to_alt(page: Page):
    page.goto("/catalogue/")
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_contain_text("Par téléphone")
    page.get_by_role("button", name="Seulement avec Alt").click()
    page.keyboard.press("Escape")
    page.keyboard.press("t")
    expect(page.locator("#id_channel_1")).not_to_be_checked()
    page.reload()
    page.keyboard.press("t")
    expect(page.locator("#id_channel_1")).not_to_be_checked()


def test_a_wrong_answer_is_said_as_one_leaves_the_field_and_the_focus_stays(page: Page):
    page.goto("/catalogue/")
    page.fill("#id_born", "31/02/1984")
    page.keyboard.press("Tab")
    page.keyboard.type("dem")
    expect(page.locator("#id_born_error")).to_contain_text("Écrivez 12/03/1984")
    expect(page.locator("#id_born")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#id_day")).to_be_focused()
    expect(page.locator("#id_day")).to_have_value("dem")
    page.fill("#id_born", "1984")
    page.keyboard.press("Tab")
    expect(page.locator("#id_born_error .error")).to_have_count(0)
    expect(page.locator("#id_born")).not_to_have_attribute("aria-invalid", "true")


def test_a_pause_keeps_the_draft(page: Page):
    page.goto("/catalogue/")
    page.fill(WORDS, "Je préfère appeler moi-même.")
    expect(page.locator(".draft-status")).to_contain_text(re.compile(r"Brouillon gardé · \d\d:\d\d"))
    key, body = house.told.drafts[-1]
    assert key == "catalogue"
    assert json.loads(body)["words"] == "Je préfère appeler moi-même."
    assert "once" not in json.loads(body)
    assert "csrfmiddlewaretoken" not in json.loads(body)


def test_leaving_the_page_keeps_what_the_pause_had_not(page: Page):
    page.goto("/catalogue/")
    page.focus(WORDS)
    page.keyboard.type("à peine écrit")
    page.goto("/catalogue/?again")
    page.wait_for_timeout(300)
    assert json.loads(house.told.drafts[-1][1])["words"] == "à peine écrit"


def test_without_network_the_text_stays_and_is_kept_when_it_returns(page: Page):
    page.goto("/catalogue/")
    page.context.set_offline(True)
    page.fill(WORDS, "écrit dans le tunnel")
    expect(page.locator(".draft-status")).to_contain_text("Pas de réseau")
    expect(page.locator(WORDS)).to_have_value("écrit dans le tunnel")
    page.context.set_offline(False)
    expect(page.locator(".draft-status")).to_contain_text("Brouillon gardé")


def test_the_lock_covers_the_page_and_gives_the_text_back(page: Page):
    page.goto("/catalogue/")
    page.fill(WORDS, "un texte en cours")
    page.locator(".top [data-lock] button").click()
    expect(page.locator("#lock")).to_be_visible()
    expect(page.locator("main")).to_be_hidden()
    expect(page).to_have_title("Cloison")
    page.wait_for_timeout(500)
    assert house.told.locked
    assert json.loads(house.told.drafts[-1][1])["words"] == "un texte en cours"
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("#lock")).to_be_visible()
    page.fill("#lock-passphrase", "non")
    page.keyboard.press("Enter")
    expect(page.locator("#lock-error")).to_contain_text("n'ouvre pas la session")
    page.fill("#lock-passphrase", house.PASSPHRASE)
    page.keyboard.press("Enter")
    expect(page.locator("#lock")).to_be_hidden()
    expect(page.locator(WORDS)).to_have_value("un texte en cours")
    expect(page.locator("#lock-passphrase")).to_have_value("")


def test_a_page_left_alone_covers_itself_in_every_tab(page: Page):
    page.goto("/catalogue/?idle=2")
    other = page.context.new_page()
    other.goto("/catalogue/?idle=600")
    expect(page.locator("#lock")).to_be_visible(timeout=6000)
    expect(other.locator("#lock")).to_be_visible()
    other.fill("#lock-passphrase", house.PASSPHRASE)
    other.keyboard.press("Enter")
    expect(page.locator("#lock")).to_be_hidden()
    other.close()


def test_a_gesture_in_another_tab_keeps_this_one_open(page: Page):
    later = "Date.now = ((real) => () => real() + 20000)(Date.now)"
    page.goto("/catalogue/?idle=30")
    other = page.context.new_page()
    other.goto("/catalogue/?idle=600")
    page.evaluate(later)
    other.mouse.click(5, 5)
    page.wait_for_timeout(200)
    page.evaluate(later)
    page.wait_for_timeout(1500)
    expect(page.locator("#lock")).to_be_hidden()
    page.evaluate(later)
    expect(page.locator("#lock")).to_be_visible()
    other.close()


def test_what_was_asked_of_a_locked_vault_is_asked_again_once_opened(page: Page):
    page.goto("/catalogue/")
    house.told.locked = True
    page.fill(WORDS, "écrit pendant que le coffre était fermé")
    expect(page.locator("#lock")).to_be_visible()
    assert house.told.drafts == []
    page.fill("#lock-passphrase", house.PASSPHRASE)
    page.keyboard.press("Enter")
    expect(page.locator(".draft-status")).to_contain_text("Brouillon gardé")
    assert json.loads(house.told.drafts[-1][1])["words"].startswith("écrit pendant")


def test_a_double_click_sends_once(page: Page):
    page.goto("/catalogue/")
    form = page.locator("form[data-draft]")
    form.evaluate("(form) => { form.action = '/slow/'; }")
    button = form.get_by_role("button", name="Envoyer")
    button.dblclick()
    button.click(force=True)
    page.wait_for_timeout(400)
    assert len(house.told.sent) == 1


def test_control_and_enter_sends_from_a_text(page: Page):
    page.goto("/catalogue/")
    page.locator("form[data-draft]").evaluate("(form) => { form.action = '/slow/'; }")
    page.fill(WORDS, "une ligne")
    page.keyboard.press("Enter")
    assert house.told.sent == []
    page.keyboard.press("Control+Enter")
    page.wait_for_timeout(400)
    assert len(house.told.sent) == 1


def test_light_changes_without_leaving_the_page(page: Page):
    page.goto("/catalogue/")
    page.fill("#id_name", "Diallo")
    page.get_by_role("button", name="Sombre").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("#id_name")).to_have_value("Diallo")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_on_paper_the_readers_are_named_and_nothing_asks_to_be_pressed(page: Page):
    page.goto("/catalogue/")
    page.emulate_media(media="print")
    expect(page.locator(".faces-words").first).to_be_visible()
    expect(page.locator(".faces-words").first).to_contain_text("Amina Benali")
    expect(page.locator(".button:visible")).to_have_count(0)


def test_nothing_stays_in_the_browsers_storage(page: Page):
    page.goto("/catalogue/")
    page.fill(WORDS, "secret")
    page.wait_for_timeout(1000)
    kept = """() => {
      const window = document.body.appendChild(document.createElement("iframe")).contentWindow;
      return [window.localStorage.length, window.sessionStorage.length];
    }"""
    assert page.evaluate(kept) == [0, 0]


def test_targets_are_large(page: Page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/catalogue/")
    small = page.evaluate("""() => {
      const targets = "button, .tile, .face, .nav a, .field > input:not([type=hidden]), select, textarea, summary";
      return [...document.querySelectorAll(targets)].filter((target) => {
        const box = target.getBoundingClientRect();
        return box.width && target.checkVisibility() && Math.min(box.width, box.height) < 43.5;
      }).map((target) => target.outerHTML.slice(0, 80));
    }""")
    assert small == []

"""Nothing typed is lost: the screen locks, the session ends, the page is left, and the text is still there."""

import pytest
from tests.conftest import PASSPHRASE

pytestmark = pytest.mark.browser


def leave_and_log_in(page, login: str = "ines") -> None:
    page.fill("main [name=login]", login)
    page.fill("main [name=passphrase]", PASSPHRASE)
    page.click("main button.button-main")


def test_the_text_stays_under_the_cover_and_the_passphrase_uncovers_it(page_of) -> None:
    page = page_of("ines")
    page.goto("/teams/new/")
    page.fill("[name=name]", "Centre des Saules")
    page.click("form[data-lock] button")
    page.wait_for_selector("#lock[open]")
    page.fill("#lock [name=passphrase]", "ce n'est pas elle")
    page.click("#lock button")
    page.wait_for_selector("#lock .error")
    page.fill("#lock [name=passphrase]", PASSPHRASE)
    page.click("#lock button")
    page.wait_for_selector("#lock", state="hidden")
    assert page.input_value("[name=name]") == "Centre des Saules"


def test_a_form_sent_after_the_session_ended_is_sent_again_by_one_button(page_of, web, dba) -> None:
    page = page_of("ines")
    page.goto("/teams/new/")
    page.fill("[name=name]", "Centre des Frênes")
    dba.execute("update accounts_session set closed_at = now() where device = 'story' and closed_at is null")
    page.click("main button.button-main")
    leave_and_log_in(page)
    page.wait_for_selector("text=Votre texte est toujours là")
    page.click("main button.button-main")
    page.wait_for_url("**/members/")
    assert page.locator("text=Centre des Frênes").count() == 1


def test_a_page_that_was_left_gives_its_draft_back(page_of) -> None:
    page = page_of("ines")
    page.goto("/members/new/")
    page.fill("[name=name]", "Rosa Lindre")
    page.wait_for_selector(".draft-status[data-state=saved]")
    page.goto("/members/")
    page.goto("/members/new/")
    assert page.input_value("[name=name]") == "Rosa Lindre"


def test_a_new_passphrase_can_be_shown_while_it_is_typed(page_of) -> None:
    page = page_of("claire")
    page.goto("/passphrase/")
    page.fill("[name=new]", "sept bateaux")
    page.click("text=Montrer")
    assert page.get_attribute("[name=new]", "type") == "text"
    page.click("main button.button-main")
    page.wait_for_selector("main .error")
    assert page.get_attribute("[name=new]", "type") == "password"
    assert page.input_value("[name=new]") == ""

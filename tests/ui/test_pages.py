import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from cloison.ui.catalogue import icon_names

UI = Path(__file__).parents[2] / "src" / "cloison" / "ui"
TEMPLATES = sorted(UI.rglob("*.html"))


def test_the_theme_of_the_cookie_is_on_the_page_before_any_script(client):
    assert "data-theme" not in client.get("/catalogue/").content.decode()
    client.cookies["theme"] = "dark"
    assert 'data-theme="dark"' in client.get("/catalogue/").content.decode()
    client.cookies["theme"] = '"><script>'
    assert "data-theme" not in client.get("/catalogue/").content.decode()


def test_taste_is_kept_and_leads_back_only_to_our_own_pages(client):
    answer = client.post("/appearance/", {"theme": "dark", "keys": "off", "next": "/catalogue/"})
    assert (answer.status_code, answer["Location"]) == (302, "/catalogue/")
    assert client.cookies["theme"].value == "dark"
    assert client.cookies["keys"].value == "off"
    for elsewhere in ("//evil.example", "https://evil.example/", "javascript:alert(1)"):
        assert client.post("/appearance/", {"next": elsewhere})["Location"] == "/"
    client.post("/appearance/", {"theme": "pink"})
    assert client.cookies["theme"].value == "dark"


def test_single_keys_can_be_switched_off(client):
    client.cookies["keys"] = "off"
    assert 'data-keys="off"' in client.get("/catalogue/").content.decode()


def test_language_is_switched_by_a_form(client):
    client.post("/language/", {"language": "en", "next": "/catalogue/"})
    assert '<html lang="en"' in client.get("/catalogue/").content.decode()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_carries_a_script_or_a_style(path):
    text = path.read_text("utf8")
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:|hx-on", text)


def test_every_drawing_named_exists():
    named = set()
    for path in TEMPLATES:
        named |= set(re.findall(r"{% icon \"([\w-]+)\"|icon=\"([\w-]+)\"", path.read_text("utf8")))
    flat = {name for pair in named for name in pair if name}
    assert flat <= set(icon_names())


def test_every_static_file_named_exists_and_none_comes_from_elsewhere():
    for path in TEMPLATES:
        text = path.read_text("utf8")
        assert not re.search(r"(?:src|href)=\"(?:https?:)?//", text)
        assert all(finders.find(name) for name in re.findall(r"{% static \"([^\"]+)\"", text))


def test_scripts_keep_nothing_in_the_browser():
    scripts = list((UI / "static" / "ui").glob("*.js"))
    assert len(scripts) >= 9
    for path in scripts:
        assert path.name == "nostore.js" or not re.search(
            r"(?:local|session)Storage|indexedDB|document\.cookie\s*=|innerHTML|\beval\(", path.read_text("utf8")
        )


def test_the_type_and_the_library_are_shipped_with_their_licences():
    assert "SIL OPEN FONT LICENSE" in (UI / "static/ui/fonts/OFL.txt").read_text("utf8").upper()
    assert "Zero-Clause BSD" in (UI / "static/ui/vendor/htmx-LICENSE.txt").read_text("utf8")


def test_style_sheets_stay_short():
    for path in (UI / "static" / "ui").glob("*.css"):
        assert len(path.read_text("utf8").splitlines()) < 500

"""French first, with complete English: nothing unmarked, nothing untranslated, nothing in French on an English page."""

import html
import re
from collections import Counter
from pathlib import Path
from typing import Any

import polib
import pytest
from django.utils.translation import gettext, override
from tests import thread
from tests.marking import markers_under_other_names, unmarked_in_code, unmarked_in_template, unreadable_marks

from cloison.config.extraction import sentences
from cloison.config.messages import CATALOGUE, SOURCES, in_step, is_written, read, untranslated

ENTRIES = list(read(CATALOGUE))
CODE = [path for path in sorted(SOURCES.rglob("*.py")) if "migrations" not in path.parts]
TEMPLATES = sorted(SOURCES.rglob("templates/**/*.html"))
# Read on a terminal by operators, in French as all of the command line; or invented; or the words of old systems.
FRENCH_ONLY = ("access/audit.py", "bench", "demo", "journal", "reception/legacy", "config", "ui/catalogue.py")
HOLES = re.compile(r"%(?:\((\w+)\))?[-+ #0]*\d*(?:\.\d+)?([sdif%])|\{(\w*)[^{}]*\}")
TAGS = re.compile(r"</?\w+[^>]*>")


def holes(text: str) -> Counter[str]:
    """The placeholders of a sentence; how a number is padded is the translator's business."""
    return Counter(f"%({name}){kind}" if kind else f"{{{braced}}}" for name, kind, braced in HOLES.findall(text))


def pairs(entry: polib.POEntry) -> list[tuple[str, str]]:
    """Each French form with its English."""
    if entry.msgid_plural:
        return [(entry.msgid, entry.msgstr_plural[0]), (entry.msgid_plural, entry.msgstr_plural[1])]
    return [(entry.msgid, entry.msgstr)]


PAIRS = [pair for entry in ENTRIES for pair in pairs(entry)]


def where(path: Path) -> str:
    return str(path.relative_to(SOURCES))


def test_the_catalogue_is_that_of_the_code() -> None:
    now = in_step(sentences(SOURCES), read(CATALOGUE))
    assert {entry.msgid for entry in now} ^ {entry.msgid for entry in ENTRIES} == set()
    assert is_written(now, CATALOGUE), "run ./cloison messages"


def test_every_sentence_has_its_english() -> None:
    assert [entry.msgid for entry in untranslated(read(CATALOGUE))] == []


def test_no_sentence_has_two_plurals() -> None:
    plurals = Counter({(each.singular, each.context): 0 for each in sentences(SOURCES)})
    plurals.update((each.singular, each.context) for each in sentences(SOURCES) if each.plural)
    assert [key for key, count in plurals.items() if count > 1] == []


def test_placeholders_and_tags_are_the_same_on_both_sides() -> None:
    assert [pair for pair in PAIRS if holes(pair[0]) != holes(pair[1])] == []
    assert [pair for pair in PAIRS if TAGS.findall(pair[0]) != TAGS.findall(pair[1])] == []


def test_english_keeps_the_spaces_of_prompts_and_english_typography() -> None:
    prompts = [pair for pair in PAIRS if pair[0].endswith(" ") != pair[1].endswith(" ")]
    assert prompts == []
    assert [english for _french, english in PAIRS if re.search(r"[«»\u00a0\u202f]| [:;!?](?:\s|$)", english)] == []


def test_no_french_sentence_is_taken_for_one_of_django_s_own() -> None:
    with override("fr"):
        assert [entry.msgid for entry in ENTRIES if gettext(entry.msgid) != entry.msgid] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=where)
def test_nothing_stands_unmarked_in_a_template(path: Path) -> None:
    assert unmarked_in_template(path.read_text("utf8")) == []


@pytest.mark.parametrize("path", CODE, ids=where)
def test_every_mark_of_the_code_can_be_found(path: Path) -> None:
    source = path.read_text("utf8")
    assert unreadable_marks(source) == []
    assert markers_under_other_names(source) == []
    if not where(path).startswith(FRENCH_ONLY):
        assert unmarked_in_code(source) == []


def test_what_is_unmarked_is_seen() -> None:
    assert unmarked_in_template('<p title="Bonjour">{% translate "oui" %} non {{ name }}</p>') == ["Bonjour", "non"]
    assert unmarked_in_template('{% empty "Rien ici." _("Bientôt.") %}{% if a == "desk" %}{% endif %}') == ["Rien ici."]
    assert unmarked_in_template("{% blocktranslate %}Une phrase{% endblocktranslate %}<code>des mots</code>") == []
    assert unmarked_in_code('"""Les mots."""\nprint(_("une phrase"), "une autre")') == ["une autre"]
    assert unreadable_marks('_(f"la {chose}")') == ["_(f'la {chose}')"]


PAGES = {
    "amina": ("/reception/", "/reception/handovers/", "/sessions/", "/passphrase/", "/keys/", "/second-factor/"),
    "claire": ("/followup/", "/followup/files/", "/followup/files/?q=diallo"),
    "farid": ("/",),
    "hugo": ("/journal/",),
    "ines": ("/members/", "/members/new/", "/teams/new/", "/organisation/", "/catalogue/", "/nowhere/"),
    "": ("/login/",),
}
# Whole sentences only: a single word may well be the same in both languages, or a name.
WHOLE = [" ".join(french.split()) for french, _english in PAIRS if len(french.split()) > 2 and not holes(french)]


def seen(content: bytes) -> str:
    """What the page says, in text and attributes, with plain spaces."""
    return " ".join(html.unescape(content.decode()).split())


def in_english(visitor: Any, address: str, sent: dict[str, str] | None = None) -> str:
    """The page as said in English, or the answer to what is sent; fails if a whole sentence of it is still French."""
    assert visitor.post("/language/", {"language": "en", "next": "/login/"}).status_code == 302
    answer = visitor.get(address) if sent is None else visitor.post(address, sent)
    assert answer.status_code in ({404} if address == "/nowhere/" else {200, 422})
    said = seen(answer.content)
    assert '<html lang="en"' in said
    assert [french for french in WHOLE if french in said] == []
    return said


@pytest.mark.parametrize(("login", "address"), [(login, page) for login, pages in PAGES.items() for page in pages])
def test_an_english_page_has_no_french_left(login: str, address: str, client: Any, client_of: Any) -> None:
    in_english(client_of(login) if login else client, address)


@pytest.mark.parametrize(
    ("login", "address", "sent", "expected"),
    [
        ("", "/login/", {"login": "nobody", "passphrase": "words"}, "do not go together"),
        ("amina", "/reception/", {}, "An answer is missing here."),
        ("ines", "/members/new/", {"login": "é"}, "Write at least two characters"),
        ("ines", "/catalogue/", {"born": "jamais", "minutes": "25h", "hour": "x"}, "This date could not be read."),
        ("claire", "/passphrase/", {"old": "words", "new": "short"}, "This passphrase is too short"),
    ],
)
def test_what_is_wrong_is_said_in_english(
    login: str, address: str, sent: dict[str, str], expected: str, client: Any, client_of: Any
) -> None:
    assert expected in in_english(client_of(login) if login else client, address, sent)


def test_a_file_is_told_in_english_from_the_counter_to_the_notes(acting: Any, client_of: Any) -> None:
    handed = thread.hand_over(acting)
    claire, amina = client_of("claire"), client_of("amina")
    said = in_english(claire, f"/followup/handovers/{handed.file_id}/")
    assert "Amina Belkacem is handing their request over" in said
    file = thread.accept(acting, handed)
    thread.write(acting, file)
    said = in_english(claire, f"/files/{file.id}/")
    assert re.search(r"today at \d{1,2}:\d\d", said)
    assert "30 min" in said
    assert re.search(r"12 March 1984", said)
    for page in ("circle/", "identity/"):
        in_english(claire, f"/files/{file.id}/{page}")
    for address in (f"/files/{handed.file_id}/", f"/files/{handed.desk.id}/", "/reception/", "/reception/handovers/"):
        in_english(amina, address)


def test_french_comes_first_and_comes_back(client: Any) -> None:
    assert '<html lang="fr"' in seen(client.get("/login/").content)
    for language in ("en", "fr"):
        client.post("/language/", {"language": language, "next": "/login/"})
        assert f'<html lang="{language}"' in seen(client.get("/login/").content)

"""Every address × everybody, asked and sent: what each gets is on this table, and hidden is absent to the byte.

One scene is tried by all: a file of Claire's with David as stand-in, the desk's visit that led to it, a demand that
waits for Claire, a session of hers, an account of nobody. A new address fails until its line is written here.
"""

import operator
import uuid
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from tests.refusals import asked, refused_like_absent, same_answer, without_ids
from tests.thread import write
from tests.walls.matrix import LOGINS, NOBODY, Scene, expectation, patterns, scene
from tests.walls.scene import fresh_session

from cloison.access.actions import personal_file
from cloison.access.compartments import Compartment
from cloison.access.queries import ledger
from cloison.accounts.middleware import COOKIE
from cloison.reception import actions as reception

EVERYBODY = ("rest 200", "rest 200")
TASTE = ("rest 405", "rest 302")
# Those with a session; others are sent to the login, and a form they send is carried there (401).
MEMBERS = ("rest 200, nobody 302", "rest 200, nobody 401")
ADMIN = ("ines 200, rest 404, nobody 302", "ines 200, rest 404, nobody 401")
DESK_READS = ("amina bruno 200, rest 404, nobody 302", "amina bruno 405, rest 404, nobody 401")
# Parts of the counter's page: asked without a script they lead back to it.
DESK_PART = ("amina bruno 302, rest 404, nobody 302", "amina bruno 405, rest 404, nobody 401")
SOCIAL = ("claire david emma 200, rest 404, nobody 302", "claire david emma 200, rest 404, nobody 401")
CIRCLE = ("claire david 200, rest 404, nobody 302", "claire david 200, rest 404, nobody 401")

# address: (who gets what when asking, who gets what when sending an empty form)
TABLE: dict[str, tuple[str, str]] = {
    "": ("farid gaelle jules 200, rest 302", "farid gaelle jules 200, rest 302, nobody 401"),
    "health/": EVERYBODY,
    "catalogue/": EVERYBODY,
    "appearance/": TASTE,
    "language/": TASTE,
    # accounts
    "login/": ("rest 302, nobody 200", "rest 200"),
    "logout/": TASTE,
    "lock/": TASTE,
    "unlock/": ("rest 302", "rest 422, nobody 302"),
    "second-factor/": ("rest 200, nobody 302", "rest 302, nobody 401"),
    "sessions/": MEMBERS,
    "sessions/<uuid:session_id>/close/": ("rest 405, nobody 302", "claire 302, rest 404, nobody 401"),
    "passphrase/": MEMBERS,
    "activation/<str:token>/": EVERYBODY,
    "draft/": ("rest 405, nobody 302", "rest 413, nobody 401"),
    "journal/": ("ines hugo 200, rest 404, nobody 302", "ines hugo 200, rest 404, nobody 401"),
    "members/": ADMIN,
    "members/new/": ADMIN,
    "members/<uuid:member_id>/": ADMIN,
    "members/<uuid:member_id>/invite/": ADMIN,
    "members/<uuid:member_id>/second-factor/remove/": ("rest 405, nobody 302", "rest 404, nobody 401"),
    "posts/<uuid:post_id>/end/": ("ines 200, rest 404, nobody 302", "ines 302, rest 404, nobody 401"),
    "teams/new/": ADMIN,
    "organisation/": ADMIN,
    # keys and circles
    "keys/": MEMBERS,
    "keys/people/<uuid:member_id>/": ("rest 405, nobody 302", "rest 404, nobody 401"),
    "keys/<uuid:circle_id>/": CIRCLE,
    "keys/<uuid:circle_id>/members/<uuid:membership_id>/end/": (
        "claire david 200, rest 404, nobody 302",
        "claire 302, rest 404, nobody 401",
    ),
    # the counter
    "reception/": (DESK_READS[0], "amina bruno 422, rest 404, nobody 401"),
    "reception/today/": DESK_PART,
    "reception/times/": DESK_PART,
    "reception/known/": ("amina bruno 405, rest 404, nobody 302", "amina bruno 200, rest 404, nobody 401"),
    "reception/draft/forget/": ("amina bruno 405, rest 404, nobody 302", "amina bruno 302, rest 404, nobody 401"),
    "reception/handovers/": DESK_READS,
    "reception/visits/<uuid:visit_id>/handover/": (
        "amina 200, rest 404, nobody 302",
        "amina 200, rest 404, nobody 401",
    ),
    # following somebody
    "followup/": SOCIAL,
    "followup/files/": SOCIAL,
    "followup/handovers/<uuid:file_id>/": ("claire 200, rest 404, nobody 302", "claire 200, rest 404, nobody 401"),
    "followup/handovers/<uuid:file_id>/return/": ("rest 405, nobody 302", "claire 302, rest 404, nobody 401"),
    "followup/files/<uuid:file_id>/notes/": CIRCLE,
    "followup/files/<uuid:file_id>/notes/<uuid:row_id>/amend/": CIRCLE,
    "followup/files/<uuid:file_id>/notes/<uuid:note_id>/versions/": CIRCLE,
    # a file
    "files/<uuid:file_id>/": CIRCLE,
    "files/<uuid:file_id>/identity/": CIRCLE,
    "files/<uuid:file_id>/circle/": (CIRCLE[0], "claire 200, rest 404, nobody 401"),
    "files/<uuid:file_id>/circle/<uuid:membership_id>/end/": (
        "rest 405, nobody 302",
        "claire 302, rest 404, nobody 401",
    ),
}
# What ends a session, a row or a demand of the scene: each gets a scene and sessions of its own.
ENDING = {
    "logout/",
    "lock/",
    "unlock/",
    "sessions/<uuid:session_id>/close/",
    "members/<uuid:member_id>/invite/",
    "posts/<uuid:post_id>/end/",
    "keys/<uuid:circle_id>/members/<uuid:membership_id>/end/",
    "followup/handovers/<uuid:file_id>/return/",
    "files/<uuid:file_id>/circle/<uuid:membership_id>/end/",
}
# Who may end it too, unless somebody did before.
LEAVING = {"files/<uuid:file_id>/circle/<uuid:membership_id>/end/": {"david"}}
WITH_IDS = [pattern for pattern in TABLE if "uuid:" in pattern]


def test_every_address_is_on_the_table() -> None:
    assert sorted(patterns()) == sorted(TABLE), "write the line of a new address, take away that of a former one"


@pytest.fixture(scope="module")
def made_once() -> dict[str, Any]:
    return {}


@pytest.fixture
def session_of(dba) -> Callable[[str], uuid.UUID]:
    """The id of a new session."""

    def made(login: str) -> uuid.UUID:
        secret = fresh_session(login)
        return dba.execute(
            "select id from public.accounts_session where token_hash = %s", [secret.token_hash]
        ).fetchone()[0]  # fmt: skip

    return made


@pytest.fixture
def place(acting, session_of, made_once) -> Callable[[str], Scene]:
    """The scene for a pattern: one for all, but for those that end something."""

    def found(pattern: str) -> Scene:
        if pattern in ENDING:
            return scene(acting, session_of)
        if "scene" not in made_once:
            made_once["scene"] = scene(acting, session_of)
        return made_once["scene"]

    return found


@pytest.fixture
def browser(client_of) -> Callable[..., Client]:
    """A client of somebody, or of nobody."""

    def made(login: str, *, fresh: bool = False) -> Client:
        if login == NOBODY:
            return Client()
        client = client_of(login)
        if fresh:
            client.cookies[COOKIE] = fresh_session(login).cookie
        return client

    return made


@pytest.mark.parametrize("pattern", TABLE)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_each_gets_what_the_table_says(place, browser, pattern, method) -> None:
    wanted = expectation(TABLE[pattern][method == "POST"])
    url = place(pattern).fill(pattern)
    got = {login: asked(browser(login, fresh=pattern in ENDING), url, method).status for login in LOGINS}
    assert got == wanted


@pytest.mark.parametrize("pattern", WITH_IDS)
def test_hidden_and_absent_are_one(place, browser, pattern) -> None:
    asking, sending = (expectation(line) for line in TABLE[pattern])
    url = place(pattern).fill(pattern)
    for login in set(LOGINS) - LEAVING.get(pattern, set()):
        client = browser(login)
        if (asking[login], sending[login]) in ((404, 404), (404, 405), (405, 404)):
            refused_like_absent(client, url)
        elif login == NOBODY:
            for method in ("GET", "POST"):
                same_answer(client, url, method)


def test_an_invitation_used_or_unknown_is_one(place, browser) -> None:
    used = place("activation/<str:token>/").invitation[:-1] + "~"
    hidden, absent = (asked(browser(NOBODY), f"/activation/{token}/") for token in (used, "inconnu"))
    assert hidden == absent
    assert hidden.status == 404


# Inside what is one's own, what is somebody else's: (login, address with {own} and {theirs} of the two scenes).
INNER = [
    ("claire", "/followup/files/{own.file.id}/notes/{theirs.note}/amend/"),
    ("claire", "/followup/files/{own.file.id}/notes/{theirs.note}/versions/"),
    ("claire", "/followup/files/{theirs.file.id}/notes/{own.note}/amend/"),
    ("claire", "/files/{own.file.id}/circle/{theirs.membership}/end/"),
    ("claire", "/files/{theirs.file.id}/circle/{own.membership}/end/"),
    ("claire", "/keys/{own.file.circle_id}/members/{theirs.membership}/end/"),
    ("claire", "/keys/{theirs.file.circle_id}/members/{own.membership}/end/"),
    ("claire", "/followup/handovers/{own.file.id}/"),
    ("amina", "/reception/visits/{theirs.visit}/handover/"),
    ("amina", "/files/{own.handed}/identity/"),
]


@pytest.mark.parametrize(("login", "url"), INNER)
def test_somebody_else_s_id_inside_one_s_own_is_absent_too(place, browser, their_scene, login, url) -> None:
    own = place("")
    client = browser(login)
    address = url.format(own=own, theirs=their_scene)
    hidden = str(next(part for part in _ids(their_scene) if str(part) in address)) if "{theirs" in url else ""
    for method in ("GET", "POST"):
        answer = asked(client, address, method)
        if hidden:
            assert answer == asked(client, address.replace(hidden, str(uuid.uuid4())), method)
        assert answer.status in (404, 405), f"{method} {url}"


def _ids(found: Any) -> list[uuid.UUID]:
    return [found.file.id, found.file.circle_id, found.note, found.membership, found.visit]


@pytest.fixture
def their_scene(acting, made_once, dba) -> Any:
    """The same of Emma and Bruno, of the other centre: a file with a note and a ledger, a visit of their desk."""
    if "theirs" not in made_once:
        made_once["theirs"] = theirs(acting)
    return made_once["theirs"]


def theirs(acting: Any) -> Any:
    with acting("emma") as emma:
        file = personal_file(by=emma, post=emma.posts[0], compartment=Compartment.SOCIAL)
    note = write(acting, file, login="emma")
    with acting("emma") as emma:
        membership = ledger(emma, file.circle_id)[0].membership_id
    with acting("bruno") as bruno:
        _, circle = reception.desk(bruno)
        visit = uuid.uuid4()
        reception.record_visit(by=bruno, circle_id=circle, came=reception.Came(1, [3], 1), row_id=visit)
    return SimpleNamespace(file=file, note=note.id, membership=membership, visit=visit)


VISIT = {"reasons": ["3"], "answer": "1", "who": "anonymous", "minutes": "10", "channel": "1"}
KNOWN = VISIT | {"who": "known", "once": str(uuid.uuid4())}
SHARED = {"post": str(uuid.uuid4()), "key": str(uuid.uuid4())}
# Ids in the forms: (login, address, the rest of the form, field, whose id it is, what is answered).
IN_FORMS = [
    ("amina", "/reception/", VISIT, "once", "visit", 302),
    ("amina", "/reception/", KNOWN, "file", "file.id", 422),
    ("claire", "/followup/files/{own.file.id}/notes/", {"facts": "x"}, "once", "note", 302),
    ("claire", "/keys/people/{own.member}/", SHARED, "circle", "file.circle_id", 404),
]


@pytest.mark.parametrize(("login", "url", "rest", "field", "whose", "wanted"), IN_FORMS)
def test_an_id_in_a_form_tells_nothing(place, browser, their_scene, login, url, rest, field, whose, wanted) -> None:
    client, address = browser(login), url.format(own=place(""))
    hidden, absent = (
        without_ids(asked(client, address, "POST", rest | {field: str(value)}))
        for value in (operator.attrgetter(whose)(their_scene), uuid.uuid4())
    )
    assert hidden == absent
    assert hidden.status == wanted

"""Nothing typed is ever lost: drafts, sealed to their author."""

from cloison.accounts import drafts

TEXT = "elle dort dans sa voiture depuis lundi"


def test_a_draft_is_given_back_to_its_author_only(acting, client_of) -> None:
    body = f'{{"facts": "{TEXT}"}}'
    assert client_of("claire").post("/draft/", {"key": "note:x", "body": body}).status_code == 204
    with acting("claire") as claire:
        assert drafts.read(claire, "note:x") == {"facts": TEXT}
        assert drafts.read(claire, "note:y") is None
    with acting("david") as david:
        assert drafts.read(david, "note:x") is None


def test_the_last_text_replaces_the_one_before_and_blanks_empty_it(acting, client_of, dba) -> None:
    client = client_of("claire")
    for body in ('{"facts": "un"}', '{"facts": "deux"}'):
        client.post("/draft/", {"key": "note:r", "body": body})
    with acting("claire") as claire:
        assert drafts.read(claire, "note:r") == {"facts": "deux"}
    assert client.post("/draft/", {"key": "note:r", "body": '{"facts": "  "}'}).status_code == 204
    assert dba.execute("select count(*) from accounts_draft where key = 'note:r'").fetchone() == (0,)
    client.post("/draft/", {"key": "note:r", "body": '{"facts": "trois"}'})
    assert client.post("/draft/", {"key": "note:r", "body": ""}).status_code == 204
    assert dba.execute("select count(*) from accounts_draft where key = 'note:r'").fetchone() == (0,)


def test_the_text_is_nowhere_in_clear(client_of, dba) -> None:
    client_of("claire").post("/draft/", {"key": "note:s", "body": f'{{"facts": "{TEXT}"}}'})
    sealed = dba.execute("select sealed from accounts_draft where key = 'note:s'").fetchone()[0]
    assert b"voiture" not in bytes(sealed)


def test_a_draft_moved_to_another_form_does_not_open(acting, client_of, dba) -> None:
    client_of("claire").post("/draft/", {"key": "note:a1", "body": '{"facts": "un"}'})
    dba.execute("update accounts_draft set key = 'note:a2' where key = 'note:a1'")
    with acting("claire") as claire:
        assert drafts.read(claire, "note:a2") is None


def test_too_long_and_unreadable_drafts_are_refused_with_a_sentence_and_change_nothing(acting, client_of) -> None:
    client = client_of("claire")
    client.post("/draft/", {"key": "note:l", "body": '{"facts": "court"}'})
    long = client.post("/draft/", {"key": "note:l", "body": '{"facts": "' + "x" * 300_001 + '"}'})
    assert long.status_code == 413
    assert "trop long" in long.content.decode()
    assert client.post("/draft/", {"key": "note:l", "body": "[1]"}).status_code == 400
    assert client.post("/draft/", {"key": "", "body": '{"a": "b"}'}).status_code == 413
    with acting("claire") as claire:
        assert drafts.read(claire, "note:l") == {"facts": "court"}


def test_after_thirty_days_a_draft_is_ignored_and_goes_with_the_next_one(acting, client_of, dba) -> None:
    client = client_of("claire")
    client.post("/draft/", {"key": "note:old", "body": '{"facts": "un"}'})
    dba.execute("update accounts_draft set saved_at = now() - interval '31 days' where key = 'note:old'")
    with acting("claire") as claire:
        assert drafts.read(claire, "note:old") is None
    client.post("/draft/", {"key": "note:young", "body": '{"facts": "deux"}'})
    assert dba.execute("select count(*) from accounts_draft where key = 'note:old'").fetchone() == (0,)

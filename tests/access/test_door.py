"""The door: what is behind it is seen only after a committed journal line."""

import uuid

import pytest

from cloison.access import door, queries


def test_hidden_and_absent_files_are_refused_alike(acting, social_file) -> None:
    file = social_file("claire")
    with acting("amina") as amina:
        for unknown in (file.id, uuid.uuid4()):
            with pytest.raises(door.Absent):
                door.open_file(amina, unknown)


def test_the_opening_is_in_the_file_s_journal(acting, social_file) -> None:
    file = social_file("claire")
    with acting("claire") as claire:
        door.open_file(claire, file.id)
        assert [trace.kind for trace in queries.traces(claire, file.id)] == ["file.created", "file.opened"]

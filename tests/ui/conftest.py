"""The design system needs no database: these tests run without one, on a house of their own."""

import threading
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.test import Client, override_settings
from django.utils import translation
from playwright.sync_api import Page
from tests.browser import shared_browser
from tests.ui import house


@pytest.fixture(scope="session", autouse=True)
def django_db_setup() -> None:
    """No cluster for these tests."""


@pytest.fixture
def client() -> Iterator[Client]:
    with override_settings(**house.SETTINGS), translation.override("fr"):
        yield Client()


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        pass


class _Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The catalogue behind a real server, with a lock and drafts that remember what they were told."""
    with override_settings(**house.SETTINGS):
        server = make_server("127.0.0.1", 0, get_wsgi_application(), _Threads, _Quiet)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        server.server_close()


@pytest.fixture
def page(site: str) -> Iterator[Page]:
    """A French desk; complaints of the browser fail the test."""
    house.told.locked = False
    house.told.drafts.clear()
    house.told.sent.clear()
    context = shared_browser().new_context(base_url=site, locale="fr-FR", viewport={"width": 1280, "height": 900})
    made, complaints = context.new_page(), []
    made.on("pageerror", lambda error: complaints.append(str(error)))
    made.on("console", lambda line: complaints.append(line.text) if "Content Security" in line.text else None)
    yield made
    context.close()
    assert complaints == []

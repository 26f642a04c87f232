"""Stories are played in a real browser against the real web server, on the cluster and with the cast of the run."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page
from tests.browser import shared_browser
from tests.conftest import PASSPHRASE

# The browser's driver keeps a loop running in this thread; our own statements are as synchronous as ever.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

SECONDS = 30
DESK = (1280, 900)
SERVER = [
    sys.executable, "-m", "gunicorn", "cloison.config.wsgi:application", "--worker-class", "gthread", "--workers", "1",
    "--threads", "4", "--log-level", "warning", "--no-control-socket",
]  # fmt: skip


def _answers(address: str) -> bool:
    try:
        return urllib.request.urlopen(f"{address}/health/", timeout=2).status == 200
    except OSError:
        return False


@pytest.fixture(scope="session")
def web_site(cluster: Any, django_db_setup: None) -> Iterator[str]:
    """The address of the web server, which holds the web role's credentials and no others."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        environment = os.environ | {"CLOISON_DSN": cluster.conninfo("cloison_web", "cloison"), "CLOISON_POOL": "1"}
        environment |= {"DJANGO_SETTINGS_MODULE": "cloison.config.settings", "PYTHONPATH": "src"}
        command = [*SERVER, "--bind", f"fd://{listener.fileno()}"]
        server = subprocess.Popen(command, env=environment, pass_fds=[listener.fileno()])
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        until = time.monotonic() + SECONDS
        while not _answers(address):
            assert server.poll() is None, "the web server stopped"
            assert time.monotonic() < until, "the web server does not answer"
            time.sleep(0.1)
        yield address
        server.terminate()
        server.wait(SECONDS)


@pytest.fixture
def context_of(web_site: str) -> Iterator[Callable[..., BrowserContext]]:
    """`context_of("amina", …)`: a browser of theirs, with a session of its own. Options are those of Playwright."""
    from cloison.accounts.middleware import COOKIE
    from cloison.accounts.sessions import log_in
    from cloison.database.unit import unit

    opened: list[BrowserContext] = []

    def context(login: str | None, *, size: tuple[int, int] = DESK, **options: Any) -> BrowserContext:
        made = shared_browser().new_context(
            base_url=web_site, locale="fr-FR", viewport={"width": size[0], "height": size[1]}, **options
        )
        opened.append(made)
        if login:
            with unit():
                secret = log_in(login, PASSPHRASE, address=f"story {len(opened)}", device="story")
            made.add_cookies([{"name": COOKIE, "value": secret.cookie, "url": web_site}])
        return made

    yield context
    for each in opened:
        each.close()


@pytest.fixture
def page_of(context_of: Callable[..., BrowserContext]) -> Iterator[Callable[..., Page]]:
    """`page_of("amina")`: a page of theirs, logged in. A broken script, or one that is blocked, fails the test."""
    complaints: list[str] = []

    def page(login: str | None, **options: Any) -> Page:
        made = context_of(login, **options).new_page()
        made.set_default_timeout(SECONDS * 1000)
        made.on("pageerror", lambda error: complaints.append(str(error)))
        made.on("console", lambda line: complaints.append(line.text) if "Content Security" in line.text else None)
        return made

    yield page
    assert complaints == []


@pytest.fixture
def violations() -> Callable[[Page], list[tuple[str, str, str]]]:
    """What axe finds wrong in a page: (rule, element, what to mend)."""
    from axe_playwright_python.sync_playwright import Axe

    def found(page: Page) -> list[tuple[str, str, str]]:
        told = Axe().run(page).response["violations"]
        return [(each["id"], node["html"][:200], node["failureSummary"]) for each in told for node in each["nodes"]]

    return found

"""The browser that plays the stories: one already there, else installed where that is possible."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from django.utils.translation import gettext as _

from cloison.database.trouble import Trouble, marked

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ELSEWHERE = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
_WHERE_PLAYWRIGHT_PUTS_IT = (
    "from playwright.sync_api import sync_playwright\n"
    "with sync_playwright() as playwright:\n"
    "    print(playwright.chromium.executable_path)\n"
)


def find_or_install() -> str:
    """Path of a Chromium or Chrome that starts. Trouble if there is none and none can be installed."""
    found = _found() or _from_system() or _from_playwright()
    if not found:
        raise Trouble(
            marked(
                "Aucun navigateur Chromium ou Chrome n'a été trouvé ni installé : installez-en un, indiquez-le dans "
                "CLOISON_CHROMIUM, ou ajoutez --without-browser."
            )
        )
    return found


def _starts(path: str) -> bool:
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _found() -> str | None:
    if chosen := os.environ.get("CLOISON_CHROMIUM"):
        if not _starts(chosen):
            raise Trouble(marked("CLOISON_CHROMIUM vaut « %(path)s », qui ne démarre pas."), path=chosen)
        return chosen
    candidates = [shutil.which(name) for name in NAMES] + [path for path in ELSEWHERE if Path(path).exists()]
    return next((path for path in candidates if path and _starts(path)), None)


def _from_system() -> str | None:
    if os.geteuid() != 0 or not Path("/etc/debian_version").exists() or not shutil.which("apt-get"):
        return None
    _say(_("Installation de Chromium par le système…"))
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-q"], ["install", "-y", "-q", "--no-install-recommends", "chromium"]):
        subprocess.run(["apt-get", *words], env=quiet, capture_output=True, check=False)
    return _found()


def _from_playwright() -> str | None:
    there = _playwrights()
    if not there:
        _say(_("Téléchargement de Chromium par Playwright…"))
        subprocess.run(
            [sys.executable, "-m", "playwright", "install", "chromium"], capture_output=True, timeout=600, check=False
        )
        there = _playwrights()
    return there


def _playwrights() -> str | None:
    done = subprocess.run(
        [sys.executable, "-c", _WHERE_PLAYWRIGHT_PUTS_IT], capture_output=True, text=True, check=False
    )
    path = done.stdout.strip()
    return path if path and _starts(path) else None


def _say(sentence: str) -> None:
    print(f"cloison : {sentence}", file=sys.stderr, flush=True)

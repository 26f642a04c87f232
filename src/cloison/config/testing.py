"""`cloison test`: every check of the house in order, one line each, then the tests."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from cloison.config.browser import find_or_install
from cloison.database.trouble import Trouble

ROOT = Path(__file__).resolve().parents[3]

# fmt: off
CHECKS = (
    ("ruff check", ["-m", "ruff", "check", "--quiet", "src", "tests"]),
    ("ruff format", ["-m", "ruff", "format", "--check", "--quiet", "src", "tests"]),
    ("import-linter", ["-c", "import sys; from importlinter.cli import lint_imports_command as run; sys.exit(run())"]),
    ("mypy", ["-m", "mypy"]),
    ("djlint", ["-m", "djlint", "src", "--lint", "--quiet"]),
    ("formes", ["-m", "pytest", "-q", "--noconftest", "-p", "no:django", "-W", "ignore", "tests/test_house.py"]),
)
# fmt: on


def run(words: Sequence[str], *, browser: bool) -> int:
    """All checks, then pytest with `words`; 0 if all passed. Trouble without sources, tools or a browser."""
    if not (ROOT / "tests").is_dir():
        raise Trouble(_("Les tests ne sont pas livrés avec cette installation : prenez les sources."))
    environment = _environment()
    if browser:
        environment["CLOISON_CHROMIUM"] = find_or_install()
    passed = [_check(name, command, environment) for name, command in CHECKS]
    tested = _pytest(words, environment, browser=browser)
    return 0 if all(passed) and tested else 1


def _environment() -> dict[str, str]:
    # Tests make their own cluster: nothing of the operator's own installation may reach them.
    ours = ("CLOISON_DSN", "CLOISON_DATABASE_URL", "CLOISON_DATA")
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return kept | {"PYTHONPATH": str(ROOT / "src"), "DJANGO_SETTINGS_MODULE": "cloison.config.settings"}


def _check(name: str, command: list[str], environment: dict[str, str]) -> bool:
    before = time.monotonic()
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    verdict = _("bien") if done.returncode == 0 else _("à revoir")
    _show(f"{name:<14} {verdict:<9} {time.monotonic() - before:6.1f} s")
    if done.returncode:
        _show(done.stdout)
    return done.returncode == 0


def _pytest(words: Sequence[str], environment: dict[str, str], *, browser: bool) -> bool:
    chosen: list[str] = []
    if not browser:
        _show(_("Sans navigateur : les récits joués dans un navigateur (marque « browser ») sont laissés de côté."))
        chosen = ["-m", "not browser"]
    # Each of the two has its own cluster and cast. Somebody who names tests wants to see them one by one.
    together = [] if words else ["-n", "2", "--dist", "loadfile"]
    command = [sys.executable, "-m", "pytest", *together, *chosen, *words]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0


def _show(text: str) -> None:
    # Flushed, since pytest writes to the same place by itself.
    print(text, flush=True)

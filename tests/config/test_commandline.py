"""Wrong use is one French sentence; `serve` starts everything and leaves nothing behind."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cloison.config.commandline import build, main
from cloison.database.processes import alive, wait_until
from cloison.database.server import Server, alone

ROOT = Path(__file__).parents[2]


def said(words: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Exit code and what stood on stderr."""
    try:
        code = main(words)
    except SystemExit as ended:
        code = int(ended.code or 0)
    return code, capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], "il manque la commande"),
        (["fly"], "« fly » n'est pas une commande"),
        (["journal", "fly"], "« fly » n'est pas une commande"),
        (["demo", "--port", "eighty"], "« eighty » n'est pas un port"),
        (["demo", "--port", "70000"], "« 70000 » n'est pas un port"),
        (["serve", "--port"], "il manque une valeur après --port"),
        (["serve", "extra"], "« extra » est de trop"),
        (["demo", "--por", "80"], "est de trop"),
        (["serve", "--data", "/proc/nowhere"], "ne peut pas être créé"),
        (["serve", "--host", "192.0.2.1"], "192.0.2.1"),
    ],
)
def test_wrong_use_is_one_sentence(
    words: list[str], expected: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLOISON_DATA", str(tmp_path))
    code, sentence = said(words, capsys)
    assert code == 2
    assert expected in sentence
    assert sentence.count("\n") == 1
    assert sentence.endswith(".\n")


def test_a_port_already_taken_is_said_before_anything_starts(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, sentence = said(["serve", "--port", port, "--data", str(tmp_path)], capsys)
    assert code == 2
    assert port in sentence
    assert not (tmp_path / "postgresql").exists()


def test_a_second_demo_on_one_folder_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with alone(tmp_path):
        code, sentence = said(["demo", "--port", "0", "--data", str(tmp_path)], capsys)
    assert code == 1
    assert "se sert déjà du dossier" in sentence


def test_the_demo_is_never_poured_among_real_people(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "purpose").write_text("real\n")
    code, sentence = said(["demo", "--port", "0", "--data", str(tmp_path)], capsys)
    assert code == 1
    assert "vraies données" in sentence


def test_an_unexpected_error_shows_no_value(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_words: object, **_options: object) -> int:
        raise ValueError("Quet" + "zal")  # in two parts: the lines of the programme itself are shown

    monkeypatch.setattr("cloison.config.process.serve", fail)
    code, sentence = said(["serve", "--data", str(tmp_path)], capsys)
    assert code == 1
    assert "ValueError" in sentence
    assert "Quetzal" not in sentence


def test_every_command_has_help(capsys: pytest.CaptureFixture[str]) -> None:
    commands = next(action for action in build()._actions if action.dest == "command").choices
    for name in commands or ():
        assert said([name, "--help"], capsys)[0] == 0


@contextmanager
def serving(data: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`serve` in its own process, and the address it announced."""
    child = subprocess.Popen(
        [sys.executable, "-m", "cloison", "serve", "--port", "0", "--data", str(data)],
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert child.stdout
        line = child.stdout.readline()
        assert re.fullmatch(r"ready http://127\.0\.0\.1:\d+\n", line)
        yield child, line.split()[1]
    finally:
        child.kill()
        child.wait()


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/health/", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def children_of(pid: int) -> list[int]:
    done = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(word) for word in done.stdout.split()]


def test_serve_heals_and_stops_cleanly(tmp_path: Path) -> None:
    with serving(tmp_path) as (serve, address):
        server = Server(tmp_path)
        children = children_of(serve.pid)
        assert len(children) == 3
        for pid in children:
            os.kill(pid, signal.SIGKILL)
        assert wait_until(lambda: not any(map(alive, children)) and server.alive() and answers(address), 30, pause=0.2)
        serve.send_signal(signal.SIGTERM)
        assert serve.wait(30) == 0
        assert not server.alive()


def test_serve_starts_again_after_it_was_killed(tmp_path: Path) -> None:
    with serving(tmp_path) as (serve, _address):
        serve.kill()
    with serving(tmp_path) as (serve, address):
        assert answers(address)
        serve.send_signal(signal.SIGINT)
        assert serve.wait(30) == 0

"""What the operating system knows about other processes: the only witness worth trusting after a `kill -9`."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_LINUX = sys.platform.startswith("linux")


def dies_with_parent(signum: int = signal.SIGTERM) -> Callable[[], None] | None:
    """A `preexec_fn` asking the kernel to send `signum` to the child when the thread that started it ends.

    Best effort (Linux only). It must run after the change of user, which clears the request: subprocess does so.
    """
    if not _LINUX:
        return None
    # Loaded here and not in the child: between fork and exec nothing may allocate or take a lock.
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def ask() -> None:
        prctl(_PR_SET_PDEATHSIG, signum, 0, 0, 0)
        if os.getppid() != parent:
            os.kill(os.getpid(), signum)

    return ask


def _linux_state(pid: int) -> str:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return ""
    # The command name stands in parentheses and may itself contain some.
    return stat.rpartition(")")[2].split()[0]


def _portable_state(pid: int) -> str:
    done = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return done.stdout.strip()[:1]


def alive(pid: int) -> bool:
    """True if the process exists and still runs; a zombie does not."""
    state = _linux_state(pid) if _LINUX else _portable_state(pid)
    return state not in ("", "Z", "X")


def works_in(pid: int, folder: Path) -> bool:
    """True if that process has `folder` as its working directory, as every postmaster has its data directory.

    Where the system cannot tell (no /proc), a live process is believed.
    """
    if not alive(pid):
        return False
    if not _LINUX:
        return True
    try:
        return os.path.samestat(os.stat(f"/proc/{pid}/cwd"), folder.stat())
    except OSError:
        return False


def wait_until(condition: Callable[[], bool], seconds: float, pause: float = 0.02) -> bool:
    """Ask again and again; False if `seconds` went by without a yes."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True

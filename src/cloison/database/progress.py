"""How far a long command is, on stderr: a moving line on a terminal, a line now and then elsewhere."""

import sys
import time
from collections.abc import Callable


class Progress:
    """Tells a share between 0 and 1, with words made only when they are shown."""

    def __init__(self) -> None:
        self._moving = sys.stderr.isatty()
        self._pause = 0.2 if self._moving else 5.0
        self._started = self._told = time.monotonic()

    def __call__(self, share: float, words: Callable[[], str]) -> None:
        """Shows it, at most some times a second."""
        now = time.monotonic()
        if now - self._told < self._pause:
            return
        self._told = now
        filled = "█" * int(share * 20)
        left = (now - self._started) * (1 - share) / share if share else 0
        line = f"{filled:░<20} {share:4.0%} · {words()} · {left:.0f} s"
        print(
            f"\r\033[K{line}" if self._moving else line, end="" if self._moving else "\n", file=sys.stderr, flush=True
        )

    def close(self) -> None:
        """Leaves the terminal's line clean."""
        if self._moving:
            print("\r\033[K", end="", file=sys.stderr, flush=True)

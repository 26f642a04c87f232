"""Logs that say where something broke and never what was in it: messages and values may hold what somebody typed."""

import logging
import traceback
from types import TracebackType

Failure = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Reserved(logging.Formatter):
    """Time, level and logger; for an exception its type and its place in the code."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s")

    def formatException(self, failure: Failure) -> str:
        kind, _error, trace = failure
        places = [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
        return "\n".join([*places, kind.__qualname__ if kind else ""])

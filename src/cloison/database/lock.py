"""Locks between processes that the kernel forgets with the process that held them."""

import fcntl
import os
from pathlib import Path


class Lock:
    """A lock on a small file (flock). Never inherited by children, gone with its holder even after a `kill -9`."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def take(self) -> bool:
        """Alone, without waiting; False if anyone holds it."""
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def wait_alone(self) -> None:
        """Alone, after everybody who shares it has gone."""
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)

    def share(self) -> None:
        """With others who share it, after whoever holds it alone has gone."""
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def release(self) -> None:
        """Give it back; the object is of no further use."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

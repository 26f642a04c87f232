"""One durable transaction bound to one session token: the only place from which protected rows are seen.

Django's ATOMIC_REQUESTS opens its transaction inside the view and renders after it, so the token would be
gone when the page is made; the middleware opens a unit around the whole answer instead.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction


class Unit:
    """A transaction that carries the token, and can be committed and begun again by the door."""

    def __init__(self, token: str | None) -> None:
        self.token = token or ""
        self._binds = token is not None
        self._atomic: transaction.Atomic | None = None

    def begin(self) -> None:
        self._atomic = transaction.atomic(durable=True)
        self._atomic.__enter__()
        if self._binds:
            self.bind(self.token)

    def end(self, error: BaseException | None = None) -> None:
        atomic, self._atomic = self._atomic, None
        if atomic is not None:
            atomic.__exit__(type(error) if error else None, error, error.__traceback__ if error else None)

    def renew(self) -> None:
        """Commits what was written so far and begins again with the same token.

        Raises RuntimeError inside a nested transaction: a journal line that could still be rolled back is none.
        """
        if connection.savepoint_ids:
            raise RuntimeError("the door cannot be opened inside a nested transaction")
        self.end()
        self.begin()

    def bind(self, token: str) -> None:
        """Carries this token from now on (login and logout bring another)."""
        self.adopt(token)
        with connection.cursor() as cursor:
            cursor.execute("select set_config('cloison.token', %s, true)", [token])

    def adopt(self, token: str) -> None:
        """Carries this token from the next transaction on; in this one the caller's own statement binds it."""
        self.token, self._binds = token, True


_current: ContextVar[Unit | None] = ContextVar("unit", default=None)


def current() -> Unit:
    """The unit of this request or command. RuntimeError outside one."""
    found = _current.get()
    if found is None:
        raise RuntimeError("nothing is read or written outside a unit")
    return found


@contextmanager
def unit(token: str | None = "") -> Iterator[Unit]:
    """A durable transaction bound to `token`; rolled back when the block raises.

    None for a unit whose first statement binds its token itself (`accounts.sessions.arrive`).
    """
    opened = Unit(token)
    mark = _current.set(opened)
    try:
        opened.begin()
        yield opened
    except BaseException as error:
        opened.end(error)
        raise
    else:
        opened.end()
    finally:
        _current.reset(mark)

"""Plain SQL on the one connection of the process, for what the ORM has no word for."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection


def rows(statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """All the rows of a statement, as tuples."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


def one(statement: str, *parameters: Any) -> tuple[Any, ...] | None:
    """The first row of a statement, or None."""
    found = rows(statement, *parameters)
    return found[0] if found else None


def named(statement: str, *parameters: Any) -> list[Any]:
    """All the rows of a statement, as named tuples of its column names."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        shape = NamedTuple("Row", [(column.name, Any) for column in cursor.description])  # type: ignore[misc]
        return [shape(*row) for row in cursor.fetchall()]


def call(function: str, *arguments: Any) -> Any:
    """The scalar that a function of the schema `app` answers."""
    marks = ", ".join(["%s"] * len(arguments))
    found = one(f"select app.{function}({marks})", *arguments)
    return found[0] if found else None


def insert_many(statement: str, lines: Sequence[Sequence[Any]]) -> None:
    """One statement for many rows of parameters."""
    with connection.cursor() as cursor:
        cursor.executemany(statement, lines)

"""Rows of any model, written by the database administrator: every column has some value, a few are told."""

import os
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models
from psycopg import sql
from psycopg.types.range import TimestamptzRange

from cloison.database import walls
from cloison.database.declare import Policed


def some_value(field: "models.Field[Any, Any]") -> Any:
    """A value that the column accepts; none where it may be empty."""
    if field.null:
        return None
    if isinstance(field, models.UUIDField | models.ForeignKey):
        return uuid.uuid4()
    if isinstance(field, models.BinaryField):
        return os.urandom(16)
    if isinstance(field, models.DateTimeField):
        return datetime.now(UTC)
    if isinstance(field, models.DurationField):
        return timedelta(minutes=15)
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, ArrayField):
        return []
    if isinstance(field, DateTimeRangeField):
        start = datetime(2031, 1, 1, tzinfo=UTC) + timedelta(minutes=int.from_bytes(os.urandom(3)))
        return TimestamptzRange(start, start + timedelta(minutes=1))
    if isinstance(field, models.IntegerField):
        return 1
    return os.urandom(4).hex()


def row(model: type[models.Model], **told: Any) -> dict[str, Any]:
    """The columns of one row."""
    values = {field.column: some_value(field) for field in model._meta.local_fields}
    assert told.keys() <= values.keys()
    return values | told


def insert(model: type[models.Model], values: dict[str, Any]) -> sql.Composed:
    """The statement that writes the row with the parameters `values`."""
    return sql.SQL("insert into {} ({}) values ({})").format(
        sql.SQL(walls.table(model)),
        sql.SQL(", ").join(map(sql.Identifier, values)),
        sql.SQL(", ").join(map(sql.Placeholder, values)),
    )


def write(connection: psycopg.Connection[Any], model: type[models.Model], **told: Any) -> dict[str, Any]:
    """Writes one row and gives its columns."""
    values = row(model, **told)
    connection.execute(insert(model, values), values)
    return values


def policed() -> list[type[models.Model]]:
    """Every model whose rows hang on circles."""
    return [model for model in walls.house_models() if isinstance(walls.declaration(model), Policed)]

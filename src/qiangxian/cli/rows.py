"""The rows of a table as one database gives them and another takes them.

Between the two stands the text of PostgreSQL's COPY: one line a row, values parted by tabs, a missing value told from an empty one.
What SQLite keeps in another way than PostgreSQL prints it (days with their instant, truth, numbers of fixed places, identifiers) is
written here, once in each direction, so that a row has the same seal on both."""

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models import Field, Model

MISSING = b"\\N"
AT_ONCE = 2000
ESCAPED = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f", "\v": "\\v"}
MEANT = {written[1]: plain for plain, written in ESCAPED.items()}
TO_ESCAPE, TO_MEAN = re.compile(r"[\\\n\r\t\b\f\v]"), re.compile(r"\\(.)")


def columns(model: type[Model]) -> list[Field[Any, Any]]:
    """What a table of the model keeps, in the order of its declaration."""
    return [field for field in model._meta.concrete_fields if field.column]


def listed(model: type[Model], names: Iterable[str] = ()) -> str:
    """The columns named, or all, as a statement lists them."""
    return ", ".join(map(connection.ops.quote_name, names or [str(field.column) for field in columns(model)]))


def of_sqlite(database: sqlite3.Connection, model: type[Model]) -> Iterator[bytes]:
    """Every row of the model's table as a line of COPY."""
    writers = [_printed(field) for field in columns(model)]
    cursor = database.execute(f'SELECT {listed(model)} FROM "{model._meta.db_table}"')  # noqa: S608 - names of our own models
    while rows := cursor.fetchmany(AT_ONCE):
        yield b"".join(
            b"\t".join(
                MISSING if value is None else _escape(write(value)) for write, value in zip(writers, row, strict=True)
            )
            + b"\n"
            for row in rows
        )


def into_sqlite(lines: Iterable[bytes], model: type[Model], names: list[str]) -> None:
    """Lines of COPY, with these columns, as rows of the model's table on the default connection."""
    by_name = {str(field.column): field for field in columns(model)}
    readers = [_kept(by_name[name]) for name in names]
    places = ", ".join(["%s"] * len(names))
    insert = f'INSERT INTO "{model._meta.db_table}" ({listed(model, names)}) VALUES ({places})'  # noqa: S608 - names of our own models
    rows: list[list[Any]] = []
    with connection.cursor() as cursor:
        for line in lines:
            values = line.rstrip(b"\n").split(b"\t")
            rows.append(
                [None if value == MISSING else read(_meant(value)) for read, value in zip(readers, values, strict=True)]
            )
            if len(rows) == AT_ONCE:
                cursor.executemany(insert, rows)
                rows = []
        cursor.executemany(insert, rows)


def _escape(text: str) -> bytes:
    return TO_ESCAPE.sub(lambda found: ESCAPED[found[0]], text).encode()


def _meant(value: bytes) -> str:
    text = value.decode()
    return TO_MEAN.sub(lambda found: MEANT.get(found[1], found[1]), text) if "\\" in text else text


def _printed(field: Field[Any, Any]) -> Callable[[Any], str]:
    """What SQLite keeps, as PostgreSQL reads it."""
    if isinstance(field, models.DateTimeField):
        return lambda value: f"{value}+00"
    if isinstance(field, models.BooleanField):
        return lambda value: "t" if value else "f"
    return str


def _kept(field: Field[Any, Any]) -> Callable[[str], Any]:
    """What PostgreSQL prints, as SQLite keeps it."""
    if isinstance(field, models.DateTimeField):
        return lambda text: str(datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None))
    if isinstance(field, models.BooleanField):
        return lambda text: int(text == "t")
    if isinstance(field, models.UUIDField):
        return lambda text: UUID(text).hex
    return str

"""Inserting many rows with one prepared statement: an import of 100,000 rows must not pay for 400,000 model instances."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import DateField, Field, JSONField, Model

from ..records.models import Record

_PIECE = 20_000


class Inserter:
    """Inserts mappings of column name → value into one table; what a mapping leaves out takes the model's default."""

    def __init__(self, model: type[Model]) -> None:
        meta = model._meta
        self.fields: list[Field[Any, Any]] = [
            field for field in meta.concrete_fields if not field.primary_key or meta.model_name == "record"
        ]
        quote = connection.ops.quote_name
        columns = ", ".join(quote(str(field.column)) for field in self.fields)
        marks = ", ".join(["%s"] * len(self.fields))
        self.sql = f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608 - names of our own models
        self.defaults = [(field.attname, field.get_default()) for field in self.fields]
        self.prepared = [
            (place, field) for place, field in enumerate(self.fields) if isinstance(field, DateField | JSONField)
        ]
        self.prepare = lru_cache(maxsize=20_000)(lambda place, value: self._db_value(place, value))
        self.identities = [
            place
            for place, field in enumerate(self.fields)
            if field.related_model is Record or (field.primary_key and model is Record)
        ]

    def tuples(self, rows: Sequence[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
        """The rows as the statement takes them; needs no database."""
        return [tuple(self._tuple(row)) for row in rows]

    def settled(self, rows: Sequence[tuple[Any, ...]], true_ids: Sequence[int]) -> list[tuple[Any, ...]]:
        """The rows with the identities that were given out provisionally (-1, -2 …) replaced by the true ones."""
        return [self._settled(row, true_ids) for row in rows]

    def _settled(self, row: tuple[Any, ...], true_ids: Sequence[int]) -> tuple[Any, ...]:
        changed: list[Any] | None = None
        for place in self.identities:
            value = row[place]
            if value is not None and value < 0:
                changed = changed or list(row)
                changed[place] = true_ids[-value - 1]
        return row if changed is None else tuple(changed)

    def insert(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Insert all rows, inside the caller's transaction."""
        for start in range(0, len(rows), _PIECE):
            with connection.cursor() as cursor:
                cursor.executemany(self.sql, rows[start : start + _PIECE])

    def _tuple(self, row: Mapping[str, Any]) -> list[Any]:
        values = [row.get(name, default) for name, default in self.defaults]
        for place, field in self.prepared:
            value = values[place]
            if value is None:
                continue
            if isinstance(field, JSONField):
                values[place] = self._db_value(place, value)
            else:
                values[place] = self.prepare(place, value)
        return values

    def _db_value(self, place: int, value: Any) -> Any:
        return self.fields[place].get_db_prep_save(value, connection)


def new_ids(model: type[Model], count: int, *, after: int = 0) -> range | list[int]:
    """Free primary keys, taken in advance; the caller holds the lock of the county's clock inside a transaction.

    `after`: the last key the caller took already and has perhaps not written yet."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [row[0] for row in cursor.fetchall()]
        # SQLite has one writer at a time, and AUTOINCREMENT remembers the highest key ever given.
        cursor.execute("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = %s", [table])
        first = max(int(cursor.fetchone()[0]), after) + 1
    return range(first, first + count)

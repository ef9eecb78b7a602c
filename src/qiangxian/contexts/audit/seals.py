"""Row seals: what the product writes it seals, so that a row changed, added or taken out by any other hand is named.

Triggers note which rows a transaction touches (`Touched`). At the end of every action the touched rows are read back, each gets
a keyed digest of all its columns (`RowSeal`), and its table a count and a sum of digests (`TableTotal`), which the audit line of
the action carries. The key stands outside the database (docs/adr/0014)."""

import hashlib
import hmac
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC
from decimal import Decimal
from functools import cache
from typing import Any

from django.apps import apps
from django.apps.registry import Apps
from django.conf import settings
from django.db import connection, models, transaction

from qiangxian.kernel import rulebook
from qiangxian.kernel.integrity import Discrepancy, Tick

from .models import RowSeal, TableTotal, Touched

AT_ONCE = 400
DIGITS = 32
MODULUS = 1 << 64
BEFORE_UPGRADE = -1
"""In place of its transaction in a note of what was found before an upgrade."""
SEPARATOR = "\x1f"
Totals = dict[str, tuple[int, int]]
"""By table: how many rows, and the sum of their digests modulo 2^64."""


def digest(message: str) -> str:
    """The keyed digest of a text, by the algorithm the settings name."""
    return hmac.digest(_key(settings.SECRET_KEY), message.encode(), settings.SEAL_DIGEST).hex()


def algorithm() -> str:
    """The name of the algorithm with the mark of the key, as it stands beside what was sealed by them."""
    return f"hmac-{settings.SEAL_DIGEST}:{hashlib.sha256(_key(settings.SECRET_KEY) + b'mark').hexdigest()[:8]}"


@cache
def _key(secret: str) -> bytes:
    return hashlib.sha256(b"qiangxian seals\x00" + secret.encode()).digest()


class Sealed:
    """A table that is sealed: what is read of a row, its key first and then its columns by name, and how those values are written,
    by their place, that this database gives in another way than the rest."""

    def __init__(self, meta: Any) -> None:
        read = [
            _read(one) for one in sorted(meta.concrete_fields, key=lambda one: str(one.column)) if not one.primary_key
        ]
        self.table, self.key = str(meta.db_table), str(meta.pk.column)
        self.listed = ", ".join((f"t.{_quoted(self.key)}", *(column for column, _write in read)))
        self.writers = [(place, write) for place, (_column, write) in enumerate(read, 1) if write]
        self.by_number = isinstance(meta.pk, models.AutoField | models.IntegerField | models.OneToOneField)

    def seal(self, row: tuple[Any, ...]) -> str:
        """The seal of a row as `listed` reads it."""
        values = list(row)
        for place, write in self.writers:
            if values[place] is not None:
                values[place] = write(values[place])
        return digest(f"{self.table} {values!r}")[:DIGITS]


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _json(value: Any) -> str:
    return json.dumps(json.loads(value) if isinstance(value, str) else value, ensure_ascii=False, sort_keys=True)


def _read(field: models.Field[Any, Any]) -> tuple[str, Callable[[Any], Any] | None]:
    """How a column is read, and how its value is written so that every database gives it alike: days and instants (in UTC) as the
    text in which SQLite keeps them, truth as 1 and 0."""
    column, lite = f"t.{_quoted(str(field.column))}", connection.vendor == "sqlite"
    if isinstance(field, models.DateTimeField):
        return (f"{column} || ''", None) if lite else (column, lambda v: str(v.astimezone(UTC).replace(tzinfo=None)))
    if isinstance(field, models.DateField):
        return (f"{column} || ''", None) if lite else (column, str)
    if isinstance(field, models.BooleanField):
        return (f"{column} + 0", None) if lite else (column, int)
    if isinstance(field, models.DecimalField):
        unit = Decimal(1).scaleb(-(field.decimal_places or 0))
        return column, lambda value: str(Decimal(str(value)).quantize(unit))
    if isinstance(field, models.BinaryField):
        return column, lambda value: bytes(value).hex()
    return column, _json if isinstance(field, models.JSONField) else None


def outside() -> dict[str, str]:
    """The tables that are not sealed, each with the reason."""
    return dict(rulebook.load("audit", "tables", division=None)["outside"])


@cache
def tables() -> dict[str, Sealed]:
    """Every sealed table by name."""
    return tables_of(apps)


def tables_of(release: Apps) -> dict[str, Sealed]:
    """The same of a release, whose tables had other columns."""
    metas = (model._meta for model in release.get_models(include_auto_created=True))
    kept = (one for one in metas if one.managed and not one.proxy and one.db_table not in outside())
    return {one.db_table: Sealed(one) for one in kept}


def mark() -> int:
    """Where the notes of touched rows stand before a piece of work, inside its transaction."""
    if connection.vendor == "postgresql":
        return 0
    return int(Touched.objects.aggregate(last=models.Max("id"))["last"] or 0)


def _mine(since: int) -> models.QuerySet[Touched]:
    """The notes of this transaction since the mark. On PostgreSQL each transaction knows its own; SQLite has one writer."""
    if connection.vendor != "postgresql":
        return Touched.objects.filter(pk__gt=since)
    with connection.cursor() as cursor:
        cursor.execute("SELECT txid_current()")
        return Touched.objects.filter(transaction=cursor.fetchone()[0])


def seal_touched(since: int) -> Totals:
    """Seal what was written since the mark; the totals of the tables that were touched."""
    notes = _mine(since)
    keys: dict[str, set[str]] = defaultdict(set)
    for table, key in notes.values_list("table", "key").iterator(chunk_size=5000):
        keys[table].add(key)
    known = tables()
    told = {table: _seal_rows(known[table], touched) for table, touched in sorted(keys.items()) if table in known}
    if keys:
        notes.delete()
    return told


def _seal_rows(sealed: Sealed, keys: Iterable[str]) -> tuple[int, int]:
    total, _new = TableTotal.objects.select_for_update().get_or_create(table=sealed.table)
    count, added = total.rows, int(total.digests or 0)
    with connection.cursor() as cursor:
        ordered = sorted(keys)
        for some in (ordered[first : first + AT_ONCE] for first in range(0, len(ordered), AT_ONCE)):
            before = dict(RowSeal.objects.filter(table=sealed.table, key__in=some).values_list("key", "seal"))
            now = {str(row[0]): sealed.seal(row) for row in _rows(cursor, sealed, some)}
            gone = [key for key in before if key not in now]
            count += len(now.keys() - before.keys()) - len(gone)
            added += sum(_number(seal) for seal in now.values()) - sum(_number(seal) for seal in before.values())
            _store(cursor, sealed.table, {key: seal for key, seal in now.items() if before.get(key) != seal}, gone)
    return _total(total, count, added % MODULUS)


def _total(total: TableTotal, count: int, added: int) -> tuple[int, int]:
    total.rows, total.digests, total.algorithm = count, str(added), algorithm()
    total.mac = _mac(total)
    total.save()
    return count, added


def _mac(total: TableTotal) -> str:
    return digest(SEPARATOR.join(("total", total.table, str(total.rows), total.digests)))


def _number(seal: str) -> int:
    return int(seal[:16], 16)


def _rows(cursor: Any, sealed: Sealed, keys: Iterable[str]) -> list[tuple[Any, ...]]:
    given = [int(key) for key in keys] if sealed.by_number else list(keys)
    places = ", ".join(["%s"] * len(given))
    where = f"{_quoted(sealed.key)} IN ({places})"
    cursor.execute(f"SELECT {sealed.listed} FROM {_quoted(sealed.table)} t WHERE {where}", given)  # noqa: S608 - names of our own models
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _store(cursor: Any, table: str, fresh: dict[str, str], gone: list[str]) -> None:
    if fresh:
        cursor.executemany(
            'INSERT INTO audit_rowseal ("table", "key", "seal") VALUES (%s, %s, %s) '
            'ON CONFLICT ("table", "key") DO UPDATE SET "seal" = excluded."seal"',
            [(table, key, seal) for key, seal in fresh.items()],
        )
    if gone:
        RowSeal.objects.filter(table=table, key__in=gone).delete()


@transaction.atomic
def note_before_upgrade(release: Apps) -> None:
    """What is not as the product left it is noted before a migration changes its table, lest the new seals hide it. An upgrade that
    was broken off has done so already, and its tables are half of either release."""
    upgrading = Touched(table="", key="", transaction=BEFORE_UPGRADE)
    if Touched.objects.filter(table="", transaction=BEFORE_UPGRADE).exists():
        return
    sealed = set(TableTotal.objects.values_list("table", flat=True))
    among = [one for table, one in tables_of(release).items() if table in sealed]
    differing = {(one.table, one.key) for one in broken_rows(among=among) if one.table}
    noted = set(Touched.objects.values_list("table", "key"))
    notes = [Touched(table=table, key=key, transaction=BEFORE_UPGRADE) for table, key in sorted(differing - noted)]
    Touched.objects.bulk_create([*notes, upgrading])


@transaction.atomic
def seal_everything() -> Totals:
    """Seal all rows of all tables as they stand: once when seals are new, and after an upgrade has changed tables. What another hand
    wrote before stays noted."""
    RowSeal.objects.all().delete()
    Touched.objects.filter(table="", transaction=BEFORE_UPGRADE).delete()
    TableTotal.objects.all().delete()
    told = {}
    with connection.cursor() as cursor:
        for sealed in tables().values():
            count = added = 0
            for rows in _all_rows(sealed):
                fresh = {str(row[0]): sealed.seal(row) for row in rows}
                _store(cursor, sealed.table, fresh, [])
                count, added = count + len(fresh), added + sum(map(_number, fresh.values()))
            if count:
                told[sealed.table] = _total(TableTotal(table=sealed.table), count, added % MODULUS)
    return told


def _all_rows(sealed: Sealed) -> Iterator[list[tuple[Any, ...]]]:
    """All rows of a table in the order of their keys, some at once."""
    after: Any = None
    with connection.cursor() as cursor:
        while True:
            where = "" if after is None else f"WHERE t.{_quoted(sealed.key)} > %s"
            sql = f"SELECT {sealed.listed} FROM {_quoted(sealed.table)} t {where} ORDER BY 1 LIMIT 2000"  # noqa: S608 - names of our own models
            cursor.execute(sql, [] if after is None else [after])
            rows = cursor.fetchall()
            if not rows:
                return
            yield rows
            after = rows[-1][0]


def has_rows() -> bool:
    """Whether anything is there to be sealed."""
    return any(next(_all_rows(sealed), None) for sealed in tables().values())


def count_rows() -> int:
    """How many rows are sealed."""
    return sum(TableTotal.objects.values_list("rows", flat=True))


def broken_rows(tick: Tick = lambda: None, *, among: Iterable[Sealed] | None = None) -> Iterator[Discrepancy]:
    """Every row that is not as the product left it, and every table whose number of rows is not; of all tables or of some."""
    totals = {total.table: total for total in TableTotal.objects.all()}
    strangers = sorted({total.algorithm for total in totals.values()} - {algorithm()})
    if strangers:
        yield Discrepancy("封存密钥已更换", "、".join(strangers), "封存时所用的密钥", algorithm())
        return
    for sealed in tables().values() if among is None else among:
        yield from _broken_in(sealed, totals.get(sealed.table), tick)
    for table in sorted(totals.keys() - tables().keys()):
        yield Discrepancy("封存的表不在程序中", table, "没有这张表的封存值", f"{totals[table].rows} 行")
    for note in Touched.objects.exclude(table="").order_by("pk").iterator():
        what = "升级前已与封存不符" if note.transaction == BEFORE_UPGRADE else "在程序之外写入"
        yield _of_row(what, note.table, note.key, "由程序写入并封存", "没有对应的办理记录")


def _broken_in(sealed: Sealed, total: TableTotal | None, tick: Tick) -> Iterator[Discrepancy]:
    seals = dict(RowSeal.objects.filter(table=sealed.table).values_list("key", "seal"))
    count = added = 0
    for rows in _all_rows(sealed):
        for row in rows:
            tick()
            key, seal = str(row[0]), sealed.seal(row)
            kept = seals.pop(key, None)
            count, added = count + 1, added + _number(seal)
            if kept is None:
                yield _of_row("在程序之外增加的行", sealed.table, key, "没有这一行", "有")
            elif kept != seal:
                yield _of_row("在程序之外改动的行", sealed.table, key, kept, seal)
    for key in seals:
        yield _of_row("在程序之外删除的行", sealed.table, key, "有", "没有这一行")
    expected = (total.rows, total.digests, total.mac) if total else (0, "0", "")
    if total and total.mac != _mac(total):
        yield _of_row("表的总数被改动", sealed.table, "", _mac(total), total.mac)
    if expected[:2] != (count, str(added % MODULUS)):
        yield _of_row("表的行数与封存时不符", sealed.table, "", f"{expected[0]} 行", f"{count} 行")


def _of_row(what: str, table: str, key: str, expected: str, found: str) -> Discrepancy:
    return Discrepancy(what, f"{table} {key}".strip(), expected, found, table=table, key=key)

"""`python tampering.py BACKUP OUT`: restore a backup, bring it to today, and let another hand change each table in every way; what the
proof names of it is written down, one JSON line a change. Every change is taken back before the next."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def main(backup: str, out: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "qiangxian.config.settings"
    os.environ["DEMO"] = "0"
    import django

    django.setup()
    from qiangxian.cli.main import main as qiangxian

    for words in (["restore", backup], ["setup"]):
        sys.argv = ["qiangxian", *words]
        try:
            qiangxian()
        except SystemExit as end:
            assert not end.code, words
    with Path(out).open("w", encoding="utf-8") as told:
        for tamper in changes():
            told.write(json.dumps(tamper, ensure_ascii=False) + "\n")


@contextmanager
def another_hand() -> Iterator[Any]:
    """A cursor without our triggers in the way, and everything taken back."""
    from django.db import connection, transaction

    from qiangxian.contexts.audit import triggers

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("PRAGMA defer_foreign_keys = ON")
        triggers.remove()
        yield cursor
        transaction.set_rollback(True)


def changes() -> Iterator[dict[str, Any]]:
    from qiangxian.contexts.audit import seals

    yield {"way": "none", "named": named()}
    for sealed in seals.tables().values():
        with another_hand() as cursor:
            cursor.execute(f'SELECT "{sealed.key}" FROM "{sealed.table}" ORDER BY 1 LIMIT 1 OFFSET 1')
            row = cursor.fetchone()
        if row is None:
            continue
        for way in ("update", "delete", "insert", "replace", "delete with its seal"):
            with another_hand() as cursor:
                key = change(cursor, sealed, way, row[0])
                if key is not None:
                    told = named() if way == "update" else named([sealed])
                    yield {"way": way, "table": sealed.table, "key": str(key), "named": told}


def named(among: Any = None) -> list[list[str]]:
    from qiangxian.contexts.audit import seals

    return [[one.table, one.key] for one in seals.broken_rows(among=among)]


def change(cursor: Any, sealed: Any, way: str, key: Any) -> Any:
    """Do it; the key of the row it was done to, nothing where the table knows no such change."""
    from django.apps import apps

    model = next(m for m in apps.get_models(include_auto_created=True) if m._meta.db_table == sealed.table)
    fields = [f for f in model._meta.concrete_fields if not f.primary_key and not f.is_relation]
    words = next((f for f in fields if f.get_internal_type() in ("CharField", "TextField") and not f.unique), None)
    table, column = f'"{sealed.table}"', f'"{sealed.key}"'
    cursor.execute("PRAGMA ignore_check_constraints = ON")
    if way == "update":
        number = next((f for f in fields if "Integer" in f.get_internal_type()), None)
        changed = (
            f'"{words.column}" = "{words.column}" || \'改\'' if words else f'"{number.column}" = "{number.column}" + 1'
        )
        cursor.execute(f"UPDATE {table} SET {changed} WHERE {column} = %s", [key])
        return key
    if way == "replace":  # two rows change their keys: nothing is new, nothing gone
        if not sealed.by_number:
            return None
        cursor.execute(f"SELECT MIN({column}) FROM {table} WHERE {column} <> %s", [key])
        other = cursor.fetchone()[0]
        if _alike(cursor, sealed, key, other):
            return None
        for was, becomes in ((key, -1), (other, key), (-1, other)):
            cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {column} = %s", [becomes, was])
        return key
    if way.startswith("delete"):
        cursor.execute(f"DELETE FROM {table} WHERE {column} = %s", [key])
        if way != "delete":
            cursor.execute('DELETE FROM audit_rowseal WHERE "table" = %s AND "key" = %s', [sealed.table, str(key)])
            return ""
        return key
    columns = ", ".join(f'"{f.column}"' for f in model._meta.concrete_fields if not f.primary_key)
    new = 987_654_321 if sealed.by_number else "另一行"
    for index in _unique_indexes(cursor, sealed.table):
        cursor.execute(f'DROP INDEX "{index}"')
    cursor.execute(
        f"INSERT OR IGNORE INTO {table} ({column}, {columns}) SELECT %s, {columns} FROM {table} WHERE {column} = %s",
        [new, key],
    )
    return new if cursor.rowcount else None


def _alike(cursor: Any, sealed: Any, one: Any, other: Any) -> bool:
    """Two rows that differ in their keys alone: to exchange those changes nothing."""
    cursor.execute(f'SELECT {sealed.listed} FROM "{sealed.table}" t WHERE "{sealed.key}" IN (%s, %s)', [one, other])
    (_key, *first), (_other, *second) = cursor.fetchall()
    return first == second


def _unique_indexes(cursor: Any, table: str) -> list[str]:
    cursor.execute("SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL", [table])
    return [name for (name,) in cursor.fetchall()]


if __name__ == "__main__":
    main(*sys.argv[1:])

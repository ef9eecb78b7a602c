"""What the database itself does: it notes which rows are written, refuses to change what only grows, and lets a fact be superseded
and nothing else.

Triggers go before tables are changed by an upgrade and come back after it, so that a migration may carry kept rows over."""

from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db import connection

from . import seals

PREFIX = "qx_"
APPEND_ONLY = {
    "audit_auditline": "",
    "indicators_observation": "",
    "matters_step": "(SELECT is_demo FROM matters_matter WHERE id = OLD.matter_id) "
    'OR (OLD."by_id" IS NULL AND OLD."by" LIKE \'演示%\')',
    "matters_revision": "(SELECT is_demo FROM matters_matter WHERE id = OLD.matter_id)",
}
"""Tables whose rows are neither changed nor taken out; beside it the rows that may be taken out all the same: those of the
demonstration, by its matter or by its invented officials."""


ENDED = "superseded_revision"


def facts() -> dict[str, tuple[list[str], bool]]:
    """Tables of models that say what of a row may change after it is written (`may_change`): by table, the columns that may not,
    and whether a row ends by being superseded, which happens once."""
    told = {}
    for model in apps.get_models():
        if (allowed := getattr(model, "may_change", None)) is not None and model._meta.managed:
            columns = [str(field.column) for field in model._meta.concrete_fields if field.attname not in allowed]
            told[model._meta.db_table] = (columns, ENDED in allowed)
    return told


def install() -> None:
    """Put every trigger in place; those that stand are made anew."""
    remove()
    _run(_on_sqlite() if connection.vendor == "sqlite" else _on_postgresql())


def let_go() -> None:
    """Let rows that only grow be changed: for tests of what proves them."""
    remove(f"{PREFIX}keep_")


def remove(prefix: str = PREFIX) -> None:
    """Take all our triggers away, or those whose names begin so."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND substr(name, 1, %s) = %s",
                [len(prefix), prefix],
            )
            _run(f'DROP TRIGGER "{name}"' for (name,) in cursor.fetchall())
        else:
            cursor.execute(
                "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal AND left(tgname, %s) = %s",
                [len(prefix), prefix],
            )
            _run(f'DROP TRIGGER "{name}" ON {table}' for name, table in cursor.fetchall())


def _run(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _on_sqlite() -> Iterator[str]:
    for sealed in seals.tables().values():
        for event, row in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
            yield (
                f'CREATE TRIGGER "{PREFIX}{event.lower()}_{sealed.table}" AFTER {event} ON "{sealed.table}" BEGIN '  # noqa: S608 - names of our own models
                'INSERT INTO "audit_touched" ("table", "key", "transaction") '
                f"VALUES ('{sealed.table}', {row}.\"{sealed.key}\", 0); END"
            )
    for table, but in APPEND_ONLY.items():
        for event in ("UPDATE", "DELETE"):
            when = f"WHEN NOT COALESCE({but}, 0)" if but and event == "DELETE" else ""
            yield (
                f'CREATE TRIGGER "{PREFIX}keep_{event.lower()}_{table}" BEFORE {event} ON "{table}" {when} '
                f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
            )
    for table, (columns, ends) in facts().items():
        listed = ", ".join(f'"{column}"' for column in columns)
        whens = [("change", f"UPDATE OF {listed}", ""), ("delete", "DELETE", "")]
        if ends:
            whens.append(("end", f'UPDATE OF "{ENDED}"', f'WHEN OLD."{ENDED}" IS NOT NULL'))
        for name, event, when in whens:
            yield (
                f'CREATE TRIGGER "{PREFIX}keep_{name}_{table}" BEFORE {event} ON "{table}" {when} '
                f"BEGIN SELECT RAISE(ABORT, '{table} is only superseded'); END"
            )


def _on_postgresql() -> Iterator[str]:
    for sealed in seals.tables().values():
        name = f"{PREFIX}touch_{sealed.table}"
        yield (
            f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '  # noqa: S608 - names of our own models
            'INSERT INTO audit_touched ("table", "key", "transaction") '
            f"SELECT '{sealed.table}', written.\"{sealed.key}\"::text, txid_current() FROM written; RETURN NULL; END $$"
        )
        for event, row in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
            yield (
                f'CREATE TRIGGER "{PREFIX}{event.lower()}_{sealed.table}" AFTER {event} ON "{sealed.table}" '
                f'REFERENCING {row} TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION "{name}"()'
            )
    yield (
        "CREATE OR REPLACE FUNCTION qx_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '% only grows', TG_TABLE_NAME; END $$"
    )
    for table, but in APPEND_ONLY.items():
        if but:
            yield (
                f'CREATE OR REPLACE FUNCTION "qx_stays_{table}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
                f"IF NOT COALESCE({but}, false) THEN RAISE EXCEPTION '{table} only grows'; END IF; RETURN OLD; END $$"
            )
        for event in ("UPDATE", "DELETE"):
            function = f'"qx_stays_{table}"' if but and event == "DELETE" else "qx_only_grows"
            yield (
                f'CREATE TRIGGER "{PREFIX}keep_{event.lower()}_{table}" BEFORE {event} ON "{table}" '
                f"FOR EACH ROW EXECUTE FUNCTION {function}()"
            )
    yield (
        "CREATE OR REPLACE FUNCTION qx_is_superseded() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '% is only superseded', TG_TABLE_NAME; END $$"
    )
    for table, (columns, ends) in facts().items():
        listed = ", ".join(f'"{column}"' for column in columns)
        whens = [("change", f"UPDATE OF {listed}", ""), ("delete", "DELETE", "")]
        if ends:
            whens.append(("end", f'UPDATE OF "{ENDED}"', f'WHEN (OLD."{ENDED}" IS NOT NULL)'))
        for name, event, when in whens:
            yield (
                f'CREATE TRIGGER "{PREFIX}keep_{name}_{table}" BEFORE {event} ON "{table}" '
                f"FOR EACH ROW {when} EXECUTE FUNCTION qx_is_superseded()"
            )

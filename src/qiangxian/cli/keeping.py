"""`backup FILE` and `restore FILE`: the whole county in one archive, on the same database or the other one.

What is restored is laid down beside the old county, brought to this version and proven; only then does it take its place. On SQLite
that is a folder (`staging.py`), on PostgreSQL one transaction."""

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer
from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DataError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model

from qiangxian.contexts.audit import triggers
from qiangxian.contexts.quality import verification
from qiangxian.kernel.errors import DomainError, Refused

from . import archive, rows, staging
from .archive import DATABASE, TABLES, Manifest
from .options import JsonFlag
from .output import emit, say

SHOWN = 5
Lines = Callable[[type[Model]], Iterable[bytes]]


def backup(
    file: Annotated[Path, typer.Argument(help="备份文件（.tar.gz）")],
    json_out: JsonFlag = False,
) -> None:
    """把数据库、附件和密钥备份成一个文件。例：qiangxian backup 备份-20261122.tar.gz"""
    if file.exists():
        raise Refused("备份文件已存在", file=str(file), remedy="换一个文件名，旧备份不会被覆盖")
    if not file.absolute().parent.is_dir():
        raise Refused("没有这个文件夹", file=str(file.absolute().parent), remedy="先建立文件夹，或换一个位置")
    with tempfile.TemporaryDirectory(dir=file.absolute().parent, prefix=".backup-") as folder:
        members = archive.write(file, Path(folder))["members"]
    if json_out:
        emit({"file": str(file), "members": len(members), "bytes": file.stat().st_size})
    else:
        say(f"已备份到 {file}：{len(members)} 个文件，{file.stat().st_size / 1e6:.1f} MB。请妥善保管，内含密钥。")


def restore(
    file: Annotated[Path, typer.Argument(help="备份文件")],
    replace: Annotated[bool, typer.Option("--replace", help="现有数据将被备份中的数据取代")] = False,
    unproven: Annotated[bool, typer.Option("--unproven", help="备份中的数据核验不符也恢复")] = False,
    json_out: JsonFlag = False,
) -> None:
    """从备份恢复，核验无误后才取代现有数据；先停止 serve。有数据时须加 --replace。例：qiangxian restore 备份-20261122.tar.gz"""
    if not file.is_file():
        raise Refused("没有这个文件", file=str(file), remedy="核对路径")
    with staging.in_use(alone=True):
        if not replace and not _is_empty():
            raise DomainError("这里已有数据，恢复会取代它", remedy="先 backup，再加 --replace 恢复")
        with staging.room() as place:
            manifest = archive.unpack(file, place / staging.NEW)
            differing = _taken_over(place, manifest, accept=unproven)
    words = {"restored_from": str(file), "made_at": manifest["made_at"], "members": len(manifest["members"])}
    if json_out:
        emit({**words, "differing": differing})
    else:
        told = f"核验有 {differing} 处不符，请运行 qiangxian verify 查看。" if differing else "已核验，全部一致。"
        say(f"已从 {file} 恢复（备份于 {manifest['made_at'][:19]}）。{told}")


def _is_empty() -> bool:
    with connection.cursor() as cursor:
        if "audit_auditline" not in connection.introspection.table_names(cursor):
            return True
        cursor.execute("SELECT COUNT(*) FROM audit_auditline")
        return bool(cursor.fetchone()[0] == 0)


def _taken_over(place: Path, manifest: Manifest, *, accept: bool) -> int:
    """Lay the county down, bring it to this version, prove it and put it in the place of the old; how much of it differs."""
    new, on_sqlite = place / staging.NEW, connection.vendor == "sqlite"
    together: AbstractContextManager[Any] = nullcontext() if on_sqlite else transaction.atomic()
    with staging.standing_on(new), together:
        _lay_down(new, manifest)
        call_command("migrate", verbosity=0, interactive=False)  # seals by the key that came with the backup
        triggers.install()
        differing = _proven(accept=accept)
        if not on_sqlite:
            with connection.cursor() as cursor:
                cursor.execute(f"COMMENT ON TABLE audit_audithead IS '{staging.word_of(place)}'")
    staging.decide(place)
    return differing


def _proven(*, accept: bool) -> int:
    differing = list(verification.differing())
    if differing and not accept:
        told = "；".join(f"{one.what} {one.where}" for one in differing[:SHOWN])
        raise DomainError(
            f"备份中的数据核验有 {len(differing)} 处不符，没有恢复，现有数据未动：{told}",
            remedy="换一份备份；密钥不在备份里的，先设置做备份时的 QIANGXIAN_SECRET_KEY；确要恢复，加 --unproven",
        )
    return len(differing)


def _lay_down(new: Path, manifest: Manifest) -> None:
    """The rows of the archive in the database we stand on, at the version they are of."""
    if manifest["database"] == "sqlite" and connection.vendor == "sqlite":
        (new / DATABASE).rename(str(connection.settings_dict["NAME"]))
        return
    if manifest["database"] == "sqlite":
        _bring_to_this_version(new)
        with closing(sqlite3.connect(new / DATABASE)) as source:
            _fill(_built(_leaves()), lambda model: rows.of_sqlite(source, model))
        (new / DATABASE).unlink()
        return
    if connection.vendor == "sqlite" and manifest["format"] == 1:
        raise Refused("旧格式的 PostgreSQL 备份只能恢复到 PostgreSQL", remedy="恢复后重新 backup，再用新备份恢复")
    models = _built(_last_of({(app, name) for app, name in (one.split(".", 1) for one in manifest["migrations"])}))
    if connection.vendor == "sqlite":
        _fill_sqlite(models, new, manifest["tables"])
    elif manifest["format"] == 1:
        _fill(models, lambda model: _lines(new / TABLES / f"{model._meta.db_table}.csv"), as_csv=True)
    else:
        _fill(models, lambda model: _lines(_copied(new, model)), manifest["tables"])


def _bring_to_this_version(new: Path) -> None:
    """The SQLite of the archive, by a process that stands on it."""
    database = new / "qiangxian.sqlite3"
    (new / DATABASE).rename(database)
    own = {
        "QIANGXIAN_VAR": str(new),
        "QIANGXIAN_DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "qiangxian.config.settings",
    }
    command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0", "--no-input"]
    done = subprocess.run(command, env={**os.environ, **own}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise DomainError(f"备份不能升级到本版本：{done.stderr[-300:]}", remedy="用做备份时的程序版本恢复")
    with closing(sqlite3.connect(database)) as whole:
        whole.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.rename(new / DATABASE)


def _leaves() -> list[Any]:
    return list(MigrationExecutor(connection).loader.graph.leaf_nodes())


def _last_of(recorded: set[tuple[str, str]]) -> list[Any]:
    """The last migration of each app among those a database has been brought to."""
    nodes = MigrationExecutor(connection).loader.graph.node_map
    followed = {
        one
        for one in recorded
        if any(after.key in recorded and after.key[0] == one[0] for after in nodes[one].children)
    }
    return sorted(recorded - followed)


def _built(nodes: list[Any]) -> list[type[Model]]:
    """Empty tables as the migrations up to these nodes make them; what stood there goes with them. The models of that version."""
    if connection.vendor == "postgresql":
        _drop_tables()
    executor = MigrationExecutor(connection)
    executor.migrate(nodes)
    state = executor.loader.project_state(nodes).apps
    return [m for m in state.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy]


def _drop_tables() -> None:
    labels = {config.label for config in apps.get_app_configs()} | {"django"}
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        ours = [t for t in connection.introspection.table_names(cursor) if any(t.startswith(f"{x}_") for x in labels)]
        if ours:
            cursor.execute(f"DROP TABLE {', '.join(map(quote, ours))} CASCADE")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table whose rows wait to be proven cannot be altered


def _fill(
    models: list[type[Model]], lines_of: Lines, told: Mapping[str, list[str]] | None = None, *, as_csv: bool = False
) -> None:
    """Every row of every table into PostgreSQL, inside the transaction that is open; the columns are those told, or those of a head."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_auditline DISABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("TRUNCATE " + ", ".join(quote(model._meta.db_table) for model in models))
        for model in models:
            table, lines = model._meta.db_table, iter(lines_of(model))
            names = next(lines).decode().strip().split(",") if as_csv else (told or {}).get(table, [])
            copy = f"COPY {quote(table)} ({rows.listed(model, names)}) FROM STDIN{' (FORMAT csv)' if as_csv else ''}"
            try:
                with connection.wrap_database_errors, cursor.copy(copy) as taking:
                    for block in lines:
                        taking.write(block)
            except DataError as error:
                raise DomainError(f"{table} 表里有 PostgreSQL 存不下的内容：{error}", remedy="更正后重新备份") from None
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE audit_auditline ENABLE TRIGGER USER")
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _fill_sqlite(models: list[type[Model]], new: Path, told: Mapping[str, list[str]]) -> None:
    """Every row of every table into the new SQLite."""
    with transaction.atomic():
        for model in models:
            table = model._meta.db_table
            with connection.cursor() as cursor:
                cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608 - names of our own models
            rows.into_sqlite(_lines(_copied(new, model)), model, told[table])


def _copied(new: Path, model: type[Model]) -> Path:
    return new / TABLES / f"{model._meta.db_table}.copy"


def _lines(file: Path) -> Iterator[bytes]:
    with file.open("rb") as lines:
        yield from lines

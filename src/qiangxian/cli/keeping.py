"""`backup FILE` and `restore FILE`: the whole county in one archive that is checked before anything is replaced.

The archive is a tar.gz: `manifest.json` (SHA-256 of every member, migrations, counts), the database (SQLite: a consistent copy
made by its own backup function; PostgreSQL: one COPY per table from one snapshot), the kept files and the signing key."""

import hashlib
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from qiangxian.kernel.errors import DomainError, Refused

from .output import emit, say

MANIFEST, DATABASE, TABLES, FILES, KEY = "manifest.json", "database.sqlite3", "tables", "files", "secret-key"
FORMAT = 1
CHUNK = 1 << 20


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _copy_database(room: Path) -> None:
    """A consistent copy of the database in the room, taken while others go on working."""
    if connection.vendor == "sqlite":
        source = sqlite3.connect(str(settings.DATABASES["default"]["NAME"]))
        target = sqlite3.connect(room / DATABASE)
        with source, target:
            source.backup(target)
        source.close()
        target.close()
        return
    (room / TABLES).mkdir()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for table in sorted(connection.introspection.table_names(cursor)):
            with (room / TABLES / f"{table}.csv").open("wb") as out, cursor.copy(_copy_out(table)) as rows:
                for block in rows:
                    out.write(block)


def _copy_out(table: str) -> str:
    return f"COPY {connection.ops.quote_name(table)} TO STDOUT (FORMAT csv, HEADER true)"


def _migrations() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def _fill(room: Path) -> dict[str, Any]:
    """Lay everything into the room and describe it."""
    _copy_database(room)
    if settings.FILES.is_dir():
        shutil.copytree(settings.FILES, room / FILES)
    if (settings.VAR / KEY).exists():
        shutil.copy2(settings.VAR / KEY, room / KEY)
    members = {str(p.relative_to(room)): _sha256(p) for p in sorted(room.rglob("*")) if p.is_file()}
    return {
        "format": FORMAT,
        "made_at": timezone.now().isoformat(),
        "database": connection.vendor,
        "migrations": _migrations(),
        "members": members,
    }


def backup(
    file: Annotated[Path, typer.Argument(help="备份文件（.tar.gz）")],
    json_out: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """把数据库、附件和密钥备份成一个文件。例：qiangxian backup 舞钢-20261122.tar.gz"""
    if file.exists():
        raise Refused("备份文件已存在", file=str(file), remedy="换一个文件名，旧备份不会被覆盖")
    with tempfile.TemporaryDirectory(dir=file.absolute().parent, prefix=".backup-") as folder:
        room = Path(folder) / "room"
        room.mkdir()
        manifest = _fill(room)
        (room / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1))
        draft = Path(folder) / "draft"
        with tarfile.open(draft, "w:gz", compresslevel=6) as archive:
            archive.add(room / MANIFEST, MANIFEST)
            for name in manifest["members"]:
                archive.add(room / name, name)
        draft.chmod(0o600)
        draft.rename(file)
    if json_out:
        emit({"file": str(file), "members": len(manifest["members"]), "bytes": file.stat().st_size})
    else:
        say(
            f"已备份到 {file}：{len(manifest['members'])} 个文件，{file.stat().st_size / 1e6:.1f} MB。请妥善保管，内含密钥。"
        )


def _unpack(file: Path, room: Path) -> dict[str, Any]:
    """Unpack into the room and check every member against the manifest; nothing of the county is touched yet."""
    try:
        with tarfile.open(file, "r:gz") as archive:
            for member in archive:
                _lay_down(archive, member, room)
        manifest: dict[str, Any] = json.loads((room / MANIFEST).read_text())
    except (OSError, EOFError, tarfile.TarError, zlib.error, ValueError) as error:
        raise Refused(f"不是完整的备份文件（{error}）", file=str(file), remedy="换一份备份") from None
    if manifest.get("format") != FORMAT or manifest.get("database") != connection.vendor:
        raise Refused(
            f"这份备份来自 {manifest.get('database')} 数据库，当前是 {connection.vendor}",
            file=str(file),
            remedy="在同类数据库上恢复",
        )
    for name, expected in manifest["members"].items():
        if not (room / name).is_file() or _sha256(room / name) != expected:
            raise Refused(f"备份中的 {name} 缺失或被改动", file=str(file), remedy="换一份备份")
    return manifest


def _lay_down(archive: tarfile.TarFile, member: tarfile.TarInfo, room: Path) -> None:
    """One plain file inside the room; a link, a device or a path that leads outside is no part of a backup."""
    target = (room / member.name).resolve()
    content = archive.extractfile(member) if member.isfile() else None
    if content is None or not target.is_relative_to(room.resolve()):
        raise ValueError(f"{member.name} 不是备份里的文件")
    target.parent.mkdir(parents=True, exist_ok=True)
    with content, target.open("wb") as out:
        shutil.copyfileobj(content, out, CHUNK)


def _is_empty() -> bool:
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        if "audit_auditline" not in tables:
            return True
        cursor.execute("SELECT COUNT(*) FROM audit_auditline")
        return bool(cursor.fetchone()[0] == 0)


def _restore_sqlite(room: Path) -> None:
    target = Path(str(settings.DATABASES["default"]["NAME"]))
    target.parent.mkdir(parents=True, exist_ok=True)
    connection.close()
    for suffix in ("-wal", "-shm"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    draft = target.with_name(target.name + ".restoring")
    shutil.copy2(room / DATABASE, draft)
    draft.replace(target)


def _rows_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def _restore_postgresql(room: Path, migrations: list[str]) -> None:
    """Build the schema as it was, empty what migrations put in, copy every table back, set the sequences: one transaction."""
    call_command("migrate", verbosity=0, interactive=False)
    if _migrations() != migrations:
        raise Refused("备份的数据库版本与本程序不同", remedy="用做备份时的程序版本恢复，再升级")
    files = sorted((room / TABLES).glob("*.csv"))
    quote = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("TRUNCATE " + ", ".join(quote(f.stem) for f in files) + " CASCADE")
        for path in files:
            header = path.open(encoding="utf-8").readline().strip()
            columns = ", ".join(quote(c) for c in header.split(","))
            with cursor.copy(f"COPY {quote(path.stem)} ({columns}) FROM STDIN (FORMAT csv, HEADER true)") as rows:
                for block in _rows_of(path):
                    rows.write(block)
        cursor.execute("SET session_replication_role = DEFAULT")
        for statement in connection.ops.sequence_reset_sql(no_style(), _all_models()):
            cursor.execute(statement)


def _all_models() -> list[Any]:
    from django.apps import apps

    return list(apps.get_models(include_auto_created=True))


def _put_files(room: Path) -> None:
    if (room / FILES).is_dir():
        settings.FILES.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(room / FILES, settings.FILES, dirs_exist_ok=True)
    if (room / KEY).exists() and not os.environ.get("QIANGXIAN_SECRET_KEY"):
        shutil.copy2(room / KEY, settings.VAR / KEY)
        settings.SECRET_KEY = (settings.VAR / KEY).read_text()


def restore(
    file: Annotated[Path, typer.Argument(help="备份文件")],
    replace: Annotated[bool, typer.Option("--replace", help="现有数据将被备份中的数据取代")] = False,
    json_out: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """从备份恢复；先停止 serve。有数据时须加 --replace。例：qiangxian restore 舞钢-20261122.tar.gz"""
    if not file.is_file():
        raise Refused("没有这个文件", file=str(file), remedy="核对路径")
    settings.VAR.mkdir(parents=True, exist_ok=True)
    if not replace and not _is_empty():
        raise DomainError("这里已有数据，恢复会取代它", remedy="先 backup，再加 --replace 恢复")
    with tempfile.TemporaryDirectory(dir=settings.VAR, prefix=".restore-") as folder:
        room = Path(folder)
        manifest = _unpack(file, room)
        if connection.vendor == "sqlite":
            _restore_sqlite(room)
        else:
            _restore_postgresql(room, manifest["migrations"])
        _put_files(room)
        call_command("migrate", verbosity=0, interactive=False)  # seals by the key that came with the backup
    words = {"restored_from": str(file), "made_at": manifest["made_at"], "members": len(manifest["members"])}
    if json_out:
        emit(words)
    else:
        say(f"已从 {file} 恢复（备份于 {manifest['made_at'][:19]}）。建议运行 qiangxian verify 核验。")

"""The archive a county is kept in, and what makes one believable.

It is a tar.gz: `manifest.json` (SHA-256 of every member, migrations), the database (SQLite: a consistent copy made by its own backup
function; PostgreSQL: one COPY a table from one snapshot), the kept files, the signing key and the passwords of the demonstration."""

import errno
import hashlib
import json
import shutil
import sqlite3
import tarfile
import zlib
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from qiangxian.kernel.errors import Refused

from . import rows

MANIFEST, DATABASE, TABLES, FILES = "manifest.json", "database.sqlite3", "tables", "files"
BESIDE = ("secret-key", "demo-accounts.json")
FORMAT = 2
READABLE = (1, 2)
CHUNK = 1 << 20
LITE = b"SQLite format 3\x00"
OURS = {"django_migrations", "audit_auditline"}
ROOM_GONE = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES}

Manifest = dict[str, Any]


def write(file: Path, folder: Path) -> Manifest:
    """The county as it stands, as one file; the folder is for what is collected first."""
    room, draft = folder / "room", folder / "draft"
    room.mkdir()
    manifest = _fill(room)
    (room / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1))
    with tarfile.open(draft, "w:gz", compresslevel=6) as archive:
        archive.add(room / MANIFEST, MANIFEST)
        for name in manifest["members"]:
            archive.add(room / name, name)
    draft.chmod(0o600)
    draft.rename(file)
    return manifest


def _fill(room: Path) -> Manifest:
    tables = _copy_sqlite(room) if connection.vendor == "sqlite" else _copy_postgresql(room)
    if settings.FILES.is_dir():
        shutil.copytree(settings.FILES, room / FILES)
    for name in BESIDE:
        if (settings.VAR / name).exists():
            shutil.copy2(settings.VAR / name, room / name)
    return {
        "format": FORMAT,
        "made_at": timezone.now().isoformat(),
        "database": connection.vendor,
        "migrations": migrations(),
        "tables": tables,
        "members": {str(p.relative_to(room)): _sha256(p) for p in sorted(room.rglob("*")) if p.is_file()},
    }


def _copy_sqlite(room: Path) -> dict[str, list[str]]:
    """A consistent copy, taken while others go on working; its tables say themselves what they hold."""
    source = sqlite3.connect(str(connection.settings_dict["NAME"]))
    target = sqlite3.connect(room / DATABASE)
    with source, target:
        source.backup(target)
    source.close()
    target.close()
    return {}


def _copy_postgresql(room: Path) -> dict[str, list[str]]:
    """Every table of ours from one snapshot; the columns of each."""
    (room / TABLES).mkdir()
    told = {}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            if not model._meta.managed or model._meta.proxy:
                continue
            told[table] = [str(field.column) for field in rows.columns(model)]
            copy = f"COPY {connection.ops.quote_name(table)} ({rows.listed(model)}) TO STDOUT"
            with (room / TABLES / f"{table}.copy").open("wb") as out, cursor.copy(copy) as blocks:
                for block in blocks:
                    out.write(block)
    return told


def migrations() -> list[str]:
    """What the database has been brought to."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def unpack(file: Path, room: Path) -> Manifest:
    """Unpack into the room and check every member against the manifest, and that a county of ours is in it."""
    try:
        with tarfile.open(file, "r:gz") as archive:
            for member in archive:
                _lay_down(archive, member, room)
        manifest = json.loads((room / MANIFEST).read_text())
    except (OSError, EOFError, tarfile.TarError, zlib.error, ValueError) as error:
        if isinstance(error, OSError) and error.errno in ROOM_GONE:
            raise
        raise Refused(f"不是完整的备份文件（{error}）", file=str(file), remedy="换一份备份") from None
    if reason := _unbelievable(manifest, room):
        raise Refused(reason, file=str(file), remedy="换一份备份")
    if newer := sorted(set(manifest["migrations"]) - _known_migrations()):
        raise Refused(
            f"备份来自更新的程序版本（本程序没有 {'、'.join(newer[:3])} 等 {len(newer)} 项）",
            file=str(file),
            remedy="用做备份时的程序版本或更新的版本恢复",
        )
    return dict(manifest)


def _lay_down(archive: tarfile.TarFile, member: tarfile.TarInfo, room: Path) -> None:
    """One plain file inside the room; a link, a device or a path that leads outside is no part of a backup."""
    target = (room / member.name).resolve()
    content = archive.extractfile(member) if member.isfile() else None
    if content is None or not target.is_relative_to(room.resolve()):
        raise ValueError(f"{member.name} 不是备份里的文件")
    target.parent.mkdir(parents=True, exist_ok=True)
    with content, target.open("wb") as out:
        shutil.copyfileobj(content, out, CHUNK)


def _unbelievable(manifest: Any, room: Path) -> str:
    """Why this is no backup of ours; empty where it is one."""
    told = manifest if isinstance(manifest, dict) else {}
    members, kind, recorded = told.get("members"), told.get("database"), told.get("migrations")
    if told.get("format") not in READABLE:
        return f"备份格式 {told.get('format')} 不认识"
    if not isinstance(members, dict) or not members or not isinstance(recorded, list) or not recorded:
        return "备份清单没有列出内容"
    found = {str(p.relative_to(room)) for p in room.rglob("*") if p.is_file()} - {MANIFEST}
    if stray := sorted(found - set(members)):
        return f"备份中的 {stray[0]} 不在清单里"
    for name, expected in members.items():
        if name not in found or _sha256(room / name) != expected:
            return f"备份中的 {name} 缺失或被改动"
    if kind == "sqlite":
        return _no_database(room / DATABASE)
    if kind == "postgresql":
        missing = [table for table in OURS - {"django_migrations"} if not list((room / TABLES).glob(f"{table}.*"))]
        return f"备份里没有 {missing[0]} 表" if missing else ""
    return f"备份来自 {kind} 数据库，本程序不认识"


def _no_database(file: Path) -> str:
    """Why the member is no sound database of ours."""
    if not file.is_file():
        return "备份里没有数据库"
    with file.open("rb") as stream:
        if stream.read(len(LITE)) != LITE:
            return "备份里的数据库不是数据库文件"
    try:
        database = sqlite3.connect(file)
        sound = database.execute("PRAGMA quick_check(1)").fetchone()[0]
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        database.close()
    except sqlite3.DatabaseError as error:
        return f"备份里的数据库已损坏（{error}）"
    if sound != "ok":
        return f"备份里的数据库已损坏（{sound}）"
    return "" if tables >= OURS else "备份里的数据库不是强县的数据库"


def _known_migrations() -> set[str]:
    return {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations or {}}

"""A county that is restored stands aside, in a folder of its own, until it has proven itself; then it takes the place of the old one.

`.restore/new` is what comes, `.restore/old` what went, `.restore/decided` says that the new one takes over. Whoever starts next goes
on from there: without that word the old county stands and the folder goes, with it what is left to move is moved."""

import fcntl
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from qiangxian.kernel.errors import DomainError

from . import archive

ROOM, NEW, OLD, NAME, DECIDED, LOCK = ".restore", "new", "old", "name", "decided", ".in-use"
KEY = "secret-key"


@contextmanager
def in_use(*, alone: bool = False) -> Iterator[None]:
    """The county is in use by this process; with `alone`, by nobody else."""
    settings.VAR.mkdir(parents=True, exist_ok=True, mode=0o700)
    close_to_others()
    handle = os.open(settings.VAR / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, (fcntl.LOCK_EX | fcntl.LOCK_NB) if alone else fcntl.LOCK_SH)
        yield
    except BlockingIOError:
        raise DomainError("网站或后台任务正在运行，现在不能恢复", remedy="先停止 serve 和 worker") from None
    finally:
        os.close(handle)


@contextmanager
def room() -> Iterator[Path]:
    """The folder in which what comes is prepared; it goes again whatever happens, unless it was decided."""
    place = settings.VAR / ROOM
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(mode=0o700)
    (place / NEW).mkdir()
    (place / NAME).write_text(uuid.uuid4().hex)
    try:
        yield place
    finally:
        if not (place / DECIDED).exists():
            shutil.rmtree(place, ignore_errors=True)  # it is gone already where everything was moved


@contextmanager
def standing_on(county: Path) -> Iterator[None]:
    """Files, key and, on SQLite, the database are those of the folder."""
    files, key, database = settings.FILES, settings.SECRET_KEY, connection.settings_dict["NAME"]
    settings.FILES = county / archive.FILES
    if (county / KEY).exists() and not os.environ.get("QIANGXIAN_SECRET_KEY"):
        settings.SECRET_KEY = (county / KEY).read_text()
    if connection.vendor == "sqlite":
        connection.close()
        connection.settings_dict["NAME"] = county / Path(str(database)).name
    try:
        yield
    finally:
        if connection.vendor == "sqlite":
            connection.close()
        connection.settings_dict["NAME"] = database
        settings.FILES, settings.SECRET_KEY = files, key


def decide(place: Path) -> None:
    """From now on the new county is the one."""
    with (place / DECIDED).open("w") as word:
        os.fsync(word.fileno())
    finish()


def close_to_others() -> None:
    """Folder, database and key of an older release, which others on the machine could read."""
    database = (
        [settings.VAR / Path(str(connection.settings_dict["NAME"])).name] if connection.vendor == "sqlite" else []
    )
    for place, mode in ((settings.VAR, 0o700), *((one, 0o600) for one in (*database, settings.VAR / KEY))):
        if place.exists() and place.stat().st_mode & 0o077 and place.stat().st_uid == os.geteuid():
            place.chmod(mode)


def finish() -> None:
    """Go on with a restore that was broken off, if there is one and nobody is at it."""
    place = settings.VAR / ROOM
    if not place.is_dir():
        return
    try:
        if (place / DECIDED).exists() or _arrived(place):
            _move(place)
        else:
            with in_use(alone=True):
                shutil.rmtree(place)
    except DomainError:
        return


def _arrived(place: Path) -> bool:
    """PostgreSQL keeps the word with the rows: whether they were committed."""
    if connection.vendor != "postgresql":
        return False
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT obj_description(to_regclass('audit_audithead'))")
            return bool(cursor.fetchone()[0] == word_of(place))
    except DatabaseError:
        raise DomainError("数据库不可用", remedy="请先启动数据库，核对 QIANGXIAN_DATABASE_URL，再运行一次") from None


def word_of(place: Path) -> str:
    """By which the database tells that the rows of this very restore are in it."""
    return f"restored {(place / NAME).read_text()}"


def _move(place: Path) -> None:
    """Old files aside, new ones in; the key changes in one stroke, so that there always is one."""
    (place / OLD).mkdir(exist_ok=True, mode=0o700)
    name = Path(str(connection.settings_dict["NAME"])).name if connection.vendor == "sqlite" else ""
    if name and (place / NEW / name).exists():
        for one in (f"{name}-shm", f"{name}-wal", name):
            if (settings.VAR / one).exists():
                (settings.VAR / one).rename(place / OLD / one)
        (place / NEW / name).rename(settings.VAR / name)
    if (place / NEW / archive.FILES).exists():
        if settings.FILES.exists():
            settings.FILES.rename(place / OLD / archive.FILES)
        (place / NEW / archive.FILES).rename(settings.FILES)
    for one in archive.BESIDE:
        if (place / NEW / one).exists():
            (place / NEW / one).replace(settings.VAR / one)
    shutil.rmtree(settings.VAR / "cache", ignore_errors=True)
    shutil.rmtree(place)
    if not os.environ.get("QIANGXIAN_SECRET_KEY"):
        settings.SECRET_KEY = (settings.VAR / KEY).read_text()

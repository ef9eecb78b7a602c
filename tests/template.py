"""A county's database as the migrations leave it, empty: made once in the room of a run, and copied wherever a test begins with one.
That the migrations themselves set a county up is what `test_setup`, `test_first_week` and `test_migrations` try."""

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

ROOM = Path(os.environ["QIANGXIAN_VAR"])
MIGRATE = "import django; django.setup(); from django.core.management import call_command as c; c('migrate', verbosity=0, skip_checks=True)"


def template() -> Path:
    """The file, made by whoever asks first; the others wait."""
    made = ROOM / "template.sqlite3"
    with (ROOM / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            _make(made)
    return made


def _make(made: Path) -> None:
    own = {
        "QIANGXIAN_VAR": str(ROOM),
        "QIANGXIAN_DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "qiangxian.config.settings",
    }
    subprocess.run([sys.executable, "-c", MIGRATE], env={**os.environ, **own}, check=True)
    with sqlite3.connect(ROOM / "qiangxian.sqlite3") as database:
        database.execute("VACUUM INTO ?", (str(made.with_suffix(".draft")),))
    database.close()
    for file in ROOM.glob("qiangxian.sqlite3*"):
        file.unlink()
    made.with_suffix(".draft").rename(made)


def furnish(var: Path) -> None:
    """Put an empty county there: the database, and the key its rows are sealed with."""
    var.mkdir(exist_ok=True)
    shutil.copy(template(), var / "qiangxian.sqlite3")
    shutil.copy(ROOM / "secret-key", var / "secret-key")

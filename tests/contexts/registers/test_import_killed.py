"""kill -9 in the middle of an import: nothing is half written, and running it again gives the same registers."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from qiangxian.kernel.identifiers import application_number

ROWS = 5_000


def command(folder: Path, *words: str, **more: object) -> subprocess.Popen[str]:
    environment = {key: value for key, value in os.environ.items() if key != "QIANGXIAN_DATABASE_URL"}
    environment |= {"QIANGXIAN_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "qiangxian.config.settings"}
    return subprocess.Popen([sys.executable, *words], env=environment, text=True, **more)  # type: ignore[call-overload]


def imported(folder: Path, table: Path) -> subprocess.Popen[str]:
    words = (
        "-m",
        "qiangxian.cli.main",
        "registers",
        "import",
        "rights",
        str(table),
        "--json",
        "--through",
        "2025-12-31",
    )
    return command(folder, *words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def migrated(folder: Path) -> None:
    folder.mkdir()
    script = "import django; django.setup(); from django.core.management import call_command as c; c('migrate', verbosity=0, skip_checks=True)"
    assert command(folder, "-c", script).wait() == 0


def asked(folder: Path, question: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(folder / "qiangxian.sqlite3") as database:
        return database.execute(question).fetchall()


def facts(folder: Path) -> list[tuple[object, ...]]:
    return asked(
        folder,
        "SELECT r.number, r.title, r.expiry_date, h.holder_name, h.rank, r.revision FROM registers_right r "
        "JOIN registers_holding h ON h.record_id = r.record_id ORDER BY r.number, h.rank",
    )


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A long list."""
    lines = ["申请号,专利名称,申请人,申请日"]
    for number in range(ROWS):
        digits = f"20181{number:07d}"
        lines.append(f"{digits}.{application_number.check_character(digits)},装置{number},甲公司;张三,2018-01-02")
    place = tmp_path / "list.csv"
    place.write_text("\n".join(lines), encoding="utf-8")
    return place


def test_a_killed_import_leaves_nothing_and_the_next_run_gives_the_same_registers(tmp_path: Path, table: Path) -> None:
    undisturbed, killed = tmp_path / "undisturbed", tmp_path / "killed"
    migrated(undisturbed)
    shutil.copytree(undisturbed, killed)
    whole = imported(undisturbed, table)
    victim = imported(killed, table)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and victim.poll() is None:
        progress = list((killed / "files" / "imports").glob("*.progress"))
        if progress and '"processed": 0' not in progress[0].read_text():
            break
        time.sleep(0.01)
    victim.send_signal(signal.SIGKILL)
    victim.communicate()
    assert asked(killed, "SELECT count(*) FROM registers_right") == [(0,)]
    assert asked(killed, "SELECT state FROM registers_importbatch") == [("running",)]

    again = imported(killed, table)
    out, err = again.communicate()
    assert again.returncode == 0, err
    assert f'"created": {ROWS}' in out
    whole.communicate()
    assert whole.returncode == 0
    assert facts(killed) == facts(undisturbed)
    assert asked(killed, "SELECT state FROM registers_importbatch ORDER BY id") == [("failed",), ("done",)]

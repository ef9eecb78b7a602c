"""kill -9 in the middle of an import: nothing is half written, and running it again gives the same registers."""

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from qiangxian.kernel.identifiers import application_number
from tests.template import furnish

ROWS = 3_000


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


def standing(folder: Path) -> list[tuple[object, ...]]:
    """Everything that stands, without the numbers under which it was recorded."""
    return asked(
        folder,
        "SELECT r.number, r.title, r.filing_date, h.holder_name, h.rank, h.valid_from, h.holder_id FROM registers_right r "
        "LEFT JOIN registers_holding h ON h.record_id = r.record_id AND h.superseded_revision IS NULL "
        "WHERE r.superseded_revision IS NULL ORDER BY r.number, h.rank",
    )


def killed_at(folder: Path, table: Path, processed: int) -> None:
    """An import that dies as soon as so many lines are read."""
    victim = imported(folder, table)
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and victim.poll() is None:
        for progress in (folder / "files" / "imports").glob("*.progress"):
            if int(re.findall(r'"processed": (\d+)', progress.read_text())[0]) >= processed:
                victim.send_signal(signal.SIGKILL)
                victim.communicate()
                return
        time.sleep(0.002)
    pytest.fail("the import ended before it could be killed")


@pytest.mark.parametrize("processed", [ROWS // 3, ROWS])
def test_an_import_killed_while_it_reads_or_writes_runs_again_and_is_undone_to_the_row(
    tmp_path: Path, table: Path, processed: int
) -> None:
    folder, earlier = tmp_path / "county", tmp_path / "earlier.csv"
    furnish(folder)
    lines = table.read_text(encoding="utf-8").splitlines()[:500]
    earlier.write_text("\n".join(lines).replace("装置", "旧装置"), encoding="utf-8")
    first = imported(folder, earlier)
    assert first.communicate() and first.returncode == 0
    before = standing(folder)
    killed_at(folder, table, processed)
    assert standing(folder) == before

    out, err = imported(folder, table).communicate()
    receipt = json.loads(out)
    assert (receipt["created"], receipt["updated"]) == (ROWS - 499, 499), err
    assert len({number for number, *_ in standing(folder)}) == ROWS
    undo = command(
        folder, "-m", "qiangxian.cli.main", "registers", "undo", receipt["batch"], "--reason", "导错了", "--json"
    )
    assert undo.wait() == 0
    assert standing(folder) == before


def test_a_killed_import_leaves_nothing_and_the_next_run_gives_the_same_registers(tmp_path: Path, table: Path) -> None:
    undisturbed, killed = tmp_path / "undisturbed", tmp_path / "killed"
    furnish(undisturbed)
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

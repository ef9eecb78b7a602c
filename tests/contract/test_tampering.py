"""Whatever another hand changes in the database is named with table and key; a cut tail and a chain sealed anew show against a seal
on paper."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contract.test_keeping import run
from tests.template import furnish

BACKUP = Path(__file__).parent / "releases" / "2" / "backup.tar.gz"
pytestmark = pytest.mark.any_database


@pytest.fixture(scope="module")
def tampers(tmp_path_factory):
    room = tmp_path_factory.mktemp("tampered")
    script, out = Path(__file__).with_name("tampering.py"), room / "told.jsonl"
    own = {"QIANGXIAN_VAR": str(room / "var"), "QIANGXIAN_DATABASE_URL": ""}
    done = subprocess.run(
        [sys.executable, script, BACKUP, out], env={**os.environ, **own}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def test_every_change_by_another_hand_is_named_with_table_and_key(tampers) -> None:
    assert tampers[0] == {"way": "none", "named": []}
    missed = [(t["way"], t["table"]) for t in tampers[1:] if [t["table"], t["key"]] not in t["named"]]
    assert missed == []
    assert not [t for t in tampers[1:] if any(table != t["table"] for table, _key in t["named"])]


def test_enough_was_tried(tampers) -> None:
    by_way = {way: {t["table"] for t in tampers[1:] if t["way"] == way} for way in {t["way"] for t in tampers[1:]}}
    assert len(tampers) > 150
    assert all(len(tables) >= 25 for tables in by_way.values()), {way: len(tables) for way, tables in by_way.items()}


def test_a_cut_tail_and_a_chain_sealed_anew_show_against_the_seal(tmp_path) -> None:
    var, seal = tmp_path / "var", tmp_path / "seal.json"
    more = "account add li --role office --person 李某 --unit 市市场监管局"
    furnish(var)
    run("setup --no-demo", f"seal {seal}", more, f"verify --against {seal}", var=var)
    assert "<svg" in seal.with_suffix(".html").read_text(encoding="utf-8")
    assert json.loads(seal.read_text())["algorithm"].startswith("sha256; hmac-sha256:")
    _sql(var, "DELETE FROM audit_auditline WHERE seq >= 5")
    cut = run(f"verify --json --against {seal}", var=var, codes=(1,))[0]
    assert "封存之后日志被截断" in {one["what"] for one in json.loads(cut.stdout)["failures"]}
    refused = run(f"seal {seal}", f"verify --against {tmp_path / 'none.json'}", var=var, codes=(2, 2))
    assert "已存在" in refused[0].stderr and "不是封存文件" in refused[1].stderr


def _sql(var: Path, statement: str) -> None:
    import sqlite3

    database = sqlite3.connect(var / "qiangxian.sqlite3")
    with database:
        names = database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'qx_%'"
        ).fetchall()
        for (name,) in names:
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute(statement)
    database.close()

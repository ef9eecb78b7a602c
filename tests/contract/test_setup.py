"""`setup` in an empty place: for the county that is named, with its own plan or none, and what the README prints works there."""

import json
import os
import subprocess
import sys

import pytest

from tests.contexts.documents.plans import FIRST

THEIRS = FIRST.replace("舞钢市", "汝州市").replace("舞政办", "汝政办")


def _run(var, *words: str, code: int = 0) -> tuple[str, str]:
    """What was printed and what was said."""
    environment = {**os.environ, "QIANGXIAN_VAR": str(var), "QIANGXIAN_DATABASE_URL": "", "DEMO": "1"}
    command = [sys.executable, "-m", "qiangxian.cli.main", *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    return done.stdout, done.stderr


@pytest.mark.any_database
def test_a_new_county_is_set_up_with_its_own_plan_and_the_first_commands_work(tmp_path) -> None:
    var, file = tmp_path / "var", tmp_path / "方案.txt"
    file.write_text(THEIRS, encoding="utf-8")
    _printed, said = _run(var, "setup", "--division", "410482", "--plan", str(file))
    assert "汝州市" in said
    assert "舞钢" not in said
    assert "account add" in said

    made = json.loads(_run(var, "account", "add", "经办", "--role", "office", "--unit", "市市场监管局", "--json")[0])
    assert made["active"]
    assert json.loads(_run(var, "account", "list", "--json")[0])["accounts"][0]["unit"] == "市市场监管局"
    programmes = json.loads(_run(var, "programme", "list", "--json")[0])
    assert programmes["programmes"] == [], "what was read waits for a person"
    assert "舞钢" not in "".join(_run(var, "setup")), "set up again it stays the county it is"


@pytest.mark.any_database
def test_what_is_no_county_is_refused(tmp_path) -> None:
    assert "县级" in _run(tmp_path / "var", "setup", "--division", "410400", code=2)[1]

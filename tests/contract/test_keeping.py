"""Backup and restore on the real command line: the same county comes back, and a damaged archive touches nothing."""

import json
import os
import shlex
import subprocess
import sys
from typing import NamedTuple

import pytest

PROGRAM = """
import io, json, sys
from contextlib import redirect_stderr, redirect_stdout
from qiangxian.cli.main import main

def answer(words):
    sys.argv, printed, said = ["qiangxian", *words], io.StringIO(), io.StringIO()
    try:
        with redirect_stdout(printed), redirect_stderr(said):
            main()
    except SystemExit as end:
        return end.code or 0, printed.getvalue(), said.getvalue()
    return 0, printed.getvalue(), said.getvalue()

json.dump([answer(words) for words in json.load(sys.stdin)], sys.stdout)
"""


class Answer(NamedTuple):
    code: int
    stdout: str
    stderr: str


def run(*lines: str, var, codes: tuple[int, ...] = ()) -> list[Answer]:
    """Command lines one after the other on one county, in a process of its own; each ends with the code expected, else with 0."""
    own = {"QIANGXIAN_VAR": str(var), "DJANGO_SETTINGS_MODULE": "qiangxian.config.settings", "DEMO": "0"}
    asked = json.dumps([shlex.split(line) for line in lines])
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        input=asked,
        env={**os.environ, **own},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-600:]
    answers = [Answer(*one) for one in json.loads(done.stdout)]
    assert [one.code for one in answers] == list(codes or [0] * len(lines)), [one.stderr[-600:] for one in answers]
    return answers


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    """A county with its plan, without demonstration data."""
    var = tmp_path_factory.mktemp("county")
    from qiangxian.cli.running import SEED

    first = f"plan import {SEED} --accept"  # no database yet: said in words
    account = "account add zhang --role office --person 张某 --unit 市市场监管局"
    run(first, "setup --no-demo", account, var=var, codes=(1, 0, 0))
    return var


@pytest.fixture(scope="module")
def archive(county):
    file = county / "备份.tar.gz"
    run(f"backup {file}", var=county)
    return file


def test_the_same_county_comes_back_and_proves_itself(county, archive, tmp_path) -> None:
    asked = ("targets --as-of 2025-12-31 --json", "account list --json")
    _, *told, verified = run(f"restore {archive}", *asked, "verify --json", var=tmp_path)
    assert [one.stdout for one in told] == [one.stdout for one in run(*asked, var=county)]
    checked = json.loads(verified.stdout)
    assert checked["ok"]
    assert checked["checked"]["files"] == 1


def test_a_county_with_data_is_replaced_only_when_told_to(county, archive) -> None:
    lines = (f"restore {archive}", f"restore {archive} --replace", "verify --json")
    refused, _, verified = run(*lines, var=county, codes=(1, 0, 0))
    assert "--replace" in refused.stderr
    assert json.loads(verified.stdout)["ok"]


def test_a_damaged_archive_is_refused_and_touches_nothing(county, archive, tmp_path) -> None:
    damaged = tmp_path / "坏的.tar.gz"
    content = bytearray(archive.read_bytes())
    content[len(content) // 2] ^= 0xFF
    damaged.write_bytes(content)
    _, verified = run(f"restore {damaged} --replace", "verify --json", var=county, codes=(2, 0))
    assert json.loads(verified.stdout)["ok"]


def test_an_existing_backup_is_never_overwritten(county, archive) -> None:
    run(f"backup {archive}", var=county, codes=(2,))


def test_a_byte_of_the_audit_altered_by_hand_is_found(county, archive, tmp_path) -> None:
    import sqlite3

    run(f"restore {archive}", var=tmp_path)
    with sqlite3.connect(tmp_path / "qiangxian.sqlite3") as db:
        _without_guards(db)
        db.execute("UPDATE audit_auditline SET target_label = target_label || '。' WHERE seq = 2")
    assert json.loads(run("verify --json", var=tmp_path, codes=(1,))[0].stdout)["failures"]


def test_an_altered_observation_is_found(county, archive, tmp_path) -> None:
    import sqlite3

    run(f"restore {archive}", "targets --as-of 2025-12-31", var=tmp_path)
    with sqlite3.connect(tmp_path / "qiangxian.sqlite3") as db:
        _without_guards(db)
        assert db.execute("UPDATE indicators_observation SET value = 99").rowcount
    assert json.loads(run("verify --json", var=tmp_path, codes=(1,))[0].stdout)["failures"]


def _without_guards(db) -> None:
    """What another hand does first: the database itself refuses to change what only grows."""
    for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f'DROP TRIGGER "{name}"')

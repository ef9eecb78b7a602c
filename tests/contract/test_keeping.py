"""Backup and restore on the real command line: the same county comes back, and a damaged archive touches nothing."""

import json
import os
import subprocess
import sys

import pytest


def run(*words: str, var, code: int = 0) -> subprocess.CompletedProcess:
    done = subprocess.run(
        [sys.executable, "-m", "qiangxian.cli.main", *words],
        env={
            **os.environ,
            "QIANGXIAN_VAR": str(var),
            "DJANGO_SETTINGS_MODULE": "qiangxian.config.settings",
            "DEMO": "0",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stderr[-600:]
    return done


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    """A county with its plan, without demonstration data."""
    var = tmp_path_factory.mktemp("county")
    from qiangxian.cli.running import SEED

    run("plan", "import", str(SEED), "--accept", var=var, code=1)  # no database yet: said in words
    run("setup", "--no-demo", var=var)
    run("account", "add", "zhang", "--role", "office", "--person", "张某", "--unit", "市市场监管局", var=var)
    return var


@pytest.fixture(scope="module")
def archive(county):
    file = county / "备份.tar.gz"
    run("backup", str(file), var=county)
    return file


def test_the_same_county_comes_back_and_proves_itself(county, archive, tmp_path) -> None:
    run("restore", str(archive), var=tmp_path)
    for words in (("targets", "--as-of", "2025-12-31", "--json"), ("account", "list", "--json")):
        assert run(*words, var=tmp_path).stdout == run(*words, var=county).stdout
    checked = json.loads(run("verify", "--json", var=tmp_path).stdout)
    assert checked["ok"]
    assert checked["checked"]["files"] == 1


def test_a_county_with_data_is_replaced_only_when_told_to(county, archive) -> None:
    refused = run("restore", str(archive), var=county, code=1)
    assert "--replace" in refused.stderr
    run("restore", str(archive), "--replace", var=county)
    assert json.loads(run("verify", "--json", var=county).stdout)["ok"]


def test_a_damaged_archive_is_refused_and_touches_nothing(county, archive, tmp_path) -> None:
    damaged = tmp_path / "坏的.tar.gz"
    content = bytearray(archive.read_bytes())
    content[len(content) // 2] ^= 0xFF
    damaged.write_bytes(content)
    run("restore", str(damaged), "--replace", var=county, code=2)
    assert json.loads(run("verify", "--json", var=county).stdout)["ok"]


def test_an_existing_backup_is_never_overwritten(county, archive) -> None:
    run("backup", str(archive), var=county, code=2)


def test_a_byte_of_the_audit_altered_by_hand_is_found(county, archive, tmp_path) -> None:
    import sqlite3

    run("restore", str(archive), var=tmp_path)
    with sqlite3.connect(tmp_path / "qiangxian.sqlite3") as db:
        db.execute("UPDATE audit_auditline SET target_label = target_label || '。' WHERE seq = 2")
    failures = json.loads(run("verify", "--json", var=tmp_path, code=1).stdout)["failures"]
    assert failures


def test_an_altered_observation_is_found(county, archive, tmp_path) -> None:
    import sqlite3

    run("restore", str(archive), var=tmp_path)
    run("targets", "--as-of", "2025-12-31", var=tmp_path)
    with sqlite3.connect(tmp_path / "qiangxian.sqlite3") as db:
        assert db.execute("UPDATE indicators_observation SET value = 99").rowcount
    failures = json.loads(run("verify", "--json", var=tmp_path, code=1).stdout)["failures"]
    assert failures

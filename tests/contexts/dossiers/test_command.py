"""`dossier build|verify`: built at home, proven on a machine that has the product and nothing else."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from qiangxian.cli.main import app, mount

from .conftest import Desk
from .test_verifying import changed

pytestmark = pytest.mark.django_db


def elsewhere(file: Path, var: Path) -> subprocess.CompletedProcess:
    """On another machine: a process of its own, an empty folder for data, no database."""
    words = [sys.executable, "-m", "qiangxian.cli.main", "dossier", "verify", str(file), "--json"]
    env = {**os.environ, "QIANGXIAN_VAR": str(var), "DJANGO_SETTINGS_MODULE": "qiangxian.config.settings"}
    return subprocess.run(words, env=env, capture_output=True, text=True, check=False)


def test_what_is_built_at_home_passes_elsewhere_and_one_byte_is_named(filled: Desk, tmp_path: Path) -> None:
    mount()
    out, days = tmp_path / "验收卷宗.zip", ["--as-of", "2025-12-31", "--json"]
    told = CliRunner().invoke(app, ["dossier", "build", str(out), "--standing", "candidate", *days])
    assert told.exit_code == 0, told.output
    built = json.loads(told.stdout)
    assert {"file", "manifest_sha256", "items", "missing"} <= built.keys()
    assert built["items"] == 6
    assert "没有自评报告" in built["missing"]
    proven = elsewhere(out, tmp_path / "empty")
    assert proven.returncode == 0, proven.stdout
    document = json.loads(proven.stdout)
    assert (document["ok"], document["manifest_sha256"]) == (True, built["manifest_sha256"])
    out.write_bytes(changed(out.read_bytes(), "卷宗.pdf", at=4000))
    broken = elsewhere(out, tmp_path / "empty")
    assert broken.returncode == 1
    assert [one["where"] for one in json.loads(broken.stdout)["failures"] if one["what"] == "文件被改动"] == [
        "卷宗.pdf"
    ]
    assert CliRunner().invoke(app, ["dossier", "build", str(tmp_path / "a.pdf")]).exception is not None

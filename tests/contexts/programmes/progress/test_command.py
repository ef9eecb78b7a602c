"""`qiangxian progress`: the round, a workbook there and back, the papers."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from docx import Document
from typer.testing import CliRunner

from qiangxian.cli.main import app, mount
from qiangxian.contexts.programmes.progress.models import Entry
from qiangxian.contexts.programmes.progress.periods import around
from tests.conftest import WUGANG

from .test_workbook import filled

pytestmark = pytest.mark.django_db


def ask(*words: str) -> dict:
    mount()
    answer = CliRunner().invoke(app, ["progress", *words, "--json"], catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.stdout)


def test_a_workbook_there_and_back(county, tmp_path) -> None:
    today = timezone.localdate()
    quarter, _ = around(today, WUGANG)
    county.open(period=quarter.code, on=today.isoformat(), due=(today + timedelta(days=5)).isoformat())
    (row,) = ask("list")["reports"]
    assert (row["unit"], row["state"], row["written"], row["owed"]) == ("市工信局", "draft", 0, 2)
    out = tmp_path / "工信局.xlsx"
    assert ask("export", "市工信局", str(out))["round"] == quarter.code
    out.write_bytes(filled(out.read_bytes(), {"T1": {"本期情况": "有进展", "进展情况": "新增 4 家"}}))
    looked = ask("import", str(out))
    assert (looked["written"], looked["lines"][0]["changed"]) == (0, ["本期情况", "进展情况"])
    assert not Entry.objects.filter(status="moved").exists(), "without --accept nothing is written"
    assert ask("import", str(out), "--accept")["written"] == 1
    assert Entry.objects.get(status="moved").done == "新增 4 家"


def test_the_papers_of_a_round(county, tmp_path) -> None:
    county.take("accept", county.clerk, county.signed())
    out = tmp_path / "简报.docx"
    ask("paper", "brief", str(out), "--round", "2026Q1")
    assert "2026年第1季度" in "".join(one.text for one in Document(str(out)).paragraphs)


def test_only_the_running_round_is_opened(county) -> None:
    mount()
    past = timezone.localdate().year - 2
    answer = CliRunner().invoke(app, ["progress", "open", f"{past}Q1", "--json"])
    assert answer.exception is not None
    assert ask("open", around(timezone.localdate(), WUGANG)[0].code)["opened"] == 3

"""`assess open|score|rank` on the command line: one JSON document each, a refusal with its exit code."""

import json

import pytest
from typer.testing import CliRunner

from qiangxian.cli.assess import app
from qiangxian.contexts.people.models import Unit
from qiangxian.kernel.errors import NotAllowed, Refused
from tests.conftest import WUGANG
from tests.contexts import builders

pytestmark = pytest.mark.django_db


def run(*arguments: str):
    return CliRunner().invoke(app, list(arguments), catch_exceptions=True)


def test_a_round_is_opened_scored_and_ranked_only_by_a_basis(db, tmp_path) -> None:
    for name in ("市市场监管局", "市工信局"):
        Unit.objects.create(division_code=WUGANG, name=name)
    builders.reported_through()
    builders.agency("甲专利代理事务所", attorneys=3)
    refused = run("open", "core_self_assessment", "--json")
    assert isinstance(refused.exception, Refused) and "没有写明自评单位" in str(refused.exception)
    made = run("open", "core_self_assessment", "--unit", "市市场监管局", "--target", "D1=2", "--json")
    assert made.exit_code == 0, made.exception
    opened = json.loads(made.stdout)
    assert (opened["state"], opened["units"]) == ("running", ["市市场监管局"])
    number = str(opened["round"])
    [unit] = json.loads(run("score", number, "--json").stdout)["units"]
    parts = {one["key"]: one for one in unit["parts"]}
    assert (unit["unit"], unit["score"], unit["provisional"], unit["pending"]) == ("市市场监管局", 0, True, 7)
    assert (parts["D1"]["value"], parts["D1"]["state"], parts["A1"]["value"]) == (3, "provisional", None)
    assert "暂不计分" in run("score", number).stdout
    assert isinstance(run("rank", number, "--json").exception, NotAllowed)
    paper = tmp_path / "考核方案.txt"
    paper.write_text("年度考核方案", encoding="utf-8")
    basis = ("--basis-number", "舞考办〔2026〕3号", "--basis-issuer", "舞钢市考核办", "--file", str(paper))
    number = str(json.loads(run("open", "bureau_appraisal", *basis, "--json").stdout)["round"])
    ranked = json.loads(run("rank", number, "--json").stdout)
    assert {one["unit"] for one in ranked["units"]} == {"市市场监管局", "市工信局"}
    assert all(one["place"] == 1 for one in ranked["units"])

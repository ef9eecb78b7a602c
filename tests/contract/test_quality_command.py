"""`quality run` and `quality list`: the shapes, what is kept, and when the exit code says that something is wrong."""

import json

import pytest
from typer.testing import CliRunner

from qiangxian.cli.main import app, mount
from qiangxian.contexts.quality.models import IntegrityRun
from qiangxian.contexts.registers.rights.models import Right
from qiangxian.kernel.integrity import CHECKS
from tests.conftest import seal_as_found
from tests.contexts.builders import enterprise, right

pytestmark = pytest.mark.django_db
mount()
CODELESS = "registers.enterprise_without_uscc"


def quality(*words: str) -> tuple[int, dict]:
    answer = CliRunner().invoke(app, ["quality", *words, "--json"])
    return answer.exit_code, json.loads(answer.stdout)


def test_every_check_is_listed_with_who_acts_why_and_how():
    code, document = quality("list")
    assert code == 0 and {row["code"] for row in document["checks"]} == set(CHECKS)
    assert all(row["owner"] and row["rule"] and row["remedy"] for row in document["checks"])


def test_a_run_is_kept_and_tells_each_finding():
    enterprise("无码甲厂")
    seal_as_found()
    code, document = quality("run", "--as-of", "2026-06-30")
    row = next(row for row in document["checks"] if row["code"] == CODELESS)
    assert (code, row["count"], row["findings"][0]["label"]) == (0, 1, "无码甲厂")
    assert IntegrityRun.objects.filter(state="done").count() == 2


def test_one_check_alone_is_not_kept():
    enterprise("无码甲厂")
    code, document = quality("run", "--check", CODELESS)
    assert (code, len(document["checks"]), IntegrityRun.objects.count()) == (0, 1, 0)


def test_an_error_makes_the_exit_code_one():
    made = right("201510000001.1", enterprise("舞钢特钢有限公司", "91410481MA00000155"))
    Right.objects.filter(record=made).update(grant_date="2014-01-01")
    assert quality("run", "--check", "registers.grant_before_filing")[0] == 1


def test_an_unknown_check_is_refused_by_name():
    answer = CliRunner().invoke(app, ["quality", "run", "--check", "registers.nothing"])
    assert answer.exit_code == 1 and "registers.nothing" in str(answer.exception)

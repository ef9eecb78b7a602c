"""`matters list|show|take`: the shape others rely on, and exit codes."""

import json

import pytest
from typer.testing import CliRunner

from qiangxian.cli.main import app, mount
from qiangxian.contexts.matters.models import Matter
from qiangxian.kernel.errors import Conflict, NotFound, Refused
from tests.conftest import make_account
from tests.contexts.cultivation.conftest import applied, firm  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db


def run(*words: str):
    mount()
    return CliRunner().invoke(app, list(words))


@pytest.fixture
def matter(applied, firm) -> Matter:  # noqa: F811 - the fixtures
    make_account("办公室", "office")
    return applied(firm).matter


def test_list_and_show_give_the_documented_shape(matter) -> None:
    listed = json.loads(run("matters", "list", "--flow", "cultivation", "--mine", "--actor", "办公室", "--json").stdout)
    [one] = listed["matters"]
    assert (one["number"], one["state"], one["days_late"]) == (f"cultivation-{matter.pk}", "applied", 0)
    shown = json.loads(run("matters", "show", one["number"], "--actor", "办公室", "--json").stdout)
    assert set(shown) >= {
        "number",
        "flow",
        "title",
        "state",
        "state_words",
        "due",
        "days_late",
        "owed_by",
        "steps",
        "log",
    }
    assert {"code": "pass_review", "label": "初审通过", "allowed": True, "reason": None} in shown["steps"]
    assert [row["step"] for row in shown["log"]] == ["recommend"]


def test_take_takes_a_step_and_refuses_with_words(matter) -> None:
    code = f"cultivation-{matter.pk}"
    refused = run("matters", "take", code, "return", "--actor", "办公室")
    assert isinstance(refused.exception, Refused) and "没有填写退回原因" in str(refused.exception)
    stale = run("matters", "take", code, "return", "--set", "reason=缺件", "--expect", "reviewed", "--actor", "办公室")
    assert isinstance(stale.exception, Conflict)
    done = run(
        "matters", "take", code, "return", "--set", "reason=缺件", "--expect", "applied", "--actor", "办公室", "--json"
    )
    assert json.loads(done.stdout)["state"] == "returned"
    assert isinstance(run("matters", "show", "nothing-1").exception, NotFound)

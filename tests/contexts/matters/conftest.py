"""A small flow of its own: a request is drafted, sent to a unit, answered, and closed by a second person."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db.models import TextChoices

from qiangxian.contexts.audit.actions import ACTIONS
from qiangxian.contexts.matters.flow import FLOWS, Flow
from qiangxian.contexts.matters.models import Matter, Participant, Step
from qiangxian.contexts.matters.policies import owed_by
from qiangxian.contexts.matters.types import Clock
from qiangxian.contexts.people.models import Unit
from qiangxian.kernel.asking import needed, offered
from qiangxian.kernel.decision import allow, deny
from qiangxian.kernel.integrity import CHECKS
from qiangxian.kernel.roles import by_person, role
from tests.conftest import WUGANG
from tests.contexts.bureaus import at

from . import whole


class State(TextChoices):
    DRAFTED = "drafted", "拟办"
    SENT = "sent", "已交办"
    ANSWERED = "answered", "待确认"
    CLOSED = "closed", "已办结"


OFFICE = role("office")


def _steps(flow: Flow) -> None:
    @flow.step(
        "draft",
        "拟办",
        target="drafted",
        may=OFFICE,
        asks={"title": needed("标题", "text"), "unit_id": needed("单位", "row")},
    )
    def draft(matter: Matter, step: Step, *, title: str, unit_id: int) -> Matter:
        matter.title = title
        matter.save()
        unit = Unit.objects.get(pk=unit_id)
        Participant.objects.create(
            matter=matter,
            role="lead",
            kind="unit",
            code=str(unit_id),
            label=unit.name,
            key=f"lead:unit:{unit_id}",
            from_date=step.day,
        )
        return matter

    @flow.step(
        "send",
        "交办",
        sources=("drafted",),
        target="sent",
        may=OFFICE & by_person,
        owed=True,
        starts="work",
        asks={"due": needed("期限", "day")},
        tell="lead",
        numbers=True,
    )
    def send(matter: Matter, step: Step, *, due: date) -> str:
        matter.due_date = due
        return "请办理"

    @flow.step("take_back", "撤回交办", sources=("sent",), target="back", undoes="send", may=OFFICE, stops="work")
    def take_back(matter: Matter, step: Step) -> None:
        pass

    @flow.step("pause", "中止", sources=("sent",), may=OFFICE, pauses="work", asks={"reason": needed("理由")})
    def pause(matter: Matter, step: Step, *, reason: str) -> None:
        pass

    @flow.step("resume", "恢复", sources=("sent",), may=OFFICE, resumes="work")
    def resume(matter: Matter, step: Step) -> None:
        pass

    @flow.step(
        "answer",
        "答复",
        sources=("sent",),
        target="answered",
        may=owed_by("lead"),
        owed=True,
        evidence="required",
        asks={"reason": needed("办理结果"), "count": offered("件数", "number")},
        guards=(lambda matter, today: allow() if matter.opened_date.year < 2030 else deny("没有到时候。"),),
    )
    def answer(matter: Matter, step: Step, *, reason: str, count: int | None) -> None:
        step.detail = {"count": count}

    @flow.step(
        "return", "退回", sources=("answered",), target="sent", may=OFFICE, asks={"reason": needed("理由")}, tell="lead"
    )
    def send_back(matter: Matter, step: Step, *, reason: str) -> None:
        pass

    @flow.step(
        "close",
        "办结确认",
        sources=("answered",),
        target="closed",
        may=role("office", "leader") & by_person,
        owed=True,
        other_than="send",
        asks={"reason": offered("意见")},
        batch=True,
    )
    def close(matter: Matter, step: Step, *, reason: str) -> None:
        pass


@pytest.fixture
def flow() -> Iterator[Flow]:
    """The flow, declared for the test alone."""
    made = Flow(
        "trial",
        "试办",
        "",
        State,
        sees=role("office", "leader", "auditor") | owed_by("lead"),
        ended={"closed"},
        clocks={"work": Clock("办理期限", day=lambda matter: matter.due_date)},
        roles={"lead": "承办单位"},
        register=lambda _matter: "舞试",
    )
    _steps(made)
    yield made
    forget(made)


def forget(flow: Flow) -> None:
    del FLOWS[flow.code]
    for registry in (ACTIONS, CHECKS):
        for code in [code for code in registry if code.startswith(f"{flow.code}.")]:
            del registry[code]


@pytest.fixture
def paper() -> Iterator[Flow]:
    """The flow with everything, and the errands below it."""
    made, below = whole.both()
    yield made
    forget(made)
    forget(below)


@pytest.fixture
def unit(db) -> Unit:
    return Unit.objects.create(division_code=WUGANG, name="市工信局")


@pytest.fixture
def take(flow) -> Any:
    """`take("send", actor, matter, on="2026-03-02", due=…)`."""
    return taker(flow)


@pytest.fixture
def take_paper(paper) -> Any:
    """The same with a paper."""
    return taker(paper)


def taker(flow: Flow) -> Any:
    def run(code: str, actor: Any, matter: Matter | None = None, on: str = "2026-03-02", **given: Any) -> Matter:
        about = {"division_code": WUGANG} if matter is None else {"matter_id": matter.pk}
        return ACTIONS[flow.steps[code].action].function(actor=actor, at=at(on), **about, **given).result

    return run


@pytest.fixture
def bureau(unit) -> Any:
    """The unit's liaison."""
    from tests.conftest import somebody

    return somebody("工信局联络员", "liaison", id=41, unit=unit.pk)


@pytest.fixture
def sent(take, office_clerk, unit) -> Matter:
    made = take("draft", office_clerk, title="补报数据", unit_id=unit.pk)
    return take("send", office_clerk, made, due="2026-03-20")

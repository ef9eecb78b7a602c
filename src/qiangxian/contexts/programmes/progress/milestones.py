"""Milestones: a day within a task by which something can be shown. The unit shows it with evidence, the office confirms."""

from datetime import date

from qiangxian.contexts.matters import units
from qiangxian.contexts.matters.flow import Flow, Matter, Step, matter_behind
from qiangxian.contexts.matters.types import Clock, EvidenceWish
from qiangxian.contexts.matters.working import urging
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asking import needed, offered
from qiangxian.kernel.decision import Decision, allow, deny
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.roles import by_person, role, staff

from ..models import Task
from ..readers.programmes import current_programme
from ..readers.tree import tasks_of
from . import yearly
from .flow import OFFICE, REMINDER, UNIT, WATCHING
from .models import Milestone
from .types import MilestoneState

FLOW = Flow(
    "milestone",
    "任务节点",
    "programmes.Milestone",
    MilestoneState,
    sees=staff,
    ended={MilestoneState.CONFIRMED, MilestoneState.DROPPED},
    clocks={"day": Clock("节点日", day=lambda one: one.due_date, runs=lambda one: not units.is_asked_only(one))},
    roles={"lead": "承办单位"},
    tones={MilestoneState.CONFIRMED: "green", MilestoneState.REACHED: "yellow"},
    rule="任务节点办理流程",
)


SECOND = "达成由您本人报告，须由另一人确认。"


def _of_no_year(one: Milestone, _today: date) -> Decision:
    return deny("这是一个年度的完成记录，不能调整或取消；请补充材料后再报。") if one.year else allow()


def _tasks(own: Milestone | Matter) -> list[tuple[str, str]]:
    programme = current_programme(Actor.system(), matter_behind(own).division_code)
    return [(task.key, task.title) for task in tasks_of(programme.pk)] if programme else []


@FLOW.step(
    "plan",
    "设置节点",
    target=MilestoneState.PLANNED,
    may=OFFICE,
    starts="day",
    tell="lead",
    asks={
        "task_key": needed("任务", "choice", choices=_tasks, initial=lambda own, _today: own.given.get("task_key", "")),
        "title": needed("节点", "text", length=200, hint="到时能看到什么：方案印发、站点揭牌、平台上线"),
        "lead_id": needed("承办单位", "choice", choices=units.choices),
        "due_date": needed("节点日", "day"),
    },
)
def plan(matter: Matter, step: Step, *, task_key: str, title: str, lead_id: str, due_date: date) -> Milestone:
    """The office says what can be seen by when."""
    programme = current_programme(Actor.system(), matter.division_code)
    if programme is None:
        raise Refused("本县（市、区）没有正在执行的工作方案", remedy="请先导入并确认方案")
    if due_date < step.day:
        raise Refused("节点日在今天以前", column="节点日", value=due_date, remedy="请填写今天或以后的日期")
    matter.title, matter.is_demo = title, step.actor.demo
    matter.subject_kind, matter.subject_id = "task", f"{programme.pk}/{task_key}"
    matter.save()
    units.hand_to(matter, step.day, lead_id)
    return Milestone.objects.create(matter=matter, programme=programme, task_key=task_key, due_date=due_date)


urge = urging(
    FLOW,
    sources=(MilestoneState.PLANNED,),
    may=WATCHING,
    words=lambda one: f"节点日 {one.due_date}，请抓紧办理并报告达成情况。",
    paper=lambda _one: REMINDER,
)


@FLOW.step(
    "reach",
    "报告达成",
    sources=(MilestoneState.PLANNED,),
    target=MilestoneState.REACHED,
    may=UNIT,
    owed=True,
    evidence=EvidenceWish.REQUIRED,
    pauses="day",
    tell="office",
    asks={"reason": needed("达成情况", rows=3)},
)
def reach(one: Milestone, step: Step, *, reason: str) -> None:
    """The unit shows it."""
    one.shown = reason


@FLOW.step(
    "settle",
    "登记年度完成",
    target=MilestoneState.REACHED,
    may=OFFICE | role("liaison", "unit_head"),
    evidence=EvidenceWish.REQUIRED,
    tell="office",
    asks={
        "task_key": needed(
            "任务", "choice", choices=yearly.recurring, initial=lambda own, _today: own.given.get("task_key", "")
        ),
        "year": needed(
            "年度",
            "number",
            initial=lambda own, today: own.given.get("year", str(today.year)),
            hint="完成的是哪一年的工作",
        ),
        "reason": needed("完成情况", rows=3),
    },
    words="每年都要做的任务逐年登记；须上传佐证，由办公室另一人确认。",
)
def settle(matter: Matter, step: Step, *, task_key: str, year: int, reason: str) -> Milestone:
    """The year's work of a recurring task is done: by a unit of the task, or by the office for the unit that leads it."""
    return yearly.settled(matter, step, task_key, year, reason)


@FLOW.step(
    "confirm",
    "确认达成",
    sources=(MilestoneState.REACHED,),
    target=MilestoneState.CONFIRMED,
    may=OFFICE & by_person,
    owed=True,
    other_than={"reach": SECOND, "settle": SECOND},
    stops="day",
    tell="lead",
    asks={"reason": offered("意见")},
)
def confirm(one: Milestone, step: Step, *, reason: str) -> None:
    """A second person of the office has looked at the evidence."""


@FLOW.step(
    "not_yet",
    "退回补充",
    sources=(MilestoneState.REACHED,),
    target=MilestoneState.PLANNED,
    may=OFFICE,
    resumes="day",
    tell="lead",
    asks={"reason": needed("理由")},
)
def not_yet(one: Milestone, step: Step, *, reason: str) -> None:
    """What was shown is not enough."""


@FLOW.step(
    "move",
    "调整节点日",
    sources=(MilestoneState.PLANNED,),
    may=OFFICE,
    starts="day",
    guards=(_of_no_year,),
    tell="lead",
    asks={"due_date": needed("新的节点日", "day"), "reason": needed("理由")},
)
def move(one: Milestone, step: Step, *, due_date: date, reason: str) -> str:
    """Another day, with the reason; the old one stays in the log."""
    if due_date < step.day:
        raise Refused("节点日在今天以前", column="新的节点日", value=due_date, remedy="请填写今天或以后的日期")
    step.detail = {"due": due_date.isoformat()}
    one.due_date = due_date
    return f"节点日改为 {due_date}：{reason}"


@FLOW.step(
    "drop",
    "取消节点",
    sources=(MilestoneState.PLANNED,),
    target=MilestoneState.DROPPED,
    may=OFFICE,
    guards=(_of_no_year,),
    tell="lead",
    asks={"reason": needed("理由")},
)
def drop(one: Milestone, step: Step, *, reason: str) -> None:
    """It is not needed any more."""


def task_of(one: Milestone) -> Task | None:
    """The task it belongs to; None where the plan dropped it."""
    return Task.objects.filter(programme=one.programme_id, key=one.task_key).order_by("withdrawn_at", "-id").first()

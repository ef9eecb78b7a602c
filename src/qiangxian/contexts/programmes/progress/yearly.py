"""A task that is owed every year is settled year by year: the unit or the office says with evidence that the year's work is done, a
second person of the office confirms. It is a milestone of the task with its year, so its state and its history are a milestone's."""

from dataclasses import dataclass
from datetime import date

from qiangxian.contexts.matters import units
from qiangxian.contexts.matters.flow import Matter, Step
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Conflict, Refused
from qiangxian.kernel.period import Period

from ..models import Programme, Task
from ..readers.programmes import current_programme
from ..readers.timeline import timeline
from ..readers.tree import tasks_of
from ..types import AssignmentRole
from .models import Milestone
from .types import MilestoneState

FIRST_YEAR = 2000


def recurring(own: Milestone | Matter) -> list[tuple[str, str]]:
    """The tasks of the programme in force that are owed every year."""
    code = (own if isinstance(own, Matter) else own.matter).division_code
    programme = current_programme(Actor.system(), code)
    return [(task.key, task.title) for task in tasks_of(programme.pk) if task.yearly_month] if programme else []


def settled(matter: Matter, step: Step, task_key: str, year: int, reason: str) -> Milestone:
    """The year's work of a recurring task is done: by a unit of the task, or by the office for the unit that leads it."""
    programme = Programme.objects.get(division_code=matter.division_code, is_current=True)
    task = Task.objects.get(programme=programme, key=task_key, withdrawn_at__isnull=True)
    if not FIRST_YEAR < year <= step.day.year:
        raise Refused("不是已经开始的年度", column="年度", value=year, remedy=f"请填写不晚于 {step.day.year} 的年份")
    if Milestone.objects.filter(programme=programme, task_key=task_key, year=year).exists():
        raise Conflict(f"{year} 年度已经登记过", remedy="请在任务页打开那一条；被退回的可补充后再报")
    due = Period.month(year, task.yearly_month or 12).last_day
    matter.title, matter.is_demo = f"{task.title}（{year}年度）"[:200], step.actor.demo
    matter.subject_kind, matter.subject_id = "task", f"{programme.pk}/{task_key}"
    matter.save()
    units.hand_to(matter, step.day, str(_owing(task, step.actor, matter.division_code)))
    return Milestone.objects.create(
        matter=matter, programme=programme, task_key=task_key, year=year, due_date=due, shown=reason
    )


def _owing(task: Task, actor: Actor, division: str) -> int:
    """The reporter's own unit where it has a part in the task; for the office the unit that leads it."""
    rows = list(task.assignments.filter(unit__isnull=False, collective=False).order_by("position"))
    own = actor.unit_in(division) if not actor.has("office", division=division) else None
    if own is not None and own not in {row.unit_id for row in rows}:
        raise Refused("您的单位不承担这项任务", column="任务", remedy="请选择本单位承担的任务，或由牵头单位登记")
    leading = [row.unit_id for row in rows if row.role == AssignmentRole.LEAD] or [row.unit_id for row in rows]
    if own is None and not leading:
        raise Refused("这项任务还没有对应到单位", column="任务", remedy="请先在“单位对应”中确认承担单位")
    return own if own is not None else leading[0] or 0


@dataclass(frozen=True)
class TaskYear:
    """One year of a recurring task as it stands on a day; `milestone` where something was reported for it."""

    year: int
    due: date
    state: str
    tone: str
    milestone: Milestone | None


WORDS = {
    MilestoneState.CONFIRMED: ("已完成", "green"),
    MilestoneState.REACHED: ("已报完成，待确认", "yellow"),
    MilestoneState.PLANNED: ("已退回，待补充", "red"),
}


def years_of(task: Task, day: date) -> list[TaskYear]:
    """Every year of the programme up to the day, the newest first; nothing where the task is not owed every year."""
    if task.yearly_month is None:
        return []
    rows = Milestone.objects.filter(programme=task.programme_id, task_key=task.key, year__isnull=False)
    told = {row.year: row for row in rows.select_related("matter")}
    return [_state(year, task.yearly_month, told.get(year), day) for year in _years(task, day, set(told))]


def _years(task: Task, day: date, told: set[int | None]) -> list[int]:
    """From the first year whose day does not lie before the programme began."""
    starts = [span.start for span in timeline(task.programme_id, day=day).spans if span.start]
    begun = [start.year + (Period.month(start.year, task.yearly_month or 12).last_day < start) for start in starts]
    first = min([*begun, *(year for year in told if year), day.year])
    return list(range(day.year, first - 1, -1))


def _state(year: int, month: int, milestone: Milestone | None, day: date) -> TaskYear:
    due = Period.month(year, month).last_day
    if milestone is not None:
        state, tone = WORDS[MilestoneState(milestone.matter.state)]
        return TaskYear(year, due, state, tone, milestone)
    late = due < day
    return TaskYear(year, due, "期限已过，未报完成" if late else "未到期", "red" if late else "secondary", None)

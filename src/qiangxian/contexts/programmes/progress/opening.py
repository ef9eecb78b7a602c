"""Who reports what in a period, and the daily job that asks for it."""

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from qiangxian.contexts.audit.actions import ACTIONS
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.schedule import daily

from ..models import Assignment, Programme, Task
from ..readers.matrix import unit_task_matrix
from ..readers.targets import targets_on
from ..readers.timeline import timeline
from ..types import AssignmentRole
from . import periods
from .flow import FLOW
from .models import Entry, Report
from .types import EntryStatus, ReportState

Parts = dict[int, list[tuple[Task, str]]]
RANK = list(AssignmentRole.values)


def parts(programme: Programme, asked: periods.ReportingRound, day: date) -> Parts:
    """By unit the tasks it reports on with its role: every one not yet accepted as done; in a month those that are late."""
    rows = Assignment.objects.filter(task__programme=programme, task__withdrawn_at__isnull=True, unit__isnull=False)
    rows = rows.filter(collective=False, unit__valid_to__isnull=True).select_related("task")
    finished, late = done(programme.pk), None if asked.is_quarter else late_tasks(programme, day)
    roles: dict[tuple[int, str], list[Assignment]] = defaultdict(list)
    for row in rows.order_by("task__position", "position"):
        is_over = (row.unit_id, row.task.key) in finished and row.task.yearly_month is None
        if not is_over and (late is None or row.task.key in late):
            roles[row.unit_id or 0, row.task.key].append(row)
    found: Parts = defaultdict(list)
    for (unit_id, _key), held in roles.items():
        found[unit_id].append((held[0].task, min((one.role for one in held), key=RANK.index)))
    return found


def done(programme_id: int) -> set[tuple[int, str]]:
    """Unit and task of what was accepted as done."""
    accepted = Report.objects.filter(programme=programme_id, matter__state=ReportState.ACCEPTED)
    rows = Entry.objects.filter(report__in=accepted).order_by("report__end_date", "version")
    said = rows.values_list("report__unit_id", "task_key", "status")
    newest = {(unit_id, key): status for unit_id, key, status in said}
    return {pair for pair, status in newest.items() if status == EntryStatus.DONE}


def late_tasks(programme: Programme, day: date) -> set[str]:
    """The tasks whose day is over, and those with a target behind its plan, as far as the scheme names these."""
    wanted = periods.scheme(programme.division_code)["late"]
    found: set[str] = set()
    if "overdue" in wanted:
        found |= {task.key for task, _ in unit_task_matrix(programme.pk).overdue(day)}
    if "red" in wanted:
        figures = targets_on(programme, AsOf.on(day), Actor.system())
        found |= {one.target.task_key for one in figures if one.light == "red" and one.target.task_key}
    return found


def runs_on(programme: Programme, day: date) -> bool:
    """Whether the day lies within the phases; a programme without days always runs."""
    spans = timeline(programme.pk, day=day).spans
    starts, ends = [span.start for span in spans if span.start], [span.end for span in spans]
    return (not starts or min(starts) <= day) and (not ends or None in ends or max(filter(None, ends)) >= day)


def missing(programme: Programme, asked: periods.ReportingRound, day: date) -> list[int]:
    """The units that owe a report of the period and were not asked for it yet."""
    opened = Report.objects.filter(programme=programme, period=asked.code).values_list("unit_id", flat=True)
    return sorted(set(parts(programme, asked, day)) - set(opened))


@daily("progress.open", label="下发到期的进展报告", hour=7)
def open_due(*, today: date, at: datetime) -> None:
    """Every unit with a part is asked once a period, from the day it opens; one that was missed is asked on the next day."""
    for programme in Programme.objects.filter(is_current=True):
        for asked in periods.open_on(today, programme.division_code) if runs_on(programme, today) else ():
            open_round(programme, asked, actor=Actor.system(), today=today, at=at)


def open_round(programme: Programme, asked: periods.ReportingRound, *, actor: Actor, today: date, at: datetime) -> int:
    """An action a unit, by whoever asks; how many were asked now."""
    act: Any = ACTIONS[FLOW.steps["open"].action].function
    units = missing(programme, asked, today)
    for unit_id in units:
        given = {"unit_id": str(unit_id), "period": asked.code, "due_date": max(asked.due, today)}
        act(actor=actor, at=at, division_code=programme.division_code, **given)
    return len(units)

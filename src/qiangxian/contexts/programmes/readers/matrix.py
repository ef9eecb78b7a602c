"""Who owes what: units against tasks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from ..models import STANDING, Assignment, Clause, Task
from ..progress.models import Milestone
from ..progress.types import MilestoneState
from ..types import AssignmentRole


@dataclass
class UnitRow:
    """One unit (or a printed name nobody matched yet) with its role under each task."""

    unit_id: int | None
    name: str
    collective: bool
    roles: dict[str, AssignmentRole] = field(default_factory=dict)

    @property
    def lead_count(self) -> int:
        """How many tasks it leads."""
        return sum(role == AssignmentRole.LEAD for role in self.roles.values())


@dataclass(frozen=True)
class Matrix:
    """Tasks in the plan's order, units leading ones first, then in the order the plan names them; `headings`: by the key of a
    task the part of the plan it stands in."""

    tasks: tuple[Task, ...]
    units: tuple[UnitRow, ...]
    headings: Mapping[str, str] = field(default_factory=dict)
    settled: Mapping[tuple[str, int], date] = field(default_factory=dict)
    """By task and year since when the year of a task owed every year is confirmed as done."""

    def due(self, task: Task, day: date) -> date | None:
        """The day the task is owed by, as of a day; none where its year is settled."""
        since = self.settled.get((task.key, day.year)) if task.yearly_month else None
        return None if since is not None and since <= day else task.due_on(day)

    def overdue(self, day: date) -> list[tuple[Task, date]]:
        """The tasks whose day lies before this one, the longest overdue first; what is owed every year, in its year alone."""
        passed = [(task, due) for task in self.tasks if (due := self.due(task, day)) and due < day]
        return sorted(passed, key=lambda pair: pair[1])

    def leads(self, task: Task) -> list[str]:
        """The units that lead it."""
        return [row.name for row in self.units if row.roles.get(task.key) == AssignmentRole.LEAD]

    @property
    def groups(self) -> list[tuple[str, list[Task]]]:
        """The tasks part by part of the plan, each with its heading."""
        return [(head, list(held)) for head, held in groupby(self.tasks, lambda task: self.headings.get(task.key, ""))]


def unit_task_matrix(programme_id: int) -> Matrix:
    """The standing tasks of a programme against every unit they name; a lead outranks another role in the same task."""
    tasks = tuple(
        Task.objects.filter(STANDING, programme_id=programme_id)
        .prefetch_related("assignments__unit")
        .order_by("position")
    )
    rows: dict[str, UnitRow] = {}
    for task in tasks:
        _enter(rows, task.key, task.assignments.all())
    units = tuple(sorted(rows.values(), key=lambda row: -row.lead_count))
    return Matrix(tasks, units, _headings(programme_id, tasks), settled_years(programme_id, tasks))


def settled_years(programme_id: int, tasks: Iterable[Task]) -> dict[tuple[str, int], date]:
    """By task and year the day from which the year of a recurring task is confirmed as done."""
    keys = [task.key for task in tasks if task.yearly_month]
    if not keys:
        return {}
    rows = Milestone.objects.filter(programme=programme_id, task_key__in=keys, year__isnull=False)
    rows = rows.filter(matter__state=MilestoneState.CONFIRMED).select_related("matter")
    return {(row.task_key, row.year): row.matter.closed_date or row.due_date for row in rows if row.year}


def _headings(programme_id: int, tasks: Iterable[Task]) -> dict[str, str]:
    """The clause above a task's own one; where that is the top, itself."""
    clauses = {one.key: one for one in Clause.objects.filter(STANDING, programme_id=programme_id)}
    own = {task.key: clauses[task.clause_key] for task in tasks if task.clause_key in clauses}
    return {key: clauses.get(clause.parent_key, clause).heading for key, clause in own.items()}


def _enter(rows: dict[str, UnitRow], task_key: str, assignments: Iterable[Assignment]) -> None:
    for one in assignments:
        name = one.unit.name if one.unit else one.printed_name
        row = rows.setdefault(name, UnitRow(one.unit_id, name, one.collective))
        if row.roles.get(task_key) != AssignmentRole.LEAD:
            row.roles[task_key] = AssignmentRole(one.role)

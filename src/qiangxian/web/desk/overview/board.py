"""How the tasks of a programme stand: each by its day, its targets and the matters about it, unit by unit."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from qiangxian.contexts.matters import readers as matters
from qiangxian.contexts.programmes.readers import Matrix
from qiangxian.kernel.actor import Actor

AHEAD = 30
WORST = ("red", "yellow", "none", "green")


@dataclass(frozen=True)
class TaskMark:
    """How a task stands, or one unit's part in it: the worst of its day, its targets and its matters, in words; where matters are
    about a part, how their list is asked for. `cells`: the parts by unit."""

    tone: str
    words: str
    about: str = ""
    unit: int | None = None
    cells: Mapping[str, "TaskMark"] = field(default_factory=dict)


def task_marks(programme: Any, matrix: Matrix, targets: Sequence[Any], actor: Actor, day: date) -> dict[str, TaskMark]:
    """By task how it stands; every cell of it leads to the matters about it, else to the task."""
    by_task: dict[str, list[Any]] = defaultdict(list)
    for one in targets:
        by_task[one.target.task_key].append(one)
    about = _matters_about(programme, actor)
    return {task.key: _mark(programme, matrix, task, by_task[task.key], about[task.key], day) for task in matrix.tasks}


def _matters_about(programme: Any, actor: Actor) -> dict[str, list[Any]]:
    """Open matters by the task they are about."""
    found: dict[str, list[Any]] = defaultdict(list)
    prefix = f"{programme.pk}/"
    for row in matters.open_about(actor, "task", prefix):
        for key in matters.keys_of(row, "task"):
            found[key.removeprefix(prefix)].append(row)
    return found


def _mark(
    programme: Any, matrix: Matrix, task: Any, targets: Iterable[Any], about: Sequence[Any], day: date
) -> TaskMark:
    states = [*_day_state(matrix, task, day), *(_target_state(one) for one in targets)]
    own = [_matter_state(row, day) for row in about]
    tone, said = _worst([*states, *own])
    cells = {}
    for unit in matrix.units:
        if task.key in unit.roles:
            theirs = [row for row in about if _takes_part(row, unit.unit_id)]
            cell_tone, cell_said = _worst([*states, *(_matter_state(row, day) for row in theirs)])
            asked = (f"{programme.pk}/{task.key}", unit.unit_id) if theirs else ("", None)
            cells[unit.name] = TaskMark(cell_tone, cell_said, *asked)
    return TaskMark(tone, said, cells=cells)


def _worst(states: Sequence[tuple[str, str]]) -> tuple[str, str]:
    return min(states, key=lambda state: WORST.index(state[0]), default=("none", "方案未写期限和目标"))


def _day_state(matrix: Matrix, task: Any, day: date) -> list[tuple[str, str]]:
    due = matrix.due(task, day)
    if due is None:
        return [("green", f"{day.year}年度已完成")] if task.yearly_month else []
    year = f"{due.year}年度" if task.yearly_month else ""
    if due < day:
        return [("red", f"{year}期限已过 {(day - due).days} 天")]
    return (
        [("yellow", f"还有 {(due - day).days} 天到期")] if due <= day + timedelta(days=AHEAD) else [("none", "未到期")]
    )


def _target_state(one: Any) -> tuple[str, str]:
    """A target that is not where it should be is named."""
    tone = one.light if one.light in WORST else "none"
    return tone, f"{one.target.label}：{one.light_words}" if tone in ("red", "yellow") else one.light_words


def _matter_state(row: Any, day: date) -> tuple[str, str]:
    late = matters.days_late(row, day)
    tone = matters.tone(row, day)
    return tone if tone in WORST else "none", f"{row.title} 逾期 {late} 天" if late else "办理中"


def _takes_part(row: Any, unit_id: int | None) -> bool:
    return any(part.kind == "unit" and part.key and part.code == str(unit_id) for part in row.participants.all())

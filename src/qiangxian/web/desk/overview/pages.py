"""What the first page says: is the programme on plan, what is late, what comes next, what changed, who owes what."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from qiangxian.contexts.audit import readers as audit
from qiangxian.contexts.programmes import readers
from qiangxian.contexts.programmes.readers import Matrix, Timeline
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.words import words

from .board import AHEAD, task_marks

CHANGE_DAYS = 7
CHANGES_SHOWN = 12


@dataclass(frozen=True)
class Late:
    """Something behind: the words, why, and the page to act on."""

    words: str
    why: str
    view: str
    code: str

    @property
    def kind(self) -> str:
        """`task` or `target`: what an order about it is about; empty where there is none."""
        return self.view.removeprefix("desk:") if self.code else ""


@dataclass(frozen=True)
class Coming:
    """Something with a day ahead."""

    day: date
    words: str


class OverviewPage:
    """Everything the first page shows of one programme on a day."""

    def __init__(self, programme: Any, as_of: AsOf, actor: Actor) -> None:
        day = as_of.effective
        self.programme, self.as_of = programme, as_of
        self.timeline = line = readers.timeline(programme.pk, day=day)
        self.matrix = matrix = readers.unit_task_matrix(programme.pk)
        self.targets = targets = list(readers.targets_on(programme, as_of, actor))
        self.late = [*_late_targets(targets, day), *_late_tasks(matrix, day), *_late_checks(line)]
        self.coming = _coming(targets, matrix, line, day)
        self.marks = task_marks(programme, matrix, targets, actor, day)
        self.changes = recent_changes(programme.division_code, day)

    @property
    def numeric(self) -> list[Any]:
        """Targets with a number."""
        return [one for one in self.targets if not one.is_existence]

    @property
    def existence(self) -> list[Any]:
        """Targets that something be set up."""
        return [one for one in self.targets if one.is_existence]

    @property
    def lights(self) -> list[tuple[str, str, int]]:
        """How many numeric targets show each light, the best first, without the empty ones."""
        count = Counter((one.light, one.light_words) for one in self.numeric)
        order = words("lights")
        return [(*pair, count[pair]) for pair in sorted(count, key=lambda pair: list(order).index(pair[0]))]

    @property
    def soon(self) -> list[Coming]:
        """What has its day within the next thirty days."""
        return [one for one in self.coming if one.day <= self._horizon]

    @property
    def later(self) -> list[Coming]:
        """What comes after that."""
        return [one for one in self.coming if one.day > self._horizon]

    @property
    def _horizon(self) -> date:
        return self.as_of.effective + timedelta(days=AHEAD)

    @property
    def worst(self) -> str:
        """The light of the whole: the worst one shown; none where nothing can be judged."""
        shown = {one.light for one in self.numeric}
        return next((light for light in ("red", "yellow", "green") if light in shown), "none")

    @property
    def established(self) -> int:
        """How many existence targets have their proof."""
        return sum(one.met is True for one in self.existence)


def _late_targets(targets: list[Any], day: date) -> list[Late]:
    behind = [one for one in targets if one.light == "red" or (one.met is False and one.due and one.due < day)]
    return [Late(one.target.label, one.words, "desk:target", one.code) for one in behind]


def _late_tasks(matrix: Matrix, day: date) -> list[Late]:
    return [
        Late(
            task.title,
            f"{_of_year(task, due)}期限 {due.isoformat()} 已过 {(day - due).days} 天，{'、'.join(matrix.leads(task))}",
            "desk:task",
            task.key,
        )
        for task, due in matrix.overdue(day)
    ]


def _of_year(task: Any, due: date) -> str:
    return f"{due.year}年度" if task.yearly_month else ""


def _late_checks(line: Timeline) -> list[Late]:
    passed = [(span, len(span.open_checks)) for span in line.spans if span.state == "past" and span.open_checks]
    return [Late(f"“{s.phase.name}”的 {n} 项条件", "阶段已结束，尚未逐项确认", "desk:phases", "") for s, n in passed]


def _coming(targets: list[Any], matrix: Matrix, line: Timeline, day: date) -> list[Coming]:
    found = [Coming(one.due, f"{one.target.label}到期") for one in _ahead(targets, day, existence=False)]
    due_together = Counter(one.due for one in _ahead(targets, day, existence=True))
    found += [Coming(due, f"{count} 项制度机制、队伍和平台建设到期") for due, count in due_together.items()]
    found += [Coming(due, f"{t.title}到期") for t in matrix.tasks if (due := matrix.due(t, day)) and due >= day]
    found += [Coming(s.end, f"{s.phase.name}结束") for s in line.spans if s.end and s.end >= day]
    found += [Coming(s.start, f"{s.phase.name}开始") for s in line.spans if s.start and s.start > day]
    return sorted(found, key=lambda one: (one.day, one.words))


def _ahead(targets: list[Any], day: date, *, existence: bool) -> list[Any]:
    return [one for one in targets if one.is_existence is existence and not one.met and one.due and one.due >= day]


def recent_changes(division_code: str, day: date) -> list[dict[str, Any]]:
    """What was done in the county's books in the week up to the day; the same doing on the same thing is told once."""
    lines = audit.recent_lines(division_code, since=day - timedelta(days=CHANGE_DAYS - 1), until=day, limit=200)
    times: Counter[tuple[str, str]] = Counter((line.action, line.target_label) for line in lines)
    told: dict[tuple[str, str], dict[str, Any]] = {}
    for line in lines:
        key = (line.action, line.target_label)
        about = {"label": audit.action_label(line.action), "target": line.target_label, "who": line.actor_label}
        told.setdefault(key, {**about, "at": timezone.localtime(line.at), "times": times[key], "reason": line.reason})
    return list(told.values())[:CHANGES_SHOWN]

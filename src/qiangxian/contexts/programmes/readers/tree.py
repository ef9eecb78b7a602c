"""The programme as the plan prints it: clauses within clauses, with the tasks and targets under them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from ..models import STANDING, Clause, Target, Task


@dataclass
class TreeTask:
    """A task with its targets."""

    task: Task
    targets: list[Target] = field(default_factory=list)


@dataclass
class Node:
    """A clause with what stands below it."""

    clause: Clause
    children: list["Node"] = field(default_factory=list)
    tasks: list[TreeTask] = field(default_factory=list)

    @property
    def task_count(self) -> int:
        """Tasks here and below."""
        return len(self.tasks) + sum(child.task_count for child in self.children)


@dataclass(frozen=True)
class Tree:
    """The top clauses; `loose` are tasks whose clause does not stand (not confirmed yet, or withdrawn), `free` targets without a task."""

    roots: list[Node]
    loose: list[TreeTask]
    free: list[Target]


def clause_tree(programme_id: int) -> Tree:
    """All standing clauses, tasks and targets in three queries."""
    nodes = {c.key: Node(c) for c in Clause.objects.filter(STANDING, programme_id=programme_id).order_by("position")}
    roots: list[Node] = []
    for node in nodes.values():
        above = nodes.get(node.clause.parent_key)
        (above.children if above else roots).append(node)
    tasks = {task.key: TreeTask(task) for task in tasks_of(programme_id)}
    free = _hang_targets(tasks, Target.objects.filter(STANDING, programme_id=programme_id).order_by("position"))
    loose: list[TreeTask] = []
    for one in tasks.values():
        home = nodes.get(one.task.clause_key)
        (home.tasks if home else loose).append(one)
    return Tree(roots, loose, free)


def _hang_targets(tasks: dict[str, TreeTask], targets: Iterable[Target]) -> list[Target]:
    free: list[Target] = []
    for target in targets:
        home = tasks.get(target.task_key)
        (home.targets if home else free).append(target)
    return free


def tasks_of(programme_id: int, *, unit_id: int | None = None) -> list[Task]:
    """The standing tasks in the plan's order, with their assignments; of one unit only where it is given."""
    rows = Task.objects.filter(STANDING, programme_id=programme_id)
    if unit_id is not None:
        rows = rows.filter(assignments__unit_id=unit_id)
    return list(rows.distinct().prefetch_related("assignments__unit").order_by("position"))


def clauses_by_key(programme_id: int) -> dict[str, Clause]:
    """The standing clauses, for the name of the clause a task stands under."""
    return {c.key: c for c in Clause.objects.filter(STANDING, programme_id=programme_id)}

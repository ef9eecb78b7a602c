"""One task with all that belongs to it, and where it came from."""

from dataclasses import dataclass
from typing import Any

from qiangxian.contexts.documents import readers as documents
from qiangxian.contexts.documents.types import ItemKind
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import NotFound

from ..models import STANDING, Assignment, Clause, Programme, Target, Task
from ..types import AssignmentRole
from .programmes import programme


@dataclass(frozen=True)
class TaskSheet:
    """A task page: its clauses from the top down, its units by role, its targets, its origin, its text in the source."""

    programme: Programme
    task: Task
    path: list[Clause]
    roles: list[tuple[AssignmentRole, list[Assignment]]]
    targets: list[Target]
    origin: list[Any]
    source_text: str


def task_sheet(actor: Actor, programme_id: int, key: str) -> TaskSheet:
    """The task, where the actor may see its programme; one that was withdrawn can still be read."""
    standing = programme(actor, programme_id)
    rows = Task.objects.filter(programme=standing, key=key)
    task = rows.filter(STANDING).first() or rows.order_by("-id").first()
    if task is None:
        raise NotFound("没有这项任务，或您无权查看", remedy="请从任务列表进入")
    assignments = list(task.assignments.select_related("unit").order_by("position"))
    roles = [(role, [a for a in assignments if a.role == role]) for role in AssignmentRole]
    proposals = documents.proposals_of_programme(task.programme_id)
    origin = documents.provenance([p.pk for p in proposals], ItemKind.TASK, task.key)
    text = next((p.document.source_text for p in proposals if p.pk == task.proposal_id), "")
    targets = Target.objects.filter(STANDING, programme_id=task.programme_id, task_key=task.key).order_by("position")
    return TaskSheet(standing, task, _path(task), [pair for pair in roles if pair[1]], list(targets), origin, text)


def handing_over(programme_id: int, kind: str, key: str) -> dict[str, str]:
    """What a work order about a task, or about the task of a target, begins with: who leads, who helps, on which clause it rests."""
    if kind == "target":
        about = Target.objects.filter(STANDING, programme=programme_id, key=key).values_list("task_key", flat=True)
        key = about.first() or ""
    task = Task.objects.filter(STANDING, programme=programme_id, key=key).select_related("programme").first()
    if task is None:
        return {"basis": "实施方案"}
    rows = [row for row in task.assignments.order_by("position") if row.unit_id and not row.collective]
    ordered = [str(row.unit_id) for row in sorted(rows, key=lambda row: row.role != AssignmentRole.LEAD)]
    path = "".join(f"{clause.marker}{clause.heading}" for clause in _path(task)[-1:])
    told = {
        "basis": f"实施方案{path}"[:200],
        "lead_id": ordered[0] if ordered else "",
        "co_ids": ",".join(dict.fromkeys(ordered[1:])),
    }
    return {name: value for name, value in told.items() if value}


def _path(task: Task) -> list[Clause]:
    clauses = {c.key: c for c in Clause.objects.filter(STANDING, programme_id=task.programme_id)}
    path, key = [], task.clause_key
    while key in clauses:
        path.append(clauses.pop(key))
        key = path[-1].parent_key
    return path[::-1]

"""One task with all that belongs to it, and where it came from."""

from typing import Any

from qiangxian.contexts.documents import readers as documents
from qiangxian.contexts.documents.types import ItemKind
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import NotFound

from ..models import STANDING, Clause, Target, Task
from ..types import AssignmentRole
from .programmes import programme


def task(actor: Actor, programme_id: int, key: str) -> Task:
    """The task, where the actor may see its programme; one that was withdrawn can still be read."""
    rows = Task.objects.filter(programme=programme(actor, programme_id), key=key).select_related("programme")
    found = rows.filter(STANDING).first() or rows.order_by("-id").first()
    if found is None:
        raise NotFound("没有这项任务，或您无权查看", remedy="请从任务列表进入")
    return found


def targets_of(task: Task) -> list[Target]:
    """Its standing targets in the order of the plan."""
    rows = Target.objects.filter(STANDING, programme_id=task.programme_id, task_key=task.key)
    return list(rows.order_by("position"))


def origin_of(task: Task) -> list[Any]:
    """The items of every reading that made it what it is, the oldest first."""
    proposals = documents.proposals_of_programme(task.programme_id)
    return documents.provenance([one.pk for one in proposals], ItemKind.TASK, task.key)


def source_text_of(task: Task) -> str:
    """The text of the version it was read from; empty for one that was added."""
    proposals = documents.proposals_of_programme(task.programme_id)
    return next((str(one.document.source_text) for one in proposals if one.pk == task.proposal_id), "")


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
    path = "".join(f"{clause.marker}{clause.heading}" for clause in clauses_above(task)[-1:])
    told = {
        "basis": f"实施方案{path}"[:200],
        "lead_id": ordered[0] if ordered else "",
        "co_ids": ",".join(dict.fromkeys(ordered[1:])),
    }
    return {name: value for name, value in told.items() if value}


def clauses_above(task: Task) -> list[Clause]:
    """The clauses it stands under, from the top down."""
    clauses = {c.key: c for c in Clause.objects.filter(STANDING, programme_id=task.programme_id)}
    path, key = [], task.clause_key
    while key in clauses:
        path.append(clauses.pop(key))
        key = path[-1].parent_key
    return path[::-1]

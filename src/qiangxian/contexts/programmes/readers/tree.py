"""The programme as the plan prints it: clauses within clauses, with the tasks and targets under them."""

from ..models import STANDING, Clause, Target, Task


def clause_tree(programme_id: int) -> tuple[list[Clause], list[Task], list[Target]]:
    """The top clauses with what stands below them, the tasks whose clause does not stand (not confirmed yet, or withdrawn), and the
    targets without a task; in three queries."""
    clauses = {one.key: one for one in Clause.objects.filter(STANDING, programme_id=programme_id).order_by("position")}
    tasks = {one.key: one for one in tasks_of(programme_id)}
    roots: list[Clause] = []
    loose: list[Task] = []
    free: list[Target] = []
    for clause in clauses.values():
        clause.children, clause.tasks = [], []
    for clause in clauses.values():
        above = clauses.get(clause.parent_key)
        (above.children if above else roots).append(clause)
    for task in tasks.values():
        task.targets = []
        home = clauses.get(task.clause_key)
        (home.tasks if home else loose).append(task)
    for target in Target.objects.filter(STANDING, programme_id=programme_id).order_by("position"):
        owner = tasks.get(target.task_key)
        (owner.targets if owner else free).append(target)
    return roots, loose, free


def tasks_of(programme_id: int, *, unit_id: int | None = None) -> list[Task]:
    """The standing tasks in the plan's order, with their assignments; of one unit only where it is given."""
    rows = Task.objects.filter(STANDING, programme_id=programme_id)
    if unit_id is not None:
        rows = rows.filter(assignments__unit_id=unit_id)
    return list(rows.distinct().prefetch_related("assignments__unit").order_by("position"))


def clauses_by_key(programme_id: int) -> dict[str, Clause]:
    """The standing clauses, for the name of the clause a task stands under."""
    return {c.key: c for c in Clause.objects.filter(STANDING, programme_id=programme_id)}

"""Printed names and the units they stand for."""

from typing import Any

from django.db.models import Count, F, Window

from ..models import Assignment, Programme
from ..units import UnitFinder, unmatched


def unmatched_names(programme_id: int) -> list[str]:
    """Names of real bodies without a unit, in the order of the plan."""
    return list(unmatched(programme_id))


def names_to_match(programme: Programme) -> list[tuple[str, list[Assignment], list[Any]]]:
    """The same with where each stands and the units a person may mean, likeliest first."""
    finder = UnitFinder(programme.division_code)
    return [(name, rows, finder.near(name)) for name, rows in unmatched(programme.pk).items()]


def matched_names(programme_id: int) -> list[Any]:
    """Names that have a unit, in the order of the plan: of each its first assignment, `count` tells of how many."""
    rows = _standing(programme_id).filter(unit__isnull=False).select_related("unit")
    first: dict[str, Any] = {}
    for row in rows.annotate(count=Window(Count("pk"), partition_by=[F("printed_name")])):
        first.setdefault(row.printed_name, row)
    return list(first.values())


def collective_names(programme_id: int) -> list[str]:
    """各有关部门 and the like: no bodies, kept as printed."""
    names = _standing(programme_id).filter(collective=True).values_list("printed_name", flat=True)
    return list(dict.fromkeys(names))


def _standing(programme_id: int) -> Any:
    rows = Assignment.objects.filter(task__programme_id=programme_id, task__withdrawn_at__isnull=True)
    return rows.order_by("task__position", "position")


def units_in(programme_id: int) -> list[Any]:
    """The units that have a task in the programme, by name: the choices of a unit filter."""
    units = {row.unit_id: row.unit for row in _standing(programme_id).filter(unit__isnull=False).select_related("unit")}
    return sorted(units.values(), key=lambda unit: unit.name)

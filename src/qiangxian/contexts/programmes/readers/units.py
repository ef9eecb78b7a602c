"""Printed names and the units they stand for."""

from dataclasses import dataclass
from typing import Any

from ..models import Assignment, Programme
from ..units import UnitFinder, unmatched


@dataclass(frozen=True)
class MatchedName:
    """A printed name with its unit and how often it is used."""

    printed_name: str
    unit: Any
    count: int

    @property
    def renamed(self) -> bool:
        """Whether the unit is called differently today."""
        return bool(self.unit.name != self.printed_name)


def unmatched_names(programme_id: int) -> list[str]:
    """Names of real bodies without a unit, in the order of the plan."""
    return list(unmatched(programme_id))


def names_to_match(programme: Programme) -> list[tuple[str, list[Assignment], list[Any]]]:
    """The same with where each stands and the units a person may mean, likeliest first."""
    finder = UnitFinder(programme.division_code)
    return [(name, rows, finder.near(name)) for name, rows in unmatched(programme.pk).items()]


def matched_names(programme_id: int) -> list[MatchedName]:
    """Names that have a unit, in the order of the plan."""
    held: dict[str, list[Assignment]] = {}
    for row in _standing(programme_id).filter(unit__isnull=False).select_related("unit"):
        held.setdefault(row.printed_name, []).append(row)
    return [MatchedName(name, rows[0].unit, len(rows)) for name, rows in held.items()]


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

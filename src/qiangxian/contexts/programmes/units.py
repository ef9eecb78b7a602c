"""Printed names and the units of the county: what was chosen before, else the alias table, else nobody."""

from collections.abc import Iterable
from typing import Any

from qiangxian.contexts.people import readers as people
from qiangxian.kernel.actor import Actor

from .models import Assignment
from .unit_names import UnitNames, names_of

SYSTEM = Actor.system()


class UnitFinder:
    """The units of one county, asked by printed name. Made once for each writing, so that a plan is one query."""

    def __init__(self, division_code: str) -> None:
        self.names: UnitNames = names_of(division_code)
        self.units = list(people.standing_units(SYSTEM).filter(division_code=division_code).order_by("id"))
        chosen = Assignment.objects.filter(
            unit__division_code=division_code, task__programme__division_code=division_code
        )
        self.chosen: dict[str, int] = dict(chosen.order_by("id").values_list("printed_name", "unit_id"))

    def find(self, printed: str) -> int | None:
        """The unit's id; None where no unit fits, or two do."""
        if printed in self.chosen:
            return self.chosen[printed]
        exact = [unit.pk for unit in self.units if printed in _names(unit)]
        found = exact or [unit.pk for unit in self.alike(printed)]
        return found[0] if len(found) == 1 else None

    def alike(self, printed: str) -> list[Any]:
        """Units of which a name, short name or former name means the same body."""
        wanted = self.names.canonical(printed)
        return [unit for unit in self.units if wanted in {self.names.canonical(name) for name in _names(unit)}]

    def near(self, printed: str) -> list[Any]:
        """Suggestions for a person: the same body first, then units that share two characters of the bare name."""
        alike = self.alike(printed)
        wanted = self.names.canonical(printed)
        pairs = {wanted[at : at + 2] for at in range(len(wanted) - 1)} - {"管理", "理局", "人民", "政府", "委员"}
        sharing = [unit for unit in self.units if unit not in alike and any(pair in unit.name for pair in pairs)]
        return [*alike, *sharing]


def _names(unit: Any) -> Iterable[str]:
    return [name for name in (unit.name, unit.short_name, *unit.former_names) if name]


def unmatched(programme_id: int) -> dict[str, list[Assignment]]:
    """Standing assignments of real bodies without a unit, by printed name in the order of the plan."""
    rows = Assignment.objects.filter(
        task__programme_id=programme_id, task__withdrawn_at__isnull=True, unit__isnull=True, collective=False
    ).select_related("task")
    held: dict[str, list[Assignment]] = {}
    for row in rows.order_by("task__position", "position"):
        held.setdefault(row.printed_name, []).append(row)
    return held

"""Printed names of units in a text: every way the county's units are written, and which unit each one is."""

from collections.abc import Mapping

from qiangxian.contexts.people import readers as people
from qiangxian.contexts.programmes.unit_names import names_of
from qiangxian.kernel.actor import Actor


def unit_names(division_code: str) -> Mapping[str, int]:
    """Name → unit: as kept, short, and as the alias table writes the same body; a name of two units is none of them."""
    names = names_of(division_code)
    units = people.visible_units(Actor.system()).filter(division_code=division_code).exclude(kind="collective")
    by_body: dict[str, int] = {}
    found: dict[str, set[int]] = {}
    for unit in units:
        by_body[names.canonical(unit.name)] = unit.pk
        for name in filter(None, (unit.name, unit.short_name)):
            found.setdefault(name, set()).add(unit.pk)
    for printed, body in names.canonicals.items():
        if body in by_body:
            found.setdefault(printed, set()).add(by_body[body])
    return {name: min(ids) for name, ids in found.items() if len(ids) == 1 and len(name) > 1}

"""A level mark printed once holds for all: 科技局 and 县科技局 of one document are one body."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from qiangxian.engines.plandoc import vocabulary
from qiangxian.engines.plandoc.draft import Paper, UnitFound, UnitGroup


def unify_levels(draft: Paper) -> None:
    """Give a name without its level mark the fuller name that the document prints elsewhere; what is printed stays.

    Where several levels have such a body, the list in which the bare name stands decides.
    Reads: groups. Writes: groups (unit names).
    """
    marks = tuple(vocabulary.rules("units")["level_marks"])
    fuller: dict[str, set[str]] = defaultdict(set)
    for group in draft.groups:
        for unit in group.units:
            if not unit.collective and unit.name.startswith(marks):
                fuller[unit.name[1:]].add(unit.name)
    for group in draft.groups:
        group.units = [
            _named(unit, group, fuller[unit.name]) if not unit.collective and unit.name in fuller else unit
            for unit in group.units
        ]


def _named(unit: UnitFound, group: UnitGroup, names: set[str]) -> UnitFound:
    if len(names) > 1:
        levels = {other.name[0] for other in group.units}
        names = {name for name in names if name[0] in levels}
    return replace(unit, name=names.pop()) if len(names) == 1 else unit

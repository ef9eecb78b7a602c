"""Sentences that hold from their place on: the first named leads, 下同; 以下均需…落实,不再列出."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from typing import cast

from qiangxian.engines.plandoc import vocabulary
from qiangxian.engines.plandoc.draft import Declaration, Paper, UnitFound, UnitGroup
from qiangxian.engines.plandoc.types import Role
from qiangxian.engines.plandoc.unit_lists import name_as_printed, read_names

_LASTING_WITHIN = 16
# The longest words before 为牵头, and the longest sentence from there.
_BEFORE_LEADS, _REACH = 48, 120


def read_declarations(draft: Paper) -> None:
    """Find the declarations and give the first named of the groups in their scope the lead.

    Reads: copy, zones, groups. Writes: declarations, groups (roles), warnings.
    """
    hint = vocabulary.pattern("roles", "declarations", "hint")
    for zone in draft.zones:
        if not hint.search(draft.text, zone.start, zone.end):
            continue
        draft.declarations += _first_is_lead(draft, zone.start, zone.end)
        draft.declarations += _inherited(draft, zone.start, zone.end)
    draft.declarations.sort(key=lambda declaration: declaration.start)
    for declaration in draft.declarations:
        if declaration.kind == "first_is_lead":
            _apply(draft, declaration)


def _first_is_lead(draft: Paper, start: int, end: int) -> list[Declaration]:
    lasting = vocabulary.pattern("roles", "declarations", "lasting")
    found = []
    for match in _about(draft.text, "first_is_lead", start, end, _BEFORE_LEADS):
        inside = _group_holding(draft, match.start())
        lasts = inside is None or lasting.search(draft.text, match.end(), min(match.end() + _LASTING_WITHIN, end))
        until = len(draft.text) if lasts else match.end()
        found.append(Declaration("first_is_lead", match.start(), match.end(), until))
        draft.warn(
            "lead_by_declaration", "info", "自此处起，列第一位的单位按原文声明为牵头单位", match.start(), match.end()
        )
    return found


def _about(text: str, name: str, start: int, end: int, reach: int) -> Iterator[re.Match[str]]:
    """The declarations of this name, sought from their one sure word backwards: most of a text is passed over."""
    pattern, at = vocabulary.pattern("roles", "declarations", name), start
    for hint in vocabulary.pattern("roles", "declarations", f"{name}_hint").finditer(text, start, end):
        if hint.start() >= at and (
            match := pattern.search(text, max(at, hint.start() - reach), min(end, hint.end() + _REACH))
        ):
            at = match.end()
            yield match


def _group_holding(draft: Paper, at: int) -> UnitGroup | None:
    place = bisect_left(draft.groups, at + 1, key=lambda group: group.start) - 1
    return draft.groups[place] if place >= 0 and at < draft.groups[place].end else None


def _inherited(draft: Paper, start: int, end: int) -> list[Declaration]:
    role = cast(Role, vocabulary.rules("roles")["declarations"]["inherited_role"])
    found = []
    for match in _about(draft.text, "inherited", start, end, 0):
        names = [(at, name) for at, name in read_names(draft, *match.span("units")) if name.plausible]
        units = tuple(
            UnitFound(at + name.start, at + name.end, name_as_printed(draft, at, name), role, name.collective)
            for at, name in names
        )
        if units:
            found.append(Declaration("inherited", match.start(), match.end(), len(draft.text), units))
            draft.warn(
                "inherited_units", "info", "自此处起，各项任务按原文声明增加落实单位", match.start(), match.end()
            )
    return found


def _apply(draft: Paper, declaration: Declaration) -> None:
    scope = [group for group in draft.groups if group.end > declaration.start and group.start < declaration.until]
    if not scope:  # a note below the last group or table speaks of those above it
        scope = draft.groups
    for group in scope:
        _first_leads(group)


def _first_leads(group: UnitGroup) -> None:
    """Explicit words win over the declaration; a collective never leads."""
    if any(unit.role == "lead" for unit in group.units):
        return
    for place, unit in enumerate(group.units):
        if unit.role == "responsible":
            if not unit.collective:
                group.units[place] = replace(unit, role="lead")
            return

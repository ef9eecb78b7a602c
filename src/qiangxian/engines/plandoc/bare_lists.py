"""Lists of units without a word of their role: …。(县甲局、县乙局,各乡镇人民政府) at the end of an item."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from qiangxian.engines.plandoc import vocabulary
from qiangxian.engines.plandoc.brackets import bracket_pairs, covers
from qiangxian.engines.plandoc.draft import Draft, Group
from qiangxian.engines.plandoc.groups import Parts, at_item_end, before_declaration, built_group
from qiangxian.engines.plandoc.unit_lists import NameList, read_names

_LONGEST = 300
# One such bracket alone may be anything; a plan that assigns in this way does it item after item.
_FEWEST = 2


def scan_bare_lists(draft: Draft) -> None:
    """Read brackets that hold nothing but units and close an item as responsible units, and say so.

    Only where the text has several of them, or groups with role words beside them.
    Reads: copy, zones, tables, groups. Writes: groups (in text order, numbered from 1), warnings.
    """
    found = [group for zone in draft.zones for group in _in_zone(draft, zone.start, zone.end)]
    several = [group for group in found if len(group.units) > 1]
    if len(several) < _FEWEST and not (draft.groups and several):
        return
    draft.groups = sorted([*draft.groups, *found], key=lambda group: group.start)
    for number, group in enumerate(draft.groups, start=1):
        group.number = number
    for group in found:
        message = "名单没有写明职责，按责任单位读取"
        draft.warn("role_missing", "warning", message, group.start, group.end)


_CLOSING = re.compile(r"[)〕\]](?=\n|。\n|\Z|[一二三四五六七八九十(\d①-⑳附具])")


def _in_zone(draft: Draft, start: int, end: int) -> Iterable[Group]:
    closed = {group.end for group in draft.groups}
    if all(match.end() in closed for match in _CLOSING.finditer(draft.text, start, end)):
        return  # the usual case: every bracket at the end of an item is a group already
    taken = [(group.start, group.end) for group in draft.groups]
    for first, last in bracket_pairs(draft.text, start, end):
        if last - first > _LONGEST or covers(taken, first) or covers(draft.tables, first):
            continue
        if not at_item_end(draft.text, last, end) or not _unit_mark().search(draft.text, first, last):
            continue
        group = _read(draft, first, last)
        if group is not None:
            yield group


@lru_cache(maxsize=1)
def _unit_mark() -> re.Pattern[str]:
    return re.compile("[局委厅部办院府]")


def _read(draft: Draft, first: int, last: int) -> Group | None:
    repairs = len(draft.repairs)
    end = before_declaration(draft.text, first + 1, last - 1)
    names = read_names(draft, first + 1, end)
    proven = draft.text[first - 1] in "。!;\n" or end < last - 1
    if _only_units(names) and (proven or _all_levelled(names)):
        parts = Parts()
        parts.add(names, "responsible")
        return built_group(draft, first, last, parts)
    del draft.repairs[repairs:]
    return None


def _only_units(names: NameList) -> bool:
    bodies = [name for name in names.names if not name.collective]
    return all(name.plausible for name in names.names) and any(_unit_mark().search(body.text) for body in bodies)


def _all_levelled(names: NameList) -> bool:
    """Behind a word and not a sentence only names with their level are proof enough: 政策(县甲局、县乙局)."""
    marks = tuple(vocabulary.rules("units")["level_marks"])
    return len(names.names) > 1 and all(name.text.startswith(marks) for name in names.names if not name.collective)

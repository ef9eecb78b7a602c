"""Unit groups without brackets: a stretch tried as one, and those told in prose: 此项工作由甲局牵头,乙局配合。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from qiangxian.engines.plandoc import group_words, roles, vocabulary
from qiangxian.engines.plandoc.brackets import covers
from qiangxian.engines.plandoc.draft import Paper, UnitGroup, Zone
from qiangxian.engines.plandoc.groups import GroupReading
from qiangxian.engines.plandoc.layout import Place
from qiangxian.engines.plandoc.unit_lists import is_deadline, looks_like_unit, parsed_names

_LONGEST_PROSE, _LONGEST_SENTENCE, _LONGEST_BRACKET, _LONGEST_DAY = 48, 160, 300, 60
# So many roles make a sentence of prose a group; one less behind 此项工作由.
_FEWEST_ROLES = 2


def tried(draft: Paper, start: int, end: int, first: int) -> UnitGroup | None:
    """Read the stretch as a group; what turns out to be none leaves no repairs behind."""
    repaired, warned = len(draft.repairs), len(draft.warnings)
    reading = GroupReading(draft).read(first, end)
    if reading.accepted() or reading.only_day():
        return reading.built(start, end)
    del draft.repairs[repaired:], draft.warnings[warned:]
    return None


def told_in_prose(draft: Paper, zone: Zone, taken: list[Place]) -> Iterator[UnitGroup]:
    """此项工作由甲局牵头,乙局配合。: a sentence of nothing but units and roles, read with a doubt; any other prose is none."""
    text, passed = draft.text, 0
    for lead in _prose_lead().finditer(text, zone.start, zone.end):
        at = lead.start()
        first = 1 + max(text.rfind(mark, max(at - _LONGEST_PROSE, 0), at) for mark in "。;\n")
        if first < max(1, passed) or covers(taken, at) or covers(draft.tables, at):
            continue
        opening = vocabulary.pattern("roles", "opening_words").match(text, first, zone.end)
        start, end = opening.end() if opening else first, _sentence_end(text, at, zone.end)
        passed = end
        told = _FEWEST_ROLES - (start - first > 1)
        if _roles_told(text[start:end]) < told or _assigned_behind(text, end + 1, zone.end):
            continue
        group = tried(draft, start, end, start)
        if group is not None and all(unit.collective or looks_like_unit(unit.name) for unit in group.units):
            draft.warn("prose_assignment", "warning", "分工写在正文句子里，已按句意读取，请核对", start, end)
            _take_day_behind(draft, group, end + 1, zone.end)
            yield group


def _take_day_behind(draft: Paper, group: UnitGroup, at: int, limit: int) -> None:
    """甲局牵头,乙局配合。(完成时限:2026年3月): the bracket behind the sentence holds its day."""
    close = draft.text.find(")", at, min(limit, at + _LONGEST_DAY)) if draft.text.startswith("(", at) else -1
    reading = GroupReading(draft).read(at + 1, close) if close > 0 else None
    if reading is not None and reading.only_day():
        day = reading.built(at, close + 1)
        group.deadline, group.recurring_month, group.end = day.deadline, day.recurring_month, close + 1


def _assigned_behind(text: str, at: int, limit: int) -> bool:
    """Whether a bracket with names of units follows at once: it assigns, and not the sentence."""
    if text[at : at + 1] not in tuple("(〔[【"):
        return False
    line = text.find("\n", at, limit)
    return (
        group_words.names_end().search(text, at, min(at + _LONGEST_BRACKET, line if line >= 0 else limit)) is not None
    )


def _sentence_end(text: str, at: int, limit: int) -> int:
    stops = [place for mark in "。\n" if (place := text.find(mark, at, min(limit, at + _LONGEST_SENTENCE))) >= 0]
    return min(stops, default=limit if limit - at < _LONGEST_SENTENCE else at)


def _roles_told(sentence: str) -> int:
    """How many members of the sentence are a list of names with its role; none where one is more than that, a doing or a day."""
    told = 0
    for member in re.split("[,;]", sentence):
        phrase = roles.role_phrase(member)
        if phrase is not None and phrase[0] > 1:
            told += all(name.plausible for name in parsed_names(member[: phrase[0]].split("、")[-1])[0])
        elif group_words.done_by_unit(member):
            told += 1
        elif not is_deadline(member):
            return 0
    return told


@cache
def _prose_lead() -> re.Pattern[str]:
    given = vocabulary.rules("roles")
    words = vocabulary.any_of([*given["cores"]["lead"], given["single_lead"], *given["also_told"], "会同"])
    joined, told = "(?<=会同)(?=[省市县区州各有])", r"(?<!会同)[\u3400-\u9fff]{0,4}[,;。\n]"
    return re.compile(f"(?:{words})(?:{joined}|{told})")

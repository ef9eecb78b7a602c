"""The stretches of body text in which targets are looked for, and the targets found in them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from qiangxian.engines.plandoc import vocabulary
from qiangxian.engines.plandoc.draft import Heading, Paper
from qiangxian.engines.plandoc.layout import Place
from qiangxian.engines.plandoc.sections import section_name
from qiangxian.engines.plandoc.targets import TargetPassage, read_targets
from qiangxian.engines.plandoc.types import Target

_OPENING = 60
_PARAGRAPH = re.compile(r"[^\n|\t]{4,}")
_SINCE = re.compile(r"年(?<=(?P<year>(?:19|20)\d\d).)(?:\d{1,2}月)?(?:\d{1,2}日)?起")
_YEARS = re.compile(r"(?P<first>(?:19|20)\d\d)年?(?:[-–—－~～]{1,2}|至|到)(?P<last>(?:19|20)\d\d)")


def find_targets(draft: Paper) -> None:
    """Cut the body into passages and have the targets in them read; indicators of tables join them in text order.

    Reads: copy, headings, zones, groups, tasks, indicators, fields, title_text. Writes: targets, warnings.
    """
    years = _YEARS.search(draft.title_text or "")
    plan_years = (int(years["first"]), int(years["last"])) if years else None
    stated = _SINCE.search(draft.text, draft.body_start)
    found, warnings = read_targets(
        sorted(_passages(draft), key=lambda passage: passage.start),
        plan_years=plan_years,
        written_year=draft.plan_year,
        begun_year=int(stated["year"]) if stated else None,
    )
    for target in draft.indicators:
        target.task = _task_at(draft, target.start)
        target.due = target.due or (str(plan_years[1]) if plan_years else None)
    draft.targets = sorted(_said_once(draft, found), key=lambda target: target.start)
    numbered = {"G": 0, "E": 0}
    for target in draft.targets:
        letter = "E" if target.kind == "existence" else "G"
        numbered[letter] += 1
        target.id = f"{letter}{numbered[letter]}"
        target.start, target.end = draft.copy.span(target.start, target.end)
        target.text = draft.source.text[target.start : target.end]
    for warning in warnings:
        draft.warn(warning.code, warning.level, warning.message, warning.start, warning.end)


def _said_once(draft: Paper, found: list[Target]) -> list[Target]:
    """An annex or a table that lists a figure of the text again says the same, and makes no second target of it; what a table
    says besides, the base with its year and 约束性, is kept with the figure of the text."""
    annexes = [(zone.start, zone.end) for zone in draft.zones if zone.prefix.startswith("A")]
    if not annexes and not draft.indicators:
        return found
    own: list[Target] = []
    listed: list[Target] = []
    for target in found:
        (listed if any(start <= target.start < end for start, end in annexes) else own).append(target)
    said = {_what(target): target for target in reversed(own)}
    for target in draft.indicators:
        if target.parameters and (same := said.get(_what(target))) is not None:
            same.parameters = {**target.parameters, **same.parameters}
    return [*own, *(target for target in [*listed, *draft.indicators] if _what(target) not in said)]


def _what(target: Target) -> tuple[object, ...]:
    return target.subject, target.comparator, target.value, target.unit


def _passages(draft: Paper) -> Iterator[TargetPassage]:
    """The paragraphs of every clause and the words before the first heading, cut at groups and tables of indicators."""
    zones = [zone for zone in draft.zones if zone.prefix != "N."]
    headings = [heading for heading in draft.headings if heading.zone in zones]
    told = sorted([*((group.start, group.end) for group in draft.groups), *draft.indicator_tables])
    for zone in zones:
        first = next(
            (heading.start for heading in headings if heading.zone is zone), zone.start if headings else zone.end
        )
        for start, end in _paragraphs(draft.text, told, zone.start, first):
            yield TargetPassage(draft.text[start:end], start, "0", _task_at(draft, start), False, "")
        if (
            first == zone.start
            and zone.prefix
            and vocabulary.pattern("layout", "aims", "annex").search(draft.text, zone.start, zone.start + _OPENING)
        ):
            for start, end in _paragraphs(draft.text, told, zone.start, zone.end):
                yield TargetPassage(
                    draft.text[start:end],
                    start,
                    zone.prefix,
                    None,
                    False,
                    vocabulary.rules("layout")["aims"]["heading"],
                )
    known: dict[str, str] = {}
    for heading, following in zip(headings, [*headings[1:], None], strict=False):
        names, guarded = _names_upwards(draft, heading, known), _guarded(draft, heading)
        end = min(heading.end, following.start) if following else heading.end
        for place in [(heading.text_start, end)] if heading.cells is None else heading.cells:
            for start, last in _paragraphs(draft.text, told if heading.cells is None else [], *place):
                yield TargetPassage(draft.text[start:last], start, heading.id, _task_at(draft, start), guarded, names)


def _paragraphs(text: str, told: list[Place], start: int, end: int) -> Iterator[Place]:
    """The paragraphs of a stretch without what is told otherwise in it."""
    for first, last in [
        *told[max(bisect_left(told, (start, start)) - 1, 0) : bisect_left(told, (end, end))],
        (end, end),
    ]:
        for match in _PARAGRAPH.finditer(text, start, min(first, end)):
            yield match.span()
        start = max(start, last)


def _names_upwards(draft: Paper, heading: Heading, known: dict[str, str]) -> str:
    """The words of the heading behind those of the headings above it, divided by strokes."""
    name = draft.text[heading.text_start : heading.heading_end]
    if heading.above is not None:
        above = known.get(heading.above.id) or _names_upwards(draft, heading.above, known)
        name = f"{above}/{name}"
    known[heading.id] = name
    return name


def _guarded(draft: Paper, heading: Heading | None) -> bool:
    while heading is not None:
        if heading is draft.guarding or section_name(draft, heading) == "safeguards":
            return True
        heading = heading.above
    return False


def _task_at(draft: Paper, at: int) -> str | None:
    place = bisect_right(draft.tasks, at, key=lambda task: task.start) - 1
    if place >= 0 and at < draft.tasks[place].end:
        return f"T{place + 1}"
    return None

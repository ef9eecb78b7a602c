"""The stretches of body text in which targets are looked for, and the targets found in them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from decimal import Decimal

from qiangxian.engines.plandoc.draft import Heading, Paper
from qiangxian.engines.plandoc.sections import section_name
from qiangxian.engines.plandoc.targets import TargetPassage, TargetReading, read_targets
from qiangxian.engines.plandoc.types import Target, Warning_

_PARAGRAPH = re.compile(r"[^\n|\t]{4,}")
_SINCE = re.compile(r"(?P<year>(?:19|20)\d\d)年(?:\d{1,2}月)?(?:\d{1,2}日)?起")
_YEARS = re.compile(r"(?P<first>(?:19|20)\d\d)年?(?:[-–—－~～]{1,2}|至|到)(?P<last>(?:19|20)\d\d)")


def find_targets(draft: Paper) -> None:
    """Cut the body into passages and have the targets in them read; indicators of tables join them in text order.

    Reads: copy, headings, zones, groups, tasks, indicators, fields, title_text. Writes: targets, warnings.
    """
    years = _YEARS.search(draft.title_text or "")
    plan_years = (int(years["first"]), int(years["last"])) if years else None
    passages = sorted(_passages(draft), key=lambda passage: passage.start)
    stated = _SINCE.search(draft.text, draft.body_start)
    readings, warnings = read_targets(
        passages,
        plan_years=plan_years,
        written_year=draft.plan_year,
        begun_year=int(stated["year"]) if stated else None,
    )
    for found in draft.indicators:
        found.task, found.due = _task_at(draft, found.start), found.due or (str(plan_years[1]) if plan_years else None)
    readings += draft.indicators
    numbered = {"G": 0, "E": 0}
    for reading in sorted(readings, key=lambda reading: reading.start):
        letter = "E" if reading.kind == "existence" else "G"
        numbered[letter] += 1
        draft.targets.append(_target(draft, reading, f"{letter}{numbered[letter]}"))
    for warning in warnings:
        start, end = draft.copy.span(warning.start, warning.end)
        draft.warnings.append(Warning_(warning.code, warning.level, warning.message, start, end))


def _target(draft: Paper, reading: TargetReading, number: str) -> Target:
    start, end = draft.copy.span(reading.start, reading.end)
    return Target(
        id=number,
        task=reading.task,
        text=draft.source.text[start:end],
        subject=reading.subject,
        comparator=reading.comparator,
        value=_plain_number(reading.value),
        unit=reading.unit,
        due=reading.due,
        kind=reading.kind,
        hedge=reading.hedge,
        parameters=reading.parameters,
        indicator=reading.indicator,
        start=start,
        end=end,
    )


def _plain_number(value: Decimal | int | None) -> int | float | None:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _passages(draft: Paper) -> Iterator[TargetPassage]:
    zones = [zone for zone in draft.zones if zone.prefix != "N."]
    headings = [heading for heading in draft.headings if heading.zone in zones]
    known: dict[str, str] = {}
    for zone in zones:  # the words before the first heading
        first = next((heading.start for heading in headings if heading.zone is zone), None)
        if first is not None:
            yield from _plain_passages(draft, zone.start, first)
    for heading, following in zip(headings, [*headings[1:], None], strict=False):
        end = min(heading.end, following.start) if following else heading.end
        yield from _clause_passages(draft, heading, heading.text_start, end, known)
    if not headings:
        for zone in zones:
            yield from _plain_passages(draft, zone.start, zone.end)


def _clause_passages(
    draft: Paper, heading: Heading, start: int, end: int, known: dict[str, str]
) -> Iterator[TargetPassage]:
    names = _names_upwards(draft, heading, known)
    guarded = _guarded(draft, heading)
    places = _without_groups(draft, start, end) if heading.cells is None else _in_cells(draft, heading.cells)
    for first, last in places:
        yield TargetPassage(draft.text[first:last], first, heading.id, _task_at(draft, first), guarded, names)


def _plain_passages(draft: Paper, start: int, end: int) -> Iterator[TargetPassage]:
    for first, last in _without_groups(draft, start, end):
        yield TargetPassage(draft.text[first:last], first, "0", _task_at(draft, first), False, "")


def _without_groups(draft: Paper, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The paragraphs of the stretch, cut at the unit groups in them."""
    place = bisect_right(draft.groups, start, key=lambda group: group.start)
    at = start
    while place < len(draft.groups) and draft.groups[place].start < end:
        yield from _outside_indicators(draft, at, draft.groups[place].start)
        at = draft.groups[place].end
        place += 1
    yield from _outside_indicators(draft, at, end)


def _outside_indicators(draft: Paper, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The paragraphs without the tables of indicators, whose figures their columns explain."""
    for first, last in draft.indicator_tables:
        if start < last and first < end:
            yield from _paragraphs(draft.text, start, first)
            start = last
    yield from _paragraphs(draft.text, start, end)


def _in_cells(draft: Paper, cells: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Each cell of a row once, a title merged over rows only in the first of them."""
    for start, end in cells:
        yield from _paragraphs(draft.text, start, end)


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in _PARAGRAPH.finditer(text, start, end):
        yield match.span()


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

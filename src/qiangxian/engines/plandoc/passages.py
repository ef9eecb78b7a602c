"""The stretches of body text in which targets are looked for, and the targets found in them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from decimal import Decimal

from qiangxian.engines.plandoc.draft import Draft, Heading
from qiangxian.engines.plandoc.groups import plan_year
from qiangxian.engines.plandoc.sections import section_name
from qiangxian.engines.plandoc.targets import Passage, TargetReading, read_targets
from qiangxian.engines.plandoc.types import Target, Warning_

_YEARS = re.compile(r"(?P<first>(?:19|20)\d\d)年?(?:[-–—－~～]{1,2}|至|到)(?P<last>(?:19|20)\d\d)")


def find_targets(draft: Draft) -> None:
    """Cut the body into passages and have the targets in them read.

    Reads: copy, headings, zones, groups, tasks, fields, title_text. Writes: targets, warnings.
    """
    years = _YEARS.search(draft.title_text or "")
    plan_years = (int(years["first"]), int(years["last"])) if years else None
    passages = sorted(_passages(draft), key=lambda passage: passage.start)
    readings, warnings = read_targets(passages, plan_years=plan_years, written_year=plan_year(draft))
    draft.targets = [_target(draft, reading) for reading in readings]
    for warning in warnings:
        start, end = draft.copy.span(warning.start, warning.end)
        draft.warnings.append(Warning_(warning.code, warning.level, warning.message, start, end))


def _target(draft: Draft, reading: TargetReading) -> Target:
    start, end = draft.copy.span(reading.start, reading.end)
    return Target(
        id=reading.id,
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


def _passages(draft: Draft) -> Iterator[Passage]:
    zones = [zone for zone in draft.zones if zone.prefix != "N."]
    headings = [heading for heading in draft.headings if heading.zone in zones]
    for zone in zones:  # the words before the first heading
        first = next((heading.start for heading in headings if heading.zone is zone), None)
        if first is not None:
            yield from _plain_passages(draft, zone.start, first)
    for heading, following in zip(headings, [*headings[1:], None], strict=False):
        end = min(heading.end, following.start) if following else heading.end
        yield from _clause_passages(draft, heading, heading.text_start, end)
    if not headings:
        for zone in zones:
            yield from _plain_passages(draft, zone.start, zone.end)


def _clause_passages(draft: Draft, heading: Heading, start: int, end: int) -> Iterator[Passage]:
    names = _names_upwards(draft, heading)
    guarded = _guarded(draft, heading)
    for first, last in _without_groups(draft, start, end):
        yield Passage(draft.text[first:last], first, heading.id, _task_at(draft, first), guarded, names)


def _plain_passages(draft: Draft, start: int, end: int) -> Iterator[Passage]:
    for first, last in _without_groups(draft, start, end):
        yield Passage(draft.text[first:last], first, "0", _task_at(draft, first), False, "")


def _without_groups(draft: Draft, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The paragraphs of the stretch, cut at the unit groups in them."""
    place = bisect_right(draft.groups, start, key=lambda group: group.start)
    at = start
    while place < len(draft.groups) and draft.groups[place].start < end:
        yield from _paragraphs(draft.text, at, draft.groups[place].start)
        at = draft.groups[place].end
        place += 1
    yield from _paragraphs(draft.text, at, end)


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in re.compile(r"[^\n|\t]+").finditer(text, start, end):
        if len(match.group()) > 3:
            yield match.span()


def _names_upwards(draft: Draft, heading: Heading) -> str:
    names, above = [draft.text[heading.text_start : heading.heading_end]], heading.above
    while above is not None:
        names.append(draft.text[above.text_start : above.heading_end])
        above = above.above
    return "/".join(reversed(names))


def _guarded(draft: Draft, heading: Heading | None) -> bool:
    while heading is not None:
        if section_name(draft, heading) == "safeguards":
            return True
        heading = heading.above
    return False


def _task_at(draft: Draft, at: int) -> str | None:
    place = bisect_right(draft.tasks, at, key=lambda task: task.start) - 1
    if place >= 0 and at < draft.tasks[place].end:
        return f"T{place + 1}"
    return None

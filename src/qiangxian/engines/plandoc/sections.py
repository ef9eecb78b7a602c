"""Sections with a known purpose: stages, safeguards, and the purposes of money."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache, lru_cache

from qiangxian.engines.plandoc import vocabulary
from qiangxian.engines.plandoc.brackets import trimmed
from qiangxian.engines.plandoc.dates import DatePoint, DateRange, read_range
from qiangxian.engines.plandoc.draft import Heading, Paper
from qiangxian.engines.plandoc.types import FundCategory, Phase, Safeguard

_BRACKET_AT_END = re.compile(r"[(〔][^()〔〕]*[)〕]?$")
_SECTIONS = ("safeguards", "phases", "framework")
_NEAR, _PREFIX, _LEAST_NAME = 40, 8, 4
_MARKS = re.compile(r"[\s、,。]")


@lru_cache(maxsize=4096)
def _named(text: str) -> str | None:
    plain = _MARKS.sub("", text)
    for name in _SECTIONS:
        if plain in vocabulary.word_set("layout", "sections", name):
            return name
        for size, words in _long_names(name):
            if len(plain) <= size + _PREFIX and plain.endswith(words):
                return name
    return None


@cache
def _long_names(section: str) -> list[tuple[int, tuple[str, ...]]]:
    """The names of a section that may stand behind a few other words, by their length."""
    words = [word for word in vocabulary.word_set("layout", "sections", section) if len(word) >= _LEAST_NAME]
    return [(size, tuple(word for word in words if len(word) == size)) for size in {len(word) for word in words}]


def section_name(draft: Paper, heading: Heading) -> str | None:
    """safeguards, phases or framework where the words of the heading say so."""
    return _named(draft.text[heading.text_start : heading.heading_end])


def read_phases(draft: Paper) -> None:
    """Read the stages of the work with their dates.

    Reads: copy, headings, fields. Writes: phases, repairs.
    """
    sections = [
        heading for heading in draft.headings if heading.above is None and section_name(draft, heading) == "phases"
    ]
    if not sections:
        sections = [heading for heading in draft.headings if section_name(draft, heading) == "phases"]
    for section in sections[:1]:
        children = [heading for heading in draft.headings if heading.above is section and heading.rank < 60]
        if children:
            draft.phases += [
                _phase(draft, child.text_start, child.heading_end, child.end, child.start) for child in children
            ]
        else:
            draft.phases += _ordinal_phases(draft, section)
    if not draft.phases:
        draft.phases = _scattered(draft)


def _scattered(draft: Paper) -> list[Phase]:
    """Stage headings with dates that stand under no heading of stages."""
    words = tuple(vocabulary.rules("layout")["sections"]["phase_words"])
    found = []
    for heading in draft.headings:
        text = draft.text[heading.text_start : heading.heading_end]
        bare = _BRACKET_AT_END.sub("", text)
        if bare.endswith(words) and len(bare) <= 24 and read_range(draft.text, heading.text_start, heading.heading_end):
            found.append(_phase(draft, heading.text_start, heading.heading_end, heading.end, heading.start))
    return found if len(found) > 1 else []


def _ordinal_phases(draft: Paper, section: Heading) -> list[Phase]:
    """第一阶段:动员部署(2022年1月-3月)… without numbered headings."""
    ordinals = list(
        vocabulary.pattern("layout", "phases", "ordinal").finditer(draft.text, section.heading_end, section.end)
    )
    ends = [match.start() for match in ordinals[1:]] + [section.end] if ordinals else []
    found = []
    for match, end in zip(ordinals, ends, strict=True):
        stop = re.compile(r"[。\n]").search(draft.text, match.end(), end)
        found.append(_phase(draft, match.start(), stop.start() if stop else end, end, match.start()))
    return found


def _phase(draft: Paper, text_start: int, heading_end: int, end: int, start: int) -> Phase:
    near = min(heading_end + _NEAR, end)
    line_end = draft.text.find("\n", heading_end, near)
    head_end = heading_end if draft.text[heading_end : heading_end + 1] in ("。", "\n", "") else near
    head_end = line_end if line_end >= 0 and head_end == near else head_end
    found = read_range(draft.text, text_start, head_end, draft.plan_year)
    if found is None:
        found = _in_text(draft, heading_end, end)
    name_end = _name_end(draft.text, text_start, heading_end)
    first, last = (_iso(draft, found.first), _iso(draft, found.last)) if found else (None, None)
    if found and found.dash:
        _repair_dash(draft, found.dash)
    return Phase(draft.printed(text_start, name_end), first, last, *draft.copy.span(start, end))


def _name_end(text: str, start: int, end: int) -> int:
    bracket = re.compile(r"[(〔]").search(text, start, end)
    stop = bracket.start() if bracket and bracket.start() > start else end
    return trimmed(text, start, stop, "", ":,。 ")[1]


def _in_text(draft: Paper, start: int, end: int) -> DateRange | None:
    """Stage heads without a date: the last day that its text names is its end, a from-to range is taken whole."""
    found = read_range(draft.text, start, end)
    if found is None or found.dash or found.first is None:
        return found
    return replace(found, first=None, last=found.last)


def _iso(draft: Paper, point: DatePoint | None) -> str | None:
    if point is None:
        return None
    if point.repaired:
        draft.repair("year_mark_inserted", point.start, point.end, point.words)
    return point.iso


def _repair_dash(draft: Paper, dash: tuple[int, int, str]) -> None:
    start, end, mark = dash
    if mark == "一":
        draft.repair("numeral_read_as_dash", start, end, "—")
    elif mark == "﹣":
        draft.repair("small_hyphen_read_as_dash", start, end, "-")


def read_safeguards(draft: Paper) -> None:
    """Read the items of the last section of safeguards: by its name, else the last one that speaks of duties and means.

    Reads: copy, headings. Writes: guarding, safeguards.
    """
    upper = [heading for heading in draft.headings if heading.above is None and heading.zone.prefix == ""]
    sections = [heading for heading in upper if section_name(draft, heading) == "safeguards"]
    if not sections and len(upper) > 1 and section_name(draft, upper[-1]) is None:
        named = draft.text[upper[-1].text_start : upper[-1].heading_end]
        sections = upper[-1:] if vocabulary.pattern("layout", "sections", "last_pattern").search(named) else []
    if not sections:
        sections = [heading for heading in draft.headings if section_name(draft, heading) == "safeguards"]
    for section in sections[-1:]:
        draft.guarding = section
        children = [heading for heading in draft.headings if heading.above is section and heading.rank < 60]
        items = [(child.text_start, child.heading_end, child.start, child.end) for child in children]
        for first, last, start, end in items or _paragraph_items(draft, section):
            draft.safeguards.append(Safeguard(draft.printed(first, last), *draft.copy.span(start, end)))


def _paragraph_items(draft: Paper, section: Heading) -> list[tuple[int, int, int, int]]:
    """Items without numbers: paragraphs that open with a short sentence; else the section is one item."""
    items = []
    for match in re.compile(r"[^\n。]{2,24}(?=。[^\n])").finditer(draft.text, section.heading_end, section.end):
        if draft.text[match.start() - 1] == "\n":
            line_end = draft.text.find("\n", match.end(), section.end)
            items.append((match.start(), match.end(), match.start(), line_end if line_end >= 0 else section.end))
    return items or [(section.text_start, section.heading_end, section.start, section.end)]


def read_funds(draft: Paper) -> None:
    """Read the purposes for which the plan itself sets money apart.

    Reads: copy, zones. Writes: funds.
    """
    not_own = vocabulary.pattern("layout", "funds", "not_own")
    for zone in draft.zones:
        for match in vocabulary.pattern("layout", "funds", "pattern").finditer(draft.text, zone.start, zone.end):
            sentence = draft.text.rfind("。", zone.start, match.start()) + 1
            if "、" in match["list"] and not not_own.search(draft.text, max(sentence, zone.start), match.start()):
                _categories(draft, *match.span("list"))


def _categories(draft: Paper, start: int, end: int) -> None:
    at = start
    for piece in re.split(r"(、|以及|(?<=[\u3400-\u9fff]{4})和(?=[\u3400-\u9fff]{4}))", draft.text[start:end]):
        first, at = at, at + len(piece)
        name = piece.strip(" ,;\n")
        if len(name) > 1 and piece not in ("、", "以及", "和"):
            name = draft.printed(first, at).strip(",，;； ")
            draft.funds.append(FundCategory(name, *draft.copy.span(first, at)))

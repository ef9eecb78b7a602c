"""The tree of headings, built by the form of the markers: numbering restarts or runs on as each office likes."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from functools import lru_cache

from qiangxian.engines.plandoc import roles, vocabulary
from qiangxian.engines.plandoc.brackets import covers
from qiangxian.engines.plandoc.draft import Heading, Paper, Zone
from qiangxian.engines.plandoc.numerals import NUMERALS

_N = "[一二三四五六七八九十]{1,4}"
# 一、 · (一) · 三) with its bracket lost · 1. · (1) · ① · —— · 【目标任务】; each form has its rank.
_MARKER = re.compile(
    rf"(?P<r5>第(?P<n5>{_N})(?:部分|章|编))[、:\s]?"
    rf"|(?P<r10>(?P<n10>{_N})、)"
    rf"|(?P<r20>\((?P<n20>{_N})\)[、.]?|(?P<m20>[㈠-㈩]))"
    rf"|(?P<r21>(?P<n21>{_N})\))"
    rf"|(?P<r22>\((?P<n22>{_N})(?=[^\s{_N[1:-6]}),、。级类线批期]))"
    r"|(?P<r30>(?P<n30>\d{1,2})\s?[.、。](?=\D|(?:19|20)\d\d年|\d)|(?P<m30>[⒈-⒛]))"
    r"|(?P<r40>\((?P<n40>\d{1,2})\)|(?P<m40>[⑴-⒇]))"
    r"|(?P<r45>(?P<n45>\d{1,2})\))"
    r"|(?P<r50>(?P<m50>[①-⑳]))"
    r"|(?P<r70>(?:——|―|—)(?=[\u3400-\u9fff]))"
    r"|(?P<r60>【[\u3400-\u9fff]{2,12}】)"
)
# Each pattern begins with a character that is rare, so that the scan passes over the rest at once.
_LINE_START = re.compile(r"\n(?=[第一二三四五六七八九十(㈠-㈩\d⒈-⒛⑴-⒇①-⑳—―【])")
# Behind a sentence: some copies have the whole body on one line.
_BEHIND_SENTENCE = re.compile(rf"[。)〕;:!?”】](?={_N}、|\({_N}\)|\d{{1,2}}\s?[.、])")
_BEHIND_WORD = re.compile(
    rf"[(1-9](?:(?<=[^\n。)〕;:!?”】(、第]\()(?={_N}\))|(?<=[\u3400-\u9fff][1-9])(?=\d?[.、][\u3400-\u9fff]))"
)
_RANKS = {name: int(name[1:]) for name in _MARKER.groupindex if name.startswith("r")} | {"r21": 20, "r22": 20}
_FIRST_OF = {"m20": "㈠", "m30": "⒈", "m40": "⑴", "m50": "①"}
_NAMED = frozenset({60, 65, 70})
_LONGEST_HEADING, _LONGEST_GLUED_TITLE = 90, 80


def build_tree(draft: Paper) -> None:
    """Find the headings of every zone and build the tree.

    Reads: copy, zones, groups, tables, row_headings. Writes: headings (in text order), repairs, warnings.
    """
    for zone in draft.zones:
        found = _zone_headings(draft, zone)
        found += [heading for heading in draft.row_headings if heading.zone is zone]
        found.sort(key=lambda heading: heading.start)
        _nest(found)
        _number(draft, found, zone)
        _bound(found, zone)
        draft.headings += found


def _zone_headings(draft: Paper, zone: Zone) -> list[Heading]:
    starts = {match.start(): False for match in _BEHIND_WORD.finditer(draft.text, zone.start, zone.end)}
    starts |= {match.end(): False for match in _BEHIND_SENTENCE.finditer(draft.text, zone.start, zone.end)}
    starts |= {match.end(): True for match in _LINE_START.finditer(draft.text, max(zone.start - 1, 0), zone.end)}
    starts[zone.start] = True
    topics = dict(_topic_lines(draft, zone))
    found, state = [], _Sequence()
    for start in sorted({*starts, *topics}):
        if covers(draft.tables, start):
            continue
        if start in topics:
            found.append(_topic(draft, zone, start, topics[start]))
            continue
        heading = _at(draft, zone, start, starts[start], state)
        if heading is not None:
            found.append(heading)
            state.took(heading)
    return found


class _Sequence:
    """The last number of each form: only what continues it is a heading inside a line."""

    def __init__(self) -> None:
        self.last: dict[int, int] = {}
        self.open_title = (-1, 0)

    def took(self, heading: Heading) -> None:
        for rank in [rank for rank in self.last if rank > heading.rank and rank < 60]:
            del self.last[rank]
        self.last[heading.rank] = heading.number
        self.running(heading)
        self.open_title = (heading.text_start, heading.rank) if heading.rank in (10, 20) else (-1, 0)

    def running(self, heading: Heading) -> None:
        """(X) and digits may run on across the level above: their count is kept under the negative rank."""
        self.last[-heading.rank] = heading.number

    def continues(self, rank: int, number: int) -> bool:
        """Whether the number is the first, or the next of its form."""
        return number == 1 or number in (self.last.get(rank, 0) + 1, self.last.get(-rank, 0) + 1)


def _at(draft: Paper, zone: Zone, start: int, at_line_start: bool, state: _Sequence) -> Heading | None:
    match = _MARKER.match(draft.text, start, zone.end)
    if match is None:
        return None
    form = next(name for name in _RANKS if match[name])
    rank, number = _RANKS[form], _printed_number(match, form)
    if number is None or not _holds(draft, match, form, number, state):
        return None
    if not at_line_start and not _holds_inside(draft, match, rank, number, state):
        return None
    if at_line_start and rank in (40, 45, 50) and draft.text[match.end() : match.end() + 1] in "、,和":
        return None
    _repair_marker(draft, match, form)
    return _heading(draft, zone, match, rank, number)


def _printed_number(match: re.Match[str], form: str) -> int | None:
    digits = form[1:]
    if digits in ("60", "70"):
        return 0
    if f"m{digits}" in match.re.groupindex and match[f"m{digits}"]:
        return ord(match[f"m{digits}"]) - ord(_FIRST_OF[f"m{digits}"]) + 1
    printed = match[f"n{digits}"]
    return int(printed) if printed.isdecimal() else NUMERALS.get(printed)


def _holds(draft: Paper, match: re.Match[str], form: str, number: int, state: _Sequence) -> bool:
    """1.5亿元 is no item 1; 2.2021年6月底前 is item 2; 11.121人才 is item 11 where ten came before it."""
    text, end = draft.text, match.end()
    if form == "r30" and text[end : end + 1].isdecimal():
        return bool(re.compile(r"(?:19|20)\d\d年").match(text, end)) or (number > 1 and state.continues(30, number))
    if form in ("r21", "r22"):
        return state.continues(20, number)
    if form in ("r30", "r70") and roles.label().match(text, end):  # ——责任单位:甲局, 1.牵头单位:甲局
        return False
    if form == "r60":
        return match.group().strip("【】") not in roles.unit_labels()
    return number > 0 or form == "r70"


def _holds_inside(draft: Paper, match: re.Match[str], rank: int, number: int, state: _Sequence) -> bool:
    before = draft.text[match.start() - 1]
    if before in "。)〕;:!?”】":
        if before in ";”" and rank == 30:
            return False
        return state.continues(rank, number)
    opened, above = state.open_title
    near = opened >= 0 and match.start() - opened <= _LONGEST_GLUED_TITLE
    short = near and not re.search(r"[。\n]", draft.text[opened : match.start()])
    return rank in (20, 30) and rank > above and short and state.continues(rank, number)


def _repair_marker(draft: Paper, match: re.Match[str], form: str) -> None:
    if form in ("r21", "r22"):
        draft.repair("bracket_inserted", match.start(), match.end(), f"({match['n' + form[1:]]})")


def _heading(draft: Paper, zone: Zone, match: re.Match[str], rank: int, number: int) -> Heading:
    start, text_start = match.start(), match.end()
    if rank == 60:
        return Heading("", None, 1, rank, 0, match.group(), start, start + 1, match.end() - 1, zone.end, zone)
    while text_start < zone.end and draft.text[text_start] in " .、":
        text_start += 1
    line_end = draft.text.find("\n", text_start, zone.end)
    line_end = zone.end if line_end < 0 else line_end
    cut = cut_heading(draft, text_start, line_end)
    marker = draft.printed(start, match.end())
    return Heading("", None, 1, rank, number, marker, start, text_start, cut, zone.end, zone)


def cut_heading(draft: Paper, start: int, end: int) -> int:
    """Where the words of a heading end: at the first 。, at a unit group, at a colon after a short label."""
    stop = end
    for mark in "。\n":
        at = draft.text.find(mark, start, stop)
        stop = at if at >= 0 else stop
    colon = draft.text.find(":", start, min(stop, start + 20))
    stop = colon if colon >= 0 else stop
    place = bisect_right(draft.groups, start, key=lambda group: group.start)
    if place < len(draft.groups):
        stop = min(stop, draft.groups[place].start)
    if stop - start > _LONGEST_HEADING:
        places = [at for mark in ",;" if (at := draft.text.find(mark, start, start + _LONGEST_HEADING)) >= 0]
        stop = max(places, default=start + _LONGEST_HEADING)
    return max(stop, start)


_TOPIC_LINE = re.compile(r"\n(?P<topic>[\u3400-\u9fff]{2,12}):(?=\S)")


@lru_cache(maxsize=1)
def _no_topics() -> tuple[str, ...]:
    return (*roles.unit_labels(), *roles.field_labels(), *vocabulary.header_labels())


def _topic_lines(draft: Paper, zone: Zone) -> list[tuple[int, int]]:
    """工业方面:… in front of a paragraph that has a unit group of its own."""
    found = []
    groups = [group for group in draft.groups if zone.start <= group.start < zone.end]
    at = 0
    for match in _TOPIC_LINE.finditer(draft.text, max(zone.start - 1, 0), zone.end):
        line_end = draft.text.find("\n", match.end(), zone.end)
        line_end = zone.end if line_end < 0 else line_end
        while at < len(groups) and groups[at].start < match.end():
            at += 1
        named = match["topic"].startswith(_no_topics())
        if not named and at < len(groups) and groups[at].start < line_end:
            found.append(match.span("topic"))
    return found


def _topic(draft: Paper, zone: Zone, start: int, end: int) -> Heading:
    return Heading("", None, 1, 65, 0, "", start, start, end, zone.end, zone)


def _nest(found: list[Heading]) -> None:
    """Parents by rank with a stack. Names without a number stand beside each other, below the numbered item."""
    stack: list[Heading] = []
    found_before: Heading | None = None
    for heading in found:
        if found_before is not None:  # on a glued line the next marker ends the words of the one before
            found_before.heading_end = min(found_before.heading_end, heading.start)
        found_before = heading
        while stack and stack[-1].rank >= heading.rank:
            stack.pop()
        heading.above = stack[-1] if stack else None
        heading.level = len(stack) + 1
        stack.append(heading)


def _number(draft: Paper, found: list[Heading], zone: Zone) -> None:
    printed: dict[str, int] = defaultdict(int)
    last_child: dict[str | None, int] = defaultdict(int)
    for heading in found:
        parent = heading.above.id if heading.above else None
        if heading.rank in _NAMED or heading.number == 0:
            heading.number = last_child[parent] + 1
        _check_order(draft, heading, last_child[parent])
        prefix = f"{parent}." if parent else zone.prefix
        wanted = f"{prefix}{heading.number}"
        printed[wanted] += 1
        wanted += f"-{printed[wanted]}" if printed[wanted] > 1 else ""
        last_child[parent] = max(last_child[parent], heading.number)
        heading.id, heading.parent = wanted, parent


def _check_order(draft: Paper, heading: Heading, before: int) -> None:
    """Numbers that restart or run on are both usual; only a number printed twice or a step back is reported."""
    if before and heading.number <= before:
        message = f"编号“{heading.marker or heading.number}”与前文重复或倒退，请核对"
        draft.warn("numbering_broken", "warning", message, heading.start, heading.text_start)


def _bound(found: list[Heading], zone: Zone) -> None:
    """A clause ends where the next heading of its rank or above begins."""
    stack: list[Heading] = []
    for heading in found:
        while stack and stack[-1].rank >= heading.rank:
            stack.pop().end = heading.start
        stack.append(heading)
    for heading in stack:
        heading.end = zone.end


def clause_at(draft: Paper, at: int) -> Heading | None:
    """The innermost clause that holds the offset."""
    place = bisect_right(draft.headings, at, key=lambda heading: heading.start) - 1
    holding = draft.headings[place] if place >= 0 else None
    while holding is not None and holding.end <= at:
        holding = holding.above
    return holding

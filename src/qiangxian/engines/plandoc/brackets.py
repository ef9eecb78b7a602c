"""Brackets by depth: a regular expression cannot tell 市交通委(市道运局) from the end of a group."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

_PAIRS = {")": "(", "〕": "〔", "]": "[", "】": "【"}
_ANY = re.compile(r"[()〔〕\[\]【】\n]")
_SPLITTING = re.compile(
    r"\((?:[一二三四五六七八九十]{1,2}|\d{1,2})\)|[()〔〕\[\]【】“”、,;。①-⑳|]|(?<=[局委办部院厅会府心联团社协站所队行镇乡道村司])[/·+.&\\]|/(?=[县市区省州各团])"
)
_DEEPEST = 24
# A bracket that is still open after a line break is taken up again in the next lines, not further.
_LINES_OPEN = 4


def bracket_pairs(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Every bracket with its matching end as (start, end past the closing mark), in order of the opening mark."""
    stack: list[tuple[str, int, int]] = []
    pairs: list[tuple[int, int]] = []
    lines = 0
    for match in _ANY.finditer(text, start, end):
        mark = match.group()
        if mark == "\n":
            lines += 1
            while stack and lines - stack[0][2] >= _LINES_OPEN:
                del stack[0]
        elif mark in _PAIRS:
            place = _matching(stack, _PAIRS[mark])
            if place >= 0:
                pairs.append((stack[place][1], match.end()))
                del stack[place:]
        else:
            stack.append((mark, match.start(), lines))
            del stack[:-_DEEPEST]
    return sorted(pairs)


def _matching(stack: list[tuple[str, int, int]], opening: str) -> int:
    """The place of the last open bracket of this kind; one never closed in between is passed over."""
    for place in range(len(stack) - 1, -1, -1):
        if stack[place][0] == opening:
            return place
    return -1


def split_outside(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """The stretches between separators that stand outside brackets, each with the separator behind it."""
    depth, at = 0, start
    for match in _SPLITTING.finditer(text, start, end):
        mark = match.group()
        if len(mark) > 1 and depth:
            continue
        if mark in "([〔【“":
            depth += 1
        elif mark in ")]〕】”":
            depth = max(depth - 1, 0)
            if depth == 0 and mark == "】" and text.startswith("【", match.end()):  # 【甲局】【乙局】
                yield at, match.end(), "、"
                at = match.end()
        elif depth == 0:
            yield at, match.start(), mark
            at = match.end()
    yield at, end, ""


def covers(spans: list[tuple[int, int]], at: int) -> bool:
    """Whether one of the spans, given in order and without overlap, holds the offset."""
    place = bisect_right(spans, (at, float("inf"))) - 1
    return place >= 0 and spans[place][0] <= at < spans[place][1]


def trimmed(text: str, start: int, end: int, before: str, behind: str) -> tuple[int, int]:
    """The stretch without the marks at its beginning and those at its end."""
    while start < end and text[start] in before:
        start += 1
    while start < end and text[end - 1] in behind:
        end -= 1
    return start, end

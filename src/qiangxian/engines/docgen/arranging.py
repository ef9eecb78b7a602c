"""Where lines break and begin: titles in several lines, who signs above which day, the numbers of headings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import cn2an

# A title breaks where a unit of meaning ends: before 关于 and after 的, 、, 》 or a blank.
_BREAKS = re.compile(r"(?=关于)|(?<=[的、，》）\s])(?!通知|通报|报告|请示|批复|函|意见|公告|纪要|决定|、)")

MOST_PARTS = 14


def width(words: str) -> float:
    """How many full characters the words take; letters and digits take half."""
    return sum(1.0 if unicodedata.east_asian_width(sign) in "WFA" else 0.5 for sign in words)


def title_lines(title: str, most: int) -> list[str]:
    """The title in as few lines as hold it, broken where meaning allows and as even as that leaves it (GB/T 9704 7.3.1)."""
    if width(title) <= most:
        return [title]
    parts = [part for part in _BREAKS.split(title) if part]
    if len(parts) > MOST_PARTS:
        return _cut(title, most)
    count = next(number for number in range(2, len(title) + 2) if width(title) / number <= most)
    best = min(_foldings(parts, count), key=lambda lines: _uneven(lines, most), default=[])
    return best if best and max(map(width, best)) <= most else _cut(title, most)


def _cut(title: str, most: int) -> list[str]:
    """A title without places to break, cut into as few lines as hold it, the widest of them as narrow as that leaves it."""
    fewest = len(_filled(title, most))
    narrow = (limit for limit in range(1, most) if len(_filled(title, limit)) == fewest)
    return _filled(title, next(narrow, most))


def _filled(title: str, limit: int) -> list[str]:
    """Sign by sign, a line as long as it may be."""
    lines = [""]
    for sign in title:
        if lines[-1] and width(lines[-1] + sign) > limit:
            lines.append("")
        lines[-1] += sign
    return lines


def _foldings(parts: Sequence[str], count: int) -> list[list[str]]:
    """Every way to lay the parts into so many lines, in their order."""
    if count == 1:
        return [["".join(parts)]]
    return [
        ["".join(parts[:cut]), *rest]
        for cut in range(1, len(parts) - count + 2)
        for rest in _foldings(parts[cut:], count - 1)
    ]


def _uneven(lines: Sequence[str], most: int) -> tuple[bool, float]:
    widths = [width(line) for line in lines]
    return max(widths) > most, max(widths) - min(widths)


def signature_indents(issuer: str, day: str, *, sealed: bool) -> tuple[float, float]:
    """Characters from the right at which issuing body and day end (7.3.5).

    With a seal the day ends four characters in and the body stands centred above it; without one the body ends two in and
    the day begins two characters right of it, or, being longer, ends two in itself."""
    long, short = width(issuer), width(day)
    if not sealed:
        return (2.0, long - short) if long - short >= 2 else (4.0 + short - long, 2.0)
    middle = 4 + short / 2
    return (middle - long / 2, 4.0) if long / 2 <= middle else (0.0, (long - short) / 2)


@dataclass
class Numbering:
    """Headings of four levels in their order (7.3.3): 一、 （一） 1. （1）. A higher one begins the lower ones anew."""

    counts: tuple[int, ...] = (0, 0, 0, 0)

    def next(self, level: int, pattern: str) -> str:
        """The number of the next heading of the level, as the pattern writes it."""
        number = self.counts[level - 1] + 1
        self.counts = (*self.counts[: level - 1], number, *(0 for _ in self.counts[level:]))
        return pattern.format(n=number, cn=cn2an.an2cn(number))

"""The copy of the text that patterns are matched against, with its way back to the source.

The copy is folded character by character (widths, traditional characters) and then loses what stands inside words:
blanks beside Chinese characters, bracketed readings 權(quán), invisible characters, line breaks of wrapped lines.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import opencc

# 一 as punctuation, 〔〕 《》 “” 。 、 stay: they are full-width in both conventions.
_WIDTHS = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | dict(
    zip(
        "\u3000\u00a0\u2002\u2003\u2009\u202f\ufe5d\ufe5e「」『』〖〗{}｛｝\ufe59\ufe5a\ufe55\ufe54\ufe50\u2236\uff61\uff64\uff0e\ufe52\ufe51\u4e36",
        "      〔〕【】【】【】〔〕〔〕():;,:。、..、、",
        strict=True,
    )
)
_COMMON = "，；：（）"  # replaced first and at once: they make nine tenths of what is folded
_HAN = "\u3400-\u9fff〇"
_WIDE = _HAN + "、。《》“”‘’〔〕【】—…:;,!?()"
# 注音: a pinyin syllable in brackets after a character; (app) and (PPP) are not of that shape.
_TONED = "aeiouüvāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
_READING = rf"(?<=[{_HAN}]\() ?(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?[{_TONED}]{{1,4}}(?:ng|n|r)? ?\)"
_BOLD = re.compile(
    r"(?P<mark>\*\*|__)(?=[^\s*_])[^*_\n]{1,80}(?P=mark)|(?<![带标加注])(?P<one>\*)(?=[^\s*])[^*\n]{0,6}(?:单位|部门|时限|时间):?\*"
)
_MARKDOWN_HEAD = re.compile(r"^(?:#{1,6}|>) +", re.M)
_UNSEEN = r"\u200b-\u200f\u2060\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f"
# The first character is of a small set whatever it begins, so that the scan passes over all others at once.
_REMOVED = re.compile(
    rf"[{_UNSEEN}( \t](?:(?<=[{_UNSEEN}])[{_UNSEEN}]*|{_READING}"
    rf"|(?:(?<=[{_WIDE}\n] )|(?<=^ )) *|(?<= ) *(?=[{_WIDE}\n]|\Z)|(?<=\t)\t*(?=\n|\Z)|(?<=\n\t)\t*)"
)

# Arrows and ticks before a label say no more than the bullets of the vocabulary.
_WIDTHS |= dict.fromkeys("➔➙➛➜➝➞➟➠➡➢➣➤➥➦➧➨➩➪➫➬➭➮➯➱➲➳➵➸➺➻➼➽➾✓✔❖☞◦‣⁃", "●")


@lru_cache(maxsize=1)
def _folding() -> tuple[re.Pattern[str], dict[str, str]]:
    """One character to one character: a phrase dictionary would move the offsets."""
    characters = [chr(code) for code in range(0x3400, 0xA000)]
    simplified = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    table = {old: new for old, new in zip(characters, simplified, strict=True) if old != new and len(new) == 1}
    table |= _WIDTHS
    return re.compile(f"[{re.escape(''.join(table))}]"), table


# <责任单位:甲局>, 《牵头单位:甲局》 are brackets of a group; (牵头单位)甲局 on a line of its own has its label in brackets.
_ANGLED = re.compile(
    r"[<《〈](?=[^<>《》〈〉\n:]{0,6}(?:单位|部门|牵头|责任|配合|协办):|(?:(?<=[<〈])|(?<=[。;\n]《))[^<>〈〉\n]{2,200}(?:负责|牵头|配合|参与|落实|实施|推进)[>〉])([^<>《》〈〉\n]{1,300})[>》〉]"
)
# 县教育局〈基教股〉 is written with brackets elsewhere.
_ANGLED_PART = re.compile(r"(?<=[局委办部院会府社])〈([^〈〉\n]{1,12})〉")
# 牵头单位|甲局 and 牵头单位 (tab) 甲局: a label and its value in two cells of one line.
_CELL_LABEL = re.compile(
    r"(?m)^([\u3400-\u9fff ]{2,12}(?:单位|部门|时限|时间|领导|责任人))[ ]*(?:[|\t]|/(?![^:\n]{0,10}:))(?=[^|\t\n]+$)"
)
_BRACKETED_LABEL = re.compile(r"[(\[](?<![^\n。; ].)([^()\[\]\n]{2,8}(?:单位|部门))[)\]](?=[^\n])")


def fold(text: str) -> str:
    """The text in simplified characters and half-width punctuation, of the same length."""
    folded, table = _folding()
    for mark in _COMMON:
        text = text.replace(mark, table[mark])
    plain = folded.sub(lambda found: table[found.group()], text)
    plain = _ANGLED_PART.sub(r"(\1)", plain) if "〈" in plain else plain
    plain = _BRACKETED_LABEL.sub(r"【\1】", _ANGLED.sub(r"〔\1〕", plain))
    return _CELL_LABEL.sub(_with_colon, plain) if any(mark in plain for mark in "|\t/") else plain


def _with_colon(match: re.Match[str]) -> str:
    return match[1].ljust(len(match[0]) - 1) + ":"


@dataclass(frozen=True)
class MatchingCopy:
    """`text` is what patterns see. `starts` are the offsets in it where a stretch begins that stands at `origins`."""

    text: str
    starts: tuple[int, ...]
    origins: tuple[int, ...]
    gaps: frozenset[int]
    _gaps: tuple[int, ...]

    def gaps_within(self, start: int, end: int) -> list[int]:
        """The places inside a range of the copy where blanks were dropped, in order."""
        first = bisect_right(self._gaps, start)
        return list(self._gaps[first : bisect_left(self._gaps, end, lo=first)])

    def broken(self, start: int, end: int) -> bool:
        """Whether something was dropped inside a range of the copy."""
        starts = self.starts
        return len(starts) > 1 and bisect_right(starts, start) != bisect_left(starts, end)

    def origin(self, at: int) -> int:
        """The offset in the source of the character at this offset of the copy."""
        piece = bisect_right(self.starts, at) - 1
        return self.origins[piece] + at - self.starts[piece]

    def located(self, origin: int) -> int:
        """The offset in the copy of a place in the source; of what the copy has dropped, the place behind it."""
        piece = max(bisect_right(self.origins, origin) - 1, 0)
        end = self.starts[piece + 1] if piece + 1 < len(self.starts) else len(self.text)
        return min(self.starts[piece] + max(origin - self.origins[piece], 0), end)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The range in the source from the first to the last character of a range of the copy."""
        if len(self.starts) == 1:
            first = self.origins[0]
            return start + first, (end if end > start else start) + first
        if end <= start:
            return self.origin(start), self.origin(start)
        piece = bisect_right(self.starts, start) - 1
        first = self.origins[piece] + start - self.starts[piece]
        if piece + 1 == len(self.starts) or end <= self.starts[piece + 1]:
            return first, first + end - start
        return first, self.origin(end - 1) + 1


def matching_copy(source: str, *, unwrap: bool = False) -> MatchingCopy:
    """The copy of a source text; `unwrap` joins lines that were broken for the page only."""
    folded = fold(source)
    removed = [match.span() for match in _REMOVED.finditer(folded)]
    blanks = {start for start, _ in removed if folded[start] in " \t"}
    marks = (
        [*_bold_marks(folded), *(match.span() for match in _MARKDOWN_HEAD.finditer(folded))]
        if re.search("[*#>_]", folded)
        else []
    )
    if marks:
        removed = sorted([*removed, *marks])
    if unwrap:
        removed = sorted([*removed, *_wrapping_breaks(folded)])
    return _without(folded, removed, blanks)


def _bold_marks(folded: str) -> Iterator[tuple[int, int]]:
    """**牵头单位**: a web editor's marks of bold letters."""
    for bold in _BOLD.finditer(folded):
        width = len(bold["mark"] or bold["one"])
        yield bold.start(), bold.start() + width
        yield bold.end() - width, bold.end()


def _without(folded: str, removed: list[tuple[int, int]], blanks: set[int]) -> MatchingCopy:
    pieces: list[str] = []
    starts, origins, gaps, at, length = [0], [0], list[int](), 0, 0
    for start, end in removed:
        if start < at:
            continue
        pieces.append(folded[at:start])
        length += start - at
        at = end
        if starts[-1] == length:
            origins[-1] = end
        else:
            starts.append(length)
            origins.append(end)
        if start in blanks:
            gaps.append(length)
    pieces.append(folded[at:])
    return MatchingCopy("".join(pieces), tuple(starts), tuple(origins), frozenset(gaps), tuple(gaps))


_CLOSED = tuple("。:;!?)〕】…：；！？）")
_TITLE_LINE = re.compile(
    r".*(?:方案|意见|计划|规划|要点|措施|办法|通知|纲要|清单|分工)(?:\([^()]{1,24}\))?$|.*(?:19|20)\d\d年\d{1,2}月\d{1,2}日$"
)
# What never goes on with the line above: a salutation, the first words of a body, a day alone.
_DAY_LINE = re.compile(r"(?:19|20)\d\d\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日")
_OPENING_LINE = re.compile(
    r"\s*(?:各|为|根据|按照|《|(?:19|20)\d\d年\d{1,2}月\d{1,2}日\s*$|[^\s\d〔]{1,10}〔(?:19|20)\d\d〕)"
)
_MARKED = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}[、)]|\(?[一二三四五六七八九十]{1,3}\)|\d{1,2}\s?[.、。)]|\(\d|——|【|附件|第[一二三四五六七八九十]+[章条节])"
)


def looks_wrapped(source: str) -> bool:
    """Whether lines are broken at a fixed width: most long lines end within a sentence, and are about equally long."""
    lines = [line.strip() for line in source.split("\n")]
    pairs = zip(lines, [*lines[1:], ""], strict=True)
    long_lines = [(line, following) for line, following in pairs if len(line) >= 16]
    broken = [len(line) for line, following in long_lines if following and not line.endswith(_CLOSED)]
    if len(broken) < 6 or len(broken) < len(long_lines) * 0.5:
        return False
    broken.sort()
    return broken[-1 - len(broken) // 10] <= 1.35 * broken[len(broken) // 2]


def _stands_apart(line: str, following: str) -> bool:
    """A title or a finished sentence above, a line that opens something below; a day on a line of its own."""
    return bool(_DAY_LINE.fullmatch(line) or _DAY_LINE.fullmatch(following.strip())) or (
        bool(_OPENING_LINE.match(following)) and (line.endswith(("。", ":")) or bool(_TITLE_LINE.match(line)))
    )


def _wrapping_breaks(folded: str) -> list[tuple[int, int]]:
    """The line breaks after lines as long as the page is wide, unless the next line begins an item."""
    lines = folded.split("\n")
    widths = sorted(len(line.strip()) for line in lines if line.strip())
    if not widths:
        return []
    full, breaks, at = widths[len(widths) * 3 // 4] * 0.75, [], 0
    for line, following in pairwise(lines):
        at += len(line)
        joined = len(line.strip()) >= full and following.strip() and not _MARKED.match(following)
        if joined and not _stands_apart(line.strip(), following):
            breaks.append((at, at + 1))
        at += 1
    return breaks

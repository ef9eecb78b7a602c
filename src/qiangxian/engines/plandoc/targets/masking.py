"""A copy of the passage on which figures are read: same length, quoted words and dates blanked."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from qiangxian.engines.plandoc.targets.horizons import DateMention, Horizons

QUOTED, DATE = "□", "¤"

_PROPORTION = re.compile(r"(?<=\d):(?=1(?!\d))")  # 1.7:1 is one figure, its colon ends no clause
_INNER = re.compile(r"\([^()\n]{0,300}\)")
_QUOTED = re.compile(
    r"《[^》\n]{0,80}》|“[^”\n]{0,40}”|〔[^〕\n]{0,200}〕|【[^】\n]{0,40}】|‘[^’\n]{0,30}’|\"[^\"\n]{0,30}\""
)
_SUB_TARGET = re.compile(r"\(其中")
# Cut where no mark comes for long, so that the work per figure has a bound however a text is damaged.
_SENTENCE = re.compile(r"[^。!?\n]{1,1500}[。!?\n]?")
_CLAUSE = re.compile(r"[^,;:。!?\n]+")


@dataclass(frozen=True, slots=True)
class Masked:
    """`reading` is `text` with dates as ¤ and quotations, titles and brackets as □."""

    text: str
    reading: str
    dates: tuple[DateMention, ...]
    _starts: tuple[int, ...] = ()
    _usable: tuple[int, ...] = ()
    _lasting: tuple[int, ...] = ()

    def due(self, at: int, since: int) -> DateMention | None:
        """The nearest day left of a place: 到2025年 holds for the whole passage, other days only behind `since`."""
        place = bisect_left(self._starts, at) - 1
        if place < 0:
            return None
        usable, lasting = self._usable[place], self._lasting[place]
        if usable >= 0 and self._starts[usable] >= since:
            return self.dates[usable]
        return self.dates[lasting] if lasting >= 0 else None

    def sentences(self) -> list[tuple[int, int]]:
        """Ranges that end with 。 or a line end."""
        return [match.span() for match in _SENTENCE.finditer(self.reading)]

    def clauses(self, start: int, end: int) -> list[tuple[int, int]]:
        """Ranges between , ; : within a sentence."""
        return [match.span() for match in _CLAUSE.finditer(self.reading, start, end)]


def mask(text: str, horizons: Horizons) -> Masked:
    """Blank what carries numbers but states none: dates, document numbers, titles, quotations, remarks in brackets.

    A bracket that opens with 其中 states a target of its own and stays, its marks read as commas.
    """
    if ":1" in text:
        text = _PROPORTION.sub("∶", text)
    quoted = text
    for _ in range(2):  # a bracket within a bracket
        if "(" in quoted:
            quoted = _INNER.sub(_bracket, quoted)
    quoted = _QUOTED.sub(_blank, quoted)
    dates = [date for date in horizons.find(text) if _is_open(text, quoted, date)]
    if not dates:
        return Masked(text, quoted, ())
    parts, at = [], 0
    for date in dates:
        parts += [quoted[at : date.start], DATE * (date.end - date.start)]
        at = date.end
    return Masked(text, "".join(parts) + quoted[at:], tuple(dates), *_places(dates))


def _places(dates: list[DateMention]) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """Where the dates begin, and up to each the last one that a figure may take and the last one that holds on."""
    usable, lasting, at, held = [], [], -1, -1
    for place, date in enumerate(dates):
        if (date.due or date.yearly) and date.role not in ("baseline", "start", "past"):
            at = place
            held = place if date.role == "due" else held
        usable.append(at)
        lasting.append(held)
    return tuple(date.start for date in dates), tuple(usable), tuple(lasting)


def _is_open(text: str, quoted: str, date: DateMention) -> bool:
    """Outside quotations, or the name of a five-year plan, which is printed in them."""
    return quoted[date.end - 1] != QUOTED or text[date.start] in '“"'


def _bracket(match: re.Match[str]) -> str:
    if _SUB_TARGET.match(match[0]):
        return f",{match[0][1:-1]},"
    return _blank(match)


def _blank(match: re.Match[str]) -> str:
    return QUOTED * len(match[0])

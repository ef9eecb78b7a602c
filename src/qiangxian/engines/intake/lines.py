"""What each line of a table is: its head (again on every page), a row, a blank, or a note: group headings, totals, who drew it up.

Every line is one of the four, so that the receipt adds up; a note is told with its text, and nothing that may be a row is one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from qiangxian.engines.intake.headers import Header
from qiangxian.engines.intake.values import shown
from qiangxian.engines.intake.vocabulary import TableVocabulary, fold_header, fold_word

HEAD, ROW, NOTE, BLANK = "head", "rows", "notes", "blank"
_NUMBER_LIKE = re.compile(r"\d{6,}|\d{4}[- ]?[SsA-Za-z]{2}\d")
_COUNT = re.compile(r"[\d,.]{1,9}\s*[件家项个户条份人次元万亿]*")
_ORDINAL = re.compile(r"\d{1,6}")
_CHINESE_ORDINAL = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[）)]?[、.．]?")
_LONG_TEXT = 12


class LineSorter:
    """Sorts the lines under one header."""

    def __init__(self, header: Header, vocabulary: TableVocabulary, head: Iterable[Sequence[Any]]) -> None:
        self.row, self.rules = header.row, vocabulary
        self.heads = {folded for cells in head if (folded := _folded(cells))}
        self.head_starts = {folded[0] for folded in self.heads}
        needed = {field.name for field in vocabulary.fields if field.required} | set(vocabulary.require_any)
        self.needed = [column.index for column in header.columns if column.field.name in needed]
        self.first = min((column.index for column in header.columns), default=0)
        self.known = {column.index for column in header.columns}
        self.numbers = {c.index for c in header.columns if c.field.type in ("code", "identifier")}
        self.counting = {place for place, name in enumerate(header.names) if fold_header(name) in vocabulary.ignored}

    def sort(self, number: int, cells: Sequence[Any]) -> tuple[str, str, str]:
        """(what the line is, of a note its text, and why it is none of the rows)."""
        filled = [place for place, cell in enumerate(cells) if cell not in ("", None)]
        if not filled or all(isinstance(cells[place], str) and not cells[place].strip() for place in filled):
            return BLANK, "", ""
        if number <= self.row or self._repeats_head(cells, filled):
            return HEAD, "", ""
        texts = [(place, cells[place].strip()) for place in filled[:4] if isinstance(cells[place], str)]
        if texts and (told := self._note(cells, filled, texts)):
            return NOTE, texts[0][1], told
        if all(place in self.counting for place in filled) and all(
            _ORDINAL.fullmatch(shown(cells[place]).strip()) for place in filled
        ):
            return BLANK, "", ""
        return ROW, "", ""

    def _repeats_head(self, cells: Sequence[Any], filled: list[int]) -> bool:
        start = cells[filled[0]]
        return isinstance(start, str) and fold_word(start) in self.head_starts and _folded(cells) in self.heads

    def _note(self, cells: Sequence[Any], filled: list[int], texts: list[tuple[int, str]]) -> str:
        place, text = texts[0]
        rules = self.rules
        if all(self._no_number(cells, needed, texts) for needed in self.needed):
            if any(rules.totals.match(one) for _, one in texts[:3]):
                return "合计行，未作为数据读取"
            if place <= self.first and rules.footers.match(text):
                return "表下的合计或说明，未作为数据读取"
        if len(filled) > 2 and not _one_text(cells, filled):
            return ""
        if self._is_numbered_heading(cells, filled, place):
            return "分组行，未作为数据读取"
        if _NUMBER_LIKE.search(text) or (len(filled) == 2 and not self._counted(cells, filled, place)):
            return ""
        if len(filled) > 2 or rules.groups.match(text):
            return "分组行，未作为数据读取"
        if place <= self.first and len(filled) == 1:
            if place not in self.known or (place in self.numbers and not any(map(str.isdigit, text))):
                return "分组行，未作为数据读取"
            if len(fold_word(text)) >= _LONG_TEXT and place not in self.needed[:1]:
                return "表中的说明，未作为数据读取"
        return ""

    def _is_numbered_heading(self, cells: Sequence[Any], filled: list[int], place: int) -> bool:
        """一 | 发明专利: a Chinese number in the counting column, and beside it words alone."""
        words = shown(cells[filled[-1]])
        return (
            len(filled) == 2
            and place in self.counting
            and bool(_CHINESE_ORDINAL.fullmatch(shown(cells[place]).strip()))
            and not any(map(str.isdigit, words))
        )

    def _no_number(self, cells: Sequence[Any], place: int, texts: list[tuple[int, str]]) -> bool:
        """Whether a column every row needs has nothing of a row: a blank, a count, or words of the note itself."""
        value = cells[place] if place < len(cells) else ""
        if value in ("", None):
            return True
        if not isinstance(value, str):
            return isinstance(value, int | float) and abs(value) < 10**6
        if _NUMBER_LIKE.search(value):
            return False
        value = value.strip()
        return not value or value == texts[0][1] or bool(_COUNT.fullmatch(value) or self._told(value))

    def _told(self, text: str) -> bool:
        return bool(self.rules.totals.match(text) or self.rules.footers.match(text))

    def _counted(self, cells: Sequence[Any], filled: list[int], place: int) -> bool:
        """Of two cells the other is the same text, or how many there are of the group."""
        other = cells[next(one for one in filled if one != place)]
        text = shown(other).strip()
        return text == cells[place].strip() or bool(_COUNT.fullmatch(text))


def _one_text(cells: Sequence[Any], filled: list[int]) -> bool:
    """Whether one text stands in all of them, side by side: a cell merged over the whole width."""
    text = cells[filled[0]]
    return all(cells[place] == text for place in filled[1:]) and filled[-1] - filled[0] == len(filled) - 1


def _folded(cells: Sequence[Any]) -> tuple[str, ...]:
    return tuple(fold_word(shown(cell)) for cell in cells if cell not in ("", None))

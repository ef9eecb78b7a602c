"""Text tables: which delimiter, which rows. A quote that has no partner is a character like any other: never does one row
swallow the lines below it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import IO

from qiangxian.kernel.errors import Refused

DELIMITERS = (",", "\t", ";", "|")
_LONGEST_CELL = 1 << 18
_CLOSING = re.compile(r'(?:[^"]|"")*"(?!")')
_TELLING_DIGITS = 6
csv.field_size_limit(_LONGEST_CELL)


class TextTable:
    """One text table. After its rows were read, `unpaired` holds the numbers of those with a quote that has no partner, and
    `wrapped` how many line ends stand inside quoted cells."""

    def __init__(self, stream: IO[bytes], encoding: str, delimiter: str, file: str = "") -> None:
        self.stream, self.encoding, self.delimiter, self.file = stream, encoding, delimiter, file
        self._quoted = re.compile(rf'"((?:[^"]|"")*)"(?={re.escape(delimiter)}|$)')
        self.unpaired: set[int] = set()
        self.wrapped = 0

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """(number of the row as a spreadsheet counts, cells): a cell with line breaks is still one row. `Refused` where a
        line is longer than any table's."""
        self.wrapped, number, before = 0, 0, list[str]()
        self.unpaired.clear()
        lines = _Lines(self.stream, self.encoding)
        try:
            for line in lines:
                number += 1
                cells = self._cells(line, lines, before, number)
                if len(line) > _LONGEST_CELL and max(map(len, cells)) > _LONGEST_CELL:
                    remedy = "多半是换行丢失：请另存为 .xlsx 后导入"
                    raise Refused("文本表格无法按行拆开", remedy=remedy, file=self.file or None, row=number)
                before = cells
                yield number, cells
        finally:
            lines.close()

    def _cells(self, line: str, lines: _Lines, before: list[str], number: int) -> list[str]:
        bare = line.rstrip("\r\n")
        if '"' not in bare:
            return bare.split(self.delimiter)
        try:
            return self._parsed(bare)
        except csv.Error as fault:
            if "unexpected end" not in str(fault):  # text behind a closing quote: read as every spreadsheet reads it
                return self._lenient(bare)
        taken, inside = list[str](), list[str]()
        whole = self._over_lines(line, lines, taken, inside)
        if whole is None or _swallowed(bare, inside, before, self.delimiter):
            lines.push_back(taken)
            self.unpaired.add(number)
            return self._plain(bare)
        self.wrapped += len(taken)
        return whole

    def _over_lines(self, line: str, lines: _Lines, taken: list[str], inside: list[str]) -> list[str] | None:
        """The cells where the open quote closes before a delimiter or a line end. `taken`: the lines read for it; `inside`:
        what of them stands within quotes."""
        size = len(line)
        for following in lines:
            taken.append(following)
            size += len(following)
            found = _CLOSING.match(following)
            inside.append(following[: found.end()] if found else following)
            if size > _LONGEST_CELL:
                return None
            if found is None:
                continue
            if following[found.end() :][:1] not in (self.delimiter, "\r", "\n", ""):
                return None
            try:
                return self._parsed((line + "".join(taken)).rstrip("\r\n"))
            except csv.Error as fault:
                if "unexpected end" not in str(fault):
                    return None
        return None

    def _parsed(self, text: str) -> list[str]:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=self.delimiter, strict=True), [])

    def _lenient(self, text: str) -> list[str]:
        return next(csv.reader([text], delimiter=self.delimiter), [])

    def _plain(self, text: str) -> list[str]:
        """The cells of a line with a quote without partner, which stands for itself."""
        cells, place = list[str](), 0
        while place <= len(text):
            quoted = self._quoted.match(text, place)
            end = quoted.end() if quoted else text.find(self.delimiter, place)
            end = len(text) if end < 0 else end
            cells.append(quoted[1].replace('""', '"') if quoted else text[place:end])
            place = end + 1
        return cells


def _swallowed(opening: str, inside: list[str], before: list[str], delimiter: str) -> bool:
    """Whether what stands inside the quotes are rows of their own: a number or day of the same form in the same place as on
    the line where the quote opened, or in the row above."""
    models = [opening.split(delimiter), before]
    for line in inside:
        cells = line.rstrip("\r\n").split(delimiter)
        if 2 <= len(cells) <= len(before) and any(_alike(cells, model) for model in models):
            return True
    return False


def _alike(cells: list[str], model: list[str]) -> bool:
    return any(
        sum(map(str.isdigit, one)) >= _TELLING_DIGITS and _form(one) == _form(other)
        for one, other in zip(cells, model, strict=False)
        if len(one) == len(other)
    )


def _form(text: str) -> str:
    return re.sub(r"[0-9A-Za-z]", "0", text)


class _Lines:
    """The physical lines of a text, some of which may be given back."""

    def __init__(self, stream: IO[bytes], encoding: str) -> None:
        stream.seek(0)
        self.stream = stream
        self.text = io.TextIOWrapper(stream, encoding=encoding, newline="")
        self.returned: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        return self.returned.pop() if self.returned else next(self.text)

    def push_back(self, lines: list[str]) -> None:
        self.returned.extend(reversed(lines))

    def close(self) -> None:
        if not self.stream.closed:
            self.text.detach()


def lines_of(stream: IO[bytes], encoding: str) -> Iterator[str]:
    """The lines of a text, whatever ends them."""
    lines = _Lines(stream, encoding)
    try:
        for line in lines:
            yield line.rstrip("\r\n") + "\n"
    finally:
        lines.close()

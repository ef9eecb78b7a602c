"""The stream: sheets with their headers, then row after row as typed values or refusals. Every cell is accounted for."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from qiangxian.engines.intake.headers import LOOKED_AT, Column, Header, find_header, missing
from qiangxian.engines.intake.sniffing import sniff, unpack
from qiangxian.engines.intake.texts import DELIMITERS, encoding_of, rows_of
from qiangxian.engines.intake.values import CellFault, Doubtful, shown
from qiangxian.engines.intake.vocabulary import Vocabulary
from qiangxian.engines.intake.workbooks import Sheet, open_workbook
from qiangxian.kernel.errors import Refused

LONGEST_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Refusal:
    """One entry of the receipt: where, what stood there, why it was refused (or doubted), what to do."""

    sheet: str
    row: int
    column: str | None
    value: str | None
    reason: str
    remedy: str

    def as_row(self) -> dict[str, Any]:
        """The shape of one entry of `refused`."""
        return {
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "reason": self.reason,
            "remedy": self.remedy,
        }


@dataclass(slots=True)
class Row:
    """One row: typed values by field, unknown columns and typed originals in `raw`, words of lists as `printed`, refusals,
    doubts."""

    sheet: str
    number: int
    values: dict[str, Any]
    yearly: dict[int, dict[str, Any]]
    raw: dict[str, str]
    headers: dict[str, str]
    printed: dict[str, str] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    notes: list[Refusal] = field(default_factory=list)
    suspect: set[str] = field(default_factory=set)

    @property
    def good(self) -> bool:
        """Nothing in the row was refused."""
        return not self.refusals

    def refuse(self, name: str | None, value: Any, reason: str, remedy: str) -> None:
        """Refuse the row because of a field (its column is named as in the file)."""
        self.refusals.append(self._entry(name, value, reason, remedy))

    def note(self, name: str | None, value: Any, reason: str, remedy: str = "") -> None:
        """Take the row, and tell what somebody should look at."""
        self.notes.append(self._entry(name, value, reason, remedy))

    def _entry(self, name: str | None, value: Any, reason: str, remedy: str) -> Refusal:
        text = None if value is None else shown(value)[:LONGEST_SHOWN]
        column = self.headers.get(name, name) if name else None
        return Refusal(self.sheet, self.number, column, text, reason, remedy)


@dataclass(frozen=True)
class SheetHeader:
    """What was understood of one sheet's header; shown before anything is imported."""

    sheet: str
    row: int
    mapping: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...]
    fields: frozenset[str]


@dataclass
class Table:
    """A readable file. `rows()` streams all its sheets once; close it (or use `with`) afterwards."""

    vocabulary: Vocabulary
    headers: tuple[SheetHeader, ...]
    skipped: tuple[tuple[str, str], ...]
    total: int
    _parts: list[_Part]
    _stream: IO[bytes]

    def rows(self) -> Iterator[Row]:
        """Every row that is not blank, in file order."""
        for part in self._parts:
            yield from part.rows(self.vocabulary)

    def close(self) -> None:
        """Let go of the file."""
        self._stream.close()

    def __enter__(self) -> Table:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def read_table(source: bytes | Path | IO[bytes], vocabulary: Vocabulary, file: str = "") -> Table:
    """Open a table of the kind the vocabulary describes. `Refused` where the file is no such table."""
    stream = _open(source)
    try:
        return _read(stream, vocabulary, file or (source.name if isinstance(source, Path) else ""))
    except BaseException:
        stream.close()
        raise


def _open(source: bytes | Path | IO[bytes]) -> IO[bytes]:
    if isinstance(source, bytes):
        return io.BytesIO(source)
    return source.open("rb") if isinstance(source, Path) else source


def _read(stream: IO[bytes], vocabulary: Vocabulary, file: str) -> Table:
    sniffed = sniff(stream, file)
    if sniffed.kind == "gzip":
        packed, stream = stream, unpack(stream, file)
        packed.close()
        sniffed = sniff(stream, file)
        if sniffed.kind == "gzip":
            raise Refused("压缩文件里面还是压缩文件", remedy="请解压后导入", file=file or None)
    if sniffed.kind == "text":
        parts, skipped = [_text_part(stream, vocabulary, file)], list[tuple[str, str]]()
    else:
        sheets, skipped = open_workbook(stream, sniffed.error_cells, file)
        parts = [_Part(sheet.name, sheet.height, sheet.rows, None, sheet) for sheet in sheets]
        for part in parts:
            part.header = find_header(list(islice(part.source(), LOOKED_AT)), vocabulary)
    usable = [part for part in parts if part.header and not missing(part.header, vocabulary)]
    if not usable:
        raise _no_table(parts, vocabulary, file)
    skipped += [(part.name, _why_not(part, vocabulary)) for part in parts if part not in usable]
    headers = tuple(_told(part) for part in usable)
    return Table(vocabulary, headers, tuple(skipped), sum(part.height for part in usable), usable, stream)


@dataclass(eq=False)
class _Part:
    """One sheet, or the whole of a text table."""

    name: str
    height: int
    source: Any
    header: Header | None
    sheet: Sheet | None = None

    def rows(self, vocabulary: Vocabulary) -> Iterator[Row]:
        header = self.header
        assert header is not None  # noqa: S101 - only parts with a header are read; tells the type checker
        errors = self.sheet.error_cells if self.sheet else set()
        reading = _Reading(self.name, header, vocabulary, strict_width=self.sheet is None, error_cells=errors)
        for number, cells in self.source():
            if number > header.row and any(cell not in ("", None) for cell in cells):
                row = reading.row(number, cells)
                if row is not None:
                    yield row


class _Reading:
    """Reads the rows under one header."""

    def __init__(
        self,
        sheet: str,
        header: Header,
        vocabulary: Vocabulary,
        *,
        strict_width: bool,
        error_cells: set[tuple[int, int]],
    ) -> None:
        self.sheet, self.header = sheet, header
        self.strict_width, self.error_cells = strict_width, error_cells
        self.columns = [(c.index, c.field.name, c.year, c.read, c) for c in header.columns]
        self.required = [field for field in vocabulary.fields if field.required]
        self.names = {column.field.name: column.header for column in header.columns}
        self.width = len(header.names)
        self.first = header.columns[0]

    def row(self, number: int, cells: list[Any]) -> Row | None:
        row = Row(self.sheet, number, {}, {}, {}, self.names)
        width = len(cells)
        if self._repeats_header(cells):
            return None
        if all(isinstance(cell, str) and not cell.strip() for cell in cells):
            return None
        for index, name, year, read, column in self.columns:
            if index < width and (value := cells[index]) not in ("", None):
                self._take(row, name, year, read, column, value)
        for index, name in self.header.unknown:
            if index < width and (value := cells[index]) not in ("", None) and (text := shown(value).strip()):
                row.raw[name] = text
        if width > self.width:
            self._beyond(row, cells)
        if self.error_cells:
            self._errors(row)
        for field_ in self.required:
            if row.values.get(field_.name) in (None, "", ()) and not any(
                r.column == self.names[field_.name] for r in row.refusals
            ):
                row.refuse(field_.name, None, f"“{field_.label}”没有填写", "请补全后再导入")
        return row

    def _repeats_header(self, cells: list[Any]) -> bool:
        """Long lists print the header again on every page."""
        first = self.first
        if first.index >= len(cells) or cells[first.index] != first.header:
            return False
        return all(c.index < len(cells) and shown(cells[c.index]).strip() == c.header for c in self.header.columns)

    def _take(self, row: Row, name: str, year: int | None, read: Any, column: Column, value: Any) -> None:
        try:
            taken = read(value)
        except CellFault as fault:
            if column.field.keep_raw:
                row.raw[column.header] = shown(value)
                row.notes.append(self._entry(row, column, value, fault.reason + "，原文已保留，未采用", fault.remedy))
            else:
                row.refusals.append(self._entry(row, column, value, fault.reason, fault.remedy))
            return
        if taken is None:
            return
        if isinstance(taken, Doubtful):
            row.suspect.add(name)
            row.notes.append(self._entry(row, column, value, taken.reason, "请核对原件"))
            taken = taken.value
        if column.field.type == "choice":
            row.printed[name] = shown(value).strip()
        if column.field.type == "identifier" and taken != value:
            row.raw[column.header] = shown(value)
        place = row.values if year is None else row.yearly.setdefault(year, {})
        if place.setdefault(name, taken) != taken:
            reason = f"与另一列同样表示“{column.field.label}”，两列的值不同"
            row.refusals.append(self._entry(row, column, value, reason, "请核对后只保留一列，或把两列改成一致"))

    def _entry(self, row: Row, column: Column, value: Any, reason: str, remedy: str) -> Refusal:
        return Refusal(self.sheet, row.number, column.header, shown(value)[:LONGEST_SHOWN], reason, remedy)

    def _beyond(self, row: Row, cells: list[Any]) -> None:
        extra = [
            (place, shown(cell)) for place, cell in enumerate(cells[self.width :], self.width) if cell not in ("", None)
        ]
        if extra and self.strict_width:
            remedy = "多半是单元格里有分隔符而没有加引号：请核对该行，或改用 .xlsx"
            row.refuse(None, extra[0][1], f"该行有 {len(cells)} 格，表头只有 {self.width} 格", remedy)
        for place, text in extra:
            row.raw[f"（无表头，第 {place + 1} 列）"] = text

    def _errors(self, row: Row) -> None:
        for column in self.header.columns:
            if (row.number, column.index + 1) in self.error_cells:
                row.refusals.append(
                    self._entry(row, column, "#", "公式出错（如 #N/A、#REF!）", "请改成正确的值后再导入")
                )


def _text_part(stream: IO[bytes], vocabulary: Vocabulary, file: str) -> _Part:
    encoding = encoding_of(stream, file)
    tried = [(delimiter, _header_of(stream, encoding, delimiter, vocabulary)) for delimiter in DELIMITERS]
    found = [(delimiter, header) for delimiter, header in tried if header]
    delimiter, header = max(found, key=lambda pair: len(pair[1].columns), default=(",", None))
    lines = _lines(stream)
    return _Part("", lines, lambda: _numbered(rows_of(stream, encoding, delimiter, file)), header)


def _numbered(rows: Iterable[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """Rows as a spreadsheet would number them: a cell with line breaks is still one row."""
    return ((number, cells) for number, (_, cells) in enumerate(rows, start=1))


def _header_of(stream: IO[bytes], encoding: str, delimiter: str, vocabulary: Vocabulary) -> Header | None:
    rows = rows_of(stream, encoding, delimiter)
    try:
        return find_header(list(islice(_numbered(rows), LOOKED_AT)), vocabulary)
    except Refused:
        return None
    finally:
        rows.close()  # type: ignore[attr-defined]  # a generator: let go of the stream before the next one reads it


def _lines(stream: IO[bytes]) -> int:
    stream.seek(0)
    count = sum(piece.count(b"\n") for piece in iter(lambda: stream.read(1 << 20), b""))
    stream.seek(0)
    return count + 1


def _told(part: _Part) -> SheetHeader:
    header = part.header
    assert header is not None  # noqa: S101 - only parts with a header are told; tells the type checker
    mapping = tuple(
        (c.header, c.field.label if c.year is None else f"{c.year}年{c.field.label}") for c in header.columns
    )
    unknown = tuple(header.names[index] for index, _ in header.unknown if header.names[index])
    return SheetHeader(part.name, header.row, mapping, unknown, header.fields)


def _why_not(part: _Part, vocabulary: Vocabulary) -> str:
    if part.header is None:
        return "没有认出表头"
    return "缺少必需的列：" + "、".join(missing(part.header, vocabulary))


def _no_table(parts: list[_Part], vocabulary: Vocabulary, file: str) -> Refused:
    known = [part for part in parts if part.header]
    if not known:
        some = "、".join(field.label for field in vocabulary.fields[:6])
        remedy = f"第一行应为列名，例如 {some}；可先下载“{vocabulary.label}”模板"
        return Refused(f"没有认出“{vocabulary.label}”的表头", remedy=remedy, file=file or None)
    best = max(known, key=lambda part: len(part.header.columns) if part.header else 0)
    assert best.header is not None  # noqa: S101 - known parts have a header; tells the type checker
    lacking = missing(best.header, vocabulary)
    names = "、".join(name for name in best.header.names if name)[:200]
    remedy = vocabulary.missing_hint or f"请从来源系统导出时勾选这些列，或使用“{vocabulary.label}”模板"
    reason = f"缺少必需的列：{'；'.join(lacking)}。文件里有：{names}"
    return Refused(reason, remedy=remedy, file=file or None, sheet=best.name or None, row=best.header.row)

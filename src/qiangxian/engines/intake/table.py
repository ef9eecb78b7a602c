"""The stream: sheets with their headers, then row after row as typed values or refusals. Every cell is accounted for."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from qiangxian.engines.intake.cells import CellFault, Doubtful, Excerpt, OpenEnd, PassedOver
from qiangxian.engines.intake.headers import Header, ReadColumn, find_header, missing, unexpected, with_constants
from qiangxian.engines.intake.learned import NOTHING, Learned
from qiangxian.engines.intake.lines import HEAD, NOTE, ROW, LineSorter
from qiangxian.engines.intake.parts import Tab, read_parts
from qiangxian.engines.intake.sources import OWN
from qiangxian.engines.intake.values import shown
from qiangxian.engines.intake.vocabulary import KINDS, TableField, TableVocabulary, fold_header, load_vocabulary
from qiangxian.kernel.errors import Refused

LONGEST_SHOWN = 80
UNDATED = "不知道是哪一年的数据"
DATE_IT = "需要登记的，请加“年度”列，或把年份写进列名，如“2024年营业收入(万元)”"


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
    doubts. `passed`: why the row is no matter of the register; `title`: what stands above the table; `traits`: what is known
    of its source (`check_digit_dropped`); `labels`: what fields are called where the file has no
    column for them; `origin`: the file, where that is not the one being read."""

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
    passed: str = ""
    title: str = ""
    traits: frozenset[str] = frozenset()
    origin: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)

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
        column = self.headers.get(name) or self.labels.get(name, name) if name else None
        return Refusal(self.sheet, self.number, column, text, reason, remedy)


@dataclass(frozen=True)
class SheetHeader:
    """What was understood of one sheet's header; shown before anything is imported."""

    sheet: str
    row: int
    mapping: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...]
    fields: frozenset[str]
    source: str = ""
    constants: tuple[tuple[str, str, str], ...] = ()
    choices: tuple[tuple[str, str, tuple[str, ...]], ...] = ()


class UnknownHeaders(Refused):
    """The file is a table, but its header is not (fully) known: a person can map its columns."""


class LacksColumn(UnknownHeaders):
    """A column every such table has is not there: a person names it, or says (by `word`) that there is none."""

    def __init__(self, field_: TableField, part: Tab, file: str) -> None:
        names = "、".join(name for name in part.header.names if name)[:200] if part.header else ""
        option = f"--{field_.expected.replace('_', '-')}"
        super().__init__(
            f"没有“{field_.label}”列。文件里有：{names}",
            remedy=f"请指出哪一列是{field_.label}（命令行：--map 列名={field_.label}）；确实没有的请说明（命令行：{option}）",
            file=file or None,
            sheet=part.name or None,
        )
        self.word, self.label = field_.expected, field_.label


@dataclass
class OpenTable:
    """A readable file. `rows()` streams all its sheets once; close it (or use `with`) afterwards.

    Known once the rows were read: `lines`, how many lines there were of each sort (`head rows notes blank`, and `wrapped`, the
    line ends inside quoted cells), and `footnotes`, the lines that are no rows (合计, 制表人, headings of groups …)."""

    vocabulary: TableVocabulary
    headers: tuple[SheetHeader, ...]
    skipped: tuple[tuple[str, str], ...]
    total: int
    _tabs: list[Tab]
    _stream: IO[bytes]
    footnotes: list[Refusal] = field(default_factory=list)
    lines: Counter[str] = field(default_factory=Counter)

    @property
    def is_feed(self) -> bool:
        """Whether its rows were made from XML or from lines."""
        return any(tab.feed for tab in self._tabs)

    @property
    def licence(self) -> str:
        """Whether the source it was recognised as may be shown to everybody (`open`); empty where that is not said."""
        sources = [tab.feed.source if tab.feed else tab.header.source if tab.header else None for tab in self._tabs]
        licences = {source.licence if source else "" for source in sources}
        return licences.pop() if len(licences) == 1 else ""

    def rows(self) -> Iterator[Row]:
        """Every row that is not blank, in file order."""
        for tab in self._tabs:
            yield from self._rows_of(tab)
            self.skipped += tuple(tab.feed.late) if tab.feed else ()

    def _rows_of(self, tab: Tab) -> Iterator[Row]:
        header = tab.header
        assert header is not None  # noqa: S101 - only tabs with a header are read; tells the type checker
        reading = _Reading(tab, header, self.vocabulary)
        self.footnotes += reading.undated_columns()
        head = [cells for number, cells in tab.first_rows() if number <= header.row]
        sorter = LineSorter(header, self.vocabulary, head)
        for number, cells in tab.source():
            sort, text, why = sorter.sort(number, cells)
            self.lines[sort] += not (sort == HEAD and tab.feed)
            if sort == NOTE:
                self.footnotes.append(Refusal(tab.name, number, None, text[:LONGEST_SHOWN], why, ""))
            elif sort == ROW:
                yield reading.row(number, cells)
        for row in _unread(tab):
            self.lines[ROW] += 1
            yield row
        if tab.text:
            self.lines["wrapped"] += tab.text.wrapped

    def close(self) -> None:
        """Let go of the file."""
        self._stream.close()

    def __enter__(self) -> OpenTable:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def read_table(
    source: bytes | Path | IO[bytes], vocabulary: TableVocabulary, file: str = "", learned: Learned = NOTHING
) -> OpenTable:
    """Open a table of the kind the vocabulary describes. `Refused` where the file is no such table, `UnknownHeaders` where
    only its columns have to be named."""
    stream = opened(source)
    try:
        return _read(stream, vocabulary, file or (source.name if isinstance(source, Path) else ""), learned)
    except BaseException:
        stream.close()
        raise


def opened(source: bytes | Path | IO[bytes]) -> IO[bytes]:
    """The source as a stream."""
    if isinstance(source, bytes):
        return io.BytesIO(source)
    return source.open("rb") if isinstance(source, Path) else source


def _read(stream: IO[bytes], vocabulary: TableVocabulary, file: str, learned: Learned) -> OpenTable:
    stream, tabs, skipped = read_parts(stream, vocabulary, file, learned)
    for tab in tabs:
        if tab.header:
            tab.header = with_constants(tab.header, vocabulary, learned, (tab.name, Path(file).stem))
    usable = [tab for tab in tabs if tab.header and not missing(tab.header, vocabulary)]
    if not usable:
        raise _no_table(tabs, vocabulary, file)
    for tab in usable:
        if tab.feed is None and tab.header and (lacking := unexpected(tab.header, vocabulary, learned)):
            raise LacksColumn(lacking[0], tab, file)
    skipped += [(tab.name, _why_not(tab, vocabulary)) for tab in tabs if tab not in usable and tab.height]
    headers = tuple(_told(tab, vocabulary) for tab in usable)
    return OpenTable(vocabulary, headers, tuple(skipped), sum(tab.height for tab in usable), usable, stream)


def _unread(part: Tab) -> Iterator[Row]:
    """Lines of a feed in which no record was recognised."""
    if part.feed:
        for number, text in part.feed.unread:
            row = Row(part.name, number, {}, {}, {}, {})
            row.refuse(None, text, part.feed.why["reason"], part.feed.why["remedy"])
            yield row


class _Reading:
    """Reads the rows under one header."""

    def __init__(self, tab: Tab, header: Header, vocabulary: TableVocabulary) -> None:
        self.sheet, self.header, self.text = tab.name, header, tab.text
        source = tab.feed.source if tab.feed else header.source
        how = source.kinds.get(vocabulary.kind, {}) if source else {}
        self.traits, optional = frozenset(how.get("traits", ())), frozenset(how.get("optional", ()))
        yearly = {field.name for _, field in vocabulary.yearly}
        undated = [c for c in header.columns if c.year is None and c.field.name in yearly]
        self.year_given = "year" in header.fields
        self.undated = {c.index: c for c in undated}
        self.columns = [
            (c.index, c.field.name, c.year, c.read, c)
            for c in header.columns
            if self.year_given or c.index not in self.undated
        ]
        self.required = [field for field in vocabulary.fields if field.required and field.name not in optional]
        self.names = {constant.field.name: constant.field.label for constant in header.constants}
        self.names |= {column.field.name: column.header for column in header.columns}
        self.width = len(header.names)
        self.labels = {field_.name: field_.label for field_ in vocabulary.fields}

    def row(self, number: int, cells: list[Any]) -> Row:
        row = Row(self.sheet, number, {}, {}, {}, self.names, title=self.header.title, traits=self.traits)
        row.labels = self.labels
        width = len(cells)
        for index, name, year, read, column in self.columns:
            if index < width and (value := cells[index]) not in ("", None):
                if column.guards and not column.is_meant(cells):
                    row.raw[column.header] = shown(value).strip()
                    continue
                self._take(row, name, year, read, column, value)
        for index, name in self.header.unknown:
            if index < width and (value := cells[index]) not in ("", None) and (text := shown(value).strip()):
                row.raw[name] = text
        if width > self.width:
            self._beyond(row, cells)
        for constant in self.header.constants:
            if row.values.setdefault(constant.field.name, constant.value) is constant.value:
                row.printed.setdefault(constant.field.name, constant.printed)
        if row.passed:
            row.refusals.clear()
            return row
        if self.undated and not row.values.get("year"):
            self._set_aside_undated(row, cells)
        if self.text and number in self.text.unpaired:
            row.note(None, None, "这一行的引号没有成对，已按原文逐行读取", "请核对该行各列的内容")
        for field_ in self.required:
            if row.values.get(field_.name) in (None, "", ()) and not any(
                r.column == self.names.get(field_.name) for r in row.refusals
            ):
                row.refuse(field_.name, None, f"“{field_.label}”没有填写", "请补全后再导入")
        return row

    def _take(self, row: Row, name: str, year: int | None, read: Any, column: ReadColumn, value: Any) -> None:
        try:
            taken = read(value)
        except PassedOver as passing:
            row.passed = passing.word
            return
        except CellFault as fault:
            if column.field.keep_raw or fault.aside:
                row.raw[column.header] = shown(value)
                row.notes.append(self._entry(row, column, value, fault.reason + "，原文已保留，未采用", fault.remedy))
            else:
                row.refusals.append(self._entry(row, column, value, fault.reason, fault.remedy))
            return
        if taken is None:
            return
        if isinstance(taken, OpenEnd):
            row.printed[name] = taken.word
            return
        if isinstance(taken, Excerpt):
            row.raw[column.header], taken = shown(value).strip(), taken.value
            if taken is None:
                return
        if isinstance(taken, Doubtful):
            row.suspect.add(name)
            row.notes.append(self._entry(row, column, value, taken.reason, "请核对原件"))
            taken = taken.value
        if column.field.type == "choice":
            row.printed[name] = shown(value).strip()
        if column.field.type == "identifier" and taken != value and OWN not in self.traits:
            row.raw[column.header] = shown(value)
        place = row.values if year is None else row.yearly.setdefault(year, {})
        if place.setdefault(name, taken) != taken:
            reason = f"与另一列同样表示“{column.field.label}”，两列的值不同"
            row.refusals.append(self._entry(row, column, value, reason, "请核对后只保留一列，或把两列改成一致"))

    def undated_columns(self) -> list[Refusal]:
        """Columns of yearly figures in a table that says no year, each told once."""
        if self.year_given:
            return []
        return [
            Refusal(self.sheet, self.header.row, column.header, None, f"{UNDATED}，整列原样保留，未采用", DATE_IT)
            for column in self.undated.values()
        ]

    def _set_aside_undated(self, row: Row, cells: list[Any]) -> None:
        for index, column in self.undated.items():
            if index < len(cells) and (text := shown(cells[index]).strip()):
                if row.values.pop(column.field.name, None) is not None:
                    row.notes.append(self._entry(row, column, text, f"{UNDATED}，原文已保留，未采用", DATE_IT))
                row.raw[column.header] = text

    def _entry(self, row: Row, column: ReadColumn, value: Any, reason: str, remedy: str) -> Refusal:
        return Refusal(self.sheet, row.number, column.header, shown(value)[:LONGEST_SHOWN], reason, remedy)

    def _beyond(self, row: Row, cells: list[Any]) -> None:
        extra = [
            (place, shown(cell)) for place, cell in enumerate(cells[self.width :], self.width) if cell not in ("", None)
        ]
        if extra and self.text:
            remedy = "多半是单元格里有分隔符而没有加引号：请核对该行，或改用 .xlsx"
            row.refuse(None, extra[0][1], f"该行有 {len(cells)} 格，表头只有 {self.width} 格", remedy)
        for place, text in extra:
            row.raw[f"（无表头，第 {place + 1} 列）"] = text


def _told(part: Tab, vocabulary: TableVocabulary) -> SheetHeader:
    header = part.header
    assert header is not None  # noqa: S101 - only parts with a header are told; tells the type checker
    mapping = tuple((column.header, column.label) for column in header.columns)
    instead = {other.index for _, others in header.choices for other in others}
    unknown = tuple(
        header.names[index]
        for index, _ in header.unknown
        if header.names[index] and index not in instead and fold_header(header.names[index]) not in vocabulary.kept
    )
    constants = tuple((c.field.label, c.printed, c.origin) for c in header.constants)
    source = part.feed.source.label if part.feed else header.source.label if header.source else ""
    choices = tuple((c.field.label, c.header, tuple(o.header for o in others)) for c, others in header.choices)
    return SheetHeader(part.name, header.row, mapping, unknown, header.fields, source, constants, choices)


def _why_not(part: Tab, vocabulary: TableVocabulary) -> str:
    if part.header is None:
        return "没有认出表头"
    return "缺少必需的列：" + "、".join(missing(part.header, vocabulary))


def _other_kinds(parts: list[Tab], vocabulary: TableVocabulary) -> str:
    """Which other kinds of table the header would be complete for."""
    labels = []
    for kind in KINDS:
        other = load_vocabulary(kind)
        headers = [find_header(part.first_rows(), other) for part in parts if kind != vocabulary.kind]
        if any(header and not missing(header, other) for header in headers):
            labels.append(f"“{other.label}”")
    return f"看列名像{'或'.join(labels)}，请改选登记表种类；" if labels else ""


def _no_table(parts: list[Tab], vocabulary: TableVocabulary, file: str) -> Refused:
    elsewhere = _other_kinds(parts, vocabulary)
    known = [part for part in parts if part.header]
    if not known:
        some = "、".join(field.label for field in vocabulary.fields[:6])
        remedy = f"{elsewhere}第一行应为列名，例如 {some}；可先下载“{vocabulary.label}”模板"
        return UnknownHeaders(f"没有认出“{vocabulary.label}”的表头", remedy=remedy, file=file or None)
    best = max(known, key=lambda part: len(part.header.columns) if part.header else 0)
    assert best.header is not None  # noqa: S101 - known parts have a header; tells the type checker
    lacking = missing(best.header, vocabulary)
    names = "、".join(name for name in best.header.names if name)[:200]
    hint = vocabulary.missing_hint or f"请从来源系统导出时勾选这些列，或使用“{vocabulary.label}”模板"
    remedy = elsewhere + hint
    reason = f"缺少必需的列：{'；'.join(lacking)}。文件里有：{names}"
    return UnknownHeaders(reason, remedy=remedy, file=file or None, sheet=best.name or None, row=best.header.row)

"""One row: its cells as typed values, what is refused or doubted in it, and every cell accounted for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from qiangxian.engines.intake.cells import CellFault, Doubtful, Excerpt, OpenEnd, PassedOver
from qiangxian.engines.intake.headers import Header, ReadColumn
from qiangxian.engines.intake.parts import Tab
from qiangxian.engines.intake.sources import OWN
from qiangxian.engines.intake.values import shown
from qiangxian.engines.intake.vocabulary import TableVocabulary

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


def unread_rows(part: Tab) -> Iterator[Row]:
    """Lines of a feed in which no record was recognised."""
    if part.feed:
        for number, text in part.feed.unread:
            row = Row(part.name, number, {}, {}, {}, {})
            row.refuse(None, text, part.feed.why["reason"], part.feed.why["remedy"])
            yield row


class RowReader:
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

"""Workbooks through calamine: sheets with their rows, merged cells written out, damaged and locked files named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

import python_calamine

from qiangxian.kernel.errors import Refused

Cells = list[Any]
Merge = tuple[tuple[int, int], tuple[int, int]]


@dataclass
class Sheet:
    """One visible sheet. Rows are numbered from 1 as on screen; merged cells carry their value in every cell."""

    name: str
    height: int
    merges: tuple[Merge, ...]
    source: Any
    first_column: int
    error_cells: set[tuple[int, int]]

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """(row number, cells from column A)."""
        indent = [""] * self.first_column
        spread = _Spread(self.merges)
        for number, cells in enumerate(self.source.iter_rows(), start=1):
            row = indent + cells if indent else cells
            yield number, spread.fill(number - 1, row) if spread.active(number - 1) else row


class _Spread:
    """Carries the value of a merged area into its other cells, row by row."""

    def __init__(self, merges: tuple[Merge, ...]) -> None:
        self.pending = sorted(merges, reverse=True)
        self.open: list[tuple[Merge, Any]] = []

    def active(self, index: int) -> bool:
        return bool(self.open) or bool(self.pending and self.pending[-1][0][0] <= index)

    def fill(self, index: int, row: Cells) -> Cells:
        row = list(row)
        while self.pending and self.pending[-1][0][0] <= index:
            merge = self.pending.pop()
            left = merge[0][1]
            self.open.append((merge, row[left] if left < len(row) else ""))
        self.open = [(merge, value) for merge, value in self.open if merge[1][0] >= index]
        for ((_, left), (_, right)), value in self.open:
            for place in range(left, min(right + 1, len(row))):
                row[place] = value
        return row


def open_workbook(
    stream: IO[bytes], error_cells: dict[str, set[tuple[int, int]]], file: str = ""
) -> tuple[list[Sheet], list[tuple[str, str]]]:
    """The visible sheets, and the others with the reason why they are not read."""
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(stream)
        return _sheets(book, error_cells)
    except python_calamine.PasswordError as fault:
        remedy = "请在 Excel 或 WPS 中打开，去掉密码后另存"
        raise Refused("这是有密码保护的工作簿，不能读取", remedy=remedy, file=file or None) from fault
    except (python_calamine.CalamineError, OSError, ValueError, OverflowError) as fault:
        raise _damaged(file) from fault
    except BaseException as fault:
        if type(fault).__name__ != "PanicException":  # calamine panics on some damaged files; it has no public type
            raise
        raise _damaged(file) from fault


def _damaged(file: str) -> Refused:
    return Refused("工作簿已损坏或不完整", remedy="请在 Excel 或 WPS 中打开并重新保存，再导入", file=file or None)


def _sheets(
    book: python_calamine.CalamineWorkbook, error_cells: dict[str, set[tuple[int, int]]]
) -> tuple[list[Sheet], list[tuple[str, str]]]:
    sheets, skipped = [], []
    for place, about in enumerate(book.sheets_metadata):
        if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
            skipped.append((about.name, "不是工作表"))
        elif about.visible != python_calamine.SheetVisibleEnum.Visible:
            skipped.append((about.name, "是隐藏的工作表；需要导入的请先取消隐藏"))
        else:
            sheets.append(_sheet(book, place, about.name, error_cells))
    return sheets, skipped


def _sheet(
    book: python_calamine.CalamineWorkbook, place: int, name: str, error_cells: dict[str, set[tuple[int, int]]]
) -> Sheet:
    sheet = book.get_sheet_by_index(place)
    start = sheet.start
    errors = error_cells.get(f"xl/worksheets/sheet{place + 1}.xml", set())
    merges = tuple(sheet.merged_cell_ranges or ())
    return Sheet(name, sheet.total_height, merges, sheet, start[1] if start else 0, errors)

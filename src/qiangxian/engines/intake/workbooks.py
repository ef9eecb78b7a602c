"""Workbooks through calamine: sheets with their rows, merged cells and error cells written out, damaged and locked files named."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import IO, Any

import python_calamine

from qiangxian.engines.intake.error_cells import damaged, of_workbook
from qiangxian.kernel.errors import Refused

Cells = list[Any]
Merge = tuple[tuple[int, int], tuple[int, int]]
Errors = dict[int, dict[int, str]]


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


def open_workbook(stream: IO[bytes], kind: str, file: str = "") -> Iterator[tuple[str, int, Any]]:
    """(name, height, rows) of every sheet in order: `rows()` gives (number from 1 as on screen, cells from column A), or it is
    the reason why the sheet is not read."""
    errors = of_workbook(stream, kind, file)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(stream)
        for place, about in enumerate(book.sheets_metadata):
            if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
                yield about.name, 0, "不是工作表"
                continue
            sheet = book.get_sheet_by_index(place)
            if about.visible == python_calamine.SheetVisibleEnum.Visible:
                yield about.name, sheet.total_height, partial(_rows, sheet, errors.get(about.name, {}))
            else:
                yield about.name, sheet.total_height, "是隐藏的工作表；需要导入的请先取消隐藏"
    except python_calamine.PasswordError as fault:
        remedy = "请在 Excel 或 WPS 中打开，去掉密码后另存"
        raise Refused("这是有密码保护的工作簿，不能读取", remedy=remedy, file=file or None) from fault
    except (python_calamine.CalamineError, OSError, ValueError, OverflowError) as fault:
        raise damaged(file) from fault
    except BaseException as fault:
        if type(fault).__name__ != "PanicException":  # calamine panics on some damaged files; it has no public type
            raise
        raise damaged(file) from fault


def _rows(sheet: Any, errors: Errors) -> Iterator[tuple[int, Cells]]:
    indent = [""] * (sheet.start[1] if sheet.start else 0)
    spread = _Spread(tuple(sheet.merged_cell_ranges or ()))
    for index, cells in enumerate(sheet.iter_rows()):
        row = indent + cells if indent else cells
        if index in errors:
            row = _with_errors(row, errors[index])
        yield index + 1, spread.fill(index, row) if spread.active(index) else row


def _with_errors(row: Cells, errors: dict[int, str]) -> Cells:
    row = row + [""] * (max(errors) + 1 - len(row))
    for column, text in errors.items():
        row[column] = text
    return row

"""Workbooks through calamine: sheets with their rows, merged cells written out, damaged and locked files named."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

import python_calamine

from qiangxian.kernel.errors import Refused

_MOST_CELLS = 30_000_000
_WIDE = 702
_PIECE = 1 << 20
_FAR_COLUMN = re.compile(rb'r="[A-Z]{3,}[0-9]')
_SOME_COLUMN = re.compile(rb'r="[B-Z][A-Z][0-9]')
_MIDDLE_COLUMN = re.compile(rb'r="A[A-Z][0-9]')
_LAST_ROW = re.compile(rb'<row [^>]*?\br="([0-9]{1,9})"')
_ERROR_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^>]{0,60} t="e"')
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


def error_cells(stream: IO[bytes], file: str = "") -> dict[str, set[tuple[int, int]]]:
    """The cells of an .xlsx that hold an error value (`{sheet part: {(row, column)}}`); a grid beyond a list is refused."""
    try:
        with zipfile.ZipFile(stream) as packed:
            sheets = [part for part in packed.infolist() if re.fullmatch(r"xl/worksheets/[^/]+\.xml", part.filename)]
            return {part.filename: _look_at_sheet(packed, part, file) for part in sheets}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as fault:
        raise _damaged(file) from fault
    finally:
        stream.seek(0)


def _look_at_sheet(packed: zipfile.ZipFile, part: zipfile.ZipInfo, file: str) -> set[tuple[int, int]]:
    """Before the whole grid is laid out in memory: how far it reaches, and which cells hold #N/A and the like."""
    width, last_row, errors, tail = 26, 1, set(), b""
    with packed.open(part) as sheet:
        while piece := sheet.read(_PIECE):
            text = tail + piece
            width = _width(text, width)
            last_row = max(last_row, _last_row(text))
            if b't="e"' in text:
                errors |= {(int(row), column_number(letters.decode())) for letters, row in _ERROR_CELL.findall(text)}
            tail = piece[-200:]
    if width > _WIDE or width * last_row > _MOST_CELLS:
        raise Refused(
            f"工作表声称有 {last_row} 行、{'超过 702' if width > _WIDE else f'约 {width}'} 列，远超一份清单",
            remedy="多半是远处误填了单元格：请把清单部分复制到新工作簿再导入",
            file=file or None,
        )
    return errors


def _width(text: bytes, width: int) -> int:
    if width <= _WIDE and _FAR_COLUMN.search(text):
        return 16384
    if width < _WIDE and _SOME_COLUMN.search(text):
        return _WIDE
    return 52 if width < 52 and _MIDDLE_COLUMN.search(text) else width


def _last_row(text: bytes) -> int:
    place = text.rfind(b"<row ")
    found = _LAST_ROW.match(text, place) if place >= 0 else None
    return int(found[1]) if found else 0


def column_number(letters: str) -> int:
    """`A` is 1, `AA` is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number

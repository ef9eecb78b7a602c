"""Tables as files, row by row: CSV that Excel opens as it is, and workbooks. The one place where a cell is kept from being
taken for a formula."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import IO, Any

import xlsxwriter

FORMULA_SIGNS = frozenset("=+-@")
CONTROL_SIGNS = frozenset("\t\r\n")
UNSEEN = frozenset(("Cc", "Cf", "Zs", "Zl", "Zp"))
LONGEST_CELL = 32_767  # of a worksheet; what is longer says so
BUFFER = 32_768
WIDTH = 22
A4 = 9
ABOUT = "说明"


def escaped(value: Any) -> Any:
    """Text that a spreadsheet would run is kept as text by a leading apostrophe; numbers stay numbers, None is empty.

    A sign counts in any width (`＝`, `﹣`) and behind characters nobody sees (a byte order mark, a zero-width or no-break
    space); a tab or a line end in front counts as such, since programs cut it away and run what follows."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        text = str(value)
        return "'" + text if _runs(text) else text
    return value


def _runs(text: str) -> bool:
    if text[:1] in CONTROL_SIGNS and text:
        return True
    first = next((sign for sign in text if unicodedata.category(sign) not in UNSEEN), "")
    return unicodedata.normalize("NFKC", first)[:1] in FORMULA_SIGNS and first != ""


def csv_text(headings: Sequence[str], lines: Iterable[Sequence[Any]]) -> Iterator[str]:
    """UTF-8 text with the mark by which Excel knows it, some kilobytes at a time."""
    buffer = io.StringIO()
    buffer.write("\ufeff")
    writer = csv.writer(buffer)
    writer.writerow(map(escaped, headings))
    for line in lines:
        writer.writerow(map(escaped, line))
        if buffer.tell() > BUFFER:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def write_xlsx(
    file: IO[bytes], title: str, headings: Sequence[str], lines: Iterable[Sequence[Any]], about: Iterable[Sequence[Any]]
) -> None:
    """The table on one sheet; on a second one what it shows, for which day, for
    whom. `{rows}` in the second sheet becomes the number of rows. Rows go to disk as they come."""
    book = workbook(file)
    count = add_sheet(book, title, headings, lines)
    notes = book.add_worksheet(ABOUT)
    notes.set_column(0, 1, WIDTH * 2)
    for number, line in enumerate(about):
        _write(notes, number, [count if value == "{rows}" else value for value in line])
    book.close()


def workbook(file: IO[bytes]) -> Any:
    """An empty workbook in which no text becomes a formula or a link."""
    return xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})


def add_sheet(book: Any, title: str, headings: Sequence[str], lines: Iterable[Sequence[Any]]) -> int:
    """One table as a sheet that prints with its head on every page; answers the number of its rows."""
    sheet = book.add_worksheet(sheet_name(title))
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&R第 &P / &N 页")
    sheet.set_column(0, max(len(headings) - 1, 0), WIDTH)
    _write(sheet, 0, headings, book.add_format({"bold": True, "bg_color": "#F0F3F7", "bottom": 1}))
    count = 0
    for count, line in enumerate(lines, start=1):
        _write(sheet, count, line)
    return count


def sheet_name(title: str) -> str:
    """A name a worksheet may bear: without the seven signs Excel refuses, at most 31 characters."""
    return "".join("－" if sign in "[]:*?/\\" else sign for sign in title)[:31].strip("'") or "数据"


def _write(sheet: Any, row: int, line: Sequence[Any], style: Any = None) -> None:
    for place, value in enumerate(map(escaped, line)):
        if isinstance(value, (int, float, Decimal)):
            sheet.write_number(row, place, value, style)
        elif value:
            sheet.write_string(
                row, place, value if len(value) <= LONGEST_CELL else value[: LONGEST_CELL - 1] + "…", style
            )

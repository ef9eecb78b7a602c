"""Tables as files: CSV that Excel opens as it is, and workbooks. No cell is ever taken for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter
from django.http import HttpResponse
from django.utils.http import content_disposition_header

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTH = 24

Line = Sequence[Any]


def escaped(value: Any) -> Any:
    """Text that a spreadsheet would run is kept as text; numbers stay numbers, a missing value is an empty cell."""
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith(DANGEROUS):
        return "'" + value
    return value


def csv_response(name: str, headings: Sequence[str], lines: Iterable[Line]) -> HttpResponse:
    """UTF-8 with the mark by which Excel knows it."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows([escaped(value) for value in line] for line in lines)
    return _file("\ufeff" + text.getvalue(), f"{name}.csv", "text/csv; charset=utf-8")


def xlsx_response(name: str, headings: Sequence[str], lines: Iterable[Line], about: Iterable[Line]) -> HttpResponse:
    """The table on one sheet, on a second one what it shows, for which day, and who took it out."""
    bytes_ = io.BytesIO()
    book = xlsxwriter.Workbook(
        bytes_, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    )
    bold = book.add_format({"bold": True, "bg_color": "#f0f3f7"})
    sheet = book.add_worksheet("数据")
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(len(headings) - 1, 0), WIDTH)
    sheet.write_row(0, 0, headings, bold)
    for number, line in enumerate(lines, start=1):
        sheet.write_row(number, 0, [escaped(value) for value in line])
    notes = book.add_worksheet("说明")
    notes.set_column(0, 1, WIDTH * 2)
    for number, line in enumerate(about):
        notes.write_row(number, 0, [escaped(value) for value in line])
    book.close()
    return _file(bytes_.getvalue(), f"{name}.xlsx", XLSX)


def _file(content: str | bytes, name: str, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response

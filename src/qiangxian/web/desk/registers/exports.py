"""Exactly what the list shows, as a file: all rows of the filter, the chosen columns, private ones left out."""

import csv
import io
import tempfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import quote

import xlsxwriter
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse

from qiangxian.contexts.registers import readers
from qiangxian.contexts.registers.readers import Column, Register, Viewer, Wish

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTH = 22


def escaped(text: str) -> str:
    """A spreadsheet must not take a cell for a formula: a leading apostrophe makes it text."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def _columns(register: Register, wish: Wish) -> list[Column]:
    return [column for column in readers.columns_of(register, wish) if not column.private]


def _lines(register: Register, viewer: Viewer, wish: Wish, columns: list[Column]) -> Iterator[list[str]]:
    for row in readers.all_rows(register, viewer, wish):
        yield [escaped(row.cells[column.key].text) for column in columns]


def file_name(register: Register, viewer: Viewer, ending: str) -> str:
    """`知识产权-2025-12-31.csv`."""
    return f"{register.label}-{viewer.as_of.effective.isoformat()}.{ending}"


def as_csv(register: Register, viewer: Viewer, wish: Wish, _at: datetime) -> HttpResponseBase:
    """UTF-8 with a mark that tells Excel so; sent row by row."""
    columns = _columns(register, wish)

    def body() -> Iterator[str]:
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        yield "\ufeff"
        writer.writerow([column.label for column in columns])
        for line in _lines(register, viewer, wish, columns):
            writer.writerow(line)
            if buffer.tell() > 32_768:
                yield buffer.getvalue()
                buffer.seek(0)
                buffer.truncate()
        yield buffer.getvalue()

    answer = StreamingHttpResponse(body(), content_type=CSV_TYPE)
    return _named(answer, file_name(register, viewer, "csv"))


def as_xlsx(register: Register, viewer: Viewer, wish: Wish, at: datetime) -> HttpResponseBase:
    """A workbook with a second sheet that says who took it, when, for which day and with which conditions."""
    columns = _columns(register, wish)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it after sending
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(register.label)
    bold = book.add_format({"bold": True, "bg_color": "#F0F3F7", "bottom": 1})
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, max(len(columns) - 1, 0), WIDTH)
    sheet.set_footer(f"&L{viewer.actor.label} {at:%Y-%m-%d %H:%M}&R第 &P / &N 页")
    sheet.write_row(0, 0, [column.label for column in columns], bold)
    count = 0
    for count, line in enumerate(_lines(register, viewer, wish, columns), start=1):
        for place, text in enumerate(line):
            sheet.write_string(count, place, text)
    _explain(book, register, viewer, wish, at, count)
    book.close()
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=file_name(register, viewer, "xlsx"), content_type=XLSX_TYPE)


def _explain(book: Any, register: Register, viewer: Viewer, wish: Wish, at: datetime, count: int) -> None:
    sheet = book.add_worksheet("说明")
    sheet.set_column(0, 1, WIDTH * 2)
    labels = {entry.key: entry for entry in register.filters}
    conditions = [(labels[key].label, _chosen(labels[key], viewer, value)) for key, value in wish.filters.items()]
    lines = [
        ("登记库", register.label),
        ("截至日期", str(viewer.as_of)),
        ("行数", str(count)),
        ("搜索词", wish.text or "无"),
        *conditions,
        ("导出人", viewer.actor.label),
        ("导出时间", f"{at:%Y-%m-%d %H:%M:%S}"),
        ("提示", "联系人和电话不随文件导出。"),
    ]
    for number, pair in enumerate(lines):
        sheet.write_string(number, 0, pair[0])
        sheet.write_string(number, 1, escaped(pair[1]))


def _chosen(entry: Any, viewer: Viewer, value: str) -> str:
    return dict(entry.choices(viewer)).get(value, value) if entry.choices else value


def _named(answer: HttpResponseBase, name: str) -> HttpResponseBase:
    answer["Content-Disposition"] = f"attachment; filename*=utf-8''{quote(name)}"
    return answer

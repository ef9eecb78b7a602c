"""Tables sent as files; every file of the product that is a table leaves here."""

import tempfile
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from qiangxian.contexts.lists.files import csv_text, write_xlsx
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import NotFound
from qiangxian.web.request import Request

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = ("csv", "xlsx")

Line = Sequence[Any]


def taken(actor: Actor) -> tuple[tuple[str, str], ...]:
    """Who took a file out and when."""
    return ("导出人", actor.label), ("导出时间", f"{timezone.localtime():%Y-%m-%d %H:%M:%S}")


def download(
    request: Request, form: str, name: str, headings: Sequence[str], lines: Iterable[Line], about: Iterable[Line] = ()
) -> HttpResponseBase:
    """A table as CSV or as a workbook whose second sheet says what it shows (`about`), who took it and when."""
    if form == "csv":
        answer = StreamingHttpResponse(csv_text(headings, lines), content_type=CSV_TYPE)
        answer["Content-Disposition"] = content_disposition_header(True, f"{name}.csv") or ""
        return answer
    if form != "xlsx":
        raise NotFound("没有这种文件格式", remedy="可以导出 CSV 或 XLSX")
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it after sending
    write_xlsx(file, name.partition("-")[0], headings, lines, [*about, *taken(request.actor)])
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX_TYPE)

"""A document sent to whoever asked for it: as Word file to go on with, or as PDF with its faces embedded."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from qiangxian.contexts.documents.paper import on_paper
from qiangxian.kernel.errors import NotFound

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"


def sent(name: str, docx: bytes, form: str, division_code: str) -> HttpResponse:
    """The document `name` as `docx` or `pdf`."""
    if form not in ("docx", "pdf"):
        raise NotFound("没有这种文件格式", remedy="可以下载 Word 或 PDF")
    content, kind = (docx, WORD) if form == "docx" else (on_paper(docx, division_code), PDF)
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.{form}") or ""
    return response

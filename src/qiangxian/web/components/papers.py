"""A document sent to whoever asked for it: as Word file to go on with, or as PDF with its faces embedded."""

from django.http import HttpResponse

from qiangxian.contexts.documents.paper import on_paper
from qiangxian.kernel.errors import NotFound

from .files import sent_bytes

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"


def sent(name: str, docx: bytes, form: str, division_code: str) -> HttpResponse:
    """The document `name` as `docx` or `pdf`."""
    if form not in ("docx", "pdf"):
        raise NotFound("没有这种文件格式", remedy="可以下载 Word 或 PDF")
    content, kind = (docx, WORD) if form == "docx" else (on_paper(docx, division_code), PDF)
    return sent_bytes(f"{name}.{form}", content, kind)

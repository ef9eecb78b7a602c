"""PDF files with a text layer."""

from __future__ import annotations

import io
import logging

import pypdf
from pypdf.errors import PdfReadError

from qiangxian.engines.plandoc import vocabulary
from qiangxian.engines.plandoc.layout import SourceText
from qiangxian.engines.plandoc.sniffing import Unreadable

logging.getLogger("pypdf").setLevel(logging.ERROR)  # its notes on untidy files are no concern of the reader


def printed_text(data: bytes) -> SourceText:
    """The text layer, page after page; lines are broken where the page ends them."""
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("PDF 已加密，请去除密码后再试")
        if len(reader.pages) > vocabulary.limit("pages"):
            raise Unreadable(f"PDF 超过 {vocabulary.limit('pages')} 页，不像一份方案，已拒绝")
        text = _pages(reader)
    except (Unreadable, MemoryError):
        raise
    except PdfReadError as fault:
        raise Unreadable("PDF 文件不完整或已损坏，无法读取") from fault
    except Exception as fault:  # the library raises whatever a damaged object leads it to
        raise Unreadable("PDF 文件损坏，无法读取") from fault
    if len("".join(text.split())) < vocabulary.limit("shortest_text"):
        raise Unreadable("PDF 没有文字层（多半是扫描件），请先识别成文字（OCR）后再试")
    return SourceText(text, paged=True)


def _pages(reader: pypdf.PdfReader) -> str:
    texts, length = [], 0
    for page in reader.pages:
        texts.append(page.extract_text())
        length += len(texts[-1])
        if length > vocabulary.limit("characters"):
            raise Unreadable("PDF 文字过多，不像一份方案，已拒绝")
    return "\n".join(texts)

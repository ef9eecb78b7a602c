"""PDF files with a text layer."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter

import pypdf
from pypdf.errors import PdfReadError

from qiangxian.engines.plandoc import vocabulary
from qiangxian.engines.plandoc.layout import SourceText
from qiangxian.kernel.errors import Refused

logging.getLogger("pypdf").setLevel(logging.ERROR)  # its notes on untidy files are no concern of the reader

_EDGE = 2  # lines of a running head or foot
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"[-—–－\s·]*(?:第\s*)?\d{1,3}(?:\s*[/／]\s*\d{1,3})?(?:\s*页)?(?:\s*共\s*\d{1,3}\s*页)?[-—–－\s·]*"
)


def printed_text(data: bytes) -> SourceText:
    """The text layer, page after page; lines are broken where the page ends them."""
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused("PDF 已加密，请去除密码后再试")
        if len(reader.pages) > vocabulary.limit("pages"):
            raise Refused(f"PDF 超过 {vocabulary.limit('pages')} 页，不像一份方案，已拒绝")
        text = _pages(reader)
    except (Refused, MemoryError):
        raise
    except PdfReadError as fault:
        raise Refused("PDF 文件不完整或已损坏，无法读取") from fault
    except Exception as fault:  # the library raises whatever a damaged object leads it to
        raise Refused("PDF 文件损坏，无法读取") from fault
    if len("".join(text.split())) < vocabulary.limit("shortest_text"):
        raise Refused("PDF 没有文字层（多半是扫描件），请先识别成文字（OCR）后再试")
    return SourceText(text, paged=True)


def _pages(reader: pypdf.PdfReader) -> str:
    texts, length = [], 0
    for page in reader.pages:
        texts.append(page.extract_text())
        length += len(texts[-1])
        if length > vocabulary.limit("characters"):
            raise Refused("PDF 文字过多，不像一份方案，已拒绝")
    return "\n".join(_without_edges(texts))


def _without_edges(pages: list[str]) -> list[str]:
    """The pages without page numbers and without the lines that every page repeats at its upper or lower edge."""
    lines = [page.split("\n") for page in pages]
    repeated = {
        edge
        for edge, times in Counter(edge for page in lines for edge in _edges(page)).items()
        if times * 2 > len(pages)
    }
    return ["\n".join(_body(page, repeated if len(pages) > 1 else set())) for page in lines]


def _edges(page: list[str]) -> set[str]:
    filled = [line for line in page if line.strip()]
    return {_numberless(line) for line in [*filled[:_EDGE], *filled[-_EDGE:]]}


def _numberless(line: str) -> str:
    return _DIGITS.sub("0", line.strip())


def _body(page: list[str], repeated: set[str]) -> list[str]:
    first, last = 0, len(page)
    while first < last and _is_edge(page[first], repeated):
        first += 1
    while last > first and _is_edge(page[last - 1], repeated):
        last -= 1
    return page[first:last]


def _is_edge(line: str, repeated: set[str]) -> bool:
    return not line.strip() or _PAGE_NUMBER.fullmatch(line.strip()) is not None or _numberless(line) in repeated

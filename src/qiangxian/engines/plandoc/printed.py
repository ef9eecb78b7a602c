"""PDF files with a text layer."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pypdf
from pypdf.errors import PdfReadError

from qiangxian.engines.plandoc import vocabulary
from qiangxian.engines.plandoc.layout import Place, SourceText
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
            raise Refused(
                f"PDF 超过 {vocabulary.limit('pages')} 页，不像一份方案，已拒绝", remedy="请只上传方案本身的页"
            )
        text, grids = _grids_apart(_pages(reader))
    except (Refused, MemoryError):
        raise
    except PdfReadError as fault:
        raise Refused("PDF 文件不完整或已损坏，无法读取", remedy="请重新下载或导出后再上传") from fault
    except Exception as fault:  # the library raises whatever a damaged object leads it to
        raise Refused("PDF 文件损坏，无法读取", remedy="请重新下载或导出后再上传") from fault
    if len("".join(text.split())) < vocabulary.limit("shortest_text"):
        raise Refused("PDF 没有文字层（多半是扫描件），请先识别成文字（OCR）后再试")
    return SourceText(text, paged=True, grids=grids)


def _pages(reader: pypdf.PdfReader) -> str:
    texts, length = [], 0
    for page in reader.pages:
        texts.append(_page(page))
        length += len(texts[-1])
        if length > vocabulary.limit("characters"):
            raise Refused("PDF 文字过多，不像一份方案，已拒绝", remedy="请只上传方案本身的页")
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


# -- tables --------------------------------------------------------------------------------------------------------------
# The words of a table come without its grid, but the page draws the grid: between these marks stands what is inside one.
_OPEN, _CLOSE = "\ue000", "\ue001"
_GRID = re.compile(f"{_OPEN}(?P<inside>[^{_CLOSE}]*){_CLOSE}")
_THIN, _FEWEST_RULES, _NEAR, _MOST_RULES = 3.0, 3, 6.0, 20_000


def _page(page: pypdf.PageObject) -> str:
    """The text of a page with marks round what stands between the rules of a table."""
    drawn: list[tuple[float, float, float]] = []
    pieces: list[tuple[str, float, float]] = []

    def see(operator: bytes, operands: Sequence[Any], matrix: Sequence[float], _text: object) -> None:
        if operator == b"re" and len(operands) == 4 and len(drawn) < _MOST_RULES:
            x, y, width, height = map(float, operands)
            drawn.extend(_upright(x, y, width, height, matrix))
        elif operator in (b"m", b"l") and len(operands) == 2 and len(drawn) < _MOST_RULES:
            at = _shown(float(operands[0]), float(operands[1]), matrix)
            if operator == b"l" and abs(at[0] - last[0][0]) < _THIN:
                drawn.append((at[0], min(at[1], last[0][1]), max(at[1], last[0][1])))
            last[0] = at

    def hear(text: str, matrix: Sequence[float], place: Sequence[float], _font: object, _size: object) -> None:
        pieces.append((text, *_shown(place[4], place[5], matrix)))

    last = [(0.0, 0.0)]
    text = page.extract_text(visitor_operand_before=see, visitor_text=hear)
    bands = _bands(drawn)
    if not bands or "".join(piece for piece, _, _ in pieces) != text:
        return text
    marked = [
        f"{_OPEN}{piece}{_CLOSE}"
        if piece.strip() and any(low <= y <= high and left <= x <= right for low, high, left, right in bands)
        else piece
        for piece, x, y in pieces
    ]
    return re.sub(rf"{_CLOSE}(\s*){_OPEN}", r"\1", "".join(marked))


def _shown(x: float, y: float, matrix: Sequence[float]) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _upright(
    x: float, y: float, width: float, height: float, matrix: Sequence[float]
) -> list[tuple[float, float, float]]:
    """The upright rule that a thin rectangle draws, as (x, lower end, upper end)."""
    (left, one), (right, other) = _shown(x, y, matrix), _shown(x + width, y + height, matrix)
    return [(left, min(one, other), max(one, other))] if abs(right - left) < _THIN < abs(one - other) else []


def _bands(rules: list[tuple[float, float, float]]) -> list[tuple[float, float, float, float]]:
    """Where upright rules that go on from each other stand three or more side by side: (lower, upper, left, right)."""
    bands: list[tuple[float, float, set[int]]] = []
    for x, low, high in sorted(rules, key=lambda rule: rule[1]):
        if bands and low <= bands[-1][1] + _NEAR:
            bands[-1] = (bands[-1][0], max(bands[-1][1], high), bands[-1][2] | {round(x / _THIN)})
        else:
            bands.append((low, high, {round(x / _THIN)}))
    return [
        (low - _THIN, high + _THIN, (min(places) - 1) * _THIN, (max(places) + 1) * _THIN)
        for low, high, places in bands
        if len(places) >= _FEWEST_RULES
    ]


def _grids_apart(text: str) -> tuple[str, tuple[Place, ...]]:
    """The text without the marks, and the stretches that stood between them."""
    parts, grids, at, length = [], [], 0, 0
    for match in _GRID.finditer(text):
        parts += [text[at : match.start()], match["inside"]]
        start = length + match.start() - at
        length, at = start + len(match["inside"]), match.end()
        grids.append((start, start + len(match["inside"].rstrip())))
    return "".join([*parts, text[at:]]).replace(_OPEN, "").replace(_CLOSE, ""), tuple(grids)

"""Web pages: the text a reader sees, with the cells of its tables."""

from __future__ import annotations

import re

from lxml import etree

from qiangxian.engines.plandoc.layout import Grid, SourceText, TextBuilder
from qiangxian.kernel.errors import Refused

_UNSEEN = frozenset(
    {"script", "style", "head", "iframe", "select", "noscript", "template", "object", "svg", "button", "textarea"}
)
_PARAGRAPHS = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table", "ul", "ol", "blockquote", "article", "section"}
)
_LINES = frozenset(
    {"div", "li", "td", "th", "br", "dt", "dd", "header", "footer", "nav", "center", "hr", "pre", "caption"}
)
_BLANKS = re.compile(r"[ \t\r\n]+")


def page_text(text: str) -> SourceText:
    """The visible text of a page. lxml expands no entities of its own document type and bounds the depth of nesting."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.replace("\x00", "").encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise Refused("网页内容损坏，无法读取", remedy="请在浏览器中打开原网页重新保存，或者上传 Word 文件") from fault
    if root is None:
        raise Refused("网页中没有内容", remedy="请打开原网页，待正文显示后重新保存再上传")
    walk = _PageWalk()
    walk.through(root)
    return SourceText(walk.out.text(), tuple(walk.out.cells))


class _PageWalk:
    """One pass over the elements."""

    def __init__(self) -> None:
        self.out = TextBuilder()
        self.grids: list[Grid] = []
        self.count = 0
        self.open_cells: list[int] = []

    def through(self, root: etree._Element) -> None:
        hidden: etree._Element | None = None
        for event, element in etree.iterwalk(root, events=("start", "end")):
            if hidden is None and event == "start":
                if element.tag in _UNSEEN:
                    hidden = element
                else:
                    self._enter(element)
            elif event == "end":
                if hidden is None:
                    self._leave(element)
                elif hidden is element:
                    hidden = None
                if hidden is None and element.tail and element is not root:
                    self.out.write(_BLANKS.sub(" ", element.tail))

    def _enter(self, element: etree._Element) -> None:
        self._break(element.tag)
        if element.tag == "table":
            self.count += 1
            self.grids.append(Grid(self.count))
        elif element.tag == "tr" and self.grids:
            self.grids[-1].next_row()
        elif element.tag in ("td", "th") and self.grids:
            self.open_cells.append(len(self.out.cells))
            width, height = _spanned(element, "colspan"), _spanned(element, "rowspan")
            self.out.cells.append(self.grids[-1].place(width, height, self.out.length))
        if element.text:
            self.out.write(_BLANKS.sub(" ", element.text))

    def _leave(self, element: etree._Element) -> None:
        if element.tag in ("td", "th") and self.open_cells:
            self.out.close_cell(self.open_cells.pop())
        elif element.tag == "table" and self.grids:
            self.grids.pop()
        self._break(element.tag)

    def _break(self, tag: object) -> None:
        if tag in _PARAGRAPHS and not (self.open_cells and tag == "p"):
            self.out.new_line(2)
        elif tag in _LINES or tag == "p":
            self.out.new_line()


def _spanned(element: etree._Element, name: str) -> int:
    """How many columns or rows a cell spans; nonsense counts as one, and no honest table spans a hundred."""
    given = (element.get(name) or "1")[:3]
    return min(max(int(given), 1), 100) if given.isascii() and given.isdecimal() else 1

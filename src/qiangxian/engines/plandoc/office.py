"""Word files: paragraphs with their automatic numbers, and tables."""

from __future__ import annotations

import io
from collections import defaultdict
from dataclasses import replace
from typing import Any

import docx
from docx.oxml.ns import qn

from qiangxian.engines.plandoc.layout import Grid, SourceText, TableCell, TextBuilder
from qiangxian.engines.plandoc.numerals import chinese_numeral
from qiangxian.kernel.errors import Refused

_CHINESE = frozenset(
    {"chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting", "chineseLegalSimplified"}
)
_PARAGRAPH, _TABLE, _CHANGED = qn("w:p"), qn("w:tbl"), qn("w:del")
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def office_text(data: bytes) -> SourceText:
    """The text of a .docx; `kernel.files` has looked at the container before."""
    try:
        document = docx.Document(io.BytesIO(data))
        walk = _DocumentWalk(_Numbering(document))
        for element in document.element.body:
            walk.block(element)
    except Refused:
        raise
    except Exception as fault:  # a damaged part raises whatever the XML or container library meets first
        raise Refused("Word 文件损坏，无法读取，请用 Word 或 WPS 打开后重新保存") from fault
    return SourceText(walk.out.text(), tuple(walk.out.cells))


class _DocumentWalk:
    """One pass over the body; a table inside a cell is read as text of that cell."""

    def __init__(self, numbering: _Numbering) -> None:
        self.out = TextBuilder()
        self.numbering = numbering
        self.count = 0

    def block(self, element: Any) -> None:
        if element.tag == _PARAGRAPH:
            self._paragraph(element)
        elif element.tag == _TABLE:
            self._table(element)
        else:  # content controls and the like hold blocks again
            for inner in element.iterchildren(_PARAGRAPH, _TABLE, qn("w:sdtContent")):
                self.block(inner)

    def _paragraph(self, paragraph: Any) -> None:
        self.out.write(self.numbering.label(paragraph))
        for text in _run_texts(paragraph):
            for place, line in enumerate(text.split("\n")):
                if place:
                    self.out.new_line()
                self.out.write(line)
        self.out.new_line()

    def _table(self, table: Any) -> None:
        self.count += 1
        grid, above = Grid(self.count), dict[int, TableCell]()
        self.out.new_line(2)
        for row in table.tr_lst:
            grid.next_row()
            for cell in row.tc_lst:
                if cell.vMerge == "continue" and grid.column in above:  # the text of the cell above holds here too
                    self.out.cells.append(replace(above[grid.column], row=grid.row))
                    grid.column += cell.grid_span
                else:
                    column = grid.column
                    above[column] = self._cell(cell, grid)
            self.out.new_line(2)

    def _cell(self, cell: Any, grid: Grid) -> TableCell:
        place = len(self.out.cells)
        self.out.cells.append(grid.place(cell.grid_span, 1, self.out.length))
        for paragraph in cell.iter(_PARAGRAPH):
            self._paragraph(paragraph)
        self.out.close_cell(place)
        self.out.new_line()
        return self.out.cells[place]


def _run_texts(paragraph: Any) -> list[str]:
    """The characters of a paragraph in order; deleted text and the second copy of drawn boxes are left out."""
    texts: list[str] = []
    skipped = {id(inner) for outer in paragraph.iter(_CHANGED, _FALLBACK) for inner in outer.iter()}
    for node in paragraph.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr"), qn("w:noBreakHyphen")):
        if id(node) in skipped:
            continue
        if node.tag == qn("w:t"):
            texts.append((node.text or "").replace("\n", " "))
        else:
            texts.append({qn("w:tab"): "\t", qn("w:noBreakHyphen"): "-"}.get(node.tag, "\n"))
    return texts


class _Numbering:
    """Automatic numbers are no characters of the paragraph: 一、 must be counted as the word processor counts."""

    def __init__(self, document: Any) -> None:
        self.counts: dict[str, dict[int, int]] = defaultdict(dict)
        self.levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self.kinds: dict[str, str] = {}
        self.restarts: dict[str, dict[int, int]] = defaultdict(dict)
        self.styles = _numbered_styles(document)
        self.linked: dict[tuple[str, str], int] = {}
        part = next(
            (rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/numbering")), None
        )
        if part is not None:
            self._read(part.element if hasattr(part, "element") else None)

    def _read(self, root: Any) -> None:
        if root is None:
            return
        for kind in root.iter(qn("w:abstractNum")):
            for level in kind.iter(qn("w:lvl")):
                shape = _value(level, "w:numFmt"), _value(level, "w:lvlText"), int(_value(level, "w:start") or 1)
                name, place = kind.get(qn("w:abstractNumId")), int(level.get(qn("w:ilvl")))
                self.levels[name, place] = shape
                self.linked[name, _value(level, "w:pStyle")] = place
        for number in root.iter(qn("w:num")):
            name = number.get(qn("w:numId"))
            self.kinds[name] = _value(number, "w:abstractNumId")
            for change in number.iter(qn("w:lvlOverride")):
                start = _value(change, "w:startOverride")
                if start:
                    self.restarts[name][int(change.get(qn("w:ilvl")))] = int(start)

    def label(self, paragraph: Any) -> str:
        """The number that a reader sees before the paragraph, by its own properties or by those of its style."""
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        named = str(style.get(qn("w:val"), "")) if style is not None else ""
        properties = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if properties is None:
            properties = self.styles.get(named)
        if properties is None:
            return ""
        number = _value(properties, "w:numId") or _value(self.styles.get(named), "w:numId")
        kind = self.kinds.get(number, "")
        level = int(_value(properties, "w:ilvl") or self.linked.get((kind, named), 0))
        if (kind, level) not in self.levels:
            return ""
        for place, start in self.restarts.pop(number, {}).items():  # a list of the same kind that begins anew
            self.counts[kind][place] = start - 1
        return self._counted(kind, level)

    def _counted(self, kind: str, level: int) -> str:
        counts = self.counts[kind]
        counts[level] = counts.get(level, self.levels[kind, level][2] - 1) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        label = self.levels[kind, level][1]
        for place in range(level + 1):
            form = self.levels.get((kind, place), ("decimal", "", 1))[0]
            label = label.replace(f"%{place + 1}", _numeral(counts.get(place, 1), form))
        return label if any(mark.isalnum() for mark in label) else ""


def _numbered_styles(document: Any) -> dict[str, Any]:
    """The number properties that a paragraph has by its style, those of the style it is based on included."""
    own, based = {}, {}
    for style in document.styles.element.iter(qn("w:style")):
        name = style.get(qn("w:styleId"))
        own[name] = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        based[name] = _value(style, "w:basedOn")
    found: dict[str, Any] = {}
    for name in own:
        above, steps = name, 0
        while own.get(above) is None and above in based and steps < len(own):
            above, steps = based[above], steps + 1
        if own.get(above) is not None:
            found[name] = own[above]
    return found


def _value(element: Any, name: str) -> str:
    child = None if element is None else element.find(qn(name))
    return "" if child is None else str(child.get(qn("w:val"), ""))


def _numeral(number: int, form: str) -> str:
    return chinese_numeral(number) if form in _CHINESE and 0 < number < 100 else str(number)

"""A Word file on paper: what its styles and paragraphs say, set by Typst as PDF. Only what our documents use is read: paragraphs with
their styles, tables, sections, frames at the foot; the faces are taken from the layout in its order, embedded as found."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import typst
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from qiangxian.kernel.errors import DomainError

from .shapes import FOOT_LINE, LayoutShape, LineShape, StyleShape, layout

MM = 72 / 25.4
HEAVY = "小标宋"
SHORT = 84  # signs: Typst carries a paragraph that is kept with the next one over whole, so a long one is not
ASCENT = 0.88  # of the size of a Chinese face: its letters stand on a line that far below their upper edge
ALIGN = {WD_ALIGN_PARAGRAPH.RIGHT: "right", WD_ALIGN_PARAGRAPH.CENTER: "center"}
PREAMBLE = """#set document(date: none)
#set par(leading: 0pt, spacing: 0pt, linebreaks: "simple")
#set block(spacing: 0pt)
#set text(lang: "zh", region: "cn", cjk-latin-spacing: none, costs: (orphan: 0%, widow: 0%))
"""


@cache
def faces_in(fonts: tuple[Path, ...]) -> Any:
    """The faces of the system and of these folders, looked for once in a process."""
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=[str(one) for one in fonts])


def as_pdf(docx: bytes, *, division: str | None, fonts: Sequence[Path] = (), first: int = 1) -> bytes:
    """The pages of a document made here, numbered from `first`. `fonts` are folders searched besides the system's own; a machine
    without any Chinese face is told so instead of printing empty boxes."""
    look = layout(division)
    held = faces_in(tuple(fonts))
    known = set(held.families())
    lacking = [name for name, faces in look.faces.items() if not known.intersection(faces)]
    if lacking:
        raise DomainError(
            f"本机没有可用的中文字体，无法生成 PDF：{'、'.join(lacking)}",
            remedy="请安装方正小标宋、仿宋、楷体、黑体，或任一开源中文字体后再试；DOCX 文件不受影响",
        )
    return bytes(typst.compile(_Pages(docx, look, known).source(first).encode(), font_paths=held))


class _Pages:
    def __init__(self, docx: bytes, look: LayoutShape, known: set[str]) -> None:
        self.file: Any = Document(io.BytesIO(docx))
        self.look, self.known = look, known

    def source(self, first: int) -> str:
        sheet, *parts = self._parts()
        return PREAMBLE + "\n".join((sheet, f"#counter(page).update({first})", *parts))

    def _parts(self) -> Iterator[str]:
        sections = list(self.file.sections)
        yield self._sheet(sections.pop(0), first=True)
        foot: list[str] = []
        for child in self.file.element.body.iterchildren():
            if child.tag == qn("w:tbl"):
                yield self._table(Table(child, self.file))
            elif child.tag == qn("w:p") and _ends_section(child):
                yield self._sheet(sections.pop(0), first=False)
            elif child.tag == qn("w:p") and _framed(child):
                foot.append(self._paragraph(Paragraph(child, self.file)))
            elif child.tag == qn("w:p"):
                yield self._paragraph(Paragraph(child, self.file))
        if foot:
            yield "#v(1fr)\n#block(breakable: false, width: 100%)[" + "\n".join(foot) + "]"

    def _sheet(self, section: Any, *, first: bool) -> str:
        page, rule = self.look.page, self.look.styles["页码"]
        numbered = "counter(page).get().first() > 1" if first and section.different_first_page_header_footer else "true"
        if self.file.sections[0].footer.paragraphs[0]._p.find(qn("w:fldSimple")) is None:
            numbered = "false"
        sides = ", ".join(
            f"{side}: {getattr(section, f'{side}_margin').mm}mm" for side in ("top", "bottom", "left", "right")
        )
        return (
            f"#set page(width: {section.page_width.mm}mm, height: {section.page_height.mm}mm, margin: ({sides}), "
            f"{self._foot(section, first)}footer-descent: {page.number_below}mm, footer: context if {numbered} "
            f"[#set text({self._type(rule, rule.size)})\n"
            f"#align(top + if calc.odd(counter(page).get().first()) {{ right }} else {{ left }}, "
            f"pad(x: {rule.right * rule.size}pt)[— #counter(page).display() —])])"
        )

    def _foot(self, section: Any, first: bool) -> str:
        """The line near the lower edge of the first page of a letter."""
        if not first or not any(_framed(one._p) for one in section.first_page_footer.paragraphs):
            return ""
        rule = self.look.styles[FOOT_LINE]
        page = self.look.page
        line = f"line(length: {page.foot_line_length}mm, stroke: {_stroke(rule.over)})" if rule.over else ""
        return (
            f"foreground: context if here().page() == 1 {{ place(bottom + center, dy: -{page.foot_line}mm, {line}) }}, "
        )

    def _type(self, rule: StyleShape, size: float) -> str:
        """The faces of the style that this machine has; an open serif stands for 小标宋 in its heaviest cut."""
        faces = [one for one in self.look.faces[rule.face] if one in self.known]
        weight = ', weight: "black"' if rule.face == HEAVY and "宋" not in faces[0] else ""
        return f'font: {_tuple(faces)}, size: {size}pt, fill: rgb("#{rule.colour}"){weight}'

    def _paragraph(self, paragraph: Any) -> str:
        name = paragraph.style.name if paragraph.style.name in self.look.styles else "公文正文"
        rule, shape = self.look.styles[name], _Shape(paragraph)
        size = next((run.font.size.pt for run in paragraph.runs if run.font.size), rule.size)
        rise = ((shape.pitch or size * 1.3) - size) / 2
        edges = f"top-edge: {rise + ASCENT * size}pt, bottom-edge: -{rise + (1 - ASCENT) * size}pt"
        return "".join(
            (
                "#pagebreak(weak: true)\n" if rule.breaks else "",
                f"#v({shape.before}pt)\n" if shape.before else "",
                f"#block(width: 100%, sticky: {str(shape.keep and len(paragraph.text) < SHORT).lower()}, ",
                f"{_frame(rule, shape)})[",
                f"#set text({self._type(rule, size)}, {edges}, tracking: {self._tracking(size)}pt)\n",
                f"#set par(justify: {str(rule.align == 'justify').lower()}, ",
                f"first-line-indent: (amount: {max(shape.first, 0)}pt, all: true), hanging-indent: {max(-shape.first, 0)}pt)\n",
                f"#set align({shape.align})\n#par[{_words(paragraph.text, leader=rule.leader)}]]",
            )
        )

    def _tracking(self, size: float) -> float:
        """The grid gives every sign of the text a little less than its own width, so that 28 fill the line."""
        page, body = self.look.page, self.look.styles["公文正文"]
        step = (page.width - page.left - page.right) * MM / self.look.grid.characters
        return step - size - 0.001 if size == body.size else 0

    def _table(self, table: Table) -> str:
        widths = _tuple_of(f"{(column.width or 0) / 12700}fr" for column in table.columns)
        head, *rows = table.rows
        cells = [self._cell(cell) for row in rows for cell in row.cells]
        top = ", ".join(self._cell(cell) for cell in head.cells)
        return (
            f"#table(columns: {widths}, stroke: 0.5pt, inset: (x: 3pt, y: 2pt), align: horizon,\n"
            f"table.header({top}),\n" + ",\n".join(cells) + ")"
        )

    def _cell(self, cell: Any) -> str:
        return "[" + "\n".join(self._paragraph(one) for one in cell.paragraphs) + "]"


class _Shape:
    """Where a paragraph stands: its own word, else that of its style, in points."""

    def __init__(self, paragraph: Any) -> None:
        formats = [paragraph.paragraph_format, paragraph.style.paragraph_format]
        self.left = _points(formats, "left_indent")
        self.right = _points(formats, "right_indent")
        self.first = _points(formats, "first_line_indent")
        self.before = _points(formats, "space_before")
        self.align = next((ALIGN.get(one.alignment, "left") for one in formats if one.alignment is not None), "left")
        self.keep = next((one.keep_with_next for one in formats if one.keep_with_next is not None), False)
        exact = [one for one in formats if one.line_spacing_rule == WD_LINE_SPACING.EXACTLY]
        self.pitch = exact[0].line_spacing.pt if exact else 0


def _frame(rule: StyleShape, shape: _Shape) -> str:
    """Indents, and the lines above and below with their gaps."""
    lines = {side: line for side, line in (("top", rule.over), ("bottom", rule.under)) if line}
    gaps = "".join(f", {side}: {line.gap}mm" for side, line in lines.items())
    told = ", ".join(f"{side}: {_stroke(line)}" for side, line in lines.items())
    stroke = f", stroke: ({told})" if lines else ""
    return f"inset: (left: {max(shape.left, 0)}pt, right: {max(shape.right, 0)}pt{gaps}), outset: (x: {rule.outside}mm){stroke}"


def _stroke(line: LineShape) -> str:
    return f'{line.width}pt + rgb("#{line.colour}")'


def _points(formats: Sequence[Any], name: str) -> float:
    return next((float(held.pt) for one in formats if (held := getattr(one, name)) is not None), 0.0)


def _words(text: str, *, leader: bool = False) -> str:
    """The words as Typst strings, so that no sign of theirs is taken for markup; an empty paragraph is one empty line."""
    gap = "#box(width: 1fr, repeat[#h(2pt)…#h(2pt)])" if leader else "#h(1fr)"
    lines = [
        [json.dumps(part, ensure_ascii=False) for part in line.split("\t")] for line in (text or "\u200b").split("\n")
    ]
    return "#linebreak()".join(gap.join(f"#{part}" for part in parts) for parts in lines)


def _tuple(words: Sequence[str]) -> str:
    return _tuple_of(json.dumps(one, ensure_ascii=False) for one in words)


def _tuple_of(parts: Any) -> str:
    return "(" + "".join(f"{one}, " for one in parts) + ")"


def _framed(child: Any) -> bool:
    return child.find(f"{qn('w:pPr')}/{qn('w:framePr')}") is not None


def _ends_section(child: Any) -> bool:
    return child.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None

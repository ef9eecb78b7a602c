"""The empty document: a Word file with page, grid, styles and elements, in which the words are still to be filled in. It is what
a county takes to make a design of its own."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from math import floor
from typing import Any
from xml.sax.saxutils import quoteattr

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from .shapes import FOOT_LINE, BlockShape, DocumentShape, FormsShape, LayoutShape, LineShape, StyleShape, TableShape

MM = 72 / 25.4
CELL_MARGIN = 50  # twentieths of a point
FIRST_DAY = datetime(2000, 1, 1)  # noqa: DTZ001 - a property of the file, the same in every one; the document says its own day
LINES = {"single": "single", "thick_thin": "thickThinSmallGap", "thin_thick": "thinThickSmallGap"}
ALIGNED = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
    "spread": WD_ALIGN_PARAGRAPH.LEFT,
}


def skeleton(document: DocumentShape, layout: LayoutShape, forms: FormsShape) -> bytes:
    """The Word file in which `{{ … }}` and `{%p … %}` stand where facts will."""
    return _Skeleton(document, layout, forms).content()


class _Skeleton:
    def __init__(self, document: DocumentShape, layout: LayoutShape, forms: FormsShape) -> None:
        self.document, self.layout, self.forms = document, layout, forms
        self.form = forms.forms[document.form]
        self.file: Any = Document()
        self.across = self.wanted = self.form.across

    def content(self) -> bytes:
        self._clear()
        self._styles()
        self._page()
        self._blocks(self.form.blocks)
        out = io.BytesIO()
        self.file.save(out)
        return out.getvalue()

    def _clear(self) -> None:
        body = self.file.element.body
        for child in list(body):
            if child.tag != qn("w:sectPr"):
                body.remove(child)
        about = self.file.core_properties
        about.title, about.author, about.comments = self.document.label, "", ""
        about.created = about.modified = FIRST_DAY

    # -- page -------------------------------------------------------------------------------------------------------
    @property
    def pitch(self) -> float:
        """Points from line to line, in the twentieths Word counts in and never more than fit."""
        page = self.layout.page
        return int((page.height - page.top - page.bottom) * MM / self.layout.grid.lines * 20) / 20

    @property
    def measure(self) -> float:
        """Points of one line of text."""
        page = self.layout.page
        width = page.height - page.top - page.bottom if self.across else page.width - page.left - page.right
        return width * MM

    def _page(self) -> None:
        section, page = self.file.sections[-1], self.layout.page
        section.orientation = WD_ORIENT.LANDSCAPE if self.across else WD_ORIENT.PORTRAIT
        width, height = (page.height, page.width) if self.across else (page.width, page.height)
        section.page_width, section.page_height = Mm(width), Mm(height)
        # the head of a sheet laid across lies at the binding side
        sides = (page.left, page.bottom, page.right, page.top) if self.across else self._sides()
        section.top_margin, section.left_margin, section.bottom_margin, section.right_margin = map(Mm, sides)
        number = self.layout.styles["页码"].size
        below = section.bottom_margin.mm - page.number_below - number / MM
        section.footer_distance, section.header_distance = Mm(max(below, 5)), Mm(15)
        section.different_first_page_header_footer = not self.form.first_number and len(self.file.sections) == 1
        self._grid(section)
        if len(self.file.sections) == 1:
            self.file.settings.odd_and_even_pages_header_footer = True
            if self.form.numbers:
                _number(section.footer.paragraphs[0], "right", self.file)
                _number(section.even_page_footer.paragraphs[0], "left", self.file)
            if self.form.foot_line:
                self._foot_line(section)

    def _foot_line(self, section: Any) -> None:
        page, paragraph = self.layout.page, section.first_page_footer.paragraphs[0]
        paragraph.style = self.file.styles[FOOT_LINE]
        side = (page.width - page.foot_line_length) / 2
        _framed(
            paragraph, w=page.foot_line_length, hAnchor="page", vAnchor="page", x=side, y=page.height - page.foot_line
        )

    def _sides(self) -> tuple[float, float, float, float]:
        page = self.layout.page
        return page.top if self.form.top is None else self.form.top, page.left, page.bottom, page.right

    def _grid(self, section: Any) -> None:
        """Of lines alone: a grid of characters a little narrower than the type makes some programs give each character two places."""
        for old in section._sectPr.findall(qn("w:docGrid")):
            section._sectPr.remove(old)
        grid = OxmlElement("w:docGrid")
        grid.set(qn("w:type"), "lines")
        grid.set(qn("w:linePitch"), str(int(self.pitch * 20)))
        section._sectPr.append(grid)

    def _spacing(self, rule: StyleShape) -> int:
        """Twentieths of a point between characters, so that a line of the text holds as many as the grid says."""
        body, page = self.layout.styles["公文正文"], self.layout.page
        step = (page.width - page.left - page.right) * MM / self.layout.grid.characters
        return floor((step - body.size) * 20) if rule.size == body.size else 0

    # -- styles -----------------------------------------------------------------------------------------------------
    def _styles(self) -> None:
        body = self.layout.styles["公文正文"]
        self._type(self.file.styles["Normal"], body)
        for name, rule in self.layout.styles.items():
            style = self.file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            style.base_style, style.quick_style = self.file.styles["Normal"], True
            self._type(style, rule)
            self._paragraph(style.paragraph_format, rule)
            _lines(style.element.get_or_add_pPr(), rule)
        self._faces()

    def _type(self, style: Any, rule: StyleShape) -> None:
        face = self.layout.faces[rule.face][0]
        style.font.name, style.font.size, style.font.color.rgb = face, Pt(rule.size), RGBColor.from_string(rule.colour)
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:val"), str(self._spacing(rule)))
        style.element.get_or_add_rPr().insert_element_before(spacing, "w:w", "w:kern", "w:position", "w:sz", "w:szCs")
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:eastAsia", "w:hAnsi", "w:ascii", "w:cs"):
            fonts.set(qn(script), face)

    def _paragraph(self, shape: Any, rule: StyleShape) -> None:
        shape.alignment = ALIGNED[rule.align]
        shape.space_before, shape.space_after = Pt(rule.before * self.pitch), Pt(0)
        shape.left_indent = Pt(rule.left * rule.size) - Mm(rule.outside)
        shape.right_indent = Pt(rule.right * rule.size) - Mm(rule.outside)
        shape.first_line_indent = Pt(rule.first * rule.size)
        shape.keep_with_next = rule.keep or rule.level == 1  # no page ends with a heading
        shape.page_break_before, shape.widow_control = rule.breaks, False
        if rule.pitch == 0:
            shape.line_spacing = 1.0
        else:
            shape.line_spacing_rule, shape.line_spacing = (
                WD_LINE_SPACING.EXACTLY,
                Pt(rule.pitch or self._pitch_of(rule)),
            )
        if rule.pitch:
            loose = OxmlElement("w:snapToGrid")
            loose.set(qn("w:val"), "0")
            shape._element.get_or_add_pPr().insert_element_before(loose, "w:spacing", "w:ind", "w:jc")
        if rule.align == "spread":
            stop = Pt(self.measure - rule.right * rule.size)
            shape.tab_stops.add_tab_stop(
                stop, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS if rule.leader else WD_TAB_LEADER.SPACES
            )

    def _pitch_of(self, rule: StyleShape) -> float:
        """The grid's own line; type too high for it takes as much more as it needs."""
        return max(self.pitch, rule.size * 1.4)

    def _faces(self) -> None:
        """Word and WPS take the first of the other names that is installed where the named face is not."""
        part = next(one for one in self.file.part.package.iter_parts() if str(one.partname) == "/word/fontTable.xml")
        told = "".join(
            f"<w:font w:name={quoteattr(first)}><w:altName w:val={quoteattr(','.join(others))}/>"
            '<w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
            for first, *others in self.layout.faces.values()
        )
        part._blob = (
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w")}>{told}</w:fonts>'.encode()
        )

    # -- elements ---------------------------------------------------------------------------------------------------
    def _blocks(self, blocks: Iterable[BlockShape]) -> None:
        for block in blocks:
            if self.across != self.wanted:
                self._turn(self.wanted)
            for opening in _openings(block):
                self._said("公文正文", f"{{%p {opening} %}}")
            self._block(block)
            for ending in _endings(block):
                self._said("公文正文", f"{{%p {ending} %}}")

    def _block(self, block: BlockShape) -> None:
        if block.use:
            self._blocks(self.forms.elements[block.use])
        elif block.part == "body":
            self._blocks(self.document.blocks)
        elif block.part == "annexes":
            self._annexes()
        elif block.table:
            self._table(block.table)
        elif block.blocks:
            self._blocks(block.blocks)
        else:
            self._said(block.style, block.words)

    def _said(self, style: str, words: str) -> Any:
        paragraph = self.file.add_paragraph(words, style=style)
        rule = self.layout.styles[style]
        if rule.last:
            # the printing record lies at the foot of the last page: paragraphs in one frame held to the lower margin
            _framed(paragraph, w=self.measure / MM, hAnchor="margin", vAnchor="margin", xAlign="left", yAlign="bottom")
        return paragraph

    def _annexes(self) -> None:
        several = len(self.document.annexes) > 1
        for place, annex in enumerate(self.document.annexes, start=1):
            if annex.across != self.across:
                self._turn(annex.across)
            self.wanted = annex.across
            self._said("附件序号", f"附件{place}" if several else "附件")
            self._said("附件标题", annex.title)
            self._said("公文标题上空", "")
            self._blocks(annex.blocks)
        self.wanted = self.form.across  # what follows turns the sheet back

    def _turn(self, across: bool) -> None:
        """A new section; the break stands in the last paragraph before it, so that no empty page comes of it."""
        self.file.add_section(WD_SECTION.NEW_PAGE)
        self.across = across
        self._page()

    def _table(self, rule: TableShape) -> None:
        table = self.file.add_table(rows=4, cols=len(rule.columns))
        table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
        whole = sum(column.width for column in rule.columns)
        head, opening, row, ending = table.rows
        _spaced(table)
        _repeated(head)
        for one in (head, row):
            one._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))
        _put(opening.cells[0], f"{{%tr for {rule.each} %}}", "表格文字")
        _put(ending.cells[0], "{%tr endfor %}", "表格文字")
        for place, column in enumerate(rule.columns):
            width = Pt(self.measure * column.width / whole)
            for one in table.rows:
                one.cells[place].width = width
            table.columns[place].width = width
            _put(head.cells[place], column.head, "表格栏目")
            _put(row.cells[place], column.words, column.style)


def _openings(block: BlockShape) -> Iterator[str]:
    if block.each:
        yield f"for {block.each}"
    if block.when:
        yield f"if {block.when}"


def _endings(block: BlockShape) -> Iterator[str]:
    if block.when:
        yield "endif"
    if block.each:
        yield "endfor"


def _put(cell: Any, words: str, style: str) -> None:
    cell.paragraphs[0].style = style
    cell.paragraphs[0].add_run(words)


def _repeated(row: Any) -> None:
    """The head stands on every page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _spaced(table: Any) -> None:
    """A little room above and below the words of a cell."""
    margins = "".join(f'<w:{side} w:w="{CELL_MARGIN}" w:type="dxa"/>' for side in ("top", "bottom"))
    made = parse_xml(f"<w:tblCellMar {nsdecls('w')}>{margins}</w:tblCellMar>")
    table._tbl.tblPr.insert_element_before(made, "w:tblLook")


def _number(paragraph: Any, side: str, file: Any) -> None:
    paragraph.style = file.styles["页码"]
    paragraph.alignment = ALIGNED[side]
    field = parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>')
    paragraph.add_run("— ")
    paragraph._p.append(field)
    paragraph.add_run(" —")


def _framed(paragraph: Any, **places: float | str) -> None:
    """The paragraph stands where the frame says and not in the run of the text; lengths are in millimetres."""
    frame = OxmlElement("w:framePr")
    frame.set(qn("w:wrap"), "notBeside")
    for name, place in places.items():
        frame.set(qn(f"w:{name}"), place if isinstance(place, str) else str(round(place * MM * 20)))
    about = paragraph._p.get_or_add_pPr()
    about.insert_element_before(frame, "w:widowControl", "w:pBdr", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _lines(about: Any, rule: StyleShape) -> None:
    if not (rule.over or rule.under):
        return
    frame = OxmlElement("w:pBdr")
    for side, line in (("top", rule.over), ("bottom", rule.under)):
        if line:
            frame.append(_line(side, line))
    about.insert_element_before(frame, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _line(side: str, rule: LineShape) -> Any:
    line = OxmlElement(f"w:{side}")
    line.set(qn("w:val"), LINES[rule.line])
    line.set(qn("w:sz"), str(round(rule.width * 8)))
    line.set(qn("w:space"), str(round(rule.gap * MM)))
    line.set(qn("w:color"), rule.colour)
    return line

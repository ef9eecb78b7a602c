"""The bulletin as files: a document to sign and send, a workbook to go on with."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from qiangxian.contexts.lists.files import add_sheet, workbook
from qiangxian.engines.metrics.measures import Number

from .bulletin import Bulletin, BulletinLine, BulletinSection

HEADINGS = ("编号", "指标", "数值", "单位", "状态", "上月末", "较上月末", "上年同期", "定义版本")
WIDTHS_CM = (1.6, 6.4, 2.4, 2.0, 1.8, 2.4, 2.2, 2.4, 2.2)
KINDS = {"stock": "时点", "flow": "本年累计", "survey": "调查"}


def shown(value: Number | None) -> str:
    """A number for people: two decimals at most; a missing one is 未报送, never 0."""
    if value is None:
        return "未报送"
    text = f"{Decimal(value):,.2f}"
    return text.rstrip("0").rstrip(".")


def as_docx(bulletin: Bulletin, *, county: str, made_by: str, at: datetime) -> bytes:
    """The bulletin as a Word document."""
    document = Document()
    _page(document)
    _centred(document, f"{county}知识产权指标月报", 18, bold=True)
    _centred(document, f"{_month_words(bulletin)}（数据截至 {bulletin.as_of.effective}）", 12)
    document.add_paragraph(
        f"共 {bulletin.total} 项指标，其中 {bulletin.counted} 项有数值。未报送的留空说明，不以 0 代替。"
    )
    document.add_heading("一、核心指标", level=1)
    _core(document, bulletin)
    document.add_heading("二、统计指标", level=1)
    for section in bulletin.sections:
        document.add_heading(section.label, level=2)
        _table(document, HEADINGS, [_cells(line) for line in section.lines], WIDTHS_CM)
    document.add_heading("三、说明", level=1)
    for note in (*bulletin.notes, *_method()):
        document.add_paragraph(note, style="List Number")
    _signatures(document, made_by, at)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def as_xlsx(bulletin: Bulletin, *, county: str, made_by: str, at: datetime) -> bytes:
    """The bulletin as a workbook: core indicators, the library, parts, notes."""
    content = io.BytesIO()
    book = workbook(content)
    core = [
        (one.core.group, one.core.label, _number(one.value), one.unit, one.figure.definition.version)
        for one in bulletin.core
    ]
    add_sheet(book, "核心指标", ("分组", "指标", "数值", "单位", "定义版本"), core)
    rows = [
        (section.label, *_values(line), KINDS[line.figure.definition.kind], line.figure.digest)
        for section in bulletin.sections
        for line in section.lines
    ]
    add_sheet(book, "统计指标", ("分组", *HEADINGS, "口径期间", "校验码"), rows)
    add_sheet(book, "分项", ("指标", "分项", "数值", "单位"), _part_rows(bulletin.sections))
    about = [
        ("报表", f"{county}知识产权指标月报 {bulletin.month}"),
        ("数据截至", str(bulletin.as_of)),
        ("编制人", made_by),
        ("编制时间", f"{at:%Y-%m-%d %H:%M}"),
        *(("说明", note) for note in (*bulletin.notes, *_method())),
    ]
    add_sheet(book, "说明", ("项目", "内容"), about)
    book.close()
    return content.getvalue()


def _method() -> tuple[str, ...]:
    return (
        "数值由基础台账按指标定义算出，或由单位上报；每个数值可在系统中按校验码重算并查看记录。",
        "较上月末只对时点指标列示；流量指标为本年累计，与上年同期比较。",
    )


def _page(document: Any) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21.0)
    section.left_margin = section.right_margin = Cm(2.6)
    for name in ("Normal", "Heading 1", "Heading 2"):
        style = document.styles[name]
        style.font.name = "宋体"
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "宋体")
    document.styles["Normal"].font.size = Pt(10.5)


def _centred(document: Any, words: str, size: int, *, bold: bool = False) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(words)
    run.font.size, run.bold = Pt(size), bold


def _core(document: Any, bulletin: Bulletin) -> None:
    rows = [(one.core.group, one.core.label, shown(one.value), one.unit) for one in bulletin.core]
    _table(document, ("分组", "指标", "数值", "单位"), rows, (4.0, 11.0, 4.0, 4.0))


def _cells(line: BulletinLine) -> tuple[str, ...]:
    definition = line.figure.definition
    change = "" if line.change is None else f"{'+' if line.change > 0 else ''}{shown(line.change)}"
    return (
        definition.number,
        definition.label,
        shown(line.figure.value),
        definition.unit,
        line.state,
        shown(line.before) if definition.kind == "stock" else "",
        change,
        shown(line.year_ago),
        definition.version,
    )


def _values(line: BulletinLine) -> tuple[Any, ...]:
    definition = line.figure.definition
    return (
        definition.number,
        definition.label,
        _number(line.figure.value),
        definition.unit,
        line.state,
        _number(line.before) if definition.kind == "stock" else None,
        _number(line.change),
        _number(line.year_ago),
        definition.version,
    )


def _part_rows(sections: Iterable[BulletinSection]) -> list[tuple[Any, ...]]:
    return [
        (line.figure.definition.label, part.label, _number(part.value), part.unit)
        for section in sections
        for line in section.lines
        for part in line.figure.parts
    ]


def _number(value: Number | None) -> float | int | None:
    if value is None or isinstance(value, int):
        return value
    return float(value)


def _table(document: Any, headings: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[float]) -> None:
    table = document.add_table(rows=1, cols=len(headings))
    table.style = "Table Grid"
    for place, words in enumerate(headings):
        _cell(table.rows[0].cells[place], words, widths[place], bold=True)
    for row in rows:
        cells = table.add_row().cells
        for place, words in enumerate(row):
            _cell(cells[place], words, widths[place])


def _cell(cell: Any, words: str, width: float, *, bold: bool = False) -> None:
    cell.width = Cm(width)
    cell.paragraphs[0].add_run(words).bold = bold


def _signatures(document: Any, made_by: str, at: datetime) -> None:
    document.add_paragraph()
    document.add_paragraph(f"编制：{made_by}　　　　审核：＿＿＿＿＿＿　　　　签发：＿＿＿＿＿＿")
    document.add_paragraph(f"编制时间：{at:%Y年%m月%d日}　　　　（盖章）")


def _month_words(bulletin: Bulletin) -> str:
    year, month = bulletin.month.split("-")
    return f"{int(year)}年{int(month)}月"

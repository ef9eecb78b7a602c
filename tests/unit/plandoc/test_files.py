"""The same plan as text in every encoding, as a web page, a Word file and a PDF."""

from __future__ import annotations

import codecs
import io

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from qiangxian.engines.plandoc import PlanProposal, read_plan
from tests.unit.plandoc.documents import assert_places_hold, headings, units, warned

TEXT = "甲县工作方案\n一、重点任务\n(一)建立体系。召开会议。(牵头单位:市财政局;责任单位:市教育局)\n(二)健全机构。配备人员。(市发展和改革局负责)\n"


def expected(proposal: PlanProposal) -> None:
    assert proposal.kind == "plan", proposal.reason
    assert proposal.title == "甲县工作方案"
    assert headings(proposal) == [("1", "重点任务"), ("1.1", "建立体系"), ("1.2", "健全机构")]
    assert units(proposal) == [("lead", "市财政局"), ("responsible", "市教育局")]
    assert units(proposal, 1) == [("lead", "市发展和改革局")]
    assert_places_hold(proposal)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_encoding_and_line_end(encoding, line_end):
    data = TEXT.replace("\n", line_end).encode(encoding)
    proposal = read_plan(data)
    expected(proposal)
    assert "\r" not in proposal.source_text


def test_utf16_with_the_mark_of_the_other_order():
    expected(read_plan(codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be")))


def test_a_file_cut_in_the_middle_of_a_character_is_read_and_flagged():
    proposal = read_plan(TEXT.encode() + "附".encode()[:2])
    assert proposal.kind == "plan"
    assert "undecodable_characters" in warned(proposal)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_web_page(encoding):
    lines = "".join(f"<p><span>{line}</span></p>" for line in TEXT.splitlines())
    page = f"<!DOCTYPE html><html><head><title>某网站</title><script>var a='(甲局负责)';</script></head><body><div>{lines}</div></body></html>"
    expected(read_plan(page.encode(encoding)))


def test_a_table_of_a_web_page_with_merged_cells():
    page = (
        "<html><body><h1>甲县任务分工方案</h1><p>一、任务</p><table><tr><th>序号</th><th>工作任务</th><th>牵头单位</th><th>配合单位</th></tr>"
        "<tr><td>1</td><td>甲事</td><td rowspan='2'>甲局</td><td>乙局、丙局</td></tr><tr><td>2</td><td>乙事</td><td>丁局</td></tr></table></body></html>"
    )
    proposal = read_plan(page.encode())
    assert units(proposal) == [("lead", "甲局"), ("cooperating", "乙局"), ("cooperating", "丙局")]
    assert units(proposal, 1) == [("lead", "甲局"), ("cooperating", "丁局")]
    assert [task.title for task in proposal.tasks] == ["甲事", "乙事"]
    assert_places_hold(proposal)


def word_file(document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_word_file():
    document = docx.Document()
    for line in TEXT.splitlines():
        document.add_paragraph(line)
    expected(read_plan(word_file(document)))


def test_a_table_of_a_word_file():
    document = docx.Document()
    document.add_paragraph("甲县任务分工方案")
    table = document.add_table(rows=3, cols=3)
    for row, cells in enumerate([("序号", "任务", "责任单位"), ("1", "甲事", "甲局、乙局"), ("2", "乙事", "")]):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    table.cell(1, 2).merge(table.cell(2, 2))
    proposal = read_plan(word_file(document))
    assert [units(proposal, number) for number in range(2)] == [[("responsible", "甲局"), ("responsible", "乙局")]] * 2
    assert_places_hold(proposal)


def numbered(document, text: str, level: int) -> None:
    properties = document.add_paragraph(text)._p.get_or_add_pPr()
    number = OxmlElement("w:numPr")
    for name, value in (("w:ilvl", level), ("w:numId", 77)):
        child = OxmlElement(name)
        child.set(qn("w:val"), str(value))
        number.append(child)
    properties.append(number)


def test_automatic_numbers_of_a_word_file_are_counted():
    document = docx.Document()
    numbering = document.part.numbering_part.element
    kind = OxmlElement("w:abstractNum")
    kind.set(qn("w:abstractNumId"), "77")
    for level, label in enumerate(("%1、", "(%2)")):
        entry = OxmlElement("w:lvl")
        entry.set(qn("w:ilvl"), str(level))
        for name, value in (("w:start", "1"), ("w:numFmt", "chineseCounting"), ("w:lvlText", label)):
            child = OxmlElement(name)
            child.set(qn("w:val"), value)
            entry.append(child)
        kind.append(entry)
    numbering.insert(0, kind)
    number = OxmlElement("w:num")
    number.set(qn("w:numId"), "77")
    reference = OxmlElement("w:abstractNumId")
    reference.set(qn("w:val"), "77")
    number.append(reference)
    numbering.append(number)
    document.add_paragraph("甲县工作方案")
    numbered(document, "重点任务", 0)
    numbered(document, "建立体系。召开会议。(牵头单位:市财政局;责任单位:市教育局)", 1)
    numbered(document, "健全机构。配备人员。(市发展和改革局负责)", 1)
    expected(read_plan(word_file(document)))


def pdf_file(lines: list[str], drawn: str = "") -> bytes:
    """A PDF of one page with the lines and what is drawn; the font maps every code to the character of the same number."""
    shown = "".join(
        f"1 0 0 1 50 {760 - 20 * place} Tm <{line.encode('utf-16-be').hex()}> Tj\n" for place, line in enumerate(lines)
    )
    content = f"{drawn}\nBT /F1 10 Tf\n{shown}ET".encode()
    mapping = b"/CIDInit /ProcSet findresource begin 1 dict begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange\n1 beginbfrange <0000> <FFFF> <0000> endbfrange\nendcmap end end"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Plain /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Plain /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 1000 >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(mapping), mapping),
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        table,
        len(objects) + 1,
        len(out),
    )


def test_a_pdf_with_a_text_layer():
    expected(read_plan(pdf_file(TEXT.splitlines())))


def test_a_pdf_without_a_text_layer_is_a_scan():
    assert "扫描" in read_plan(pdf_file([])).reason


def test_a_truncated_pdf_or_word_file_never_raises():
    document = docx.Document()
    document.add_paragraph("甲县工作方案")
    for data in (pdf_file(TEXT.splitlines()), word_file(document)):
        for cut in range(0, len(data), max(1, len(data) // 40)):
            assert read_plan(data[:cut]).kind in ("plan", "not_a_plan")

"""What a document says and how it looks, read back from the Word file (GB/T 9704-2012; official-documents.md §1, §2)."""

import io
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from qiangxian.engines.docgen import filling
from qiangxian.engines.docgen.filling import design, make
from qiangxian.kernel import rulebook
from qiangxian.kernel.errors import DomainError

from .facts import DAY, facts, line

KINDS = ("notice", "letter", "report", "minutes", "bulletin")


def opened(name: str, **others: Any) -> Any:
    return Document(io.BytesIO(make(name, facts(**others), division=None, day=DAY)))


def said(file: Any, style: str) -> list[str]:
    return [one.text for one in file.paragraphs if one.style.name == style]


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_is_that_of_the_standard(kind: str) -> None:
    section = opened(kind).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert round(section.top_margin.mm) == (30 if kind == "letter" else 37)
    assert (round(section.left_margin.mm), round(section.right_margin.mm), round(section.bottom_margin.mm)) == (
        28,
        26,
        35,
    )


def test_a_page_has_twenty_two_lines_of_twenty_eight_characters() -> None:
    file = opened("notice")
    grid = file.sections[0]._sectPr.find(qn("w:docGrid"))
    spacing = file.styles["公文正文"].element.rPr.find(qn("w:spacing"))
    pitch, step = int(grid.get(qn("w:linePitch"))) / 20, 16 + int(spacing.get(qn("w:val"))) / 20
    height, width = (297 - 37 - 35) * 72 / 25.4, (210 - 28 - 26) * 72 / 25.4
    assert (height // pitch, width // step) == (22, 28) and grid.get(qn("w:type")) == "lines"
    assert file.styles["公文正文"].paragraph_format.line_spacing.pt == pitch


@pytest.mark.parametrize(
    ("style", "face", "size"),
    [
        ("公文标题", "方正小标宋简体", 22),
        ("公文正文", "仿宋_GB2312", 16),
        ("公文一级标题", "黑体", 16),
        ("公文二级标题", "楷体_GB2312", 16),
        ("公文三级标题", "仿宋_GB2312", 16),
        ("版记印发", "仿宋_GB2312", 14),
        ("页码", "宋体", 14),
    ],
)
def test_faces_and_sizes_are_those_of_the_standard(style: str, face: str, size: int) -> None:
    held = opened("notice").styles[style]
    assert held.element.rPr.rFonts.get(qn("w:eastAsia")) == face
    assert held.font.size.pt == size


def test_a_face_that_is_missing_has_open_ones_in_its_place() -> None:
    file = opened("notice")
    table = next(one for one in file.part.package.iter_parts() if str(one.partname) == "/word/fontTable.xml")
    assert "方正小标宋简体" in table.blob.decode() and "Noto Serif SC" in table.blob.decode()


def test_mark_number_and_line_are_red_or_black_as_they_should_be() -> None:
    file = opened("notice")
    mark = file.styles["发文机关标志"]
    assert str(mark.font.color.rgb) == "FF0000"
    line_below = file.styles["发文字号"].element.pPr.find(qn("w:pBdr")).find(qn("w:bottom"))
    assert line_below.get(qn("w:color")) == "FF0000"
    assert str(file.styles["公文标题"].font.color.rgb) == "000000"


def test_the_elements_stand_in_their_order() -> None:
    words = [one.text for one in opened("notice").paragraphs if one.text]
    assert words == [
        "某市市场监督管理局文件",
        "某市监〔2026〕3号",
        "某市市场监督管理局\n关于报送第一季度进展的通知",
        "各责任单位：",
        "现将有关事项通知如下。",
        "某市市场监督管理局",
        "2026年3月5日",
        "抄送：市政府办公室。",
        "某市市场监督管理局办公室\t2026年3月5日印发",
    ]


def test_an_element_the_document_does_not_have_leaves_no_trace() -> None:
    file = opened("notice", copied_to="", printing_body="")
    assert said(file, "版记抄送") == said(file, "版记印发") == []


def test_a_report_upwards_names_who_signed_it() -> None:
    assert said(opened("report"), "发文字号和签发人") == ["某市监〔2026〕3号\t签发人：某某"]


def test_a_letter_has_no_number_on_its_first_page() -> None:
    section = opened("letter").sections[0]
    assert section.different_first_page_header_footer
    assert not opened("notice").sections[0].different_first_page_header_footer


@pytest.mark.parametrize(("name", "style"), [("notice", "发文机关署名"), ("letter", "发文机关署名")])
def test_no_page_begins_with_who_signs(name: str, style: str) -> None:
    paragraphs = opened(name).paragraphs
    place = next(n for n, one in enumerate(paragraphs) if one.style.name == style)
    assert paragraphs[place - 1].paragraph_format.keep_with_next is True


def test_pages_are_numbered_outside_left_and_right() -> None:
    file = opened("notice")
    odd, even = file.sections[0].footer.paragraphs[0], file.sections[0].even_page_footer.paragraphs[0]
    assert file.settings.odd_and_even_pages_header_footer
    assert (odd.alignment, even.alignment) == (2, 0)
    assert "PAGE" in odd._p.xml and odd._p.xml.count("—") == 2


def test_headings_are_numbered_in_four_levels() -> None:
    text = [
        line("甲", 1),
        line("乙", 2),
        line("丙", 3),
        line("丁", 4),
        line("戊", 4),
        line("己", 2),
        line("庚", 1),
        line("辛", 2),
    ]
    words = [
        one.text for one in opened("notice", text=text).paragraphs if one.style.name.startswith("公文") and one.text
    ]
    assert words[1:] == ["一、甲", "（一）乙", "1. 丙", "（1）丁", "（2）戊", "（二）己", "二、庚", "（一）辛"]


def test_minutes_say_who_was_there_and_are_addressed_to_nobody() -> None:
    file = opened("minutes", present=["甲局", "乙局"], sitting_in=["丙院"])
    assert said(file, "会议人员") == ["出席：甲局、乙局", "列席：丙院"]
    assert said(file, "主送机关") == []
    assert said(file, "版记抄送") == ["分送：市政府办公室。"]


def test_what_a_person_wrote_is_text_and_never_a_template_or_markup() -> None:
    words = "甲 & 乙 <w:p> {{ county }} {% for %}\x0b"
    assert words.rstrip("\x0b") in said(opened("notice", text=[line(words)]), "公文正文")


def test_a_fact_nobody_gave_is_named() -> None:
    told = facts()
    del told["addressed_to"]
    with pytest.raises(DomainError, match=r"通知.*没有给出 addressed_to"):
        make("notice", told, division=None, day=DAY)
    with pytest.raises(DomainError, match="内容为空"):
        make("notice", facts(addressed_to=None), division=None, day=DAY)


def test_the_same_facts_make_the_same_file() -> None:
    assert make("notice", facts(), division=None, day=DAY) == make("notice", facts(), division=None, day=DAY)
    other = make("notice", facts(), division=None, day=date(2026, 3, 6))
    assert other != make("notice", facts(), division=None, day=DAY)


def title_of(division: str) -> str:
    made = filling.make("notice", facts(), division=division, day=DAY)
    return "".join(said(Document(io.BytesIO(made)), "公文标题")).replace("\n", "")


def test_a_county_has_its_own_text_and_its_own_design(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(rulebook.RULEBOOK.root, tmp_path / "rules")
    own = tmp_path / "rules" / "wugang" / "documents"
    own.mkdir()
    (own / "notice.yaml").write_text('title: "关于{{ subject }}的通知"\n', encoding="utf-8")
    file = Document(io.BytesIO(design("letter", division=None)))
    file.paragraphs[0].insert_paragraph_before("便笺")
    file.save(str(own / "letter.docx"))
    theirs = rulebook.Rulebook(tmp_path / "rules")
    assert theirs.validate_all() == []
    monkeypatch.setattr(rulebook, "RULEBOOK", theirs)
    monkeypatch.setattr(rulebook, "load", theirs.load)
    assert title_of("410481") == "关于报送第一季度进展的通知"
    letter = Document(io.BytesIO(filling.make("letter", facts(), division="410481", day=DAY)))
    assert letter.paragraphs[0].text == "便笺"
    assert title_of("410482").startswith("某市")


def test_a_form_nobody_knows_is_told_at_its_line(tmp_path: Path) -> None:
    shutil.copytree(rulebook.RULEBOOK.root, tmp_path / "rules")
    file = tmp_path / "rules" / "national" / "documents" / "notice.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("form: document", "form: poster"), encoding="utf-8")
    told = [str(issue) for issue in rulebook.Rulebook(tmp_path / "rules").validate_all()]
    assert len(told) == 1 and "没有公文格式 poster" in told[0] and "documents/notice.yaml" in told[0]

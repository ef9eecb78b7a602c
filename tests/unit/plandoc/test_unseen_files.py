"""Files as they come from word processors, printers and web pages: edges of pages, radicals, lists by style, cells."""

import io

import docx
import pypdf
import pytest

from qiangxian.engines.plandoc import read_plan
from tests.unit.plandoc.documents import assert_places_hold, headings, read, units
from tests.unit.plandoc.test_files import pdf_file, word_file

L, R = "lead", "responsible"


def pages(*given: list[str]) -> bytes:
    """A PDF with the lines of each list on a page of its own."""
    writer, out = pypdf.PdfWriter(), io.BytesIO()
    for lines in given:
        writer.append(io.BytesIO(pdf_file(lines)))
    writer.write(out)
    return out.getvalue()


def test_radicals_of_a_text_layer_are_the_characters_they_look_like():
    proposal = read_plan(
        pdf_file(
            [
                "甲县知识产权强县建设⼯作⽅案",
                "⼀、重点任务",
                "（⼀）甲事。认真做好有关⼯作。（市⺠政局负责）",
                "（⼆）⼄事。（市⾦融办、市⼈社局负责）",
            ]
        )
    )
    assert proposal.title == "甲县知识产权强县建设工作方案"
    assert headings(proposal) == [("1", "重点任务"), ("1.1", "甲事"), ("1.2", "乙事")]
    assert units(proposal) == [(L, "市民政局")]
    assert units(proposal, 1) == [(R, "市金融办"), (R, "市人社局")]
    assert_places_hold(proposal)


def test_heads_feet_and_numbers_of_pages_cut_no_list_of_units():
    foot = "甲县人民政府公报2023年第8期"
    first = [
        "甲县知识产权强县建设工作方案",
        "一、重点任务",
        "1.甲事。认真做好这一项有关工作并按时完成。(牵头单位:县甲局;责任单位:县乙",
        foot,
        "— 1 —",
    ]
    second = ["局、县丙局)", "2.乙事。(县乙局、县丙局负责)", foot, "— 2 —"]
    proposal = read_plan(pages(first, second))
    assert units(proposal) == [(L, "县甲局"), (R, "县乙局"), (R, "县丙局")]
    assert units(proposal, 1) == [(R, "县乙局"), (R, "县丙局")]
    assert foot not in proposal.source_text


UPRIGHTS = ["{x} 680 1 50 re f", "{x} 680 m {x} 730 l S"]  # as browsers draw a border, and as word processors do


@pytest.mark.parametrize("upright", UPRIGHTS)
def test_a_ruled_table_of_a_pdf_is_reported_whatever_its_heads_say(upright):
    lines = [
        "丁县品牌建设工作方案",
        "一、重点任务如下表所列，各单位按表中分工抓好落实",
        "(谁来做)",
        "做什么 谁",
        "建立名录 县粮储局",
        "二、保障措施",
    ]
    rules = "\n".join(upright.format(x=x) for x in (40, 200, 400))
    proposal = read_plan(pdf_file(lines, rules))
    (warning,) = [warning for warning in proposal.warnings if warning.code == "table_unreadable"]
    assert warning.level == "error"
    assert proposal.source_text[warning.start : warning.end].split("\n") == lines[2:5]
    framed = read_plan(pdf_file(lines, "\n".join(upright.format(x=x) for x in (40, 400))))
    assert not [warning for warning in framed.warnings if warning.code == "table_unreadable"]
    assert framed.source_text == proposal.source_text == "\n".join(lines)


def test_a_list_numbered_by_its_style():
    document = docx.Document()
    document.add_paragraph("甲县工作方案")
    document.add_paragraph("一、重点任务")
    for text in ("甲事。(甲局负责)", "乙事。(乙局、丙局负责)"):
        document.add_paragraph(text, style="List Number")
    assert headings(read_plan(word_file(document))) == [("1", "重点任务"), ("1.1", "甲事"), ("1.2", "乙事")]


TABLE = (
    "<html><body><h1>甲县重点任务分工方案</h1><p>现制定本方案。</p><table>"
    "<tr><th>序号</th><th>类别</th><th>重点任务</th><th>牵头单位</th><th>责任单位</th></tr>"
    "<tr><td>1</td><td rowspan=2>创造</td><td>培育专利组合3个</td><td rowspan=2>县甲局</td><td>县乙局<br>县丙局</td></tr>"
    "<tr><td>2</td><td>新增优势企业5家</td><td>县人力资源和社会<br>保障局</td></tr></table></body></html>"
)


def test_cells_that_reach_down_leave_each_row_its_own_words():
    proposal = read_plan(TABLE.encode())
    assert headings(proposal) == [("1", "培育专利组合3个"), ("2", "新增优势企业5家")]
    assert [(target.value, target.unit, target.task) for target in proposal.targets] == [
        (3, "个", "T1"),
        (5, "家", "T2"),
    ]


def test_a_line_of_a_cell_is_a_name_unless_it_is_half_of_one():
    proposal = read_plan(TABLE.encode())
    assert units(proposal) == [(L, "县甲局"), (R, "县乙局"), (R, "县丙局")]
    assert units(proposal, 1) == [(L, "县甲局"), (R, "县人力资源和社会保障局")]


WHOLE_LINES = [
    "甲县委办公室 甲县人民政府办公室印发《关于强化保护工作的实施方案》的通知",
    "甲办发〔2020〕12号",
    "各乡镇党委和人民政府，县直各有关单位、各人民团体：",
    "《关于强化保护工作的实施方案》已经县委、县政府领导同志同意，现印发给你们。",
    "关于强化保护工作的实施方案",
    "一、主要任务（一）强化制度约束",
    "1．加大侵权惩治力度并落实惩罚性赔偿制度。（县甲局、县乙局负责）",
    "2．严格规范证据标准并在年内出台办案指引。（县丙局、县乙局负责）",
    "3．完善新业态新领域保护制度并持续推进。（县甲局、县丁局负责）",
    "4．加大执法监督力度并开展专项检查活动。（县丙局、县丁局负责）",
    "5．建立健全社会共治模式并定期通报情况。（县甲局、县丙局负责）",
    "6．加强专业技术支撑并培养一支专业队伍。（县乙局、县丁局负责）",
]


def test_whole_lines_in_full_width_are_not_taken_for_broken_ones():
    proposal = read("\n".join(WHOLE_LINES))
    assert proposal.document_number == "甲办发〔2020〕12号"
    assert len(proposal.tasks) == 6


@pytest.mark.parametrize("opening", ["为推进强县建设工作,根据上级文件精神,结合实际,制定本方案。", "各乡镇人民政府:"])
def test_a_wide_title_of_a_printed_page_does_not_run_on(opening):
    title = "甲县国家知识产权强县建设试点县工作方案(2022—2025年)"
    body = [
        "一、重点任务",
        "1.甲事。认真做好这一项有关工作并且按时完成目标任务报告情况。",
        "(县甲局、县乙局负责)",
        "2.乙事。(县丙局负责)",
    ]
    proposal = read_plan(pdf_file([title, opening, *body]))
    assert proposal.title == title
    assert len(proposal.tasks) == 2

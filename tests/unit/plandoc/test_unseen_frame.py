"""Titles, signatures and kinds of texts in forms met in pages that are not in the development corpus."""

import pytest

from tests.unit.plandoc.documents import read

TASKS = "一、任务\n1.甲事。(甲局负责)\n2.乙事。(乙局负责)\n"


def test_a_page_that_begins_with_the_salutation_keeps_its_signature_apart_from_a_written_date():
    proposal = read(
        "各乡镇人民政府,县直各有关单位:\n《甲县工作方案》已经县政府同意,现印发给你们。\n甲县人民政府办公室\n2025年5月18日\n"
        f"甲县工作方案\n{TASKS}"
    )
    assert (proposal.dates.written, proposal.dates.signed) == (None, "2025-05-18")
    assert proposal.issuer == "甲县人民政府办公室"


def test_the_seal_of_another_office_stands_between_issuer_and_day():
    proposal = read(
        f"各单位:\n现将方案印发给你们。\n甲县联席会议办公室\n(县甲局代章)\n2021年12月27日\n甲县工作方案\n{TASKS}"
    )
    assert proposal.issuer == "甲县联席会议办公室"


def test_the_title_of_a_notice_printed_again_behind_its_number_is_not_the_plan():
    proposal = read(
        "甲政发〔2023〕2号\n甲区人民政府关于印发《甲区重点工作任务分解和责任分工方案》的通知\n\n"
        "甲政发〔2023〕2号甲区人民政府关于印发甲区重点工作任务分解和责任分工方案的通知\n\n各街道办事处,各有关单位:\n\n"
        "经同意,现印发给你们。\n\n甲区人民政府\n2023年3月28日\n\n甲区重点工作任务\n\n分解和责任分工方案\n\n" + TASKS
    )
    assert proposal.title == "甲区重点工作任务分解和责任分工方案"
    assert proposal.notice_title == "甲区人民政府关于印发《甲区重点工作任务分解和责任分工方案》的通知"
    assert len(proposal.tasks) == 2


def test_a_number_in_brackets_behind_the_title_is_not_part_of_it():
    proposal = read(f"2021年县政府重点工作任务(甲政发〔2021〕2号)\n各乡镇人民政府:\n现印发给你们。\n{TASKS}")
    assert (proposal.title, proposal.document_number) == ("2021年县政府重点工作任务", "甲政发〔2021〕2号")


def test_the_way_to_the_page_and_the_rule_of_a_table_are_no_title():
    way = read(f"您当前的位置:\n>> 走进甲市 >> 投资政策\n\n甲市工业发展若干政策\n\n{TASKS}")
    assert way.title == "甲市工业发展若干政策"
    assert read(f"|\n甲县工作方案\n{TASKS}").title == "甲县工作方案"


def test_the_name_of_a_site_and_its_buttons_are_no_title():
    proposal = read(
        "甲市人民政府门户网站\n设为首页\n加入收藏\n关于促进投资的实施意见\n信息引用:政府办 发布时间:2017-09-25 最后编辑时间:2017-09-26\n"
        f"各镇人民政府:\n提出如下意见。\n{TASKS}"
    )
    assert proposal.title == "关于促进投资的实施意见"
    assert proposal.dates.published == "2017-09-25"


def test_a_small_full_stop_marks_an_item():
    proposal = read(
        "甲市行动计划\n一、 重点任务\n( 一) 甲行动\n1 ﹒ 做强甲业。 (责任单位 :市甲局 、市乙局)\n2 ﹒ 做优乙业。(责任单位:市丙局)\n"
    )
    assert [task.clause for task in proposal.tasks] == ["1.1.1", "1.1.2"]


def test_an_announced_annex_that_begins_with_a_year_is_no_title():
    proposal = read(
        "各乡镇人民政府:\n现将任务分解印发给你们。\n附件:1.2025年任务清单\n2.2025年实事任务分解\n甲县人民政府\n2025年5月18日\n附件1\n"
        f"2025年任务清单\n{TASKS}"
    )
    assert proposal.title == "2025年任务清单"


def test_a_whole_notice_on_one_line_keeps_its_two_titles_and_its_day():
    proposal = read(
        "甲市人民政府办公厅关于印发甲市交通实施方案的通知各区县人民政府,市政府各部门:《甲市交通实施方案》已经市政府同意,现印发给你们。"
        "甲市人民政府办公厅2021年9月30日甲市交通实施方案为建设交通强市,制定本方案。一、主要任务。(一)甲事。(市甲局负责)(二)乙事。(市乙局负责)"
    )
    assert proposal.title == "甲市交通实施方案"
    assert proposal.notice_title == "甲市人民政府办公厅关于印发甲市交通实施方案的通知"
    assert (proposal.issuer, proposal.dates.signed) == ("甲市人民政府办公厅", "2021-09-30")
    assert [task.clause for task in proposal.tasks] == ["1.1", "1.2"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("在甲市优化营商环境工作会上的讲话\n今天开会。\n一、提高认识\n二、突出重点\n三、加强领导\n", "讲话"),
        ("课题组形成专题调研报告。\n一、基本情况\n二、存在问题\n三、对策建议\n", "调研报告"),
        ("甲市项目管理办法\n第一条 为了管理,制定本办法。\n第二条 适用范围。\n第三条 各部门负责。\n", "办法"),
    ],
)
def test_a_text_of_another_kind_is_refused_by_its_name(text, kind):
    proposal = read(text)
    assert proposal.kind == "not_a_plan"
    assert kind in proposal.reason

"""Page headers M1–M12, forms of the document number, titles and the frame of a notice."""

from __future__ import annotations

import pytest

from tests.unit.plandoc.documents import assert_places_hold, read, warned

TITLE = "甲县人民政府关于印发甲县行动方案的通知"
BODY = "\n甲县行动方案\n为做好工作,制定本方案。\n一、任务\n1.甲事。(甲局负责)\n2.乙事。(乙局负责)\n"
FIELDS = ("甲政〔2023〕7号", "0001/2023-00002", "2023-05-04", "2023-05-06")


def found(header: str) -> tuple[str | None, ...]:
    proposal = read(f"{header}\n{TITLE}\n{BODY}")
    assert proposal.kind == "plan"
    assert_places_hold(proposal)
    return proposal.document_number, proposal.index_number, proposal.dates.written, proposal.dates.published


HEADERS = [
    ("M1", "文号: 甲政〔2023〕7号\n索引号: 0001/2023-00002\n成文日期: 2023-05-04\n发布日期: 2023-05-06\n"),
    (
        "M1 full width",
        "文号：甲政〔2023〕7号\n索引号：0001/2023-00002\n成文日期：2023年5月4日\n发布日期：2023年05月06日\n",
    ),
    ("M2", "文号 甲政〔2023〕7号 索引号 0001/2023-00002 发文日期 2023-05-04 发布日期 2023-05-06 有效性\n"),
    ("M3", "文号甲政〔2023〕7号\n索引号0001/2023-00002\n成文日期2023-05-04\n发布日期2023-05-06\n服务对象\n"),
    (
        "M4",
        "索 引 号：\n0001/2023-00002\n主题分类：\n科技\n\n发文字号：\n甲政〔2023〕7号\n成文日期：\n2023年05月04日\n发布日期：\n2023年05月06日\n\n主 题 词：\n\n",
    ),
    (
        "M5",
        "索 引 号: | 0001/2023-00002 | 成文日期: | 2023-05-04 |\n| --- | --- | --- | --- |\n文号: | 甲政〔2023〕7号 | 发布日期: | 2023-05-06 |\n",
    ),
    ("M6", "• 发文字号 甲政〔2023〕7号\n- 索 引 号: 0001/2023-00002\n• 印发日期 2023-05-04\n• 发布时间 2023-05-06\n"),
    (
        "M7",
        "文       号 : 甲政〔2023〕7号\n索　引　号 ：0001/2023-00002\n成 文 日 期 : 2023-05-04\n发 布 日 期 : 2023-05-06 10:20:30\n",
    ),
    (
        "synonyms",
        "备注/文号: 甲政〔2023〕7号\n索引号: 0001/2023-00002\n公文生成日期: 2023-05-04\n公开日期: 2023-05-06\n效力状态: 有效\n",
    ),
]


@pytest.mark.parametrize("header", [case[1] for case in HEADERS], ids=[case[0] for case in HEADERS])
def test_a_header_is_read_in_whatever_layout(header):
    assert found(header) == FIELDS


def test_m8_values_without_labels():
    number, index, written, _ = found("0001/2023-00002\n财政\n甲县人民政府\n甲政〔2023〕 7号\n2023-05-04\n有效\n")
    assert (number, index, written) == FIELDS[:3]


def test_m9_labels_without_values_give_nothing_and_the_number_in_the_body_counts():
    proposal = read(f"索引号: 主题分类: 文号: 时效:\n{TITLE}\n甲政〔2023〕7号\n各乡镇人民政府:\n现印发给你们。\n{BODY}")
    assert (proposal.document_number, proposal.index_number) == ("甲政〔2023〕7号", None)


def test_m10_a_byline_gives_the_day_of_publication():
    for byline in ("发布日期:2023-05-06 来源:甲县政府 字体:【大 中 小】", "时间:2023-05-06 来源:某网 阅读:12"):
        proposal = read(f"{TITLE}\n{byline}\n{BODY}")
        assert (proposal.dates.published, proposal.dates.written) == ("2023-05-06", None)


def test_m11_the_number_stands_alone_in_the_body():
    assert found("")[0] is None
    assert read(f"甲政〔2023〕7号\n{TITLE}\n{BODY}").document_number == "甲政〔2023〕7号"
    assert read(f"{TITLE}\n甲政〔2023〕7号\n{BODY}").document_number == "甲政〔2023〕7号"


def test_m12_title_number_date_and_salutation_on_one_line():
    proposal = read(
        "甲县人民政府关于印发甲县行动方案的通知甲政〔2023〕7号各乡镇人民政府:《甲县行动方案》已经县政府同意,现印发给你们。甲县人民政府2023年5月4日"
        "甲县行动方案为做好工作,制定本方案。一、任务(一)甲事。(甲局负责)(二)乙事。(乙局负责)"
    )
    assert proposal.kind == "plan"
    assert proposal.document_number == "甲政〔2023〕7号"
    assert proposal.notice_title == TITLE
    assert proposal.title == "甲县行动方案"
    assert [task.clause for task in proposal.tasks] == ["1.1", "1.2"]


NUMBERS = [
    ("甲政〔2023〕7号", "甲政〔2023〕7号"),
    ("(甲政办发〔2007〕45号)", "甲政办发〔2007〕45号"),
    ("甲政[2005]55号", "甲政〔2005〕55号"),
    ("甲政〔 2007 〕 39 号", "甲政〔2007〕39号"),
    ("甲 政 发 〔 2007 〕 39 号", "甲政发〔2007〕39号"),
    ("甲政（2007）39号", "甲政〔2007〕39号"),
    ("甲政发〔20XX〕115号", "甲政发〔20XX〕115号"),
]


@pytest.mark.parametrize(("printed", "number"), NUMBERS)
def test_the_number_is_given_in_its_regular_form(printed, number):
    assert read(f"{TITLE}\n{printed}\n{BODY}").document_number == number


def test_a_number_without_its_last_character_is_completed_and_reported():
    proposal = read(f"{TITLE}\n甲政发〔2019〕1\n{BODY}")
    assert proposal.document_number == "甲政发〔2019〕1号"
    assert [repair.code for repair in proposal.repairs] == ["number_mark_inserted"]


def test_a_cited_number_is_not_the_number_of_the_plan():
    proposal = read(f"{TITLE}\n{BODY}".replace("为做好工作", "根据《乙省通知》(乙办〔2022〕3号)要求"))
    assert proposal.document_number is None


def test_the_cited_number_in_a_title_of_another_document_is_passed_over():
    proposal = read(f"{TITLE}\n甲政〔2023〕7号\n{BODY}".replace("为做好工作", "按照《乙省通知》（乙办〔2022〕3号）"))
    assert proposal.document_number == "甲政〔2023〕7号"


def test_wu_on_one_copy_and_a_real_number_on_the_other():
    proposal = read(f"文号: 无\n发文字号: 甲政〔2023〕7号\n{TITLE}\n{BODY}")
    assert proposal.document_number == "甲政〔2023〕7号"


def test_conflicting_copies_are_reported_and_the_labelled_one_counts():
    proposal = read(
        f"文号: 甲政〔2023〕7号\n发布日期: 2023-05-06\n发布时间: 2023-05-08\n{TITLE}\n甲政〔2023〕8号\n{BODY}"
    )
    assert proposal.document_number == "甲政〔2023〕7号"
    assert {"number_conflict", "metadata_conflict"} <= warned(proposal)


def test_dates_of_writing_signing_and_publishing_are_never_merged():
    proposal = read(
        f"成文日期: 2023-10-30\n发布日期: 2023-09-01\n{TITLE}\n各乡镇人民政府:\n现印发给你们。\n甲县人民政府\n2023年8月15日\n{BODY}"
    )
    assert (proposal.dates.written, proposal.dates.signed, proposal.dates.published) == (
        "2023-10-30",
        "2023-08-15",
        "2023-09-01",
    )
    assert {"dates_disagree", "published_before_written"} <= warned(proposal)
    assert proposal.issuer == "甲县人民政府"


def test_the_issuer_is_named_by_the_header_the_signature_or_the_title():
    assert read(f"发布机构: 甲县人民政府办公室\n{TITLE}\n{BODY}").issuer == "甲县人民政府办公室"
    assert read(f"{TITLE}\n{BODY}").issuer == "甲县人民政府"


def test_titles_broken_over_lines_or_printed_several_times_are_one():
    proposal = read(
        f"甲县人民政府\n\n关于印发甲县知识产权\n\n行动方案(2023-2026年)的通知\n各乡镇人民政府:\n现印发给你们。\n2023年5月4日\n\n甲县知识产权\n行动方案(2023-2026年)\n{BODY.split('方案', 1)[1]}"
    )
    assert proposal.notice_title == "甲县人民政府关于印发甲县知识产权行动方案(2023-2026年)的通知"
    assert proposal.title == "甲县知识产权行动方案(2023-2026年)"


def test_a_title_with_blanks_inside_is_given_without_them():
    proposal = read(f"甲县人民政府 关于印发 甲县行动方案的通知\n{BODY}")
    assert proposal.notice_title == TITLE


def test_two_issuers_on_lines_of_their_own_and_forwarded_documents():
    joint = read(
        "甲县财政局\n甲县教育局\n关于印发甲县行动方案的通知\n各乡镇人民政府:\n现印发给你们。\n2023年5月4日\n" + BODY
    )
    assert (joint.kind, joint.title) == ("plan", "甲县行动方案")
    forwarded = read(
        "甲县人民政府批转县教育局关于做好工作意见的通知\n各乡镇人民政府:\n现转发给你们。\n2023年5月4日\n一、任务\n1.甲事。(甲局负责)"
    )
    assert (forwarded.kind, forwarded.issuer) == ("plan", "甲县人民政府")


def test_a_draft_is_read_and_marked():
    proposal = read("甲县行动方案(征求意见稿)\n一、任务\n1.甲事。(甲局负责)")
    assert proposal.title == "甲县行动方案(征求意见稿)"
    assert "draft_version" in warned(proposal)


def test_furniture_of_the_page_is_dropped_and_an_abridged_text_is_flagged():
    proposal = read(
        f"微信 智能问答 繁體版\n您当前的位置:首页 - 政策\n{TITLE}\n浏览次数:12\n打印本页\n{BODY}(本文有删减)\n扫一扫在手机打开当前页\n上传人:某某\n_第1页\n"
    )
    assert "abridged" in warned(proposal)
    assert proposal.source_text[proposal.clauses[-1].end :].startswith("(本文有删减)")

"""Dates D1–D11, ranges, stages, and dates that copying has damaged."""

from __future__ import annotations

import pytest

from qiangxian.engines.plandoc.dates import read_point, read_range
from tests.unit.plandoc.documents import codes, plan_of, read, units


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("2023年8月15日", "2023-08-15"),
        ("2023-10-30", "2023-10-30"),
        ("2023.06", "2023-06"),
        ("2024年02月29日 13:20:56", "2024-02-29"),
        ("二〇一二年三月十三日", "2012-03-13"),
        ("二○○七年十月二十九日", "2007-10-29"),
        ("二OO七年十月二十九日", "2007-10-29"),
        ("2022年底前", "2022-12"),
        ("2015年末", "2015-12"),
        ("2020年初", "2020-01"),
        ("2019年上半年", "2019-06"),
        ("2019年下半年", "2019-12"),
        ("2024年第三季度", "2024-09"),
        ("2011年8月上旬前", "2011-08"),
        ("2011年6月25前", "2011-06-25"),
        ("20238月", "2023-08"),
        ("202311月", "2023-11"),
        ("2025年", "2025"),
    ],
)
def test_a_date_keeps_the_precision_in_which_it_is_printed(printed, iso):
    point = read_point(printed, 0, len(printed))
    assert point is not None
    assert point.iso == iso


@pytest.mark.parametrize("printed", ["20XX年", "2023年13月", "2023-02-30", "第12页", "1+5+N"])
def test_what_is_no_date_gives_none_or_only_its_year(printed):
    point = read_point(printed, 0, len(printed))
    assert point is None or point.month is None


@pytest.mark.parametrize("dash", ["-", "–", "—", "——", "－", "~", "～", "至", "到", "一", "﹣"])
def test_every_mark_between_two_dates_makes_a_range(dash):
    text = f"2023年8月{dash}2023年10月"
    found = read_range(text, 0, len(text))
    assert (found.first.iso, found.last.iso) == ("2023-08", "2023-10")


@pytest.mark.parametrize(
    ("printed", "first", "last"),
    [
        ("2022年5月-9月", "2022-05", "2022-09"),
        ("2023年1月-实地考察结束", "2023-01", None),
        ("2026年7月以后", "2026-07", None),
        ("2023年1月起", "2023-01", None),
        ("2022年底前", None, "2022-12"),
        ("到2025年", None, "2025"),
        ("2018—2020年", "2018", "2020"),
        ("2021—2035年", "2021", "2035"),
    ],
)
def test_open_ranges_and_elided_years(printed, first, last):
    found = read_range(printed, 0, len(printed))
    assert (found.first and found.first.iso, found.last and found.last.iso) == (first, last)


def test_stages_with_lost_year_marks_are_repaired_and_reported():
    proposal = plan_of(
        "一、任务\n1.甲事。(甲局负责)\n二、实施步骤\n(一)启动阶段(20238月一202310月)\n开会。\n(二)验收阶段(20261月﹣20267月)\n验收。\n(三)巩固阶段(20267月以后)\n巩固。"
    )
    assert [(phase.name, phase.start_date, phase.end_date) for phase in proposal.phases] == [
        ("启动阶段", "2023-08", "2023-10"),
        ("验收阶段", "2026-01", "2026-07"),
        ("巩固阶段", "2026-07", None),
    ]
    assert [code for code, _ in codes(proposal)].count("year_mark_inserted") == 5


@pytest.mark.parametrize("section", ["工作步骤", "实施步骤", "工作进度", "工作安排", "时间安排"])
def test_stage_sections_go_by_many_names(section):
    proposal = plan_of(
        f"一、任务\n1.甲事。(甲局负责)\n二、{section}\n(一)宣传发动(2022年5月-9月)。开会。\n(二)集中整治(2022年10月-12月)。检查。"
    )
    assert [(phase.name, phase.start_date, phase.end_date) for phase in proposal.phases] == [
        ("宣传发动", "2022-05", "2022-09"),
        ("集中整治", "2022-10", "2022-12"),
    ]


def test_stages_without_a_year_take_that_of_the_plan_and_stages_without_heading_dates_that_of_their_text():
    proposal = plan_of(
        "一、任务\n1.甲事。(甲局负责)\n二、实施步骤\n(一)动员部署(5月至6月)。开会。\n(二)评估总结。2021年3月底前,形成报告。\n(三)制定方案。2019年上半年印发。",
        title="甲县2020年行动方案",
    )
    assert [(phase.start_date, phase.end_date) for phase in proposal.phases] == [
        ("2020-05", "2020-06"),
        (None, "2021-03"),
        (None, "2019-06"),
    ]


def test_a_section_of_stages_without_any_stage_gives_none():
    proposal = plan_of("一、任务\n1.甲事。(甲局负责)\n二、实施步骤\n分步推进。")
    assert proposal.phases == ()


def test_stages_counted_in_words():
    proposal = plan_of(
        "一、任务\n1.甲事。(甲局负责)\n二、实施步骤\n第一阶段:动员部署(2022年1月-3月)。开会。\n第二阶段:组织实施(2022年4月-12月)。落实。"
    )
    assert [(phase.start_date, phase.end_date) for phase in proposal.phases] == [
        ("2022-01", "2022-03"),
        ("2022-04", "2022-12"),
    ]


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        ("2022年10月底前完成普查。", "2022-10"),
        ("12月底前建成平台。", "2022-12"),
        ("年底前全部完成。", "2022-12"),
        ("2月28日前报送。", "2022-02-28"),
        ("2021年6月底前制定政策,12月底前实现结算。", "2021-12"),
        ("2018年12月31日前完成。", "2018-12-31"),
        ("2011年8月上旬前完成。", "2011-08"),
        ("目前,此前工作进展良好,前往调研。", None),
    ],
)
def test_a_day_in_the_text_of_a_task_is_its_deadline(text, deadline):
    proposal = plan_of(f"一、任务\n1.甲事。{text}(甲局负责)", title="甲县2022年行动方案")
    assert proposal.tasks[0].deadline == deadline


def test_a_deadline_before_the_signature_is_possible():
    proposal = read(
        "甲县人民政府关于做好工作的通知\n各乡镇人民政府:\n现通知如下。\n一、甲事。2022年底前完成。(甲局负责)\n二、乙事。(乙局负责)\n甲县人民政府\n2023年1月9日"
    )
    assert proposal.dates.signed == "2023-01-09"
    assert proposal.tasks[0].deadline == "2022-12"
    assert units(proposal) == [("lead", "甲局")]


def test_a_signature_in_chinese_numerals_is_read():
    for day in ("二〇一二年三月十三日", "二○一二年三月十三日", "二O一二年三月十三日"):
        proposal = read(f"甲县行动方案\n一、甲事。(甲局负责)\n二、乙事。(乙局负责)\n甲县人民政府\n{day}")
        assert proposal.dates.signed == "2012-03-13"

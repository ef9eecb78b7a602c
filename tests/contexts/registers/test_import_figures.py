"""Figures that bureaus report, from a table: series, spans, units; each with its matter, undone as a whole."""

from datetime import date
from decimal import Decimal

import pytest

from qiangxian.contexts.matters.flow import Matter
from qiangxian.contexts.registers.intake.actions.imports import undo_batch
from qiangxian.contexts.registers.records.conditions import recorded
from qiangxian.contexts.registers.records.models import ReportedThrough
from qiangxian.contexts.registers.reported.models import ReportedFigure
from qiangxian.contexts.registers.reported.spans import read_span

from .imported import given, take_in

pytestmark = pytest.mark.django_db

TABLE = """
数据 | 分项 | 期间 | 数值 | 单位 | 状态 | 来源 | 版本 | 公布日
常住人口 |  | 2024年 | 29.53 | 万人 | 上级公布 | 2024年统计公报 | 2024年版 | 2025-03-28
行政裁决案件 | 立案 | 2025年第2季度 | 4 | 件 |  | 裁决统计表 |  | 2025-07-08
行政裁决案件 | 结案 | 2025-04-01至2025-06-30 | 0 | 件 | 核定 | 裁决统计表 |  | 2025-07-08
"""


def figures() -> list[ReportedFigure]:
    return list(ReportedFigure.objects.filter(recorded()).order_by("id"))


def test_a_table_becomes_figures_with_their_matters() -> None:
    told = take_in("figures", TABLE)
    assert (told["created"], told["refused"]) == (3, [])
    people, opened, closed = figures()
    assert (people.period_start, people.period_end, people.value) == (None, date(2024, 12, 31), Decimal("29.53"))
    assert (opened.period_start, opened.period_end) == (date(2025, 4, 1), date(2025, 6, 30))
    assert (closed.value, closed.state, closed.unit_name) == (0, "confirmed", "市市场监管局")
    matters = Matter.objects.filter(flow="figures").order_by("id")
    assert [(one.state, one.subject_id) for one in matters] == [
        ("official", str(people.record_id)),
        ("reported", str(opened.record_id)),
        ("confirmed", str(closed.record_id)),
    ]
    assert not ReportedThrough.objects.filter(register="figure").exists()


def test_again_it_is_unchanged_and_another_value_is_corrected_where_it_was_reported() -> None:
    take_in("figures", TABLE)
    assert take_in("figures", TABLE)["unchanged"] == 3
    told = take_in("figures", TABLE.replace("29.53", "29.60"))
    [entry] = told["refused"]
    assert (entry["column"], entry["reason"]) == ("数值", "这一期已经上报 29.53 万人")
    assert figures()[0].value == Decimal("29.53")


def test_undoing_the_batch_withdraws_figures_and_matters() -> None:
    told = take_in("figures", TABLE)
    undo_batch(**given(), batch_uid=told["batch"], reason="导错了年份")
    assert figures() == []
    assert {one.state for one in Matter.objects.filter(flow="figures")} == {"withdrawn"}


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        ("常住人口 |  | 2024年 | 29.53 | 人 | 公报", "单位", "“常住人口”的单位是万人"),
        ("常驻人口 |  | 2024年 | 29.53 | 万人 | 公报", "数据", "不在上报数据目录中"),
        ("行政裁决案件 |  | 2025年第2季度 | 4 | 件 | 统计表", "分项", "没有写明分项"),
        ("常住人口 |  | 去年 | 29.53 | 万人 | 公报", "期间", "看不出是哪一期"),
        ("常住人口 |  | 2026年 | 29.53 | 万人 | 公报", "期间", "期间还没有结束"),
        ("知识产权保护社会满意度 |  | 2024年 | 120 | 分 | 报告", "数值", "数值超过 100 分"),
    ],
)
def test_what_cannot_be_is_refused_where_it_stands(line: str, column: str, reason: str) -> None:
    head = "数据 | 分项 | 期间 | 数值 | 单位 | 来源\n"
    told = take_in("figures", head + line + "\n实有经营主体 |  | 2024年 | 12000 | 户 | 统计\n")
    [entry] = told["refused"]
    assert (entry["reason"], told["created"]) == (reason, 1)
    assert entry["column"] == column


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024年末", "2024-01-01", "2024-12-31"),
        ("2025年第3季度", "2025-07-01", "2025-09-30"),
        ("2025年二季度", "2025-04-01", "2025-06-30"),
        ("2025Q4", "2025-10-01", "2025-12-31"),
        ("2024年2月", "2024-02-01", "2024-02-29"),
        ("2025-01-01至2025-06-30", "2025-01-01", "2025-06-30"),
        ("2025年6月30日", "2025-06-30", "2025-06-30"),
    ],
)
def test_spans_are_read_as_people_write_them(text: str, first: str, last: str) -> None:
    assert read_span(text) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("text", ["", "上半年", "2024年13月", "2024-01-01至2024-02-01至2024-03-01", "9999"])
def test_what_is_no_span_is_none(text: str) -> None:
    assert read_span(text) is None

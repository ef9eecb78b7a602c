"""What a document says of the programme on a day."""

import io
from datetime import date, datetime

import pytest
from docx import Document

from qiangxian.contexts.indicators import readers as indicators
from qiangxian.contexts.people.actions import describe_county
from qiangxian.contexts.programmes import readers
from qiangxian.contexts.programmes.models import Task
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.clocks import COUNTY_ZONE
from qiangxian.kernel.period import Period
from tests.contexts.builders import WUGANG
from tests.web.wugang import a_programme

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 31)


def plan_on(day: date) -> dict:
    found = readers.plan_of(WUGANG, AsOf.on(day), Actor.system())
    assert found is not None
    return found


def test_targets_stand_with_goal_and_state() -> None:
    a_programme()
    found = plan_on(DAY)
    assert [(one["label"], one["goal"], one["value"], one["state"]) for one in found["targets"]] == [
        ("授权专利2件以上的企业数量", "不少于 10 家", "未报送", "暂无判断")
    ]
    assert found["verdict"] == "1 项数值目标：暂无判断 1 项"
    assert (found["founding"], found["founded"]) == (len(found["open"]), 0)


def test_a_task_is_late_from_the_day_after_its_deadline_and_names_who_leads() -> None:
    programme = a_programme()
    Task.objects.filter(programme=programme, key="T2").update(deadline="2025-12")
    assert plan_on(date(2025, 12, 31))["overdue"] == []
    late = plan_on(date(2026, 1, 2))["overdue"]
    assert [(one["leads"], one["due"], one["days"]) for one in late] == [("市市场监管局", "2025-12-31", 2)]


def test_a_county_without_a_programme_has_nothing_to_say_of_one() -> None:
    assert readers.plan_of(WUGANG, AsOf.on(DAY), Actor.system()) is None


def monthly(plan: dict | None) -> list[str]:
    made = indicators.bulletin(division=WUGANG, month=Period.parse("2026-01"), today=DAY)
    at = datetime(2026, 2, 1, 9, tzinfo=COUNTY_ZONE)
    file = Document(io.BytesIO(indicators.as_docx(made, county="舞钢市", made_by="某某", at=at, plan=plan)))
    return [one.text for one in file.paragraphs if one.text]


def test_the_monthly_bulletin_begins_with_the_plan() -> None:
    a_programme()
    words = monthly(plan_on(DAY))
    heads = [one for one in words if one[1:2] == "、"]
    assert heads == ["一、目标进展", "二、期限已过的任务", "三、工作阶段", "四、核心指标", "五、说明"]
    assert any("1 项数值目标：暂无判断 1 项。" in one for one in words)
    assert "没有期限已过的任务。" in words
    assert any(one.startswith("组织实施阶段（2023年11月1日至2025年12月31日）：已结束") for one in words)


def test_without_a_plan_the_bulletin_says_so_and_numbers_on() -> None:
    words = monthly(None)
    assert "本县没有已生效的工作方案，本期不含目标、任务和阶段。" in words
    assert [one for one in words if one[1:2] == "、"] == ["一、目标进展", "二、核心指标", "三、说明"]


def test_the_bulletin_is_issued_by_the_body_the_county_named() -> None:
    assert "舞钢市市场监督管理局" in " ".join(monthly(None)), "where nobody said otherwise"
    told = {"issuing_body": "舞钢市知识产权局", "site_address": ""}
    describe_county(actor=Actor.system(), at=datetime(2026, 1, 5, tzinfo=COUNTY_ZONE), division_code=WUGANG, **told)
    words = " ".join(monthly(None))
    assert "舞钢市知识产权局" in words and "舞钢市市场监督管理局" not in words

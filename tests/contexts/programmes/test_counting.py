"""Over which days a flow is counted for a target: since the plan began, in one year, or as a mean of the years."""

from datetime import date
from decimal import Decimal

import pytest

from qiangxian.contexts.programmes import readers
from qiangxian.contexts.programmes.actions import settings
from qiangxian.kernel.asof import AsOf
from tests.conftest import AT
from tests.contexts import builders

pytestmark = pytest.mark.django_db
PHASES = [("组织实施阶段", "2024-01", "2026-12")]
FLOW = {
    "key": "G1",
    "label": "授权专利",
    "text": "新增授权专利6件以上",
    "required": 6,
    "unit_of_measure": "件",
    "kind": "flow",
    "indicator": "patents_granted",
}


@pytest.fixture(autouse=True)
def grants(db):
    builders.reported_through("2027-12-31")
    firm = builders.enterprise("演示钢铁有限公司")
    for place, day in enumerate(["2023-05-01", "2024-03-01", "2024-05-01", "2025-02-01", "2026-04-01"]):
        builders.right(f"20222000000{place:02d}", firm, type="utility_model", filed="2022-01-05", granted=day)


def programme(**parameters):
    due = parameters.pop("due", "")
    return builders.programme_with_targets([{**FLOW, "parameters": parameters, "due": due}], PHASES)


def on(made, day: str, deputy_mayor):
    return readers.targets_on(made, AsOf.on(date.fromisoformat(day)), deputy_mayor)[0]


def test_a_sum_is_counted_since_the_plan_began(deputy_mayor):
    found = on(programme(), "2026-06-30", deputy_mayor)
    assert (found.value, found.baseline, found.due) == (4, 0, date(2026, 12, 31))
    assert found.period_words == "自起算日起累计（2024年1月1日至当日）"


def test_a_figure_of_one_year_is_counted_in_that_year(deputy_mayor):
    made = programme(period="year_to_date", due="2025")
    during, later = on(made, "2025-12-31", deputy_mayor), on(made, "2026-06-30", deputy_mayor)
    assert (during.value, during.due, during.baseline) == (1, date(2025, 12, 31), 0)
    assert later.at_due is not None
    assert later.at_due.value == 1


def test_a_mean_of_the_years_divides_by_the_years_gone_by(deputy_mayor):
    made = programme(period="mean_per_year")
    first, third = on(made, "2024-06-30", deputy_mayor), on(made, "2026-12-31", deputy_mayor)
    assert first.value == 2  # within the first year the sum is all that can be said
    assert round(Decimal(third.value), 2) == Decimal("1.33")
    assert third.planned == 6


def test_the_office_chooses_another_span(deputy_mayor, office_clerk):
    made = programme()
    target = readers.standing_targets(made.pk)[0]
    chosen = {"name": "period", "reason": "按年度考核办法分年计"}
    settings.choose_reading(actor=office_clerk, at=AT, target_id=target.pk, value="year_to_date", **chosen)
    assert on(made, "2024-12-31", deputy_mayor).value == 2
    settings.choose_reading(actor=office_clerk, at=AT, target_id=target.pk, value="since_start", **chosen)
    assert on(made, "2025-12-31", deputy_mayor).value == 3
    assert ("mean_per_year", "自起算日起年均") in on(made, "2025-12-31", deputy_mayor).readings[0].choices


def test_without_any_day_a_sum_asks_for_one(deputy_mayor):
    made = builders.programme_with_targets([{**FLOW, "parameters": {}}], [])
    made.published_date = made.signed_date = made.written_date = ""
    made.save()
    assert "设定起算日" in on(made, "2025-12-31", deputy_mayor).words

"""每年…: owed anew every year, with one state a year, never late for ever."""

from datetime import date

import pytest

from qiangxian.contexts.programmes import readers
from qiangxian.contexts.programmes.models import Programme
from qiangxian.kernel.asof import AsOf
from tests.contexts import builders

pytestmark = pytest.mark.django_db
YEARLY = {
    "key": "G1",
    "label": "授权专利",
    "text": "每年新增授权专利2件以上",
    "required": 2,
    "unit_of_measure": "件",
    "kind": "flow",
    "indicator": "patents_granted",
    "parameters": {"per": "year"},
}


def granted(*days: str) -> None:
    builders.reported_through("2027-12-31")
    firm = builders.enterprise("演示钢铁有限公司")
    for place, day in enumerate(days):
        builders.right(f"20222000000{place:02d}", firm, type="utility_model", filed="2022-01-05", granted=day)


@pytest.fixture
def programme(db) -> Programme:
    return builders.programme_with_targets([YEARLY])


def on(programme, day: str, deputy_mayor):
    return readers.targets_on(programme, AsOf.on(date.fromisoformat(day)), deputy_mayor)[0]


def test_every_year_has_its_own_state(programme, deputy_mayor):
    granted("2024-03-01", "2024-05-01", "2025-02-01")
    met, behind = on(programme, "2024-12-31", deputy_mayor), on(programme, "2025-12-31", deputy_mayor)
    assert (met.value, met.due, met.met, met.baseline) == (2, date(2024, 12, 31), True, 0)
    assert (behind.value, behind.due, behind.met) == (1, date(2025, 12, 31), False)
    assert "每年不少于 2 件" in met.words


def test_a_new_year_begins_anew_and_is_not_late(programme, deputy_mayor):
    granted("2024-03-01")
    begun = on(programme, "2025-01-20", deputy_mayor)
    assert (begun.value, begun.due) == (0, date(2025, 12, 31))
    assert begun.light != "red"
    assert begun.baseline_day == date(2024, 12, 31)


def test_a_month_the_plan_names_is_the_day_of_every_year(deputy_mayor):
    granted("2025-08-01", "2025-09-01")
    row = {**YEARLY, "parameters": {"recurrence": "yearly", "month": 6}}
    found = on(builders.programme_with_targets([row]), "2025-11-30", deputy_mayor)
    assert (found.due, found.value) == (date(2025, 6, 30), 2)
    assert "2025年6月30日到期时" in found.words
    assert "per" not in found.words and "recurrence" not in found.words

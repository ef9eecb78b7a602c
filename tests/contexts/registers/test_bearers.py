"""What an enterprise bears counts only while it lives here: a deregistered, a moved and a not yet arrived one do not."""

from datetime import date

import pytest

from qiangxian.contexts.indicators import readers
from qiangxian.contexts.registers.contracts.models import Trusteeship
from qiangxian.contexts.registers.records.models import Record
from qiangxian.engines.metrics.series import Course
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.period import Period
from tests.conftest import AT, NEIGHBOUR, WUGANG
from tests.contexts.builders import day, enterprise, moved, reported_through, title, written

pytestmark = pytest.mark.django_db
ENDED, LEFT, CAME = "91410481MA40000015", "91410481MA40000023", "91410481MA40000031"
BEARERS = {
    "pilot_or_advantage_enterprises": ("advantage", {}),
    "I29": ("high_tech", {}),
    "I12": ("indication_user", {}),
    "I30": ("ip_management", {"rule_version": "GB/T 29490-2023"}),
    "I32": ("", {}),
}


def asked(indicator, on, known=None):
    return readers.evaluate(division=WUGANG, indicator=indicator, as_of=AsOf.on(day(on), day(known))).value


def bears(firm, kind, more):
    """The title, else a contract with somebody who looks after its rights."""
    if kind:
        title(firm, kind, since="2024-02-01", through="2027-01-31", **more)
        return
    record = Record.objects.create(kind="trusteeship", division_code=WUGANG, created_at=AT)
    days = {"valid_from": date(2024, 2, 1), "known_date": date(2024, 2, 1), "valid_through": date(2027, 1, 31)}
    named = {"enterprise": firm, "enterprise_name": "某厂", "match_state": "matched"}
    written(Trusteeship, record, **named, **days, agency_name="某所", contract_number=f"托{firm.pk}", mode="full")


@pytest.mark.parametrize("indicator", BEARERS)
def test_a_title_counts_only_while_its_bearer_is_of_the_county(indicator):
    reported_through()
    ended = enterprise("舞钢停业厂", ENDED, closed_date=day("2025-08-01"), closed_known_date=day("2025-09-10"))
    left, came = enterprise("舞钢外迁厂", LEFT), enterprise("外来厂", CAME, area=NEIGHBOUR)
    moved(left, "2026-10-15", NEIGHBOUR)
    moved(came, "2025-05-01", WUGANG)
    for firm in (ended, left, came):
        bears(firm, *BEARERS[indicator])
    assert asked(indicator, "2025-04-30") == 2, "the newcomer brings its title on the day it arrives"
    assert asked(indicator, "2025-05-01") == 3
    assert asked(indicator, "2025-07-31", "2025-12-31") == 3
    assert asked(indicator, "2025-08-01") == 3, "nobody could know of the deregistration yet"
    assert asked(indicator, "2025-08-01", "2025-09-10") == 2
    assert asked(indicator, "2026-10-14") == 2
    assert asked(indicator, "2026-10-15") == 1


def test_a_series_of_titles_reads_the_bearers_of_each_month():
    reported_through()
    came = enterprise("外来厂", CAME, area=NEIGHBOUR)
    moved(came, "2025-05-10", WUGANG)
    title(came, "advantage", since="2024-02-01", through="2027-01-31")
    code = "pilot_or_advantage_enterprises"
    points = readers.series(
        division=WUGANG, indicator=code, course=Course(Period.parse("2025-04:2025-06"), date(2025, 6, 30))
    )
    assert [(one.month, one.value) for one in points] == [("2025-04", 0), ("2025-05", 1), ("2025-06", 1)]


def test_records_behind_the_figure_are_of_those_who_live_here(office_clerk):
    reported_through()
    left = enterprise("舞钢外迁厂", LEFT)
    moved(left, "2025-03-01", NEIGHBOUR)
    title(left, "advantage")
    title(enterprise("舞钢留守厂", CAME), "advantage")
    found = readers.explain(
        division=WUGANG,
        indicator="pilot_or_advantage_enterprises",
        as_of=AsOf.on(day("2025-12-31")),
        actor=office_clerk,
    )
    assert [row.label for row in found.rows] == ["舞钢留守厂"]

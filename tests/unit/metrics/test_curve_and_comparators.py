"""The plan curve, its lights and the comparators (rules/indicators.md §4, §7 and §8)."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiangxian.engines.metrics.comparators import meets, required_level
from qiangxian.engines.metrics.curve import PlanCurve, progress

CURVE = PlanCurve(4, 10, date(2023, 11, 1), date(2025, 12, 31))
YELLOW, ABOUT = Decimal("0.8"), Decimal("0.1")


def lit(value, day, *, curve=CURVE, met=False, due=None):
    return curve.light(value, day, met=met, due=due, yellow_from=YELLOW)


def test_half_way_through_the_phase_half_of_the_rise_is_planned():
    day = date(2024, 11, 30)
    assert (day - CURVE.first).days == 395
    assert round(CURVE.planned(day), 3) == Decimal("6.996")
    assert round(progress(6, 4, round(CURVE.planned(day), 2)), 2) == Decimal("0.67")
    assert lit(6, day) == "red"
    assert lit(7, day) == "green"


def test_counted_things_are_planned_in_whole_units_until_the_due_day_comes():
    """Nobody founds 0.996 of an enterprise: planned 6.996 is shown as 6, and 6 are on plan."""
    counted, day, last = replace(CURVE, whole=True), date(2024, 11, 30), CURVE.last
    assert (counted.shown(day), CURVE.shown(day)) == (6, Decimal("7.00"))
    assert (lit(6, day, curve=counted, due=last), lit(5, day, curve=counted, due=last)) == ("green", "red")
    near = date(2025, 12, 30)
    assert (counted.shown(near), lit(9, near, curve=counted, due=last)) == (9, "green")
    assert lit(9, last, curve=counted, due=last) == "yellow"
    falling = PlanCurve(30, 20, date(2024, 1, 1), date(2024, 1, 11), falling=True, whole=True)
    assert falling.shown(date(2024, 1, 4)) == 27
    assert (
        PlanCurve(30, 20, date(2024, 1, 1), date(2024, 1, 31), falling=True, whole=True).shown(date(2024, 1, 2)) == 30
    )


@pytest.mark.parametrize(
    ("day", "planned"),
    [("2023-10-31", None), ("2023-11-01", 4), ("2025-12-31", 10), ("2026-01-01", 10), ("2030-01-01", 10)],
)
def test_the_plan_begins_with_the_phase_and_stays_after_it(day, planned):
    assert CURVE.planned(date.fromisoformat(day)) == planned


def test_before_the_phase_or_without_a_part_there_is_no_light():
    assert lit(6, date(2023, 10, 31)) == "none"
    assert lit(None, date(2024, 11, 30), met=None) == "none"


def test_eighty_per_cent_of_the_planned_rise_is_yellow_and_overdue_is_red():
    last = date(2025, 12, 31)
    assert lit(9, last) == "yellow"
    assert lit(Decimal("8.8"), last) == "yellow"
    assert lit(Decimal("8.79"), last) == "red"
    assert lit(9, last + timedelta(days=1), due=last) == "red"
    assert lit(10, last + timedelta(days=1), met=True, due=last) == "green"


def test_a_baseline_beyond_the_target_is_green_while_the_target_is_kept():
    curve = PlanCurve(12, 10, CURVE.first, CURVE.last)
    assert lit(12, date(2024, 11, 30), curve=curve, met=True) == "green"
    assert lit(10, date(2024, 11, 30), curve=curve, met=True) == "green"
    assert lit(9, date(2024, 11, 30), curve=curve, met=False) == "red"


def test_nobody_is_told_to_have_more_by_a_day_than_is_asked_in_the_end():
    begun_above = PlanCurve(38, 30, CURVE.first, CURVE.last, whole=True)
    assert {begun_above.shown(day) for day in (CURVE.first, date(2024, 11, 30), CURVE.last)} == {30}
    begun_below = PlanCurve(10, 20, CURVE.first, CURVE.last, falling=True)
    assert begun_below.shown(date(2024, 11, 30)) == 20


def test_a_falling_target_is_on_plan_when_it_is_low_enough():
    curve = PlanCurve(30, 20, date(2024, 1, 1), date(2024, 1, 11), falling=True)
    day = date(2024, 1, 6)
    assert curve.planned(day) == 25
    assert lit(25, day, curve=curve) == "green"
    assert lit(26, day, curve=curve) == "yellow"
    assert lit(29, day, curve=curve) == "red"


levels = st.integers(0, 1000)
days = st.dates(date(2023, 1, 1), date(2027, 1, 1))


@given(levels, levels, days, days)
def test_the_plan_never_leaves_the_span_between_baseline_and_required(baseline, required, day, later):
    curve = PlanCurve(baseline, required, CURVE.first, CURVE.last)
    low, high = sorted((baseline, required))
    first, second = sorted((day, later))
    planned = curve.planned(first)
    assert planned is None or low <= planned <= high
    if planned is not None and required >= baseline:
        assert curve.planned(second) >= planned


@given(st.integers(0, 50), st.integers(0, 50), days)
def test_more_is_never_a_worse_light(baseline, required, day):
    curve = PlanCurve(baseline, required, CURVE.first, CURVE.last)
    order = ["none", "red", "yellow", "green"]
    shown = [order.index(lit(value, day, curve=curve, met=value >= required)) for value in range(60)]
    assert shown == sorted(shown)


@pytest.mark.parametrize(
    ("comparator", "value", "required", "met"),
    [
        (">=", 10, 10, True), (">=", Decimal("11.996"), 12, False), (">", 10, 10, False), ("<=", 10, 10, True),
        ("<", 10, 10, False), ("=", 3, 3, True), ("~", Decimal("9"), 10, True), ("~", Decimal("8.9"), 10, False),
        ("~", 11, 10, True), ("rank", 5, 10, True), ("rank", 11, 10, False), (">=", None, 10, None),
    ],
)  # fmt: skip
def test_a_value_is_compared_unrounded(comparator, value, required, met):
    assert meets(comparator, value, required, tolerance=ABOUT) is met


def test_growth_is_measured_from_the_baseline():
    assert required_level("growth", 10, baseline=50, unit="%") == 55
    assert required_level("growth", 10, baseline=50, unit="家") == 60
    assert required_level("growth", 10, baseline=None, unit="%") is None
    assert required_level(">=", 10, baseline=None, unit="家") == 10

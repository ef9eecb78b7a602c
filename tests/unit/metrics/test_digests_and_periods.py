"""The seal of a figure, the spans of flows, the points of a series, the registry of measures."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiangxian.engines.metrics.definitions import LIBRARY
from qiangxian.engines.metrics.digests import canonical, digest, parameters_hash
from qiangxian.engines.metrics.measures import (
    MEASURES,
    DayValue,
    MeasureAnswer,
    RecordedRevision,
    find_measure,
    measure,
)
from qiangxian.engines.metrics.periods import period_of
from qiangxian.engines.metrics.series import Course
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import NotFound
from qiangxian.kernel.period import Period

DEFINITION = LIBRARY.definition("service_agencies", on=date(2025, 1, 1), division="410481")
AS_OF = AsOf.on(date(2025, 12, 31))


def sealed(**changed):
    given = {
        "definition": DEFINITION, "parameters": {"branches": "included"}, "division": "410481", "as_of": AS_OF,
        "keys": ["甲", "乙"],
    }  # fmt: skip
    found = DayValue(changed.pop("value", 2), changed.pop("completeness", "complete"))
    return digest(**{**given, "found": found, **changed})


@given(st.permutations(["甲", "乙", "丙"]))
def test_the_order_of_records_does_not_matter(keys):
    assert sealed(keys=keys) == sealed(keys=["甲", "乙", "丙"])


@pytest.mark.parametrize(
    "changed",
    [
        {"value": 3}, {"value": None}, {"keys": ["甲"]}, {"keys": ["甲乙"]}, {"parameters": {"branches": "excluded"}},
        {"division": "410482"}, {"as_of": AsOf.on(date(2025, 12, 30))}, {"completeness": "partial"},
        {"as_of": AsOf(date(2025, 12, 31), date(2026, 1, 1))}, {"definition": replace(DEFINITION, version="9")},
    ],
)  # fmt: skip
def test_anything_that_makes_the_figure_changes_its_seal(changed):
    assert sealed(**dict(changed)) != sealed()


def test_a_number_is_sealed_by_its_value_not_by_its_type():
    assert sealed(value=Decimal("2.000000")) == sealed(value=2)
    assert canonical({"b": (1, 2.5), "a": date(2025, 1, 2)}) == '{"a":"2025-01-02","b":["1","2.5"]}'
    assert parameters_hash({"a": ("x",)}) == parameters_hash({"a": ["x"]})
    assert canonical(Decimal("1E+2")) == '"100"'


@pytest.mark.parametrize(
    ("word", "day", "period"),
    [
        ("year_to_date", "2025-11-30", "2025-01-01:2025-11-30"), ("month", "2025-02-28", "2025-02"),
        ("last_12_months", "2025-11-30", "2024-12-01:2025-11-30"),
        ("last_12_months", "2025-02-28", "2024-03-01:2025-02-28"),
        ("last_12_months", "2024-02-28", "2023-03-01:2024-02-28"),
        ("last_12_months", "2024-02-29", "2023-03-01:2024-02-29"),
    ],
)  # fmt: skip
def test_a_flow_is_counted_over_the_span_that_ends_with_the_day(word, day, period):
    assert period_of(word, date.fromisoformat(day)).label == period
    assert period_of(None, date.fromisoformat(day)) is None


def test_stocks_know_what_their_own_day_knew_and_flows_what_the_day_asked_knows():
    winter, asked, narrowed = Period.parse("2023-12:2024-02"), date(2024, 6, 3), date(2024, 1, 15)
    course = Course(winter, asked)
    days = {"2023-12": date(2023, 12, 31), "2024-01": date(2024, 1, 31), "2024-02": date(2024, 2, 29)}
    assert dict(course.points("stock")) == {month: AsOf.on(day) for month, day in days.items()}
    assert dict(course.points("flow")) == {month: AsOf(day, asked) for month, day in days.items()}
    assert (course.knowledge("survey"), course.knowledge("flow")) == (None, asked)
    for kind in ("stock", "flow"):
        assert {one.known for _, one in Course(winter, asked, known=narrowed).points(kind)} == {narrowed}
    assert Course(winter, asked, first_known=True).points("flow") == course.points("stock")


def test_a_measure_is_registered_once_and_found_by_its_code():
    def nothing(question):
        return MeasureAnswer([DayValue(0, "complete")])

    offer = measure(
        "tests.sample.none", label="样例", registers=(), revision=lambda division: RecordedRevision(0, None)
    )
    try:
        offer(nothing)
        assert find_measure("tests.sample.none").compute is nothing
        with pytest.raises(ValueError, match="twice"):
            offer(nothing)
        with pytest.raises(NotFound, match="没有计量"):
            find_measure("tests.sample.other")
    finally:
        del MEASURES["tests.sample.none"]

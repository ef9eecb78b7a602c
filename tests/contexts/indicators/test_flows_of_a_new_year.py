"""A flow knows what was declared: a period nobody reported on is missing, not nought, and a span is set beside the same span."""

from datetime import date

import pytest

from qiangxian.contexts.indicators import readers
from qiangxian.engines.metrics.series import Course
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.period import Period
from tests.conftest import WUGANG
from tests.contexts.builders import enterprise, reported_through, right

pytestmark = pytest.mark.django_db
FLOWS = ("I01", "I06", "I07", "I13", "I15", "I16", "I17", "I18", "I19")
JANUARY = AsOf.on(date(2027, 1, 20))


@pytest.fixture
def mill():
    """Declared up to the middle of December; one patent a quarter of the year before, one in February of this."""
    reported_through("2026-12-15")
    mill = enterprise("舞钢甲厂", "91410481MA40000015")
    for place, granted in enumerate(("2025-01-20", "2025-05-20", "2025-11-20", "2026-02-10")):
        right(f"201510000001{place}", mill, granted=granted)
    return mill


def asked(code, as_of, **readings):
    return readers.evaluate(division=WUGANG, indicator=code, parameters=readings, as_of=as_of)


@pytest.mark.parametrize("code", FLOWS)
def test_a_flow_whose_period_lies_wholly_after_the_declared_day_is_missing(mill, code):
    found = asked(code, JANUARY)
    assert (found.value, found.completeness) == (None, "missing"), "nobody has reported on 2027 yet"
    december = asked(code, AsOf.on(date(2026, 12, 31)), period="month")
    assert (december.value, december.completeness) == (0, "partial"), "half of it is declared"
    assert asked(code, JANUARY, period="last_12_months").completeness == "partial"


def test_the_curve_has_a_gap_and_not_a_nought(mill):
    course = Course(Period.parse("2026-11:2027-02"), JANUARY.known)
    line = readers.series(division=WUGANG, indicator="I01", course=course)
    assert [one.value for one in line] == [0, 0, None, None]


def test_the_bulletin_says_missing(mill):
    found = readers.bulletin(division=WUGANG, month=Period.parse("2027-01"), today=date(2027, 2, 10))
    lines = {line.figure.definition.number: line for _, held in found.sections for line in held}
    assert (lines["I01"].figure.value, lines["I01"].state) == (None, "未报送")
    assert any("未报送（不是 0）" in note and "专利授权量" in note for note in found.notes)


def test_a_flow_is_compared_with_the_same_span_of_the_base_year(mill):
    spring = AsOf.on(date(2026, 3, 31))
    found = readers.comparison(division=WUGANG, indicator="I01", baseline=AsOf.on(date(2025, 12, 31)), as_of=spring)
    assert (found.then.as_of.effective, found.then.value, found.now.value, found.change) == (date(2025, 3, 31), 1, 1, 0)
    stock = readers.comparison(division=WUGANG, indicator="I02", baseline=AsOf.on(date(2025, 12, 31)), as_of=spring)
    assert stock.then.as_of.effective == date(2025, 12, 31)


def test_the_bulletin_of_a_running_month_looks_back_to_the_same_day(mill):
    found = readers.bulletin(division=WUGANG, month=Period.parse("2026-05"), today=date(2026, 5, 10))
    lines = {line.figure.definition.number: line for _, held in found.sections for line in held}
    assert (lines["I01"].figure.value, lines["I01"].year_ago) == (1, 1), "the grant of 20 May 2025 lies after the day"

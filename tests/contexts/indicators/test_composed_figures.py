"""Ratios and sums of other indicators, parts, the comparison with a baseline: from figure to proof."""

from datetime import date
from decimal import Decimal

import pytest

from qiangxian.contexts.indicators import readers
from qiangxian.contexts.indicators.answers import explanation_answer, indicator_answer
from qiangxian.contexts.indicators.models import Observation
from qiangxian.contexts.registers.records.models import Record
from qiangxian.contexts.registers.reported.models import ReportedFigure
from qiangxian.engines.metrics.series import Course
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.period import Period
from tests.conftest import WUGANG
from tests.contexts.builders import day, enterprise, event, reported_through, right, superseded, written

pytestmark = pytest.mark.django_db
DAY = AsOf.on(date(2025, 12, 31))


def population(value, end, published, state="official"):
    record = Record.objects.create(kind="figure", division_code=WUGANG, created_at="2025-12-31T00:00Z")
    return written(
        ReportedFigure, record, series="resident_population", period_end=day(end), value=Decimal(value), unit="万人",
        state=state, bulletin="统计公报", published_date=day(published),
    )  # fmt: skip


@pytest.fixture
def county():
    reported_through()
    mill = enterprise("舞钢甲厂", "91410481MA40000015")
    for number in range(7):
        right(f"20151000000{number}1", mill)
    sold = right("2015100000088", mill, granted="2025-03-04")
    event(sold, "transfer", "2025-05-06")
    event(sold, "licence_recorded", "2025-06-07")
    population("29.1", "2024-12-31", "2025-03-20", "confirmed")


def asked(indicator, as_of=DAY, **parameters):
    return readers.evaluate(division=WUGANG, indicator=indicator, as_of=as_of, parameters=parameters)


def test_a_ratio_is_unrounded_and_names_its_terms_with_their_versions(county):
    figure = asked("I03")
    assert figure.value == Decimal(8) / Decimal("29.1")
    assert [(one.code, one.indicator, one.value) for one in figure.parts] == [
        ("numerator", "valid_inventions", 8), ("denominator", "resident_population", Decimal("29.1")),
    ]  # fmt: skip
    assert {one.version for one in figure.parts} == {"1"}
    assert (figure.state, figure.records) == ("confirmed", 9)
    assert indicator_answer(figure)["parts"] == {"numerator": 8, "denominator": Decimal("29.1")}


def test_a_stored_ratio_reads_exactly_as_it_was_counted(county):
    first = asked("I03")
    assert Observation.objects.get(indicator="inventions_per_10000_people").value == Decimal("0.274914")
    assert asked("I03") == first
    assert list(readers.differing_observations()) == []


def test_a_missing_term_makes_the_ratio_missing_and_nothing_is_divided_by_zero(county):
    before = AsOf.on(date(2025, 3, 19))
    assert (asked("I03", before).value, asked("I03", before).completeness) == (None, "missing")
    superseded(ReportedFigure.objects.get())
    population("0", "2024-12-31", "2025-03-20")
    assert asked("I03").value is None


def test_a_sum_has_its_addends_as_parts_and_a_missing_one_makes_it_missing(county):
    figure = asked("I19")
    assert (figure.value, {one.code: one.value for one in figure.parts}) == (
        2, {"patent_transfers": 1, "patent_licences": 1},
    )  # fmt: skip
    assert asked("I19", period="month").value == 0


def test_an_explanation_shows_both_sides_of_a_ratio(county, office_clerk):
    found = readers.explain(division=WUGANG, indicator="I03", as_of=DAY, actor=office_clerk)
    assert [term.definition.code for term in found.terms] == ["valid_inventions", "resident_population"]
    assert len(found.rows) == 9
    document = explanation_answer("I03", "每万人", DAY, found)
    assert [term["version"] for term in document["terms"]] == ["1", "1"]
    assert document["terms"][1]["state"] == "confirmed"
    assert [part["indicator"] for part in document["parts"]] == ["valid_inventions", "resident_population"]


@pytest.mark.parametrize("field", ["parts", "exact", "state"])
def test_a_part_altered_by_hand_is_found(county, field):
    asked("I03")
    row = Observation.objects.get(indicator="inventions_per_10000_people")
    changed = {"parts": {**row.parts, "numerator": {**row.parts["numerator"], "value": "9"}}, "exact": "0.3"}
    Observation.objects.filter(pk=row.pk).update(**{field: changed.get(field, "official")})
    assert list(readers.differing_observations()) != []


def test_a_series_of_a_ratio_divides_month_by_month(county):
    points = readers.series(
        division=WUGANG, indicator="I03", course=Course(Period.parse("2025-02:2025-04"), date(2025, 4, 30))
    )
    assert [point.value for point in points] == [None, Decimal(8) / Decimal("29.1"), Decimal(8) / Decimal("29.1")]
    assert points[1].parts == {"numerator": 8, "denominator": Decimal("29.1")}


def test_a_ratio_cannot_be_broken_down_but_a_sum_can(county):
    with pytest.raises(Refused, match="比值"):
        readers.breakdown(division=WUGANG, indicator="I03", dimension="type", as_of=DAY)
    found = readers.breakdown(division=WUGANG, indicator="I19", dimension="type", as_of=DAY)
    assert [(group.label, group.value) for group in found.groups] == [("发明", 2)]


def test_a_baseline_is_compared_by_the_rules_of_now(county):
    found = readers.comparison(
        division=WUGANG, indicator="I02", baseline=AsOf.on(date(2024, 12, 31)), as_of=AsOf.on(date(2025, 12, 31))
    )
    assert (found.then.value, found.now.value, found.change, found.restated) == (7, 8, 1, None)
    assert found.growth == Decimal(1) / Decimal(7)
    after = AsOf.on(date(2026, 6, 30))
    found = readers.comparison(division=WUGANG, indicator="I04", baseline=DAY, as_of=after)
    assert (found.then.definition.version, found.restated.definition.version) == ("HV-2021", "HV-2026")
    per_head = readers.comparison(division=WUGANG, indicator="I05", baseline=DAY, as_of=after)
    assert per_head.restated.parts[0].version == "HV-2026"
    assert {(one.period, one.value) for one in per_head.anchors} >= {("2025 实际", 16), ("2030 目标", 22)}

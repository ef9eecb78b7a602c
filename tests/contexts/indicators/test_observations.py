"""Every figure is kept, reused while nothing changed, and comes out the same when computed again."""

from datetime import date

import pytest

from qiangxian.contexts.indicators import readers
from qiangxian.contexts.indicators.computing import count, prepare
from qiangxian.contexts.indicators.models import Observation, ObservationHead
from qiangxian.contexts.indicators.types import FigureAsked
from qiangxian.contexts.registers.rights.models import Holding, Right
from qiangxian.engines.metrics.series import Course
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import NotFound, Refused
from qiangxian.kernel.period import Period
from tests.conftest import WUGANG
from tests.contexts.builders import agency, enterprise, lapse, reported_through, right, superseded, title

pytestmark = pytest.mark.django_db
DAY = AsOf.on(date(2025, 12, 31))


@pytest.fixture
def mill():
    reported_through()
    mill = enterprise("舞钢甲厂", "91410481MA40000015")
    for number in ("2015100000011", "2015100000022"):
        right(number, mill)
    agency("甲代理所")
    return mill


def asked(indicator="I33", as_of=DAY, recorded=None, **parameters):
    return readers.evaluate(division=WUGANG, indicator=indicator, parameters=parameters, as_of=as_of, recorded=recorded)


def differences():
    return [(one.what, one.expected, one.found) for one in readers.differing_observations()]


def test_a_figure_asked_twice_is_counted_once(mill, django_assert_max_num_queries):
    first = asked()
    with django_assert_max_num_queries(2):
        assert asked() == first
    assert asked("enterprises_with_granted_patents") == first
    assert Observation.objects.count() == 1


def test_many_figures_are_read_in_as_many_queries_as_one(mill, django_assert_max_num_queries):
    days = [AsOf.on(date(2025, month, 28)) for month in range(1, 13)]
    questions = [FigureAsked(WUGANG, code, day) for day in days for code in ("I33", "I31", "I02")]
    made = readers.figures(questions)
    with django_assert_max_num_queries(2):
        assert readers.figures(questions) == made
    assert Observation.objects.count() == 36


def test_new_facts_make_a_new_figure_and_leave_the_old_one(mill):
    before = asked(state="in_force")
    lapse(right("2015100000033", enterprise("舞钢乙厂", "91410481MA40000023")), "2024-03-02")
    after = asked(min_patents=1, state="in_force")
    assert (before.value, after.value) == (1, 1)
    assert after.revision > before.revision
    assert asked(state="in_force", recorded=before.revision) == before
    assert differences() == []


def test_a_late_import_does_not_break_an_old_figure(mill):
    before = asked()
    owner = enterprise("舞钢乙厂", "91410481MA40000023", since="2010-01-01")
    for number in ("2012100000044", "2012100000055"):
        right(number, owner, filed="2012-03-01", granted="2014-01-01")
    assert (before.value, asked().value) == (1, 2)
    assert asked(recorded=before.revision).value == 1
    assert differences() == []


def test_what_commits_while_a_figure_is_counted_belongs_to_the_next_one(mill):
    question = prepare(FigureAsked(WUGANG, "I31", DAY))
    revision = question.revision().number
    agency("乙代理所")
    assert count(question, revision).values[0].value == 1
    assert asked("I31").value == 2


def test_a_figure_of_a_revision_is_not_stored_again(mill):
    revision = asked().revision
    agency("乙代理所")
    assert asked("I31", recorded=revision).value == 1
    assert [row.indicator for row in Observation.objects.all()] == ["enterprises_with_granted_patents"]


def test_an_indicator_or_reading_that_does_not_exist_is_refused(mill):
    with pytest.raises(NotFound):
        asked("I99")
    with pytest.raises(Refused):
        asked(colour="red")
    assert Observation.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("value", 7), ("digest", "0" * 64), ("parameters", {"min_patents": 1}), ("effective", date(2024, 12, 31)),
        ("known", date(2024, 12, 31)), ("completeness", "partial"), ("record_count", 9), ("revision", 1),
        ("parameters_hash", "0" * 32), ("definition_version", "9"), ("recorded_until", None), ("seal", "0" * 64),
        ("division_code", "410482"), ("indicator", "service_agencies"),
    ],
)  # fmt: skip
def test_an_observation_altered_by_hand_is_found(mill, field, value):
    for indicator in ("I31", "I33", "I02"):
        asked(indicator)
    assert differences() == []
    Observation.objects.filter(seq=2).update(**{field: value})
    assert differences() != []


def test_a_deleted_observation_is_found_wherever_it_stood(mill):
    for indicator in ("I31", "I33", "I02"):
        asked(indicator)
    last = Observation.objects.get(seq=3)
    last.delete()
    assert [what for what, _, _ in differences()] == ["指标值末尾缺失"]
    last.save(force_insert=True)
    assert differences() == []
    Observation.objects.get(seq=2).delete()
    assert "指标值缺失" in [what for what, _, _ in differences()]


def test_a_head_removed_by_hand_is_found(mill):
    asked()
    ObservationHead.objects.all().delete()
    assert [what for what, _, _ in differences()] == ["指标值末尾缺失"]


def test_a_register_row_altered_by_hand_shows_in_the_figures(mill):
    asked("I33")
    Right.objects.filter(number="2015100000011").update(grant_date=date(2026, 6, 1))
    assert {what for what, _, _ in differences()} >= {"指标值数值不符", "指标值校验值不符"}


def test_a_series_is_the_figures_of_its_month_ends(mill):
    title(mill, since="2024-06-15")
    points = readers.series(
        division=WUGANG, indicator="I29", course=Course(Period.parse("2024-05:2024-07"), DAY.effective)
    )
    assert [(point.month, point.value) for point in points] == [("2024-05", 0), ("2024-06", 1), ("2024-07", 1)]
    figure = asked("I29", AsOf.on(date(2024, 6, 30)))
    assert (points[1].value, points[1].completeness, points[1].as_of) == (
        figure.value,
        figure.completeness,
        figure.as_of,
    )


def test_a_series_of_a_flow_counts_month_by_month(mill):
    right("2018100000017", mill, granted="2019-05-10")
    points = readers.series(
        division=WUGANG, indicator="patents_granted", course=Course(Period.parse("2019-04:2019-06"), DAY.effective)
    )
    assert [point.value for point in points] == [0, 1, 0]


def test_the_overview_shows_every_indicator_in_its_default_reading(mill):
    figures = {one.definition.code: one for one in readers.overview(division=WUGANG, as_of=DAY)}
    assert figures["enterprises_with_granted_patents"].value == 1
    assert figures["service_agencies"].value == 1
    counted = {one.completeness for one in figures.values() if "figures" not in one.definition.measure}
    assert counted == {"complete", "missing", "partial"}, (
        "ratios without a population are missing, attorneys unreported"
    )
    assert figures["resident_population"].value is None
    assert figures["inventions_per_10000_people"].completeness == "missing"


def test_the_same_facts_recorded_in_another_order_give_the_same_seal(mill):
    first = asked()
    for row in Observation.objects.all():
        assert row.digest == first.digest
    patent = right("2015100000099", mill)
    more = asked()
    assert more.value == first.value
    assert more.digest != first.digest, "with how many patents an enterprise counts is sealed too"
    superseded(Holding.objects.get(record=patent))
    assert asked().digest == first.digest

"""Size classes of a county: by year, by the newest figures of a day, as recorded, in a constant number of queries."""

from datetime import date

import pytest

from qiangxian.contexts.registers.enterprises.models import Enterprise, EnterpriseYear
from qiangxian.contexts.registers.enterprises.readers.sizes import newest_size_classes, size_classes, size_lines
from qiangxian.engines.metrics.measures import DIMENSIONS, Point, Question
from qiangxian.kernel.asof import AsOf
from tests.conftest import WUGANG
from tests.contexts import builders

pytestmark = pytest.mark.django_db
WAN = 1_000_000


def year(record, number, employees=None, revenue=None, assets=None):
    wan = {"revenue_fen": revenue, "assets_fen": assets}
    fen = {name: None if value is None else value * WAN for name, value in wan.items()}
    return builders.written(EnterpriseYear, record, year=number, employees=employees, **fen)


@pytest.fixture
def works():
    record = builders.enterprise("舞钢钢管有限公司", "914104810000000001")
    Enterprise.objects.filter(record=record).update(industry_code="C3130", industry_edition="2017")
    return record


def test_each_year_has_its_own_class(works):
    year(works, 2023, 299, 50000)
    year(works, 2024, 300, 2000)
    found = {number: size_classes(WUGANG, number)[works.pk] for number in (2023, 2024, 2025)}
    assert [found[number].label for number in found] == ["小型", "中型", "待补"]
    assert found[2025].missing == ("employees", "revenue")
    assert found[2024].standard == "national_2017"
    assert [str(one.value) for one in found[2024].inputs] == ["300", "2000"]


def test_a_day_takes_the_newest_ended_year_that_can_be_classed(works):
    year(works, 2023, 299, 50000)
    year(works, 2024, 300, None)
    year(works, 2025, 1000, 40000)
    assert newest_size_classes(WUGANG, date(2025, 12, 31))[works.pk].year == 2023
    assert newest_size_classes(WUGANG, date(2026, 1, 1))[works.pk].label == "大型"


def test_what_was_recorded_later_does_not_change_the_answer_of_then(works):
    old = year(works, 2024, 299, 50000)
    builders.superseded(old)
    year(works, 2024, 1000, 50000)
    assert size_classes(WUGANG, 2024, recorded=old.revision)[works.pk].label == "小型"
    assert size_classes(WUGANG, 2024)[works.pk].label == "大型"


def test_the_number_of_queries_does_not_grow_with_the_enterprises(works, django_assert_num_queries, office_clerk):
    year(works, 2024, 299, 50000)
    for number in range(10):
        year(builders.enterprise(f"舞钢第{number}厂", f"91410481000000001{number}"), 2024, 5, 100)
    with django_assert_num_queries(2):
        assert len(size_classes(WUGANG, 2024)) == 11
    with django_assert_num_queries(2):
        newest_size_classes(WUGANG, date(2025, 6, 30))
    with django_assert_num_queries(2):
        assert len(size_lines(office_clerk, WUGANG, 2024, "ministry_2011")) == 11


def test_the_neighbour_sees_no_lines_of_ours(works, neighbour_officer):
    year(works, 2024, 299, 50000)
    assert size_lines(neighbour_officer, WUGANG, 2024, "national_2017") == []


def test_figures_are_broken_down_by_size_and_the_unknown_stay_unclassified(works):
    year(works, 2024, 299, 50000)
    unknown = builders.enterprise("舞钢无数据厂", "914104810000000002")
    question = Question(WUGANG, (AsOf.on(date(2025, 6, 30)),), {}, 10_000)
    points = [Point("甲", works.pk, 1), Point("乙", unknown.pk, 1), Point("丙", None, 1)]
    assert dict(DIMENSIONS["size_class"].group(question, points)) == {"甲": "small"}
    assert DIMENSIONS["size_class"].words(question, "small") == "小型"

"""A figure without a value names the very fact it lacks, and the page leads to where that is entered."""

from datetime import date

import pytest

from qiangxian.contexts.indicators import readers as indicators
from qiangxian.contexts.programmes.readers import lacking
from qiangxian.contexts.registers.types import RecordKind
from qiangxian.kernel.asof import AsOf
from tests.conftest import WUGANG
from tests.contexts import builders

pytestmark = pytest.mark.django_db
DAY = AsOf.on(date(2026, 5, 4))


def facts(code: str) -> list[tuple[str, str, str]]:
    figure = indicators.evaluate(division=WUGANG, indicator=code, as_of=DAY)
    return [(one.words, one.kind, one.key) for one in lacking(figure)]


def test_a_ratio_names_the_population_of_the_year_and_nothing_that_is_there() -> None:
    builders.reported_through(registers=[RecordKind.RIGHT, RecordKind.ENTERPRISE, RecordKind.NON_NORMAL])
    assert facts("inventions_per_10000_people") == [("2025年末常住人口", "figure", "resident_population")]


def test_a_register_that_was_never_declared_is_named() -> None:
    assert ("“知识产权”台账的数据齐全截至", "register", "right") in facts("valid_inventions")


def test_a_figure_with_a_value_lacks_nothing() -> None:
    builders.reported_through(registers=RecordKind.values)
    assert facts("valid_inventions") == []


def test_the_form_says_the_unit_before_the_number(log_in) -> None:
    client = log_in("office")
    assert "数值（万人）" in client.get("/desk/matters/new/figures/report/?series=resident_population").content.decode()
    assert "数值（单位见分项）" in client.get("/desk/matters/new/figures/report/?series=I24").content.decode()


def test_the_page_of_the_indicator_leads_to_the_form(log_in) -> None:
    builders.reported_through(registers=[RecordKind.RIGHT, RecordKind.ENTERPRISE, RecordKind.NON_NORMAL])
    page = log_in("office").get("/desk/indicators/I03/?as_of=2026-05-04", follow=True).content.decode()
    assert "缺少2025年末常住人口" in page
    assert "series=resident_population" in page
    leader = log_in("leader").get("/desk/indicators/I03/?as_of=2026-05-04", follow=True).content.decode()
    assert "缺少2025年末常住人口" in leader
    assert "series=resident_population" not in leader

"""Figures by township, industry, type and title: the groups and the rest add up to the figure."""

from datetime import date

import pytest

from qiangxian.contexts.indicators import readers
from qiangxian.contexts.registers.enterprises.models import Domicile
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import NotFound, Refused
from tests.conftest import NEIGHBOUR, WUGANG
from tests.contexts.builders import agency, enterprise, holding, moved, reported_through, right, title

pytestmark = pytest.mark.django_db
DAY = AsOf.on(date(2025, 12, 31))
TOWNS = ("410481001", "410481002")


@pytest.fixture
def county():
    """Two enterprises of two townships, one moved in without a township, one moved out, one inventor."""
    reported_through()
    mill = enterprise("舞钢甲厂", "91410481MA40000015", industry_code="C3130", industry_edition="2017")
    farm = enterprise("舞钢乙社", "91410481MA40000023", industry_code="A0111", industry_edition="2011")
    shop = enterprise("舞钢丙店", "91410481MA40000031")
    gone = enterprise("舞钢丁厂", "91410481MA40000058")
    moved(gone, "2024-01-01", NEIGHBOUR)
    for owner, town in ((mill, TOWNS[0]), (farm, TOWNS[1])):
        Domicile.objects.filter(record=owner).update(township_code=town)
    for number, owner in enumerate((mill, mill, mill, farm, farm, shop, gone)):
        right(f"20151000000{number}1", owner)
    right("2015200000099", mill, type="utility_model")
    holding(right("2015100000088"), None, since="2015-03-02", area_code=WUGANG)
    title(mill, "high_tech", "national")
    title(mill, "little_giant", "national")
    title(farm, "leading_agri")
    title("舞钢戊厂", "high_tech")
    agency("甲代理所")
    agency("乙商标所", kind="trademark_agency")


def groups(indicator, dimension, **parameters):
    found = readers.breakdown(
        division=WUGANG, indicator=indicator, dimension=dimension, as_of=DAY, parameters=parameters
    )
    assert sum(group.value for group in found.groups) + (found.unclassified or 0) == found.figure.value
    return {group.label: group.value for group in found.groups} | {"": found.unclassified}


def test_inventions_by_township_of_the_seat_on_the_day(county):
    assert groups("I02", "township") == {"垭口街道": 3, "寺坡街道": 2, "": 2}


def test_by_industry_with_an_old_edition_marked(county):
    assert groups("I02", "industry") == {"C 制造业": 3, "A 农、林、牧、渔业（2011 版代码）": 2, "": 2}


def test_patents_and_agencies_by_type(county):
    assert groups("I01", "type", period="last_12_months") == {"": 0}
    assert groups("I31", "type") == {"专利代理": 1, "商标代理": 1, "": 0}


def test_an_enterprise_with_several_titles_stands_in_one_group(county):
    assert groups("I29", "title", kinds=["high_tech", "little_giant", "leading_agri"]) == {
        "专精特新小巨人企业": 1, "农业产业化龙头企业": 1, "": 1,
    }  # fmt: skip
    assert groups("I33", "title") == {"专精特新小巨人企业": 1, "农业产业化龙头企业": 1, "": 0}


def test_what_was_never_declared_has_no_groups():
    found = readers.breakdown(division=WUGANG, indicator="I02", dimension="township", as_of=DAY)
    assert (found.groups, found.unclassified, found.figure.completeness) == ((), None, "missing")


def test_an_unknown_dimension_is_named_with_those_there_are(county):
    with pytest.raises(NotFound, match="township（乡镇街道）"):
        groups("I02", "colour")
    with pytest.raises(Refused):
        groups("I02", "township", colour="red")

"""What the seed's four targets count, case by case, on the effective and the known day."""

from datetime import date

import pytest

from qiangxian.contexts.indicators import readers
from qiangxian.contexts.registers.rights.models import Holding, Right
from qiangxian.kernel.asof import AsOf
from tests.conftest import NEIGHBOUR, WUGANG
from tests.contexts.builders import (
    agency,
    alliance,
    day,
    enterprise,
    event,
    facility,
    holding,
    lapse,
    moved,
    reported_through,
    right,
    superseded,
    title,
    transferred,
    written,
)

pytestmark = pytest.mark.django_db
USCC = ("91410481MA40000015", "91410481MA40000023", "91410481MA40000031")


def asked(indicator, on="2025-12-31", known=None, **parameters):
    as_of = AsOf.on(day(on), day(known))
    return readers.evaluate(division=WUGANG, indicator=indicator, parameters=parameters, as_of=as_of)


def patents(on="2025-12-31", known=None, **parameters):
    return asked("enterprises_with_granted_patents", on, known, **{"min_patents": 2, **parameters}).value


@pytest.fixture
def mill():
    """An enterprise with two granted patents, all registers declared complete."""
    reported_through()
    mill = enterprise("舞钢甲厂", USCC[0])
    right("2015100000011", mill)
    right("2015200000022", mill, type="utility_model", granted="2016-01-20")
    return mill


def test_nothing_declared_is_missing_and_a_complete_register_without_a_match_is_zero():
    for indicator in ("I33", "pilot_or_advantage_enterprises", "service_agencies", "patent_information_databases"):
        assert (asked(indicator).value, asked(indicator).completeness) == (None, "missing")
    reported_through("2025-12-31")
    for indicator in ("I33", "pilot_or_advantage_enterprises", "service_agencies", "patent_information_databases"):
        assert (asked(indicator).value, asked(indicator).completeness) == (0, "complete")
        assert asked(indicator, "2026-01-01").completeness == "partial"


def test_a_figure_is_as_complete_as_the_least_complete_of_its_registers():
    reported_through("2026-06-30", ["enterprise"])
    assert asked("I33").value is None
    reported_through("2025-06-30", ["right"])
    assert (asked("I33").value, asked("I33").completeness) == (0, "partial")


def test_a_second_grant_makes_the_enterprise_count_from_its_day_on(mill):
    assert patents("2017-05-31") == 0
    assert patents("2017-06-01") == 1
    assert patents(min_patents=3) == 0
    assert patents(types=["invention"]) == 0
    assert patents(types=["invention"], min_patents=1) == 1


def test_a_lapsed_patent_still_counts_as_ever_granted_but_not_as_in_force(mill):
    lapse(right("2015100000033", mill), "2024-03-02", "2024-11-15")
    assert patents(min_patents=3) == 1
    assert patents(min_patents=3, state="in_force") == 0
    assert patents("2024-06-30", min_patents=3, state="in_force") == 1, "nobody knew yet"
    assert patents("2024-06-30", "2024-12-31", min_patents=3, state="in_force") == 0


def test_a_restoration_heals_the_gap_once_it_is_known(mill):
    patent = right("2015100000033", mill)
    lapse(patent, "2024-03-02", "2024-11-15")
    event(patent, "restoration", "2024-03-02", "2025-02-01")
    assert patents("2024-12-31", min_patents=3, state="in_force") == 0
    assert patents("2024-12-31", "2025-02-01", min_patents=3, state="in_force") == 1


def test_a_fully_invalidated_patent_never_existed_whatever_the_day(mill):
    event(right("2015100000033", mill), "invalidation_full", "2026-08-20", "2026-09-01")
    assert patents(min_patents=3) == 1
    assert patents(known="2026-08-31", min_patents=3) == 1
    assert patents(known="2026-09-01", min_patents=3) == 0


def test_a_term_that_ran_out_ends_the_right_on_its_anniversary(mill):
    right("2012200000044", mill, type="utility_model", filed="2012-05-04", granted="2013-01-02")
    assert patents("2022-05-03", min_patents=3, state="in_force") == 1
    assert patents("2022-05-04", min_patents=3, state="in_force") == 0
    assert patents("2022-05-04", min_patents=3) == 1


def test_a_right_transferred_away_no_longer_counts_and_one_acquired_does(mill):
    buyer = enterprise("舞钢乙厂", USCC[1])
    right("2015100000055", buyer)
    sold = right("2015100000066", mill)
    transferred(sold, buyer, "2024-05-06", "2024-06-01")
    assert patents("2024-05-05", min_patents=3) == 1
    assert patents("2024-06-01") == 2
    assert patents("2024-06-01", min_patents=3) == 0
    assert patents("2024-05-20", min_patents=3) == 1, "the register had not told yet"
    assert patents("2024-05-20", "2024-06-01", min_patents=3) == 0


def test_co_owned_patents_count_for_every_holder_unless_the_first_named_is_chosen(mill):
    partner = enterprise("舞钢丙社", USCC[2], entity_kind="cooperative")
    right("2015100000077", mill, partner)
    right("2015100000088", mill, partner)
    assert patents() == 2
    assert patents(holder="first_named") == 1


def test_the_next_in_rank_is_first_named_once_the_first_is_gone(mill):
    partner = enterprise("舞钢丙社", USCC[2])
    for number in ("2015100000077", "2015100000088"):
        holding(right(number, mill), partner, since="2015-03-02", rank=2)
    assert patents(holder="first_named") == 1
    for row in Holding.objects.filter(rank=1, record__in=[h.record for h in Holding.objects.filter(rank=2)]):
        superseded(row)
        written(
            Holding, row.record, holder=row.holder, holder_name=row.holder_name, folded_name=row.folded_name, rank=1,
            valid_from=row.valid_from, valid_to=day("2024-01-01"), match_state=row.match_state,
        )  # fmt: skip
    assert patents("2023-12-31", holder="first_named") == 1
    assert patents("2024-01-01", holder="first_named") == 2


def test_an_enterprise_that_moved_away_or_closed_or_is_not_matched_does_not_count(mill):
    assert patents() == 1
    moved(mill, "2025-07-01", NEIGHBOUR)
    assert (patents("2025-06-30"), patents("2025-07-01")) == (1, 0)
    gone = enterprise("舞钢丁厂", USCC[1], closed_date=day("2025-03-01"), closed_known_date=day("2025-04-01"))
    for number in ("2015100000099", "2015100000109"):
        right(number, gone)
        holding(right(f"{number}X"), None, since="2015-03-02", holder_name="舞钢戊厂")
    assert (patents("2025-02-28"), patents("2025-03-15"), patents("2025-04-01")) == (2, 2, 1)


def test_bodies_that_are_no_enterprise_count_only_where_chosen(mill):
    school = enterprise("舞钢学院", USCC[1], entity_kind="institution")
    for number in ("2015100000077", "2015100000088"):
        right(number, school)
    assert patents() == 1
    assert patents(entities=["company", "institution"]) == 2


def test_another_county_counts_its_own_only(mill):
    reported_through(division=NEIGHBOUR)
    as_of = AsOf.on(date(2025, 12, 31))
    theirs = readers.evaluate(division=NEIGHBOUR, indicator="I33", as_of=as_of)
    assert (theirs.value, theirs.completeness) == (0, "complete")


# -- titles, agencies, facilities, alliances -----------------------------------------------------------------------------


def titled(on="2025-12-31", known=None, **parameters):
    return asked("pilot_or_advantage_enterprises", on, known, **parameters).value


def test_a_certificate_that_expired_the_month_before_is_out():
    reported_through()
    for name, through in (("甲", None), ("乙", "2026-05-31"), ("丙", "2025-11-30")):
        title(name, through=through)
    assert (titled("2025-11-30"), titled()) == (3, 2)


def test_an_enterprise_counts_once_whatever_it_holds():
    reported_through()
    mill = enterprise("舞钢甲厂", USCC[0])
    title(mill, "pilot", since="2021-01-01")
    title(mill, "advantage", "national")
    title("舞钢甲厂有限公司（外文名）", "advantage")
    title("舞钢丙厂", "advantage", match_state="outside")
    title("舞钢丁厂", "high_tech")
    title("舞钢戊厂", "pilot", "county")
    assert titled() == 2
    assert titled(levels=["county"]) == 1
    assert titled(kinds=["pilot"], levels=["county", "provincial"]) == 2
    assert asked("I29").value == 3


def test_a_revocation_counts_from_its_day_as_soon_as_it_is_known():
    reported_through()
    title("舞钢甲厂", revoked_date=day("2025-05-01"), revoked_known_date=day("2025-08-01"))
    assert (titled("2025-06-30"), titled("2025-06-30", "2025-08-01"), titled("2025-08-01")) == (1, 0, 0)


def test_a_title_announced_later_is_not_counted_before_anybody_could_know():
    reported_through()
    title("舞钢甲厂", since="2025-01-01", known="2025-03-10")
    assert (titled("2025-02-01"), titled("2025-02-01", "2025-03-10")) == (0, 1)


def test_agencies_count_where_they_are_seated_while_they_work():
    reported_through()
    agency("甲代理所")
    agency("乙代理所舞钢分所", is_branch=True, opened="2024-06-01")
    agency("丙评估所", kind="valuation", closed="2025-06-30", area_code="")
    agency("丁代理所", area_code=NEIGHBOUR)
    assert asked("service_agencies", "2025-06-29").value == 3
    assert asked("service_agencies").value == 2
    assert asked("service_agencies", "2024-05-31").value == 2
    assert asked("I31", branches="excluded").value == 1
    assert asked("I31", "2025-01-01", kinds=["valuation"]).value == 1


def test_databases_and_alliances_count_while_they_are_in_service():
    reported_through()
    facility("特钢专利数据库", opened="2024-09-01")
    facility("特钢研发中心", kind="rd_platform")
    alliance("新材料联盟", "新材料", opened="2024-01-01", closed="2025-06-01")
    assert asked("patent_information_databases", "2024-08-31").value == 0
    assert asked("patent_information_databases").value == 1
    assert asked("research_facilities").value == 1
    assert (asked("industry_alliances", "2025-05-31").value, asked("industry_alliances").value) == (1, 0)


# -- rights of the county ------------------------------------------------------------------------------------------------


def test_grants_are_a_flow_of_the_first_named_holder(mill):
    outside = enterprise("邻县厂", USCC[1], area=NEIGHBOUR)
    right("2018100000017", outside, mill, granted="2019-05-01")
    person = right("2018100000028", granted="2019-06-30")
    holding(person, None, since="2015-03-02", area_code=WUGANG)
    right("2018200000039", mill, type="utility_model", granted="2019-07-01")
    assert asked("patents_granted", "2019-06-30").value == 1
    assert asked("patents_granted", "2019-12-31").value == 2
    assert asked("patents_granted", "2019-12-31", types=["invention"]).value == 1
    assert asked("patents_granted", "2019-07-31", period="month").value == 1
    assert asked("patents_granted", "2020-06-30", period="last_12_months").value == 1
    assert asked("I02").value == 2


def test_a_mark_is_listed_until_its_grace_ends_and_a_renewal_counts_once_known():
    reported_through()
    mill = enterprise("舞钢甲厂", USCC[0])
    mark = {"type": "trademark", "filed": None, "granted": None}
    right("1234567", mill, registered="2014-03-21", sub_key="6", **mark)
    renewed = right("7654321", mill, registered="2014-03-21", sub_key="6", **mark)
    event(renewed, "renewal", "2024-03-21", "2024-10-20")
    Right.objects.filter(record=renewed).update(expiry_date=day("2034-03-21"))
    assert asked("I08", "2024-03-20").value == 2
    assert asked("I08", "2024-09-20").value == 2
    assert asked("I08", "2024-09-21").value == 0
    assert asked("I08", "2024-09-21", "2024-10-20").value == 1
    assert asked("I08", "2024-10-20").value == 1

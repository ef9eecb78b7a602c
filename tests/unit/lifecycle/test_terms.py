"""Terms of rights by the worked examples of the rulebook."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiangxian.engines.lifecycle.compensation import Examination, drug_days, grant_delay
from qiangxian.engines.lifecycle.facts import RightFacts
from qiangxian.engines.lifecycle.fees import patent_year
from qiangxian.engines.lifecycle.restoration import WITH_FEE, restoration_window
from qiangxian.engines.lifecycle.terms import (
    expiry_date,
    legal_filing_date,
    maintained_longer_than,
    mark_term,
    patent_term,
    plant_variety_term,
)
from qiangxian.kernel import rulebook
from qiangxian.kernel.errors import Refused

VECTORS = rulebook.load("lifecycle", "term_vectors", division=None)


@pytest.mark.parametrize("vector", VECTORS["patents"], ids=lambda vector: vector["id"])
def test_the_term_of_a_patent(vector):
    term = patent_term(vector["type"], vector["filing"], vector.get("compensation_days", 0))
    assert (term.last_day, term.terminated_on) == (vector["last_day"], vector["terminated_on"])
    assert "专利法" in term.rule.source
    assert bool(vector.get("noted")) <= bool(term.notes)


@pytest.mark.parametrize("vector", VECTORS["trademarks"], ids=lambda vector: str(vector["registered"]))
def test_the_terms_of_a_trademark(vector):
    term, renewed = mark_term(vector["registered"]), mark_term(vector["registered"], renewals=1)
    assert (term.last_day, term.window_start, term.grace_end) == (
        vector["last_day"], vector["window_start"], vector["grace_end"],
    )  # fmt: skip
    assert (renewed.first_day, renewed.last_day) == (vector["next_start"], vector["next_last_day"])


@pytest.mark.parametrize(
    "vector", VECTORS["plant_varieties"], ids=lambda vector: f"{vector['granted']}-{vector['woody']}"
)
def test_the_term_of_a_plant_variety_follows_the_rule_of_its_grant(vector):
    assert plant_variety_term(vector["granted"], woody=vector["woody"]).terminated_on == vector["terminated_on"]


@pytest.mark.parametrize("vector", VECTORS["patent_years"], ids=lambda vector: str(vector["day"]))
def test_patent_years_begin_on_the_anniversary(vector):
    assert patent_year(vector["filing"], vector["day"]) == vector["year"]


@pytest.mark.parametrize("vector", VECTORS["routes"], ids=lambda vector: vector["route"])
def test_the_day_that_counts_is_that_of_the_route(vector):
    assert (
        legal_filing_date(vector["filing"], vector["route"], vector.get("base"), vector.get("type", "invention"))
        == vector["legal"]
    )


def test_a_route_needs_its_own_day():
    for base in (None, date(2023, 1, 1)):
        with pytest.raises(Refused, match="母案申请日"):
            legal_filing_date(date(2022, 5, 10), "divisional", base, "invention")


@pytest.mark.parametrize("vector", VECTORS["maintained"], ids=lambda vector: str(vector["day"]))
def test_more_than_ten_years_begins_the_day_after_the_anniversary(vector):
    assert maintained_longer_than(vector["filing"], vector["years"], vector["day"]) is vector["longer"]


@pytest.mark.parametrize("vector", VECTORS["delays"], ids=lambda vector: str(vector["grant"]))
def test_days_of_an_unreasonable_delay(vector):
    allowed = {
        name: vector[name] for name in ("reasonable", "by_applicant", "same_day_utility_model") if name in vector
    }
    more = [vector.get(name) for name in ("published", "entered", "submitted")]
    begins, days = grant_delay(Examination(vector["filing"], vector["requested"], vector["grant"], *more), **allowed)
    assert days == vector["days"]
    assert begins == vector.get("begins", begins)


@pytest.mark.parametrize("vector", VECTORS["drugs"], ids=lambda vector: str(vector["approved"]))
def test_days_for_a_new_drug_stay_within_both_limits(vector):
    assert drug_days(vector["filing"], vector["approved"]) == vector["days"]


@pytest.mark.parametrize(
    "vector", VECTORS["restorations"], ids=lambda vector: f"{vector['ground']}-{vector.get('last_day')}"
)
def test_until_when_a_lost_right_can_be_asked_back(vector):
    asked = {
        name: vector[name] for name in ("lost_period", "noticed", "obstacle_ended", "period_ended") if name in vector
    }
    if vector.get("refused"):
        with pytest.raises(Refused, match="不适用恢复"):
            restoration_window(vector["ground"], **asked)
        return
    found = restoration_window(vector["ground"], **asked)
    assert (found.due, found.nominal) == (vector["last_day"], vector["safe_day"])
    assert (vector["ground"] in WITH_FEE) is vector["fee"]


def test_restoration_needs_its_days():
    with pytest.raises(Refused, match="障碍消除日"):
        restoration_window("force_majeure", period_ended=date(2026, 1, 1))


def test_what_is_not_known_gives_no_expiry():
    assert expiry_date(RightFacts("invention")) is None
    assert expiry_date(RightFacts("plant_variety", grant_date=date(2020, 1, 1))) is None
    assert expiry_date(RightFacts("plant_variety", grant_date=date(2020, 1, 1), woody=False)) == date(2035, 1, 1)
    assert expiry_date(RightFacts("copyright", registration_date=date(2020, 1, 1))) is None
    assert expiry_date(RightFacts("layout", filing_date=date(2020, 1, 1))) == date(2030, 1, 1)


def test_impossible_days_of_a_source_give_no_term_and_no_fault():
    for facts in (
        RightFacts("invention", filing_date=date(1975, 1, 1)),
        RightFacts("layout", filing_date=date(1990, 1, 1)),
        RightFacts("plant_variety", grant_date=date(1980, 1, 1), woody=True),
        RightFacts("trademark", registration_date=date(1920, 1, 1)),
    ):
        assert expiry_date(facts) is None
    old = RightFacts("trademark", registration_date=date(1980, 5, 1))
    assert expiry_date(old, renewed=[date(2023, 1, 5)]) == date(2033, 3, 1), "the first term runs from 1983-03-01"


def test_the_law_stands_above_a_printed_day_for_patents_and_a_later_print_extends_a_mark():
    printed = date(2040, 1, 1)
    assert expiry_date(RightFacts("design", filing_date=date(2021, 6, 1), printed_expiry=printed)) == date(2036, 6, 1)
    assert expiry_date(
        RightFacts("trademark", registration_date=date(2016, 11, 28), printed_expiry=date(2036, 11, 27))
    ) == date(2036, 11, 28)
    assert expiry_date(
        RightFacts("trademark", registration_date=date(2016, 11, 28), printed_expiry=date(2020, 1, 1))
    ) == date(2026, 11, 28)
    assert expiry_date(RightFacts("trademark", printed_expiry=date(2020, 1, 1))) == date(2020, 1, 2)


@given(st.dates(date(1986, 12, 12), date(2040, 1, 1)), st.integers(0, 1800))
def test_compensation_adds_its_days_and_nothing_rolls(filing, days):
    plain, longer = patent_term("invention", filing), patent_term("invention", filing, days)
    assert longer.last_day - plain.last_day == timedelta(days=days)
    assert plain.terminated_on.year == filing.year + 20


@given(st.dates(date(1985, 1, 1), date(2030, 1, 1)), st.integers(0, 5))
def test_terms_of_a_mark_adjoin(registered, renewals):
    now, after = mark_term(registered, renewals), mark_term(registered, renewals + 1)
    assert after.first_day - now.last_day == timedelta(days=1)
    assert now.window_start < now.last_day < now.grace_end

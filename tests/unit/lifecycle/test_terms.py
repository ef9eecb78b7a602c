"""Terms of rights by the worked examples of the rulebook."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiangxian.engines.lifecycle.facts import RightFacts
from qiangxian.engines.lifecycle.terms import expiry_date, mark_term, patent_term, plant_variety_term
from qiangxian.kernel import rulebook

VECTORS = rulebook.load("lifecycle", "term_vectors", division=None)


@pytest.mark.parametrize("vector", VECTORS["patents"], ids=lambda vector: vector["id"])
def test_the_term_of_a_patent(vector):
    term = patent_term(vector["type"], vector["filing"], vector.get("compensation_days", 0))
    assert (term.last_day, term.terminated_on) == (vector["last_day"], vector["terminated_on"])
    assert "专利法" in term.rule.source


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


def test_what_is_not_known_gives_no_expiry():
    assert expiry_date(RightFacts("invention")) is None
    assert expiry_date(RightFacts("plant_variety", grant_date=date(2020, 1, 1))) is None
    assert expiry_date(RightFacts("plant_variety", grant_date=date(2020, 1, 1), woody=False)) == date(2035, 1, 1)
    assert expiry_date(RightFacts("copyright", registration_date=date(2020, 1, 1))) is None
    assert expiry_date(RightFacts("layout", filing_date=date(2020, 1, 1))) == date(2030, 1, 1)


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


@given(st.dates(date(1985, 4, 1), date(2040, 1, 1)), st.integers(0, 1800))
def test_compensation_adds_its_days_and_nothing_rolls(filing, days):
    plain, longer = patent_term("invention", filing), patent_term("invention", filing, days)
    assert longer.last_day - plain.last_day == timedelta(days=days)
    assert plain.terminated_on.year == filing.year + 20


@given(st.dates(date(1985, 1, 1), date(2030, 1, 1)), st.integers(0, 5))
def test_terms_of_a_mark_adjoin(registered, renewals):
    now, after = mark_term(registered, renewals), mark_term(registered, renewals + 1)
    assert after.first_day - now.last_day == timedelta(days=1)
    assert now.window_start < now.last_day < now.grace_end

"""Annual fees by the worked examples of the rulebook."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiangxian.engines.lifecycle.fee_plan import fee_plan
from qiangxian.engines.lifecycle.fees import (
    DaySpan,
    FeeTerms,
    Reduction,
    compensation_bill,
    fee_bill,
    fee_calendar,
    fee_share,
    full_fee,
    nominal_due_date,
    outstanding,
    payable_fee,
    restoration_cost,
    surcharge_bands,
)
from qiangxian.engines.lifecycle.reductions import Requester, reduction_percent, request_by
from qiangxian.engines.lifecycle.status import grace_end
from qiangxian.kernel import rulebook
from qiangxian.kernel.calendar import CNIPA
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.money import Money

VECTORS = rulebook.load("lifecycle", "fee_vectors", division=None)
FILED = date(2021, 6, 18)
PAYMENTS = [(group, payment) for group in VECTORS["sets"] for payment in group["payments"]]


def _terms(vector):
    return FeeTerms(
        vector["type"],
        vector["filing"],
        vector.get("grant"),
        vector.get("reduction", 0),
        vector.get("licence", False),
        tuple(Reduction(each["percent"], each["begins"], each.get("ends")) for each in vector.get("reductions", ())),
        tuple(DaySpan(*days) for days in vector.get("worked", ())),
        vector.get("charged_year"),
    )


def _yuan(amount):
    return None if amount is None else Money.yuan(amount)


@pytest.mark.parametrize("right_type", VECTORS["schedule_sums"])
def test_all_years_together_cost_what_the_table_says(right_type):
    years = {"invention": 20, "utility_model": 10, "design": 15}[right_type]
    total = sum(full_fee(right_type, FILED, year).fen for year in range(1, years + 1))
    assert Money(total) == Money.yuan(VECTORS["schedule_sums"][right_type])
    with pytest.raises(Refused, match="超出保护期"):
        full_fee(right_type, FILED, years + 1)


@pytest.mark.parametrize("vector", VECTORS["reduced"], ids=lambda vector: vector["type"])
def test_full_and_reduced_fees_are_those_of_the_table(vector):
    for place, year in enumerate(vector["years"]):
        full = full_fee(vector["type"], FILED, year)
        assert full == Money.yuan(vector["full"][place])
        assert full.percent(30) == Money.yuan(vector["by_70"][place])
        assert full.percent(15) == Money.yuan(vector["by_85"][place])


@pytest.mark.parametrize(("group", "payment"), PAYMENTS, ids=lambda part: str(part.get("on", "")))
def test_a_payment_on_a_day(group, payment):
    bill = fee_bill(_terms(group), group["year"], payment["on"])
    assert (bill.outcome, bill.band_percent) == (payment["outcome"], payment["band"])
    assert (bill.surcharge, bill.total) == (_yuan(payment["surcharge"]), _yuan(payment["total"]))


@pytest.mark.parametrize("group", VECTORS["sets"], ids=lambda group: group["id"])
def test_a_fee_without_a_day_of_payment_is_the_fee_in_time(group):
    bill = fee_bill(_terms(group), group["year"])
    assert (bill.nominal_due_date, bill.grace_end_date) == (group["due"], group["grace_end"])
    assert (bill.full, bill.payable, bill.total) == (
        _yuan(group["full"]),
        _yuan(group["payable"]),
        _yuan(group["payable"]),
    )


@pytest.mark.parametrize("vector", VECTORS["bands"], ids=lambda vector: str(vector["nominal"]))
def test_the_bands_are_those_of_the_offices_own_schedule(vector):
    bands = surcharge_bands(vector["nominal"])
    assert [(band.percent, band.last_day) for band in bands] == [
        (each["percent"], each["last_day"]) for each in vector["bands"]
    ]
    assert [band.first_day for band in bands[1:]] == [each["first_day"] for each in vector["bands"][1:]]


@pytest.mark.parametrize("vector", VECTORS["payable"], ids=lambda vector: vector["id"])
def test_reductions_reach_as_far_as_the_rule_of_the_due_day(vector):
    assert payable_fee(_terms(vector), vector["year"], vector.get("pay_on")) == Money.yuan(vector["payable"])
    assert fee_share(_terms(vector), vector["year"], vector.get("pay_on")).words


@pytest.mark.parametrize("vector", VECTORS["qualification"], ids=lambda vector: vector["id"])
def test_who_qualifies_for_a_reduction(vector):
    holders = tuple(Requester(each["kind"], _yuan(each.get("income"))) for each in vector["holders"])
    assert reduction_percent(holders, vector["on"]) == vector["percent"]


@pytest.mark.parametrize("vector", VECTORS["top_ups"], ids=lambda vector: str(vector["paid"]))
def test_a_short_payment_is_topped_up_at_the_band_of_the_later_day(vector):
    bill = fee_bill(_terms(vector), vector["year"], vector["on"])
    assert (bill.band_percent, bill.surcharge) == (vector["band"], _yuan(vector["surcharge"]))
    assert outstanding(bill, _yuan(vector["paid"])) == _yuan(vector["outstanding"])


@pytest.mark.parametrize("vector", VECTORS["restorations"], ids=lambda vector: vector["type"])
def test_restoration_costs_the_request_the_fee_and_the_highest_surcharge(vector):
    assert restoration_cost(_terms(vector), vector["year"], vector["requested"]) == _yuan(vector["cost"])


@pytest.mark.parametrize("vector", VECTORS["compensations"], ids=lambda vector: str(vector["days"]))
def test_compensated_years_are_paid_whole_years_only_once_and_in_time(vector):
    bill = compensation_bill(vector["filing"], vector["days"], vector["on"])
    assert (bill.years, bill.total) == (vector["years"], _yuan(vector["total"]))
    assert (bill.last_day, bill.in_time) == (vector["last_day"], vector["in_time"])
    assert bool(bill.warnings) == bool(vector["total"])


@pytest.mark.parametrize("vector", VECTORS["request_by"], ids=lambda vector: str(vector["due"]))
def test_a_reduction_is_asked_for_two_and_a_half_months_before(vector):
    assert request_by(vector["due"]) == vector["by"]


def test_the_grant_year_is_paid_with_the_formalities_and_earlier_years_are_not_charged():
    terms = FeeTerms("invention", date(2019, 1, 10), date(2021, 3, 5), reduction=85)
    bill = fee_bill(terms, 3)
    assert (bill.due_date, bill.outcome, bill.payable) == (None, None, Money.yuan(135))
    with pytest.raises(Refused, match="授权年度之前"):
        fee_bill(terms, 2)
    assert [each.year for each in fee_calendar(terms)] == list(range(3, 21))


def test_a_rolled_day_leaves_the_safe_day_in_the_warnings():
    bill = fee_bill(FeeTerms("invention", date(2016, 2, 29), date(2018, 1, 1)), 11)
    assert (bill.nominal_due_date, bill.due_date) == (date(2026, 2, 28), date(2026, 3, 2))
    assert any("2026-02-28" in words for words in bill.warnings)


def test_a_mark_has_no_annual_fee():
    with pytest.raises(Refused, match="只有专利"):
        fee_bill(FeeTerms("trademark", date(2020, 1, 1)), 2)


filings = st.dates(date(2004, 1, 1), date(2025, 1, 1))


@given(filings, st.integers(2, 10), st.integers(-400, 400), st.sampled_from([0, 70, 85]))
def test_paying_later_never_costs_less_and_the_surcharge_never_depends_on_the_reduction(filed, year, late, reduction):
    terms = FeeTerms("utility_model", filed, None)
    day = nominal_due_date(filed, year) + timedelta(days=late)
    bill, next_day = fee_bill(terms, year, day), fee_bill(terms, year, day + timedelta(days=1))
    assert next_day.total is None or (bill.total is not None and bill.total <= next_day.total)
    if filed.year >= 2016:
        reduced = fee_bill(FeeTerms("utility_model", filed, None, reduction), year, day)
        assert reduced.surcharge == bill.surcharge


@given(filings, st.integers(2, 20))
def test_bands_adjoin_and_end_where_the_status_says_the_grace_ends(filed, year):
    nominal = nominal_due_date(filed, year)
    bands = surcharge_bands(nominal)
    assert bands[-1].last_day == grace_end(nominal)
    assert bands[0].first_day == CNIPA.roll(nominal) + timedelta(days=1)
    assert all(not CNIPA.is_rest_day(band.last_day) for band in bands)


def test_the_plan_of_an_old_patent_begins_where_prices_are_known():
    terms = FeeTerms("invention", date(1995, 5, 1), date(1998, 3, 4), open_licence=True)
    lines = fee_plan(terms, (), date(2010, 1, 10)).lines
    assert [line.bill.year for line in lines] == list(range(8, 21))
    assert {line.state for line in lines[:7]} == {"unknown"}
    with pytest.raises(Refused, match="尚无规定"):
        fee_bill(terms, 5)

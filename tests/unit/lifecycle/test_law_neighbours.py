"""The neighbours of the cases: what looks like a right question and is not, and days at the edge of what is known."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiangxian.engines.lifecycle.facts import Event, FeeYear, RightFacts, read_facts
from qiangxian.engines.lifecycle.fee_plan import LIVES, fee_plan
from qiangxian.engines.lifecycle.fees import FeeTerms, last_fee_year, nominal_due_date
from qiangxian.engines.lifecycle.status import legal
from qiangxian.kernel.calendar import CNIPA, OFFICE
from qiangxian.kernel.errors import Refused
from tests.unit.lifecycle.test_law_cases import law

GRANTED = {"type": "invention", "filing_date": "2018-01-10", "grant_date": "2020-07-01"}
MARK = ("term", "--type", "trademark", "--registration", "2014-07-21")


@pytest.mark.parametrize(
    "words",
    [
        ("term", "--type", "invention", "--filing", "2018-01-10", "--renewals", "1"),
        ("term", "--type", "design", "--filing", "2018-01-10", "--renewed", "2024-01-10"),
        ("term", "--type", "utility_model", "--filing", "2018-01-10", "--published", "2019-01-10"),
        ("term", "--type", "layout", "--filing", "2018-01-10", "--compensation-days", "3"),
        ("term", "--type", "layout", "--filing", "2018-01-10", "--created", "2018-03-10"),
        ("term", "--type", "copyright", "--published", "2018-01-10", "--completed", "2018-03-10"),
        ("term", "--type", "software", "--published", "2018-01-10", "--died", "2018-03-10"),
        (*MARK, "--compensation-days", "30"),
        (*MARK, "--renewed", "2012-07-21"),
        (*MARK, "--renewed", "2094-07-21"),
        (*MARK, "--renewed", "2024-05-21", "--renewals", "1"),
        ("term", "--type", "invention", "--filing", "20180110"),
        ("term", "--type", "invention", "--filing", "2018-W02-3"),
        ("term", "--type", "invention", "--filing", "２０１８-01-10"),
        ("fee", "--type", "invention", "--filing", "2018-01-10", "--year", "9", "--already-paid", "８００"),
        ("fee", "--type", "invention", "--filing", "2018-01-10", "--year", "9", "--already-paid", "1e300"),
        ("fee", "--type", "invention", "--filing", "2018-01-10", "--year", "9", "--charged-year", "50"),
        ("fee", "--type", "invention", "--filing", "2018-01-10", "--year", "9", "--pay-on", "9999-12-31"),
        ("period", "no_such_period", "--from", "2026-01-10"),
        ("period", "ruling_decision", "--from", "2026-01-10", "--type", "no_such_right"),
        ("period", "ruling_decision", "--from", "2026-01-10", "--extend", "１m"),
        ("restoration", "--ground", "other", "--noticed", "2026-01-10", "--lost-period", "no_such_period"),
        ("restoration", "--ground", "other", "--noticed", "2026-01-10", "--lost-period", "priority_claim"),
        ("reduction", "--holder", "enterprise:-20", "--on", "2026-01-10"),
        ("reduction", "--holder", "institution", "--on", "2009-01-10"),
        (
            "compensation", "--filing", "2016-01-10", "--examination-requested", "2016-09-01", "--grant", "2090-01-10",
        ),
        ("compensation", "--filing", "2016-01-10", "--days", "9", "--drug-approved", "2022-01-10"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_what_does_not_belong_together_is_refused(words):
    with pytest.raises(Refused) as refusal:
        law(*words)
    assert refusal.value.remedy


@pytest.mark.parametrize(
    ("more", "column"),
    [
        ({"events": False}, "events"),
        ({"events": ""}, "events"),
        ({"fees": {}}, "fees"),
        ({"number": ["ZL1"]}, "number"),
        ({"title": 7}, "title"),
        ({"filing_date": "2018-W02-3"}, "filing_date"),
        ({"events": [{"type": "licence_recorded", "effective_date": "2021-01-10", "source": {}}]}, "source"),
        ({"events": [{"type": "licence_recorded", "effective_date": "2021-01-10", "kind": 3}]}, "kind"),
    ],
)
def test_values_of_the_wrong_kind_are_refused_at_their_place(more, column):
    with pytest.raises(Refused) as refusal:
        read_facts({**GRANTED, **more})
    assert refusal.value.column == column


@pytest.mark.parametrize(
    ("more", "column"),
    [
        ({"printed_expiry": "9999-12-31"}, "printed_expiry"),
        ({"printed_expiry": "2019-01-10"}, "printed_expiry"),
        ({"fees": [{"year": 6}, {"year": 6, "paid_on": "2023-01-03"}]}, "fees.year"),
        ({"fees": [{"year": 6, "due_date": "9999-01-01"}]}, "fees.due_date"),
        ({"fees": [{"year": 6, "paid_on": "2028-01-03"}]}, "fees.paid_on"),
        ({"events": [{"type": "transfer", "effective_date": "2028-01-03"}]}, "events.effective_date"),
        (
            {"events": [{"type": "freeze", "effective_date": "2021-01-10", "until": "2020-12-31"}]},
            "events.until",
        ),
        (
            {
                "type": "trademark", "filing_date": None, "grant_date": None, "registration_date": "2016-01-10",
                "events": [{"type": "lapse_unpaid_fee", "effective_date": "2020-01-10"}],
            },
            "events.type",
        ),
    ],
)  # fmt: skip
def test_more_that_contradicts_itself(tmp_path, more, column):
    file = tmp_path / "right.json"
    file.write_text(json.dumps({**GRANTED, **more}), encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        law("status", file, "--as-of", "2026-06-30")
    assert refusal.value.column == column


@pytest.mark.parametrize(
    "text",
    ['{"type": "invention", "type": "design"}', "[" * 100_000, '{"compensation_days": ' + "9" * 5000 + "}"],
    ids=["twice", "deep", "huge"],
)
def test_a_file_that_cannot_be_read_one_way_is_refused(tmp_path, text):
    file = tmp_path / "right.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Refused):
        law("status", file)


def test_what_an_office_will_have_announced_may_be_put_into_a_question_about_a_coming_day(tmp_path):
    file = tmp_path / "right.json"
    lapse = {"type": "lapse_unpaid_fee", "effective_date": "2027-01-10", "announced_date": "2027-12-01"}
    file.write_text(json.dumps({**GRANTED, "events": [lapse]}), encoding="utf-8")
    assert law("status", file, "--as-of", "2027-02-01", "--known", "2027-12-31")["legal"]["state"] == "lapsed"


def test_the_last_days_of_a_year_are_provisional_until_the_next_notice():
    assert not CNIPA.is_provisional(date(2026, 12, 24))
    assert CNIPA.is_provisional(date(2026, 12, 25))
    assert not OFFICE.is_provisional(date(2025, 12, 31))
    answer = law("due", "--from", "2026-09-29", "--months", "3")
    assert (answer["due"], answer["provisional"]) == ("2026-12-29", True)
    assert "2027" in answer["because"]


@pytest.mark.parametrize(
    ("words", "last_day"),
    [
        (("--type", "invention", "--filing", "1986-12-11"), "2001-12-10"),
        (("--type", "invention", "--filing", "1986-12-12"), "2006-12-11"),
        (("--type", "utility_model", "--filing", "1991-06-01"), "1999-05-31"),
        (("--type", "design", "--filing", "1993-01-01"), "2002-12-31"),
    ],
)
def test_terms_of_the_first_patent_law(words, last_day):
    found = law("term", *words)
    assert found["last_day"] == last_day
    assert bool(found["note"]) == ("1993" not in words[-1])


# -- the fee of an added term --------------------------------------------------------------------------------------------
ADDED = RightFacts("invention", date(2006, 4, 10), date(2009, 9, 1), compensation_days=800)


@pytest.mark.parametrize(
    ("paid_on", "day", "state", "payment"),
    [
        (date(2026, 4, 9), date(2027, 1, 5), "in_force", "paid"),
        (date(2026, 4, 10), date(2027, 1, 5), "presumed_lapsed", "paid_too_late"),
        (None, date(2026, 4, 9), "in_force", "unpaid"),
        (None, date(2026, 4, 10), "presumed_lapsed", "lost"),
    ],
)
def test_an_added_term_that_is_not_paid_for_in_time_is_lost(paid_on, day, state, payment):
    fees = (FeeYear(21, date(2026, 4, 10), paid_on),)
    facts = RightFacts(ADDED.type, ADDED.filing_date, ADDED.grant_date, compensation_days=800, fees=fees)
    found = legal(facts, day, day)
    assert found.state == state
    line = fee_plan(_terms(facts), fees, day, found).lines[-1]
    assert (line.bill.year, line.bill.full.as_number(), line.state) == (21, 16000, payment)


def test_an_added_term_without_a_full_year_costs_nothing():
    fees = (FeeYear(21, date(2026, 4, 10)),)
    facts = RightFacts(ADDED.type, ADDED.filing_date, ADDED.grant_date, compensation_days=300, fees=fees)
    assert legal(facts, date(2026, 8, 1), date(2026, 8, 1)).state == "in_force"
    assert fee_plan(_terms(facts), fees, date(2026, 8, 1)).lines[-1].bill.year == 20


def _terms(facts):
    return FeeTerms(facts.type, facts.filing_date, facts.grant_date, compensation_days=facts.compensation_days)


# -- status and fees never contradict each other -------------------------------------------------------------------------
years = st.lists(st.tuples(st.integers(1, 22), st.none() | st.integers(-30, 400)), max_size=4, unique_by=lambda y: y[0])
happenings = st.lists(
    st.tuples(
        st.sampled_from(["freeze", "freeze_released", "restoration", "lapse_unpaid_fee", "abandonment"]),
        st.dates(date(2009, 9, 1), date(2030, 1, 1)),
    ),
    max_size=3,
)


@given(years, happenings, st.sampled_from([0, 300, 800]), st.dates(date(2010, 1, 1), date(2030, 1, 1)))
@settings(max_examples=150)
def test_a_fee_is_lost_only_where_the_right_is_and_a_right_only_for_a_lost_fee(listed, events, added, day):
    filed, granted = date(2006, 4, 10), date(2009, 9, 1)
    bounds = RightFacts("invention", filed, granted, compensation_days=added)
    fees = tuple(
        FeeYear(year, due := nominal_due_date(filed, year), None if late is None else due + timedelta(days=late))
        for year, late in listed
        if year <= last_fee_year(bounds)
    )
    told = tuple(Event(kind, on) for kind, on in events)
    facts = RightFacts("invention", filed, granted, compensation_days=added, events=told, fees=fees)
    found = legal(facts, day, day)
    states = {line.bill.year: line.state for line in fee_plan(_terms(facts), fees, day, found).lines}
    if found.state in LIVES:
        assert "lost" not in states.values()
    if found.state == "presumed_lapsed":
        assert {"lost", "paid_too_late"} & set(states.values())
    if found.state == "in_force_grace":
        assert {"overdue", "paid_too_late"} & set(states.values())
    if "overdue" in states.values() and not {"lost", "paid_too_late"} & set(states.values()):
        assert found.state in LIVES

"""Is a right in force on a day: both readings, by the cases of the rulebook and by rules that hold for every right."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiangxian.engines.lifecycle.answer import status_answer
from qiangxian.engines.lifecycle.facts import (
    Event,
    FeeYear,
    RightFacts,
    read_facts,
)
from qiangxian.engines.lifecycle.status import FLAGS, grace_end, is_in_force, legal, statistical, status
from qiangxian.engines.lifecycle.terms import expiry_date, mark_grace_end, patent_term
from qiangxian.kernel import rulebook
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.calendar import add_months
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.words import PATENT_TYPES, EventType, RightType

VECTORS = rulebook.entries("lifecycle", "status_vectors", division=None)
DAY = timedelta(days=1)


@pytest.mark.parametrize("reading", ["statistical", "legal"])
@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["case"])
def test_a_right_on_a_day(vector, reading):
    facts, as_of, expected = read_facts(vector["right"]), AsOf(vector["day"], vector["known"]), vector[reading]
    found = status(facts, as_of, reading)
    assert (found.state, found.since) == (expected["state"], expected["since"])
    assert found.flags == expected.get("flags", ()) and set(found.flags) <= FLAGS
    assert is_in_force(facts, as_of, reading) is expected["counts"]
    assert found.because or found.state == "not_granted"


near = st.dates(date(2019, 1, 1), date(2028, 1, 1))
events = st.builds(
    lambda kind, day, late: Event(kind, day, None if late is None else day + late * DAY),
    st.sampled_from(sorted(EventType.values)), near, st.none() | st.integers(0, 500),
)  # fmt: skip
rights = st.builds(
    RightFacts,
    type=st.sampled_from(RightType.values),
    filing_date=st.none() | st.dates(date(2009, 1, 1), date(2021, 1, 1)),
    grant_date=st.none() | near,
    registration_date=st.none() | st.dates(date(2009, 1, 1), date(2021, 1, 1)),
    compensation_days=st.integers(0, 300),
    printed_expiry=st.none() | near,
    woody=st.none() | st.booleans(),
    events=st.lists(events, max_size=7).map(tuple),
    fees=st.lists(st.builds(FeeYear, st.integers(2, 20), near, st.none() | near, st.none() | near), max_size=3).map(
        tuple
    ),
)


@given(rights, near, near, st.randoms(use_true_random=False))
def test_the_order_of_events_never_changes_the_status(facts, day, known, random):
    events, fees = list(facts.events), list(facts.fees)
    random.shuffle(events)
    random.shuffle(fees)
    shuffled = replace(facts, events=tuple(events), fees=tuple(fees))
    for reading in ("statistical", "legal"):
        assert status(shuffled, AsOf(day, known), reading) == status(facts, AsOf(day, known), reading)


@given(rights, near, near)
def test_the_statistical_reading_is_the_legal_one_with_the_knowledge_of_the_day(facts, day, later):
    assert statistical(facts, day, max(day, later)) == legal(facts, day, day)


@given(rights, near, near, events)
def test_what_becomes_known_later_changes_nothing_before(facts, day, known, event):
    unknown_yet = replace(event, announced_date=known + DAY)
    assert legal(replace(facts, events=(*facts.events, unknown_yet)), day, known) == legal(facts, day, known)


@given(rights, near, near, st.sampled_from(["statistical", "legal"]))
def test_in_force_is_the_condition_on_sets_that_the_docstring_states(facts, day, known, reading):
    assert is_in_force(facts, AsOf(day, known), reading) is _condition(facts, day, known, reading)


def _condition(facts, day, asked, reading):
    """The five clauses of the docstring of `status`, written down a second time without the engine's steps."""
    known = min(day, asked) if reading == "statistical" else asked
    seen = [event for event in facts.events if event.known_date <= known]

    def of(*types):
        return [event.effective_date for event in seen if event.type in types]

    start = facts.grant_date or facts.registration_date or min(of("grant", "registration"), default=None)
    if start is None or start > day or start > known:
        return False
    healed = of("restoration")
    if any(day_ <= known and not any(r >= day_ for r in healed) for day_ in of("invalidation_full")):
        return False
    endings = of("lapse_unpaid_fee", "abandonment", "cancellation", "expiry")
    if any(day_ <= day and not any(r >= day_ for r in healed) for day_ in endings):
        return False
    expiry = expiry_date(facts, renewed=of("renewal"))
    if (
        expiry is not None
        and day >= expiry
        and not (facts.type.endswith("mark") and day <= mark_grace_end(expiry - DAY))
    ):
        return False
    switches = [
        (e.effective_date, e.type == "freeze_released")
        for e in seen
        if e.type in {"freeze", "freeze_released"} and e.effective_date <= day
    ]
    if reading == "statistical" or facts.type not in PATENT_TYPES or (switches and not max(switches)[1]):
        return True
    return not any(
        day > grace_end(fee.due_date)
        and _is_owed(facts, fee, start)
        and (fee.paid_on or fee.known_date is None or fee.known_date <= known)
        and not (fee.paid_on and fee.paid_on <= min(known, grace_end(fee.due_date)))
        and not any(r >= fee.due_date for r in healed)
        for fee in facts.fees
    )


def _is_owed(facts, fee, granted):
    """The year begins after the grant and before the term ends."""
    if facts.filing_date is None:
        return True
    begins = add_months(facts.filing_date, 12 * (fee.year - 1))
    return granted < begins < patent_term(facts.type, facts.filing_date).terminated_on


def test_the_answer_has_the_shape_of_the_interface():
    facts = read_facts({
        "type": "invention", "filing_date": "2019-04-10", "grant_date": "2021-06-01",
        "events": [{"type": "lapse_unpaid_fee", "effective_date": "2026-04-10", "announced_date": "2027-02-26", "source": "公报"}],
        "fees": [{"year": 8, "due_date": "2026-04-10", "paid_on": None}],
    })  # fmt: skip
    answer = status_answer(facts, AsOf(date(2026, 6, 30), date(2027, 3, 1)), "201910000001.X")
    assert answer["legal"] == {
        "state": "lapsed", "since": date(2026, 4, 10),
        "because": [{"event": "lapse_unpaid_fee", "effective_date": date(2026, 4, 10), "announced_date": date(2027, 2, 26), "source": "公报"}],
    }  # fmt: skip
    assert answer["statistical"]["state"] == "in_force_grace"
    assert (answer["flags"], answer["expiry_date"]) == ([], date(2039, 4, 10))


@pytest.mark.parametrize(
    ("document", "column"),
    [
        ({"type": "patent"}, "type"),
        ({"type": "design", "filed": "2020-01-01"}, "filed"),
        ({"type": "design", "filing_date": "2020-02-30"}, "filing_date"),
        ({"type": "design", "filing_date": 20200101}, "filing_date"),
        ({"type": "design", "events": [{"type": "sale"}]}, "events.type"),
        ({"type": "design", "events": [{"type": "pledge"}]}, "events.effective_date"),
        ({"type": "design", "fees": [{"year": 3}]}, "fees"),
        ({"type": "design", "fees": [{"due_date": "2020-01-01"}]}, "fees"),
        (
            {
                "type": "design",
                "events": [{"type": "licence_recorded", "effective_date": "2020-01-01", "kind": "free"}],
            },
            "events.kind",
        ),
        ({"type": "design", "compensation_days": -1}, "compensation_days"),
        (
            {
                "type": "design",
                "events": [{"type": "pledge", "effective_date": "2024-01-01", "anounced_date": "2024-01-02"}],
            },
            "events.anounced_date",
        ),
        ({"type": "design", "fees": [{"year": 3, "due_date": "2020-01-01", "payed_on": None}]}, "fees.payed_on"),
        ({"type": "design", "fees": [{"year": 10**9, "due_date": "2020-01-01"}]}, "fees.year"),
        ({"type": "design", "events": {"type": "pledge"}}, "events"),
        ({"type": "design", "events": ["pledge"]}, "events"),
        ({"type": "plant_variety", "woody": "yes"}, "woody"),
    ],
)
def test_facts_that_cannot_be_read_are_refused_by_name(document, column):
    with pytest.raises(Refused) as refusal:
        read_facts(document)
    assert refusal.value.column == column
    assert refusal.value.remedy

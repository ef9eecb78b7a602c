"""Counting in the database and as points of many days must agree with the law engine, right by right, over any history of
events and fees and any pairs of days."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from qiangxian.contexts.registers.records.models import Record
from qiangxian.contexts.registers.records.points import revision
from qiangxian.contexts.registers.rights.in_force import days as by_days
from qiangxian.contexts.registers.rights.in_force.conditions import ever_granted, in_force, on_day
from qiangxian.contexts.registers.rights.lifecycle_facts import expiry_of, right_facts
from qiangxian.contexts.registers.rights.models import AnnualFee, LegalEvent, NonNormalFiling, Right
from qiangxian.engines.lifecycle.status import counted_states, is_in_force, legal
from qiangxian.engines.metrics.measures import Question
from qiangxian.kernel.asof import AsOf
from tests.conftest import AT, WUGANG
from tests.contexts.builders import right, written

pytestmark = pytest.mark.django_db

TYPES = (
    "invention", "utility_model", "design", "trademark", "geographical_indication", "plant_variety", "layout",
    "madrid_mark",
)  # fmt: skip
KINDS = (
    "lapse_unpaid_fee", "restoration", "abandonment", "cancellation", "expiry", "invalidation_full", "renewal",
    "invalidation_partial", "transfer", "pledge", "freeze", "freeze_released",
)  # fmt: skip
FIRST = date(2008, 1, 1)
days = st.dates(FIRST, date(2027, 12, 31))
events = st.tuples(st.sampled_from(KINDS), days, st.none() | st.integers(0, 900))
fees = st.tuples(st.integers(2, 9), days, st.none() | st.integers(-60, 300), st.integers(-30, 400))
histories = st.fixed_dictionaries(
    {
        "type": st.sampled_from(TYPES),
        "filed": st.none() | days,
        "granted": st.none() | days,
        "registered": st.none() | days,
        "granted_by_event": st.none() | days,
        "compensation": st.sampled_from([0, 0, 0, 90]),
        "events": st.lists(events, max_size=5),
        "fees": st.lists(fees, max_size=2, unique_by=lambda fee: fee[0]),
    }
)


def iso(day):
    return day.isoformat() if day else None


def recorded(number, history):
    """The history as rows; a grant that only an event tells is announced on its own day."""
    record = right(
        f"20150000{number:05}",
        type=history["type"],
        filed=iso(history["filed"]),
        granted=iso(history["granted"]),
        registered=iso(history["registered"]),
        compensation_days=history["compensation"],
    )
    if history["granted_by_event"]:
        day = history["granted_by_event"]
        written(LegalEvent, record, type="grant", effective_date=day, announced_date=day, known_date=day)
    for kind, effective, delay in history["events"]:
        announced = None if delay is None else effective + timedelta(days=delay)
        known = announced or effective
        written(LegalEvent, record, type=kind, effective_date=effective, announced_date=announced, known_date=known)
    for year, due, paid_after, told_after in history.get("fees", ()):
        paid = None if paid_after is None else due + timedelta(days=paid_after)
        written(AnnualFee, record, year=year, due_date=due, paid_on=paid, known_date=due + timedelta(days=told_after))
    row = Right.objects.get(record=record)
    row.expiry_date = expiry_of(row, LegalEvent.objects.filter(record=record))
    row.save()
    return row


@given(st.lists(histories, min_size=1, max_size=6), st.lists(st.tuples(days, days), min_size=1, max_size=4))
@settings(max_examples=60)
def test_the_sets_and_the_points_are_those_the_law_engine_finds_one_by_one(found, asked):
    with transaction.atomic():
        rows = [recorded(number, history) for number, history in enumerate(found)]
        asked = [AsOf(effective, known) for effective, known in asked]
        together = Question(WUGANG, tuple(asked), {}, revision(WUGANG).number)
        for place, as_of in enumerate(asked):
            effective, known, question = as_of.effective, as_of.known, on_day(WUGANG, as_of)
            counted = set(in_force(question).values_list("pk", flat=True))
            granted = set(ever_granted(question).values_list("pk", flat=True))
            for row in rows:
                events, fees = LegalEvent.objects.filter(record=row.record), AnnualFee.objects.filter(record=row.record)
                facts = right_facts(row, events, fees)
                state = legal(facts, effective, known).state
                reading = "statistical" if known <= effective else "legal"
                is_counted = state in counted_states(reading, effective)
                is_granted = state not in {"not_granted", "closed", "never_existed"}
                assert (row.pk in counted) is is_counted, (state, facts)
                assert (row.pk in granted) is is_granted, (state, facts)
                for days, holds in ((by_days.in_force, is_counted), (by_days.granted, is_granted)):
                    assert bool(days(question, row.type).get(row.record_id, 0)) is holds, (state, facts)
                    assert bool(days(together, row.type).get(row.record_id, 0) >> place & 1) is holds, (state, facts)
                if known <= effective:
                    assert (row.pk in counted) is is_in_force(facts, as_of, "statistical")
        transaction.set_rollback(True)


PATENT = {"type": "invention", "filed": date(2015, 1, 5), "granted": date(2017, 1, 5), "registered": None,
          "granted_by_event": None, "compensation": 0, "events": []}  # fmt: skip


def counted(effective, known=None, types=("invention",)):
    question = on_day(WUGANG, AsOf.on(effective, known))
    in_sets = tuple(state(question).filter(type__in=types).count() for state in (in_force, ever_granted))
    as_points = tuple(sum(len(state(question, one)) for one in types) for state in (by_days.in_force, by_days.granted))
    assert in_sets == as_points
    return in_sets


def test_an_unpaid_fee_stays_in_the_official_figure_and_leaves_the_legal_one():
    row = recorded(1, PATENT)
    fee = written(AnnualFee, row.record, year=7, due_date=date(2021, 1, 5), known_date=date(2021, 1, 5))
    day, later = date(2023, 1, 1), date(2023, 3, 1)
    assert legal(right_facts(row, (), [fee]), day, later).state == "presumed_lapsed"
    assert counted(day) == (1, 1)
    assert counted(day, later) == (0, 1)
    assert counted(date(2021, 7, 5), later) == (1, 1), "the last day of the grace"
    assert counted(date(2021, 7, 6), later) == (0, 1)


def test_a_freeze_keeps_the_right_and_a_payment_within_the_grace_settles_the_fee():
    row = recorded(1, PATENT)
    written(AnnualFee, row.record, year=7, due_date=date(2021, 1, 5), known_date=date(2021, 1, 5))
    paid = recorded(2, PATENT)
    late = date(2021, 7, 5)
    written(AnnualFee, paid.record, year=7, due_date=date(2021, 1, 5), paid_on=late, known_date=date(2021, 1, 5))
    assert counted(date(2023, 1, 1), date(2023, 3, 1)) == (1, 2)
    frozen = {"type": "freeze", "effective_date": date(2021, 3, 1), "known_date": date(2021, 3, 1)}
    written(LegalEvent, row.record, **frozen)
    assert counted(date(2023, 1, 1), date(2023, 3, 1)) == (2, 2)


def test_a_filing_found_non_normal_counts_nowhere_until_it_is_reinstated():
    row = recorded(1, PATENT)
    recorded(2, PATENT)
    facts = {
        "number": row.number,
        "right": row.record,
        "listed_date": date(2022, 3, 1),
        "known_date": date(2022, 4, 1),
        "reinstated_date": date(2023, 5, 1),
        "reinstated_known_date": date(2023, 6, 1),
    }
    record = Record.objects.create(kind="non_normal", division_code=WUGANG, created_at=AT)
    written(NonNormalFiling, record, **facts)
    assert counted(date(2022, 3, 31)) == (2, 2), "nobody knew yet"
    assert counted(date(2022, 3, 31), date(2022, 4, 1)) == (1, 1)
    assert counted(date(2023, 5, 15)) == (1, 1)
    assert counted(date(2023, 5, 15), date(2023, 6, 1)) == (2, 2)


def test_a_list_that_names_only_the_number_takes_the_right_out_too():
    row = recorded(1, PATENT)
    record = Record.objects.create(kind="non_normal", division_code=WUGANG, created_at=AT)
    written(NonNormalFiling, record, number=row.number, listed_date=date(2022, 3, 1), known_date=date(2022, 3, 1))
    assert counted(date(2022, 3, 1)) == (0, 0)

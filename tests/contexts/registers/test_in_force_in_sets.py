"""Counting in the database must agree with the law engine, right by right, over any history of events."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qiangxian.contexts.registers.lifecycle_facts import expiry_of, right_facts
from qiangxian.contexts.registers.measures.counting import revision
from qiangxian.contexts.registers.measures.rights import LISTED, ever_granted, in_force
from qiangxian.contexts.registers.models import AnnualFee, LegalEvent, Right
from qiangxian.engines.lifecycle.status import legal, statistical
from qiangxian.engines.metrics.measures import Question
from qiangxian.kernel.asof import AsOf
from tests.conftest import WUGANG
from tests.contexts.builders import right, written

pytestmark = pytest.mark.django_db

TYPES = ("invention", "utility_model", "design", "trademark", "geographical_indication", "plant_variety", "layout")
KINDS = (
    "lapse_unpaid_fee", "restoration", "abandonment", "cancellation", "expiry", "invalidation_full", "renewal",
    "invalidation_partial", "transfer", "pledge",
)  # fmt: skip
FIRST = date(2008, 1, 1)
days = st.dates(FIRST, date(2027, 12, 31))
events = st.tuples(st.sampled_from(KINDS), days, st.none() | st.integers(0, 900))
histories = st.fixed_dictionaries(
    {
        "type": st.sampled_from(TYPES),
        "filed": st.none() | days,
        "granted": st.none() | days,
        "registered": st.none() | days,
        "granted_by_event": st.none() | days,
        "compensation": st.sampled_from([0, 0, 0, 90]),
        "events": st.lists(events, max_size=5),
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
    row = Right.objects.get(record=record)
    row.expiry_date = expiry_of(row, LegalEvent.objects.filter(record=record))
    row.save()
    return row


@given(st.lists(histories, min_size=1, max_size=6), days, days)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_sets_are_those_the_law_engine_finds_one_by_one(found, effective, known):
    with transaction.atomic():
        rows = [recorded(number, history) for number, history in enumerate(found)]
        as_of = AsOf(effective, known)
        question = Question(WUGANG, as_of, None, {"types": list(TYPES)}, revision(WUGANG).number)
        counted = set(in_force(question).values_list("pk", flat=True))
        granted = set(ever_granted(question).values_list("pk", flat=True))
        for row in rows:
            facts = right_facts(row, LegalEvent.objects.filter(record=row.record))
            state = legal(facts, effective, known).state
            assert (row.pk in counted) is (state in LISTED), (state, facts)
            assert (row.pk in granted) is (state not in {"not_granted", "closed", "never_existed"}), (state, facts)
            if known <= effective:
                assert (row.pk in counted) is (statistical(facts, effective, known).state in LISTED)
        transaction.set_rollback(True)


def test_an_unpaid_fee_alone_takes_nothing_out_of_the_official_figure():
    row = recorded(1, {"type": "invention", "filed": date(2015, 1, 5), "granted": date(2017, 1, 5), "registered": None,
                       "granted_by_event": None, "compensation": 0, "events": []})  # fmt: skip
    fee = written(AnnualFee, row.record, year=7, due_date=date(2021, 1, 5), known_date=date(2021, 1, 5))
    as_of = AsOf.on(date(2023, 1, 1))
    assert legal(right_facts(row, (), [fee]), as_of.effective, as_of.known).state == "presumed_lapsed"
    question = Question(WUGANG, as_of, None, {"types": ["invention"]}, revision(WUGANG).number)
    assert in_force(question).count() == 1

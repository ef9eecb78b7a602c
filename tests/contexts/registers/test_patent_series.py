"""Counting many days in one pass gives what counting each day gives, over any history."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qiangxian.contexts.registers.portfolio.measures.enterprises import with_granted_patents
from qiangxian.contexts.registers.records.counting import revision
from qiangxian.contexts.registers.rights.measures.patent_series import with_granted_patents_on
from qiangxian.contexts.registers.rights.models import Holding, LegalEvent
from qiangxian.engines.metrics.definitions import LIBRARY
from qiangxian.engines.metrics.measures import Question
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.period import Period
from tests.conftest import NEIGHBOUR, WUGANG
from tests.contexts.builders import enterprise, moved, reported_through, right, written

pytestmark = pytest.mark.django_db

DAYS = [month.last_day for month in Period.parse("2020-01:2020-12").months()]
I33 = LIBRARY.definition("I33", on=DAYS[0], division=WUGANG)
days = st.dates(date(2019, 6, 1), date(2022, 6, 1))
maybe = st.none() | days
spans = st.fixed_dictionaries({"valid_from": maybe, "known_from": maybe, "valid_to": maybe, "known_to": maybe})
events = st.tuples(
    st.sampled_from(["invalidation_full", "restoration", "grant", "abandonment"]), days, st.integers(0, 400)
)
patents = st.fixed_dictionaries(
    {
        "granted": maybe,
        "registered": maybe,
        "holders": st.lists(st.tuples(st.integers(0, 1), spans), max_size=3),
        "events": st.lists(events, max_size=3),
    }
)
enterprises = st.fixed_dictionaries(
    {"established_date": maybe, "closed_date": maybe, "closed_known_date": maybe, "moved": maybe, "told": maybe}
)


def questions(**chosen):
    arguments = I33.arguments(I33.settle({"min_patents": 1, **chosen}))
    at = revision(WUGANG).number
    return [Question(WUGANG, AsOf.on(day), None, arguments, at) for day in DAYS]


def iso(day):
    return day.isoformat() if day else None


@pytest.mark.any_database
@given(
    st.lists(enterprises, min_size=2, max_size=2),
    st.lists(patents, max_size=5),
    st.integers(1, 2),
    st.sampled_from(["ever_granted", "in_force"]),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_one_pass_gives_what_day_by_day_gives(bodies, rights, least, state):
    with transaction.atomic():
        reported_through("2020-06-30")
        owners = []
        for place, facts in enumerate(bodies):
            told = {key: facts[key] for key in ("established_date", "closed_date", "closed_known_date")}
            owners.append(enterprise(f"厂{place}", f"91410481MA40{place:06}", since="2019-06-01", **told))
            if facts["moved"]:
                moved(owners[-1], iso(facts["moved"]), NEIGHBOUR, iso(facts["told"]))
        for number, facts in enumerate(rights):
            record = right(f"20150000{number:05}", granted=iso(facts["granted"]), registered=iso(facts["registered"]))
            for owner, span in facts["holders"]:
                name = f"厂{owner}"
                written(
                    Holding,
                    record,
                    holder=owners[owner],
                    holder_name=name,
                    folded_name=name,
                    match_state="matched",
                    **span,
                )
            for kind, effective, delay in facts["events"]:
                known = effective + timedelta(days=delay)
                written(LegalEvent, record, type=kind, effective_date=effective, announced_date=known, known_date=known)
        asked = questions(min_patents=least, state=state)
        swept = with_granted_patents_on(asked)
        for question, found in zip(asked, swept, strict=True):
            alone = with_granted_patents(question)
            assert (found.value, found.completeness) == (alone.value, alone.completeness)
        transaction.set_rollback(True)


def test_readings_and_days_it_cannot_answer_are_left_to_the_measure():
    assert with_granted_patents_on(questions(holder="first_named")) is None
    late = [
        Question(WUGANG, AsOf(day, date(2026, 1, 1)), None, one.filters, one.recorded)
        for day, one in zip(DAYS, questions(), strict=True)
    ]
    assert with_granted_patents_on(late) is None


def test_nothing_declared_is_missing_on_every_day():
    assert {(one.value, one.completeness) for one in with_granted_patents_on(questions())} == {(None, "missing")}

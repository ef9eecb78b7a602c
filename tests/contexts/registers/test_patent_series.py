"""Counting many days at once gives what counting each day and what one question to the database gives, over any history."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from hypothesis import given, settings
from hypothesis import strategies as st

from qiangxian.contexts.registers.enterprises.models import Domicile, Enterprise
from qiangxian.contexts.registers.portfolio.measures import with_granted_patents
from qiangxian.contexts.registers.records.conditions import not_happened, recorded
from qiangxian.contexts.registers.records.points import revision
from qiangxian.contexts.registers.records.validity import INTERVAL
from qiangxian.contexts.registers.rights.in_force.conditions import ever_granted, in_force, on_day
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
        "holders": st.lists(st.tuples(st.integers(0, 1), st.integers(1, 2), spans), max_size=3),
        "events": st.lists(events, max_size=3),
    }
)
enterprises = st.fixed_dictionaries(
    {"established_date": maybe, "closed_date": maybe, "closed_known_date": maybe, "moved": maybe, "told": maybe}
)


def question(asked, **chosen):
    arguments = I33.arguments(I33.settle({"min_patents": 1, **chosen}))
    return Question(WUGANG, tuple(asked), arguments, revision(WUGANG).number)


def in_sets(as_of, least, state, holder):
    """The same figure as one question to the database."""
    stands = on_day(WUGANG, as_of)
    rights = (ever_granted if state == "ever_granted" else in_force)(stands).filter(type="invention")
    here = Domicile.objects.filter(recorded(), INTERVAL.holds(as_of), area_code=WUGANG)
    at_work = Enterprise.objects.filter(
        Q(established_date__isnull=True) | Q(established_date__lte=as_of.effective),
        recorded(),
        not_happened("closed_date", "closed_known_date", as_of),
        record_id__in=here.values("record_id"),
    )
    held = Holding.objects.filter(recorded(), INTERVAL.holds(as_of))
    if holder == "first_named":
        before = held.filter(record_id=OuterRef("record_id"), rank__lt=OuterRef("rank"))
        same = held.filter(record_id=OuterRef("record_id"), rank=OuterRef("rank"), holder_id__lt=OuterRef("holder_id"))
        of_county = same.filter(holder_id__in=here.values("record_id"))
        held = held.filter(~Exists(before), ~Exists(of_county), holder_id__in=here.values("record_id"))
    held = held.filter(holder_id__in=at_work.values("record_id"), record_id__in=rights.values("record_id"))
    numbers = held.order_by().values("holder_id").annotate(patents=Count("record_id", distinct=True))
    return numbers.filter(patents__gte=least).count()


def iso(day):
    return day.isoformat() if day else None


@pytest.mark.any_database
@given(
    st.lists(enterprises, min_size=2, max_size=2),
    st.lists(patents, max_size=5),
    st.integers(1, 2),
    st.sampled_from(["ever_granted", "in_force"]),
    st.sampled_from(["every", "first_named"]),
    st.lists(st.tuples(days, days), max_size=3),
)
@settings(max_examples=40)
def test_many_days_give_what_each_day_and_the_database_give(bodies, rights, least, state, holder, pairs):
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
            for owner, rank, span in facts["holders"]:
                name = f"厂{owner}"
                written(
                    Holding,
                    record,
                    holder=owners[owner],
                    holder_name=name,
                    folded_name=name,
                    match_state="matched",
                    rank=rank,
                    **span,
                )
            for kind, effective, delay in facts["events"]:
                known = effective + timedelta(days=delay)
                written(LegalEvent, record, type=kind, effective_date=effective, announced_date=known, known_date=known)
        days = [AsOf.on(day) for day in DAYS] + [AsOf(*pair) for pair in pairs]
        together = with_granted_patents(question(days, min_patents=least, state=state, holder=holder)).values
        for as_of, found in zip(days, together, strict=True):
            [alone] = with_granted_patents(question([as_of], min_patents=least, state=state, holder=holder)).values
            assert found == alone
            assert found.value == in_sets(as_of, least, state, holder), as_of
        transaction.set_rollback(True)


def test_nothing_declared_is_missing_on_every_day():
    answer = with_granted_patents(question(AsOf.on(day) for day in DAYS))
    assert {(one.value, one.completeness) for one in answer.values} == {(None, "missing")}

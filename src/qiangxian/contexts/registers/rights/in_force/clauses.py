"""The clauses of the law's engine (`engines/lifecycle/status`), each as a condition on the rights of one day and as days by right.

The many rights to which nothing happened are decided by the days of their own row; only the few with events go through what
happened to them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache, partial
from itertools import pairwise
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from qiangxian.engines.lifecycle.facts import ENDING, STARTING, RightFacts
from qiangxian.engines.lifecycle.status import counted_states, legal
from qiangxian.engines.lifecycle.terms import MARK_TYPES, expiry_date, first_listed_expiry
from qiangxian.engines.metrics.days import Days, Until
from qiangxian.engines.metrics.measures import Question
from qiangxian.kernel.asof import AsOf

from ...records.conditions import recorded
from ...records.points import iso, union, with_days
from ...records.validity import LISTED
from ...types import PATENT_TYPES, EventType
from ..lifecycle_facts import right_facts
from ..models import AnnualFee, LegalEvent, NonNormalFiling
from .rows import DaysByRight, event_days, events, of_type, rights

_DAY = timedelta(days=1)
ANNULLING = (EventType.INVALIDATION_FULL,)
UNPAID = frozenset({"in_force_grace", "presumed_lapsed"})
MARK_DAYS = ("registration_date", "grant_date", "printed_expiry")


# -- begun (clause 1) ----------------------------------------------------------------------------------------------------


def begun(question: Question) -> Q:
    """Granted or registered by the day, and known to be."""
    cut = min(question.as_of.effective, question.as_of.known)
    undated = Q(grant_date__isnull=True, registration_date__isnull=True)
    starting = events(question, STARTING).filter(record_id=OuterRef("record_id"), known_date__lte=question.as_of.known)
    return (
        Q(grant_date__lte=cut)
        | Q(grant_date__isnull=True, registration_date__lte=cut)
        | Q(undated, Exists(starting.filter(effective_date__lte=cut)))
    )


def begun_days(question: Question, right_type: str) -> DaysByRight:
    """Rights with the days from which they are granted and known to be."""

    def work() -> DaysByRight:
        since, starts = question.moments.both, starting_days(question, right_type)
        dated = {record: since[begins] for record, row in rights(question, right_type).items() if (begins := row[4])}
        return dated | {record: union(since_event(question, *days) for days in one) for record, one in starts.items()}

    return question.once(("begun", right_type), work)


def since_event(question: Question, effective: str, known: str) -> Days:
    """From an event that grants on: neither before it took effect nor before it is known, with the knowledge of any day."""
    return question.moments.both[effective] & question.moments.since(effective, known)


def starting_days(question: Question, right_type: str) -> Mapping[int, Sequence[tuple[str, str]]]:
    """Of rights without a day of their own the grants and registrations only an event tells: effective and known day."""

    def work() -> dict[int, list[tuple[str, str]]]:
        undated = [record for record, row in rights(question, right_type).items() if not row[4]]
        starts: dict[int, list[tuple[str, str]]] = defaultdict(list)
        for record, effective, known in event_days(question, STARTING, undated) if undated else ():
            starts[record].append((effective, known))
        return dict(starts)

    return question.once(("starting", right_type), work)


# -- annulled and ended (clauses 2 and 3) --------------------------------------------------------------------------------


def annulled(question: Question) -> Q:
    """Fully invalidated: the right never existed, whatever the day asked for."""
    return _out(question, ANNULLING, question.as_of.known)


def ended(question: Question) -> Q:
    """Ended by the day, and no known restoration healed it."""
    return _out(question, ENDING, question.as_of.effective)


def _out(question: Question, types: Iterable[str], by: date) -> Q:
    known = question.as_of.known
    healing = events(question, {EventType.RESTORATION}).filter(
        record_id=OuterRef("record_id"), effective_date__gte=OuterRef("effective_date"), known_date__lte=known
    )
    lasting = events(question, types).filter(~Exists(healing), effective_date__lte=by, known_date__lte=known)
    return Q(record_id__in=lasting.filter(division_code=question.division).values("record_id"))


def out_days(question: Question, endings: Sequence[str] = ()) -> DaysByRight:
    """By right the days on which one of these events stood, not yet healed, or a filing was on the non-normal list."""

    def work() -> DaysByRight:
        out = dict(_non_normal_days(question))
        for ending in endings:
            for record, days in question.once(("ended", ending), partial(_ended_days, question, ending)):
                out[record] = out.get(record, 0) | days
        return out

    return question.once(("out", tuple(endings)), work)


def _ended_days(question: Question, ending: str) -> list[tuple[int, Days]]:
    """An ending stands from the day it holds and is known until a restoration of its day or later becomes known. A full
    invalidation stands as soon as it is known."""
    moments, always = question.moments, ending in ANNULLING
    healing = question.once("healing", lambda: _healing(question))
    out = []
    for record, effective, known in event_days(question, [ending]):
        healed = [heard for day, heard in healing.get(record, ()) if day >= effective]
        began = moments.known[max(effective, known)] if always else moments.since(effective, known)
        out.append((record, began & ~moments.known[min(healed)] if healed else began))
    return out


def _healing(question: Question) -> dict[int, list[tuple[str, str]]]:
    restored: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for record, effective, known in event_days(question, [EventType.RESTORATION]):
        restored[record].append((effective, known))
    return restored


# -- non-normal filings: in no count -------------------------------------------------------------------------------------


def regular(question: Question) -> Q:
    """Without those that a filing on the non-normal list takes out of every count, matched or named by number."""
    filings = _filings(question).filter(LISTED.holds(question.as_of))
    matched = filings.filter(right__isnull=False)
    return ~Q(record_id__in=matched.values("right_id")) & ~Q(number__in=filings.values("number"))


def _filings(question: Question) -> QuerySet[NonNormalFiling]:
    return NonNormalFiling.objects.filter(recorded(question.recorded), division_code=question.division)


def _non_normal_days(question: Question) -> DaysByRight:
    """By right the days on which a filing under its record or number was on the list."""
    return question.once("non-normal", lambda: _read_non_normal(question))


def _read_non_normal(question: Question) -> dict[int, Days]:
    filings = _filings(question)
    by_record: dict[int, Days] = defaultdict(int)
    by_number: dict[str, Days] = defaultdict(int)
    for right, number, listed in with_days(question, filings, LISTED, "right_id", "number"):
        by_number[number] |= listed
        if right:
            by_record[right] |= listed
    named = of_type(question).filter(number__in=filings.values("number"))
    for record, number in named.values_list("record_id", "number") if by_number else ():
        by_record[record] |= by_number[number]
    return dict(by_record)


# -- terms (clause 4) ----------------------------------------------------------------------------------------------------


def counted_on(as_of: AsOf) -> frozenset[str]:
    """The states that count as in force: with later knowledge those of the legal reading."""
    return counted_states("statistical" if as_of.known <= as_of.effective else "legal", as_of.effective)


def within_term(question: Question) -> Q:
    """Within the term, or within the grace of a mark. The stored term rests on every renewal recorded; marks renewed later
    than one could know are asked one by one."""
    stored = Q(expiry_date__isnull=True) | Q(expiry_date__gt=question.as_of.effective)
    for mark in sorted(MARK_TYPES):
        stored |= Q(type=mark, expiry_date__gte=first_expiry(mark, question.as_of))
    renewed = renewed_days(question)
    if not renewed:
        return stored
    return (stored & ~Q(record_id__in=list(renewed))) | Q(record_id__in=[one for one, days in renewed.items() if days])


def until_days(question: Question, right_type: str) -> Until:
    """By first day after the term the days on which a right is within it, or a mark within the grace the reading counts."""
    return question.once(("until", right_type), lambda: Until(first_expiry(right_type, day) for day in question.days))


def first_expiry(right_type: str, as_of: AsOf) -> date:
    """The earliest first day after a term with which a right still counts on the day."""
    if right_type in MARK_TYPES and "in_force_grace" in counted_on(as_of):
        return first_listed_expiry(as_of.effective)
    return as_of.effective + _DAY


def renewed_days(question: Question) -> DaysByRight:
    """Of marks whose stored term rests on a renewal not known on all days: those within the term the renewals known gave."""
    return question.once("renewed", lambda: _renewed_days(question))


def _renewed_days(question: Question) -> dict[int, Days]:
    moments = question.moments
    within: dict[int, Days] = {}
    for record, facts, renewals in _late_renewals(question):
        until = until_days(question, facts[0])
        turns = [None, *(heard for heard, _ in renewals), None]
        within[record] = 0
        for number, (first, after) in enumerate(pairwise(turns)):
            if days := moments.known[first] & (~moments.known[after] if after else moments.all):
                within[record] |= days & until[mark_expiry(*facts, renewed=tuple(on for _, on in renewals[:number]))]
    return within


def known_expiries(question: Question) -> dict[int, date | None]:
    """The first day after the term, as known on the one day asked, of marks whose stored one rests on what came later."""
    known = question.as_of.known.isoformat()
    return {
        record: mark_expiry(*facts, renewed=tuple(on for heard, on in renewals if heard <= known))
        for record, facts, renewals in _late_renewals(question)
    }


def _late_renewals(question: Question) -> Iterator[tuple[int, list[Any], list[tuple[str, str]]]]:
    """Marks with a renewal not known on all days asked: record, type and `MARK_DAYS`, and when which renewal became known."""
    first = min(day.known for day in question.days)
    late = events(question, {EventType.RENEWAL}).filter(division_code=question.division, known_date__gt=first)
    records = list(late.values_list("record_id", flat=True).distinct())
    renewals: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for record, on, heard in event_days(question, {EventType.RENEWAL}, records) if records else ():
        renewals[record].append((heard, on))
    marks = of_type(question, *MARK_TYPES).filter(record_id__in=records)
    for record, *facts in marks.values_list("record_id", "type", *iso(*MARK_DAYS)):
        yield record, facts, sorted(renewals[record])


@lru_cache(maxsize=65536)
def mark_expiry(
    right_type: str, registered: str | None, granted: str | None, printed: str | None, *, renewed: tuple[str, ...]
) -> date | None:
    """The first day after the term of a mark with renewals of these days, all given as ISO text."""
    own = [date.fromisoformat(text) if text else None for text in (registered, granted, printed)]
    facts = RightFacts(right_type, registration_date=own[0], grant_date=own[1], printed_expiry=own[2])
    return expiry_date(facts, renewed=map(date.fromisoformat, renewed))


# -- unpaid fees (clause 5) ----------------------------------------------------------------------------------------------


def unpaid_days(question: Question, right_type: str) -> DaysByRight:
    """By patent the days on which the reading does not count its state for an unpaid fee."""
    if right_type not in PATENT_TYPES:
        return {}
    return question.once(("unpaid", right_type), lambda: _unpaid_days(question, right_type))


def _unpaid_days(question: Question, right_type: str) -> dict[int, Days]:
    """Few fees are unpaid, so the law's engine is asked about their patents one by one."""
    unpaid: dict[int, Days] = defaultdict(int)
    for place, as_of in enumerate(question.days):
        if left_out := UNPAID - counted_on(as_of):
            for record, state in _states_of_debtors(question, right_type, as_of):
                unpaid[record] |= (state in left_out) << place
    return unpaid


def _states_of_debtors(question: Question, right_type: str, as_of: AsOf) -> Iterator[tuple[int, str]]:
    """The state of patents with a fee that fell due before the day and was perhaps not paid in time."""
    open_or_late = Q(paid_on__isnull=True) | Q(paid_on__gte=F("due_date")) | Q(paid_on__gt=as_of.known)
    records = AnnualFee.objects.filter(
        recorded(question.recorded), open_or_late, division_code=question.division, due_date__lte=as_of.effective
    ).values("record_id")
    befell, fees = defaultdict(list), defaultdict(list)
    for event in LegalEvent.objects.filter(recorded(question.recorded), record_id__in=records):
        befell[event.record_id].append(event)
    for fee in AnnualFee.objects.filter(recorded(question.recorded), record_id__in=records):
        fees[fee.record_id].append(fee)
    for right in of_type(question, right_type).filter(record_id__in=records):
        facts = right_facts(right, befell[right.record_id], fees[right.record_id])
        yield right.record_id, legal(facts, as_of.effective, as_of.known).state

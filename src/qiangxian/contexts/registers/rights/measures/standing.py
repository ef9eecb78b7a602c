"""On which days a right counts as granted and as in force: the clauses of `engines/lifecycle/status`, as days.

The many rights to which nothing happened are decided by the days of their own row; only the few with events go through what
happened to them. A property test holds this to the law's engine, right by right."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache, partial
from itertools import pairwise
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from qiangxian.engines.lifecycle.facts import ENDING, STARTING, RightFacts
from qiangxian.engines.lifecycle.status import counted_states, legal
from qiangxian.engines.lifecycle.terms import MARK_TYPES, expiry_date, first_listed_expiry
from qiangxian.engines.metrics.days import Days, Until
from qiangxian.engines.metrics.measures import Question
from qiangxian.kernel.asof import AsOf

from ...records.conditions import recorded
from ...records.points import columns, iso, union
from ...records.validity import LISTED
from ...types import PATENT_TYPES, EventType, RightType
from ..lifecycle_facts import right_facts
from ..models import AnnualFee, LegalEvent, NonNormalFiling, Right

_DAY = timedelta(days=1)
UNPAID = frozenset({"in_force_grace", "presumed_lapsed"})
MARK_FACTS = ("type", "registration_date", "grant_date", "printed_expiry")


RightRow = tuple[str, int, str, str, str | None, str | None]
"""Type, record, number, sub-key, grant or registration, first day after the stored term; days are ISO text. A plain tuple: there are a
hundred thousand."""
Standing = Mapping[int, Days]
"""By record of a right the days on which it is what was asked for."""


def counted_on(as_of: AsOf) -> frozenset[str]:
    """The states that count as in force: with later knowledge those of the legal reading."""
    return counted_states("statistical" if as_of.known <= as_of.effective else "legal", as_of.effective)


def rights(question: Question, right_type: str) -> Mapping[int, RightRow]:
    """The county's rights of the type by record. All types are read in one pass, for all measures of a call: no index helps
    to find what stood at a revision."""

    def work() -> Mapping[str, Mapping[int, RightRow]]:
        begins = Coalesce(*iso("grant_date", "registration_date"))
        found: dict[str, dict[int, RightRow]] = defaultdict(dict)
        rows = of_type(question).values_list("type", "record_id", "number", "sub_key", begins, *iso("expiry_date"))
        for row in rows.iterator(chunk_size=5000):
            found[row[0]][row[1]] = row
        return found

    return question.ever("rights", work).get(right_type, {})


def of_type(question: Question, *types: str) -> QuerySet[Right]:
    """Rows of the types, or of all, as recorded."""
    rows = Right.objects.filter(recorded(question.recorded), division_code=question.division)
    return rows.filter(type__in=types) if types else rows


def granted(question: Question, right_type: str) -> Standing:
    """Rights with the days on which they are granted, not fully invalidated, and no filing found non-normal."""

    def work() -> Standing:
        out = out_days(question, (EventType.INVALIDATION_FULL,))
        return {
            record: days
            for record, begun in begun_days(question, right_type).items()
            if (days := begun & ~out[record] if record in out else begun)
        }

    return question.once(("granted", right_type), work)


def in_force(question: Question, right_type: str) -> Standing:
    """Rights with the days on which they count as in force."""
    return question.once(("in force", right_type), partial(_in_force, question, right_type))


def _in_force(question: Question, right_type: str) -> Standing:
    out = out_days(question, (EventType.INVALIDATION_FULL, *ENDING))
    renewed = renewed_days(question) if right_type in MARK_TYPES else {}
    unpaid, until = unpaid_days(question, right_type), _until(question, right_type)
    rows, found = rights(question, right_type), {}
    for record, begun in begun_days(question, right_type).items():
        days = begun & (renewed[record] if record in renewed else until[rows[record][5]])
        if record in out:
            days &= ~out[record]
        if record in unpaid:
            days &= ~unpaid[record]
        if days:
            found[record] = days
    return found


def granted_within(question: Question, right_type: str) -> Standing:
    """Rights with the days in whose period they were granted (or registered)."""
    moments, rows, started = question.moments, rights(question, right_type), _started(question, right_type)
    found = {}
    for record, standing in granted(question, right_type).items():
        if begins := rows[record][4]:
            days = standing & moments.within(begins)
        else:
            on = started[record]
            days = standing & union(moments.within(day) & _since(question, day, known) for day, known in on)
        if days:
            found[record] = days
    return found


# -- begun (clause 1) ----------------------------------------------------------------------------------------------------


def begun_days(question: Question, right_type: str) -> Standing:
    """Rights with the days from which they are granted and known to be."""

    def work() -> Standing:
        since, started = question.moments.both, _started(question, right_type)
        dated = {record: since[begins] for record, row in rights(question, right_type).items() if (begins := row[4])}
        return dated | {record: union(_since(question, *days) for days in events) for record, events in started.items()}

    return question.once(("begun", right_type), work)


def _since(question: Question, effective: str, known: str) -> Days:
    """From an event that grants on: neither before it took effect nor before it is known, with the knowledge of any day."""
    return question.moments.both[effective] & question.moments.since(effective, known)


def _started(question: Question, right_type: str) -> Mapping[int, Sequence[tuple[str, str]]]:
    """Of rights without a day of their own the grants and registrations only an event tells: effective and known day."""

    def work() -> dict[int, list[tuple[str, str]]]:
        undated = [record for record, row in rights(question, right_type).items() if not row[4]]
        found: dict[int, list[tuple[str, str]]] = defaultdict(list)
        for record, effective, known in _events(question, *STARTING, records=undated) if undated else ():
            found[record].append((effective, known))
        return dict(found)

    return question.once(("started", right_type), work)


# -- out: annulled, ended, non-normal (clauses 2 and 3) ------------------------------------------------------------------


def _events(question: Question, *types: str, records: Any = None) -> Iterator[tuple[int, str, str]]:
    """Record, effective and known day of events of the county, or of these records: with a county named as well, SQLite would
    look through the county instead of the records."""
    of = {"division_code": question.division} if records is None else {"record_id__in": records}
    rows = LegalEvent.objects.filter(recorded(question.recorded), type__in=sorted(types), **of)
    return rows.values_list("record_id", *iso("effective_date", "known_date")).iterator(chunk_size=5000)


def out_days(question: Question, endings: Sequence[str] = ()) -> Mapping[int, Days]:
    """By right the days on which one of these events stood, not yet healed, or a filing was on the non-normal list."""

    def work() -> Mapping[int, Days]:
        found = dict(_non_normal_days(question))
        for ending in endings:
            for record, days in question.once(("ended", ending), partial(_ended_days, question, ending)):
                found[record] = found.get(record, 0) | days
        return found

    return question.once(("out", tuple(endings)), work)


def _ended_days(question: Question, ending: str) -> list[tuple[int, Days]]:
    """An ending stands from the day it holds and is known until a restoration of its day or later becomes known. A full
    invalidation stands as soon as it is known, whatever the day asked for: the right never existed."""
    moments, always = question.moments, ending == EventType.INVALIDATION_FULL
    healing = question.once("healing", lambda: _healing(question))
    found = []
    for record, effective, known in _events(question, ending):
        healed = [heard for day, heard in healing.get(record, ()) if day >= effective]
        began = moments.known[max(effective, known)] if always else moments.since(effective, known)
        found.append((record, began & ~moments.known[min(healed)] if healed else began))
    return found


def _healing(question: Question) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for record, effective, known in _events(question, EventType.RESTORATION):
        found[record].append((effective, known))
    return found


def _non_normal_days(question: Question) -> Mapping[int, Days]:
    """By right the days on which a filing under its record or number was on the list: it counts nowhere then."""
    return question.once("non-normal", lambda: _read_non_normal(question))


def _read_non_normal(question: Question) -> dict[int, Days]:
    moments = question.moments
    filings = NonNormalFiling.objects.filter(recorded(question.recorded), division_code=question.division)
    found: dict[int, Days] = defaultdict(int)
    named: dict[str, Days] = defaultdict(int)
    for right, number, *days in filings.values_list("right_id", "number", *iso(*columns(LISTED))):
        listed = moments.spans[tuple(days)]
        named[number] |= listed
        if right:
            found[right] |= listed
    rows = Right.objects.filter(
        recorded(question.recorded), division_code=question.division, number__in=filings.values("number")
    )
    for record, number in rows.values_list("record_id", "number") if named else ():
        found[record] |= named[number]
    return dict(found)


# -- terms (clause 4) ----------------------------------------------------------------------------------------------------


def _until(question: Question, right_type: str) -> Until:
    """By first day after the term the days on which a right is within it, or a mark within the grace the reading counts."""
    return question.once(("until", right_type), lambda: Until(first_expiry(right_type, day) for day in question.days))


def first_expiry(right_type: str, as_of: AsOf) -> date:
    """The earliest first day after a term with which a right still counts on the day."""
    if right_type == RightType.TRADEMARK and "in_force_grace" in counted_on(as_of):
        return first_listed_expiry(as_of.effective)
    return as_of.effective + _DAY


def renewed_days(question: Question) -> Mapping[int, Days]:
    """Of marks whose stored term rests on a renewal not known on all days: those within the term the renewals known gave."""
    return question.once("renewed", lambda: _renewed_days(question))


def _renewed_days(question: Question) -> dict[int, Days]:
    moments = question.moments
    late = LegalEvent.objects.filter(
        recorded(question.recorded),
        division_code=question.division,
        type=EventType.RENEWAL,
        known_date__gt=min(day.known for day in question.days),
    ).values("record_id")
    known: dict[int, list[tuple[str, date]]] = defaultdict(list)
    for record, on, heard in _events(question, EventType.RENEWAL, records=late):
        known[record].append((heard, date.fromisoformat(on)))
    found: dict[int, Days] = {}
    marks = of_type(question, *MARK_TYPES).filter(record_id__in=late)
    for record, *facts in marks.values_list("record_id", *MARK_FACTS):
        until, renewals = _until(question, facts[0]), sorted(known[record])
        turns, renewed = [None, *(heard for heard, _ in renewals), None], tuple(on for _, on in renewals)
        found[record] = 0
        for number, (first, after) in enumerate(pairwise(turns)):
            if days := moments.known[first] & (~moments.known[after] if after else moments.all):
                found[record] |= days & until[mark_expiry(*facts, renewed=renewed[:number])]
    return found


@lru_cache(maxsize=65536)
def mark_expiry(
    right_type: str, registered: date | None, granted: date | None, printed: date | None, *, renewed: tuple[date, ...]
) -> date | None:
    """The first day after the term of a mark with renewals of these days."""
    facts = RightFacts(right_type, registration_date=registered, grant_date=granted, printed_expiry=printed)
    return expiry_date(facts, renewed=renewed)


# -- unpaid fees (clause 5) ----------------------------------------------------------------------------------------------


def unpaid_days(question: Question, right_type: str) -> Mapping[int, Days]:
    """By patent the days on which the reading does not count its state for an unpaid fee."""
    if right_type not in PATENT_TYPES:
        return {}
    return question.once(("unpaid", right_type), lambda: _unpaid_days(question, right_type))


def _unpaid_days(question: Question, right_type: str) -> dict[int, Days]:
    """Few fees are unpaid, so the law's engine is asked about their patents one by one."""
    found: dict[int, Days] = defaultdict(int)
    for place, as_of in enumerate(question.days):
        if left_out := UNPAID - counted_on(as_of):
            for record, state in _states_of_debtors(question, right_type, as_of):
                found[record] |= (state in left_out) << place
    return found


def _states_of_debtors(question: Question, right_type: str, as_of: AsOf) -> Iterator[tuple[int, str]]:
    """The state of patents with a fee that fell due before the day and was perhaps not paid in time."""
    open_or_late = Q(paid_on__isnull=True) | Q(paid_on__gte=F("due_date")) | Q(paid_on__gt=as_of.known)
    records = AnnualFee.objects.filter(
        recorded(question.recorded), open_or_late, division_code=question.division, due_date__lte=as_of.effective
    ).values("record_id")
    events, fees = defaultdict(list), defaultdict(list)
    for event in LegalEvent.objects.filter(recorded(question.recorded), record_id__in=records):
        events[event.record_id].append(event)
    for fee in AnnualFee.objects.filter(recorded(question.recorded), record_id__in=records):
        fees[fee.record_id].append(fee)
    for right in of_type(question, right_type).filter(record_id__in=records):
        facts = right_facts(right, events[right.record_id], fees[right.record_id])
        yield right.record_id, legal(facts, as_of.effective, as_of.known).state

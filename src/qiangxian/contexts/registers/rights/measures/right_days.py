"""On which days each right stands, for series: the same clauses as in `rights`, answered for many days in one pass.

The many rights to which nothing happened are decided by the days of their own row; only the few with events go through
what happened to them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from qiangxian.engines.lifecycle.facts import ENDING, STARTING
from qiangxian.engines.lifecycle.status import counted_states
from qiangxian.engines.lifecycle.terms import MARK_TYPES, mark_grace_end
from qiangxian.engines.metrics.measures import Question

from ...records.conditions import recorded
from ...records.spans import Days, Line, once, told
from ...types import EventType, RightType
from ..models import LegalEvent, NonNormalFiling, Right
from .terms import MARK_FACTS, mark_expiry

_DAY = timedelta(days=1)
ALL_STATES = {"in_force", "in_force_grace", "presumed_lapsed"}

Start = tuple[int, date, date | None]
"""Record, the day from which it is granted as known, the first day after its stored term."""


def counts_every_state(line: Line) -> bool:
    """Whether the reading of each day counts all that is listed; otherwise fees matter and each day is asked alone."""
    return all(counted_states("statistical", day) >= ALL_STATES for day in line.days)


def starts_of(question: Question, right_type: str) -> Sequence[Start]:
    """Rights of the type that were ever granted, with their days; read once for all measures of a call."""
    place = ("starts", right_type, question.division, question.recorded)
    if place not in question.shared:
        question.shared[place] = _starts(question, right_type)
    return question.shared[place]  # type: ignore[no-any-return]  # the memory holds what each name promises


def _starts(question: Question, right_type: str) -> list[Start]:
    rows = Right.objects.filter(recorded(question.recorded), division_code=question.division, type=right_type)
    found, undated = [], []
    for record, granted, registered, expiry in rows.values_list(
        "record_id", "grant_date", "registration_date", "expiry_date"
    ).iterator(chunk_size=5000):
        begins = granted or registered
        if begins:
            found.append((record, begins, expiry))
        else:
            undated.append((record, expiry))
    known = _first_started(question, right_type) if undated else {}
    return found + [(record, known[record], expiry) for record, expiry in undated if record in known]


def _first_started(question: Question, right_type: str) -> dict[int, date]:
    """Rights whose grant only an event tells: the first day on which one of them both held and was known."""
    found: dict[int, date] = {}
    for record, effective, known in started_events(question, right_type):
        found[record] = min(found.get(record, date.max), max(effective, known))
    return found


def started_events(question: Question, right_type: str) -> Iterable[tuple[int, date, date]]:
    """Grant and registration events of rights without a day of their own: record, effective and known day."""
    undated = Right.objects.filter(
        recorded(question.recorded),
        division_code=question.division,
        type=right_type,
        grant_date__isnull=True,
        registration_date__isnull=True,
    )
    events = LegalEvent.objects.filter(
        recorded(question.recorded), type__in=sorted(STARTING), record_id__in=undated.values("record_id")
    )
    return events.values_list("record_id", "effective_date", "known_date")


def granted_days(question: Question, line: Line, right_type: str) -> Mapping[int, Days]:
    """By right the days on which it was granted, not fully invalidated, and no filing found non-normal."""

    def work() -> Mapping[int, Days]:
        out = out_days(question, line, (EventType.INVALIDATION_FULL,))
        return {
            record: line.since(begins) & ~out.get(record, 0) for record, begins, _ in starts_of(question, right_type)
        }

    return once(question, line, ("granted", right_type), work)


def in_force_days(question: Question, line: Line, right_type: str) -> Mapping[int, Days]:
    """By right the days on which it was listed as in force."""

    def work() -> Mapping[int, Days]:
        out = out_days(question, line, (EventType.INVALIDATION_FULL, *ENDING))
        renewed = _renewed_days(question, line) if right_type in MARK_TYPES else {}
        ends: dict[date | None, Days] = {None: line.all}
        found = {}
        for record, begins, expiry in starts_of(question, right_type):
            if expiry not in ends:
                ends[expiry] = _until(line, right_type, expiry)
            days = line.since(begins) & renewed.get(record, ends[expiry])
            found[record] = days & ~out[record] if record in out else days
        return found

    return once(question, line, ("in force", right_type), work)


def _until(line: Line, right_type: str, expiry: date | None) -> Days:
    """The days before the term, and the grace of a mark, has run out."""
    if expiry and right_type == RightType.TRADEMARK:
        return line.span(None, mark_grace_end(expiry - _DAY) + _DAY)
    return line.span(None, expiry)


def _renewed_days(question: Question, line: Line) -> dict[int, Days]:
    """For marks whose renewal became known while the days run: those within the term the renewals known then gave."""
    events = LegalEvent.objects.filter(
        recorded(question.recorded), division_code=question.division, type=EventType.RENEWAL
    )
    heard: dict[int, list[tuple[date, date]]] = defaultdict(list)
    late = events.filter(known_date__gt=line.days[0]).values("record_id")
    told = events.filter(record_id__in=late).order_by("known_date")
    for record, known, effective in told.values_list("record_id", "known_date", "effective_date"):
        heard[record].append((known, effective))
    marks = Right.objects.filter(
        recorded(question.recorded), division_code=question.division, record_id__in=late, type__in=sorted(MARK_TYPES)
    )
    found: dict[int, Days] = {}
    for record, *facts in marks.values_list("record_id", *MARK_FACTS):
        turns: list[date | None] = [None, *(known for known, _ in heard[record]), None]
        renewed = tuple(effective for _, effective in heard[record])
        found[record] = 0
        for renewals, (first, after) in enumerate(pairwise(turns)):
            if days := line.span(first, after):
                found[record] |= days & _until(line, facts[0], mark_expiry(*facts, renewed=renewed[:renewals]))
    return found


def out_days(question: Question, line: Line, endings: Sequence[str]) -> Mapping[int, Days]:
    """By right the days on which one of these events stood, not yet healed, or a filing was on the non-normal list."""

    def work() -> Mapping[int, Days]:
        found = dict(_non_normal_days(question, line))
        for record, days in _ended_days(question, line, endings):
            found[record] = found.get(record, 0) | days
        return found

    return once(question, line, ("out", tuple(endings)), work)


def _ended_days(question: Question, line: Line, endings: Sequence[str]) -> Iterable[tuple[int, Days]]:
    """An ending stands from the day it holds and is known until a restoration of its day or later becomes known."""
    events = LegalEvent.objects.filter(recorded(question.recorded), division_code=question.division)
    healing: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for record, effective, known in events.filter(type=EventType.RESTORATION).values_list(
        "record_id", "effective_date", "known_date"
    ):
        healing[record].append((effective, known))
    rows = events.filter(type__in=sorted(endings)).values_list("record_id", "effective_date", "known_date")
    for record, effective, known in rows.iterator(chunk_size=5000):
        healed = [heard for day, heard in healing.get(record, ()) if day >= effective]
        yield record, line.span(max(effective, known), min(healed, default=None))


def _non_normal_days(question: Question, line: Line) -> Mapping[int, Days]:
    def work() -> Mapping[int, Days]:
        filings = NonNormalFiling.objects.filter(recorded(question.recorded), division_code=question.division)
        named: dict[object, Days] = defaultdict(int)
        for right, number, listed, known, back, back_known in filings.values_list(
            "right_id", "number", "listed_date", "known_date", "reinstated_date", "reinstated_known_date"
        ):
            days = line.span(max(listed, known), told(back, back_known))
            named[number] |= days
            if right:
                named[right] |= days
        rights = Right.objects.filter(
            recorded(question.recorded), division_code=question.division, number__in=filings.values("number")
        )
        found = {record: days for record, days in named.items() if isinstance(record, int)}
        for record, number in rights.values_list("record_id", "number"):
            found[record] = found.get(record, 0) | named[number]
        return found

    return once(question, line, "non-normal", work)

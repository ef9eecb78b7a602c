"""Enterprises with granted patents on many days in one pass.

Where a figure is asked with the knowledge of its own day, every fact holds over one span of days: from the later of its
first and its known day to the later of its end and the day the end was known. A set of days is then a number whose bits
stand for the days asked; facts that must hold together are joined by `&`."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from qiangxian.engines.lifecycle.facts import STARTING
from qiangxian.engines.metrics.measures import PointValue, Question, sweep

from ..conditions import recorded
from ..models import Domicile, Enterprise, Holding, LegalEvent, Right
from ..types import EventType, RecordKind
from .counting import completeness

Days = int


@sweep("registers.enterprises.with_granted_patents")
def with_granted_patents_on(questions: Sequence[Question]) -> list[PointValue] | None:
    """As `with_granted_patents`, for ever granted patents of every holder and days known on the day itself."""
    first = questions[0]
    usual = first.filters["state"] == "ever_granted" and first.filters["holder"] == "every"
    if not usual or any(one.as_of.effective != one.as_of.known for one in questions):
        return None
    line = _Line(sorted({one.as_of.effective for one in questions}))
    counted = _counted(first, line)
    return [_result(one, counted[line.days.index(one.as_of.effective)]) for one in questions]


class _Line:
    """The days asked, in order, and spans upon them."""

    def __init__(self, days: Sequence[date]) -> None:
        self.days = list(days)
        self.all: Days = (1 << len(days)) - 1

    def span(self, begins: date | None, ends: date | None) -> Days:
        """From the first day on which it holds up to, not including, the day it ends; None is open."""
        first = bisect_left(self.days, begins) if begins else 0
        after = bisect_left(self.days, ends) if ends else len(self.days)
        return (self.all >> (len(self.days) - after)) & ~((1 << first) - 1) if after > first else 0


def _told(day: date | None, known: date | None) -> date | None:
    return max(day, known or day) if day else None


def _counted(question: Question, line: _Line) -> list[tuple[str, ...]]:
    """For each day the keys the measure would give."""
    enterprises, patents = _enterprises(question, line), _patents(question, line)
    held: dict[int, dict[int, Days]] = defaultdict(lambda: defaultdict(int))
    rows = Holding.objects.filter(
        recorded(question.recorded), division_code=question.division, holder__isnull=False
    ).values_list("holder_id", "record_id", "valid_from", "known_from", "valid_to", "known_to")
    for holder, record, begins, begin_known, ends, end_known in rows.iterator(chunk_size=5000):
        if holder in enterprises and record in patents:
            span = line.span(_told(begins, begin_known), _told(ends, end_known))
            held[holder or 0][record] |= span & patents[record] & enterprises[holder][1]
    least = question.filters["min_patents"]
    keys: list[list[str]] = [[] for _ in line.days]
    for holder, records in held.items():
        for place, number in enumerate(_numbers(records.values(), len(line.days))):
            if number >= least:
                keys[place].append(f"{enterprises[holder][0]} {number}")
    return [tuple(found) for found in keys]


def _numbers(spans: object, days: int) -> list[int]:
    """How many of the spans hold on each day: counted from where each begins and ends, not day by day."""
    change = [0] * (days + 1)
    for span in spans:  # type: ignore[attr-defined]  # a view of integers
        turns, begins = span ^ (span << 1), True
        while turns:
            lowest = turns & -turns
            change[lowest.bit_length() - 1] += 1 if begins else -1
            turns, begins = turns ^ lowest, not begins
    numbers, running = [], 0
    for place in range(days):
        running += change[place]
        numbers.append(running)
    return numbers


def _enterprises(question: Question, line: _Line) -> dict[int, tuple[str, Days]]:
    """By record the key and the days on which it was seated in the county and at work."""
    seats: dict[int, Days] = defaultdict(int)
    rows = Domicile.objects.filter(
        recorded(question.recorded), division_code=question.division, area_code=question.division
    )
    for record, begins, begin_known, ends, end_known in rows.values_list(
        "record_id", "valid_from", "known_from", "valid_to", "known_to"
    ):
        seats[record] |= line.span(_told(begins, begin_known), _told(ends, end_known))
    bodies = Enterprise.objects.filter(
        recorded(question.recorded), division_code=question.division, entity_kind__in=question.filters["entities"]
    )
    return {
        record: (uscc or name, seats[record] & line.span(founded, _told(closed, closed_known)))
        for record, uscc, name, founded, closed, closed_known in bodies.values_list(
            "record_id", "uscc", "name", "established_date", "closed_date", "closed_known_date"
        )
        if record in seats
    }


def _patents(question: Question, line: _Line) -> dict[int, Days]:
    """By record the days on which it was granted and not fully invalidated, as far as known."""
    events = LegalEvent.objects.filter(recorded(question.recorded), division_code=question.division)
    annulled = _annulled(events, line)
    rights = Right.objects.filter(
        recorded(question.recorded), division_code=question.division, type__in=question.filters["types"]
    )
    undated = rights.filter(grant_date__isnull=True, registration_date__isnull=True)
    starts: dict[int, date] = {}
    for record, effective, known in events.filter(
        type__in=sorted(STARTING), record_id__in=undated.values("record_id")
    ).values_list("record_id", "effective_date", "known_date"):
        starts[record] = min(starts.get(record, date.max), max(effective, known))
    found = {}
    for record, granted, registered in rights.values_list("record_id", "grant_date", "registration_date"):
        begins = granted or registered or starts.get(record)
        if begins:
            found[record] = line.span(begins, None) & ~annulled.get(record, 0)
    return found


def _annulled(events: object, line: _Line) -> dict[int, Days]:
    """By record the days on which a full invalidation stood, not yet healed by a restoration."""
    kinds = (EventType.INVALIDATION_FULL, EventType.RESTORATION)
    told: dict[int, dict[str, list[tuple[date, date]]]] = defaultdict(lambda: defaultdict(list))
    rows = events.filter(type__in=kinds).values_list("record_id", "type", "effective_date", "known_date")  # type: ignore[attr-defined]  # a query set
    for record, kind, effective, known in rows:
        told[record][kind].append((effective, known))
    found: dict[int, Days] = {}
    for record, by_kind in told.items():
        for effective, known in by_kind[EventType.INVALIDATION_FULL]:
            healed = [heard for day, heard in by_kind[EventType.RESTORATION] if day >= effective]
            span = line.span(max(effective, known), min(healed, default=None))
            found[record] = found.get(record, 0) | span
    return found


def _result(question: Question, keys: tuple[str, ...]) -> PointValue:
    state = completeness(question, (RecordKind.ENTERPRISE, RecordKind.RIGHT))
    return PointValue(None if state == "missing" else len(keys), state)

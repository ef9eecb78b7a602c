"""How the registers answer measures: a measure says what counts on which of the days asked, once for one day and for many;
value, parts, completeness, digest, records and breakdown all come from those points."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from qiangxian.engines.metrics.days import Days, Moments, Number, totals
from qiangxian.engines.metrics.measures import (
    Completeness,
    CountedRow,
    DayValue,
    MeasureAnswer,
    Point,
    Question,
    RecordedRevision,
    measure,
)

from .conditions import recorded
from .models import RegisterClock, ReportedThrough
from .validity import Validity

Rows = Callable[[Iterable[Point]], list[CountedRow]]


@dataclass(frozen=True)
class Counted:
    """What a measure found. The value of a day is the sum of its points' amounts, or what `values` says of it; on the days
    in `unsure` something that belongs to the value is not recorded. `keys` are sealed instead of those of the points. A
    figure whose points do not add up to it is not `divisible`."""

    points: Iterable[Point]
    rows: Rows
    parts: Mapping[str, Sequence[Number | None]] = field(default_factory=dict)
    values: Sequence[Number | None] | None = None
    unsure: Days = 0
    keys: Callable[[], Iterable[str]] | None = None
    divisible: bool = True


def counts(
    code: str, label: str, *registers: str
) -> Callable[[Callable[[Question], Counted]], Callable[[Question], MeasureAnswer]]:
    """Register a measure that counts facts of these registers; before any of them was declared nothing is counted."""

    def register(count: Callable[[Question], Counted]) -> Callable[[Question], MeasureAnswer]:
        def answer(question: Question) -> MeasureAnswer:
            states = completeness(question, registers)
            if set(states) == {"missing"}:
                return MeasureAnswer([DayValue(None, "missing")] * len(states))
            return _answer(question, states, count(question))

        return measure(code, label=label, registers=registers, revision=revision)(answer)

    return register


def _answer(question: Question, states: Sequence[Completeness], found: Counted) -> MeasureAnswer:
    amounts: dict[Days, Number] = defaultdict(int)
    keys: list[str] = []
    keep = keys.append
    for key, _, days, _, amount, _ in found.points:
        amounts[days] += amount
        keep(key)
    values = totals(amounts, question.moments) if found.values is None else found.values
    answers = [
        DayValue(None, state)
        if state == "missing"
        else DayValue(
            values[place],
            "partial" if found.unsure >> place & 1 else state,
            {code: numbers[place] for code, numbers in found.parts.items()},
        )
        for place, state in enumerate(states)
    ]
    if len(answers) > 1:
        return MeasureAnswer(answers)
    sealed = tuple(found.keys()) if found.keys else tuple(keys)
    return MeasureAnswer(answers, sealed, lambda: found.rows(found.points), found.points if found.divisible else None)


def split(
    points: Iterable[Point], moments: Moments, part: Callable[[Point], str], codes: Iterable[str]
) -> dict[str, list[Number]]:
    """By code how many of the points belong to that part on each day."""
    sets: dict[str, list[Days]] = {code: [] for code in codes}
    for point in points:
        if (code := part(point)) in sets:
            sets[code].append(point.days)
    return {code: totals(days, moments) for code, days in sets.items()}


def first_of_each(points: Iterable[Point]) -> list[Point]:
    """On each day only the first of those that bear the same key."""
    taken: dict[str, Days] = {}
    found = []
    for point in points:
        before = taken.get(point.key, 0)
        if days := point.days & ~before:
            taken[point.key] = before | days
            found.append(point._replace(days=days) if before else point)
    return found


def union(sets: Iterable[Days]) -> Days:
    """The days that lie in any of the sets."""
    made = 0
    for days in sets:
        made |= days
    return made


def grouped(points: Iterable[Point], name: Callable[[Point], Hashable]) -> dict[Any, Days]:
    """By name the days on which any of its points counts."""
    found: dict[Hashable, Days] = {}
    for point in points:
        place = name(point)
        found[place] = found.get(place, 0) | point.days
    return found


def iso(*names: str) -> list[Cast]:
    """Day columns as ISO text, which a hundred thousand rows give several times quicker than as days."""
    return [Cast(name, TextField()) for name in names]


def with_days(question: Question, rows: QuerySet[Any], validity: Validity, *names: Any) -> Iterator[tuple[Any, ...]]:
    """These columns of the rows that hold on any day asked, and last the days on which they do. Of one day the database leaves
    out what does not hold: so the days of a hundred thousand rows need not be read."""
    if len(question.days) == 1:
        always = question.moments.all
        for row in rows.filter(validity.holds(question.as_of)).values_list(*names).iterator(chunk_size=5000):
            yield *row, always
        return
    asked, ends = len(names), ((validity.through,) if validity.through else ())
    spans, through = question.moments.spans, question.moments.through
    for row in rows.values_list(*names, *iso(*columns(validity), *ends)).iterator(chunk_size=5000):
        days = spans[row[asked : asked + 4]]
        if days := days & through[row[-1]] if ends else days:
            yield *row[:asked], days


def days_of(question: Question, validity: Validity, row: Any) -> Days:
    """The days on which a row holds: begun and known, not past its last day, not ended as far as known."""
    span = tuple(getattr(row, name) for name in columns(validity))
    through = getattr(row, validity.through) if validity.through else None
    return question.moments.spans[span] & question.moments.through[through]


def columns(validity: Validity) -> tuple[str, ...]:
    """First day, its known day, the day it ends and its known day, as `Moments.spans` takes them."""
    return validity.begins, validity.known, validity.ends, validity.ends_known


# -- revision and completeness -------------------------------------------------------------------------------------------


def revision(division: str) -> RecordedRevision:
    """The newest revision of the county's registers. It is read before counting, and counting looks no further."""
    clock = RegisterClock.objects.filter(division_code=division).first()
    return RecordedRevision(clock.revision, clock.changed_at) if clock else RecordedRevision(0, None)


def completeness(question: Question, registers: Iterable[str]) -> list[Completeness]:
    """Missing before the first declaration of any of the registers, and of a flow whose period lies wholly past the
    earliest of their days; partial past that day."""
    declared = question.once("declared", lambda: _declared(question))
    days = [declared.get(register) for register in registers]
    if not all(days):
        return ["missing"] * len(question.days)
    through = min(day for day in days if day)
    begins = [period.start for period in question.periods] or [date.min] * len(question.days)
    return [
        "complete" if day.effective <= through else "missing" if first > through else "partial"
        for day, first in zip(question.days, begins, strict=True)
    ]


def _declared(question: Question) -> Mapping[str, date]:
    """By register the day up to which it is declared."""
    rows = ReportedThrough.objects.filter(recorded(question.recorded), division_code=question.division)
    return dict(rows.order_by("revision", "id").values_list("register", "through_date"))

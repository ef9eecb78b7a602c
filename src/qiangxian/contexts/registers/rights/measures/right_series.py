"""Series of rights: how many the county had in force, and how many were granted, at each of many days in one pass."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from qiangxian.engines.metrics.measures import PointValue, Question, sweep

from ...records.counting import point_values
from ...records.spans import Days, Line, line_of, tally
from .holders import local_days
from .right_days import counts_every_state, granted_days, in_force_days, started_events, starts_of
from .rights import REGISTERS


@sweep("registers.rights.in_force")
def in_force_on(questions: Sequence[Question]) -> Sequence[PointValue] | None:
    """As `in_force_on_day`, for days known on the day itself."""
    line, first = line_of(questions), questions[0]
    if line is None or not counts_every_state(line):
        return None
    local = local_days(first, line)
    standing = (in_force_days(first, line, one) for one in first.filters["types"])
    numbers = tally((days & local[record] for one in standing for record, days in one.items() if record in local), line)
    return point_values(questions, REGISTERS, line, numbers)


@sweep("registers.rights.granted")
def granted_on(questions: Sequence[Question]) -> Sequence[PointValue] | None:
    """As `granted_in_period`, each day with the period that ends with it."""
    line, first = line_of(questions), questions[0]
    if line is None or len(line.days) != len(questions):
        return None
    within = Within(questions, line)
    sets = (days for one in first.filters["types"] for days in granted_sets(first, line, one, within))
    return point_values(questions, REGISTERS, line, tally(sets, line))


class Within:
    """Of the days asked those whose period holds a given day."""

    def __init__(self, questions: Sequence[Question], line: Line) -> None:
        places = {day: place for place, day in enumerate(line.days)}
        self.periods = [(1 << places[one.as_of.effective], one.period) for one in questions if one.period]
        self.first = min((period.start for _, period in self.periods), default=date.max)
        self._found: dict[date, Days] = {}

    def days(self, day: date) -> Days:
        """None before the first period begins; worked out once for each day."""
        if day < self.first:
            return 0
        if day not in self._found:
            self._found[day] = sum(bit for bit, period in self.periods if day in period)
        return self._found[day]


def granted_sets(question: Question, line: Line, right_type: str, within: Within) -> Iterator[Days]:
    """For each right of the county the days on which it counts as granted in their period."""
    return (days for _, days in granted_records(question, line, right_type, within))


def granted_records(question: Question, line: Line, right_type: str, within: Within) -> Iterator[tuple[int, Days]]:
    """The same with the record of each right."""
    standing, local = granted_days(question, line, right_type), local_days(question, line)
    started: dict[int, Days] = defaultdict(int)
    for record, effective, known in started_events(question, right_type):
        started[record] |= within.days(effective) & line.since(known)
    for record, begins, _ in starts_of(question, right_type):
        days = started[record] if record in started else within.days(begins)
        if days and record in local:
            yield record, days & standing[record] & local[record]

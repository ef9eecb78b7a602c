"""Enterprises with granted patents on many days in one pass."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from qiangxian.engines.metrics.measures import PointValue, Question, sweep

from ...enterprises.models import Enterprise
from ...records.conditions import recorded
from ...records.counting import point_values
from ...records.spans import Days, Line, line_of, once, tally, told
from ..models import Holding
from .holders import SPAN, seat_days
from .right_days import counts_every_state, granted_days, in_force_days
from .rights import REGISTERS


@sweep("registers.enterprises.with_granted_patents")
def with_granted_patents_on(questions: Sequence[Question]) -> Sequence[PointValue] | None:
    """As `with_granted_patents`, for patents of every holder and days known on the day itself."""
    line, first = line_of(questions), questions[0]
    in_force = first.filters["state"] == "in_force"
    if line is None or first.filters["holder"] != "every" or (in_force and not counts_every_state(line)):
        return None
    least, bodies = first.filters["min_patents"], _enterprises(first, line)
    enough = (
        _at_least(tally(patents.values(), line), least) & bodies.get(holder, 0)
        for holder, patents in _held(first, line, in_force).items()
    )
    return point_values(questions, REGISTERS, line, tally(enough, line))


def _at_least(numbers: Sequence[int], least: int) -> Days:
    """The days on which the number is reached."""
    return sum(1 << place for place, number in enumerate(numbers) if number >= least)


def _held(question: Question, line: Line, in_force: bool) -> Mapping[int, Mapping[int, Days]]:
    """By enterprise its patents with the days on which it held them while they stood."""
    standing: dict[int, Days] = {}
    for one in question.filters["types"]:
        standing |= (in_force_days if in_force else granted_days)(question, line, one)
    rows = Holding.objects.filter(
        recorded(question.recorded), division_code=question.division, holder__isnull=False
    ).values_list("holder_id", "record_id", *SPAN)
    held: dict[int, dict[int, Days]] = defaultdict(dict)
    for holder, record, begins, begin_known, ends, end_known in rows.iterator(chunk_size=5000):
        if record in standing:
            days = line.span(told(begins, begin_known), told(ends, end_known)) & standing[record]
            held[holder or 0][record] = held[holder or 0].get(record, 0) | days
    return held


def _enterprises(question: Question, line: Line) -> Mapping[int, Days]:
    """By enterprise of the asked kinds the days on which it was seated in the county and at work."""
    entities = tuple(question.filters["entities"])

    def work() -> Mapping[int, Days]:
        seats = seat_days(question, line)
        bodies = Enterprise.objects.filter(
            recorded(question.recorded), division_code=question.division, entity_kind__in=entities
        )
        return {
            record: seats[record] & line.span(founded, told(closed, closed_known))
            for record, founded, closed, closed_known in bodies.values_list(
                "record_id", "established_date", "closed_date", "closed_known_date"
            )
            if record in seats
        }

    return once(question, line, ("bodies", entities), work)

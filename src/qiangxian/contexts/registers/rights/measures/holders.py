"""Who holds what on which days, and the first-named holder that makes a right the county's own."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from qiangxian.engines.metrics.days import Days
from qiangxian.engines.metrics.measures import Question

from ...enterprises.presence import seats
from ...records.conditions import recorded
from ...records.points import SPAN, iso
from ...records.validity import INTERVAL
from ..models import Holding

# Up to so many rights it is quicker to look up their holders than to read those of the county.
FEW = 900

Owner = tuple[int | None, Days]
"""An enterprise of the county (None: a person or body known by address alone), and the days on which a right falls to it."""
Held = tuple[int | None, int, Days, Days]
"""Holder, rank, the days on which it holds the right, and those on which it is of the county."""


def holdings(question: Question, records: Collection[int]) -> Mapping[int, tuple[Held, ...]]:
    """By right who holds it: of these rights at least, unless they are few those of the whole county, read once."""
    if len(records) <= FEW and not question.knows("holdings"):
        return _holdings(question, records)
    return question.once("holdings", lambda: _holdings(question))


class Alike(dict[tuple[Any, ...], tuple[Held, ...]]):
    """Most rights of a body are held alike: one object for all of them, by holder, rank, area and span."""

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.here, self.moments, self.county = seats(question), question.moments, question.division

    def __missing__(self, row: tuple[Any, ...]) -> tuple[Held, ...]:
        holder, rank, area, *span = row
        local = self.moments.all if area == self.county else 0
        days = self.moments.spans[tuple(span)] if span else self.moments.all
        self[row] = ((holder, rank, days, self.here.get(holder, 0) if holder else local),) if days else ()
        return self[row]


def _holdings(question: Question, records: Collection[int] | None = None) -> dict[int, tuple[Held, ...]]:
    rows = Holding.objects.filter(recorded(question.recorded), division_code=question.division)
    if records is not None:
        rows = rows.filter(record_id__in=sorted(records))
    span: list[Any] = iso(*SPAN)
    if len(question.days) == 1:  # the database cuts what holds on one day, so that the days need not be read
        rows, span = rows.filter(INTERVAL.holds(question.as_of)), []
    found: dict[int, tuple[Held, ...]] = {}
    alike = Alike(question)
    columns = rows.values_list("record_id", "holder_id", "rank", "area_code", *span)
    for row in columns.iterator(chunk_size=5000):
        record = row[0]
        found[record] = found[record] + alike[row[1:]] if record in found else alike[row[1:]]
    return found


class Owners(dict[tuple[Held, ...], tuple[Owner, ...]]):
    """By holdings of a right whom it falls to: on each day the first-named holder, if it is of the county. Of several
    first-named ones the body recorded first."""

    def __missing__(self, held: tuple[Held, ...]) -> tuple[Owner, ...]:
        found: list[Owner] = []
        named = same_rank = taken = rank_before = 0
        for holder, rank, days, local in sorted(held, key=lambda one: (one[1], one[0] is None, one[0] or 0)):
            if rank != rank_before:
                named, same_rank, taken, rank_before = named | same_rank, 0, 0, rank
            if here := days & local & ~named & ~taken:
                found.append((holder, here))
            taken, same_rank = taken | here, same_rank | days
        self[held] = tuple(found)
        return self[held]


def owners(question: Question) -> Owners:
    """Worked out once for all rights held alike."""
    return question.once("owners", Owners)


def first_named(question: Question, records: Collection[int]) -> Mapping[int, frozenset[int]]:
    """By right all bodies that are first-named on the day: they may see it."""
    held = holdings(question, records)
    return {record: frozenset(_first(held[record])) for record in records}


def _first(held: Sequence[Held]) -> Iterator[int]:
    least = min((rank for _, rank, _, _ in held), default=0)
    return (holder for holder, rank, _, _ in held if holder and rank == least)

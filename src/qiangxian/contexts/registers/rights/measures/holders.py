"""Who holds what on which days, and the first-named holder that makes a right the county's own."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Case, When

from qiangxian.engines.metrics.days import Days
from qiangxian.engines.metrics.measures import Question

from ...enterprises.presence import seats
from ...records.conditions import recorded
from ...records.points import with_days
from ...records.validity import INTERVAL
from ..models import Holding

# Up to so many rights it is quicker to look up their holders than to read those of the county.
FEW = 900

Owner = tuple[int | None, Days]
"""An enterprise of the county (None: a person or body known by address alone), and the days on which a right falls to it."""
Held = tuple[int | None, int, Days, Days]
"""Holder, rank, the days on which it holds the right, and those on which it is of the county."""


class Holders:
    """By whom a right is held. Most rights of a body are held alike: they share one of these."""

    __slots__ = ("held", "owners")

    def __init__(self, held: tuple[Held, ...] = ()) -> None:
        self.held = held
        self.owners: tuple[Owner, ...] = _sole(*held[0]) if len(held) == 1 else tuple(_owners(held))
        """Whom the right falls to: on each day the first-named holder, if it is of the county. Of several first-named ones the
        body recorded first."""


def _sole(holder: int | None, _rank: int, days: Days, local: Days) -> tuple[Owner, ...]:
    """The usual case: one body holds it."""
    return ((holder, days & local),) if days & local else ()


def _owners(held: Iterable[Held]) -> Iterator[Owner]:
    named = same_rank = taken = rank_before = 0
    for holder, rank, days, local in sorted(held, key=lambda one: (one[1], one[0] is None, one[0] or 0)):
        if rank != rank_before:
            named, same_rank, taken, rank_before = named | same_rank, 0, 0, rank
        if here := days & local & ~named & ~taken:
            yield holder, here
        taken, same_rank = taken | here, same_rank | days


NOBODY = Holders()


def holdings(question: Question, records: Collection[int]) -> Mapping[int, Holders]:
    """By right who holds it: of these rights at least, unless they are few those of the whole county, read once."""
    if len(records) <= FEW and not question.knows("holdings"):
        return _holdings(question, records)
    return question.once("holdings", lambda: _holdings(question))


class Alike(dict[tuple[Any, ...], Holders]):
    """The holders of rights held alike by one body, by holder, rank, area and days."""

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.here, self.always, self.county = seats(question), question.moments.all, question.division

    def __missing__(self, row: tuple[Any, ...]) -> Holders:
        holder, rank, area, days = row
        here = self.here.get(holder, 0) if holder else self.always if area == self.county else 0
        self[row] = Holders(((holder, rank, days, here),))
        return self[row]


def _holdings(question: Question, records: Collection[int] | None = None) -> dict[int, Holders]:
    rows = Holding.objects.filter(recorded(question.recorded), division_code=question.division)
    if records is not None:
        rows = rows.filter(record_id__in=sorted(records))
    by_right: dict[int, Holders] = {}
    alike = Alike(question)
    # The place decides only where the holder is no enterprise of the register.
    area = Case(When(holder__isnull=True, then="area_code"))
    for record, holder, rank, place, days in with_days(
        question, rows, INTERVAL, "record_id", "holder_id", "rank", area
    ):
        holders = alike[holder, rank, place, days]
        by_right[record] = Holders(by_right[record].held + holders.held) if record in by_right else holders
    return by_right


def first_named(question: Question, records: Collection[int]) -> Mapping[int, frozenset[int]]:
    """By right all bodies that are first-named on the day: they may see it."""
    held = holdings(question, records)
    return {record: frozenset(_first(held[record].held)) for record in records}


def _first(held: Sequence[Held]) -> Iterator[int]:
    least = min((rank for _, rank, _, _ in held), default=0)
    return (holder for holder, rank, _, _ in held if holder and rank == least)

"""Who holds what on the day: enterprises of the county and the holdings that count for it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from qiangxian.engines.metrics.measures import Question

from ...enterprises.models import Domicile, Enterprise
from ...records.conditions import interval_holds, not_happened, recorded
from ...records.spans import Days, Line, once, told
from ..models import Holding

FIRST_RANK = 1
ALL_LOCAL = "local holders"
# Up to so many rights it is quicker to look up their holders than to read those of the county.
FEW = 900
SPAN = ("valid_from", "known_from", "valid_to", "known_to")


def seated(question: Question) -> QuerySet[Domicile]:
    """Seats within the county on the day."""
    return Domicile.objects.filter(
        recorded(question.recorded),
        interval_holds(question.as_of),
        division_code=question.division,
        area_code=question.division,
    )


def enterprises_of(question: Question) -> QuerySet[Enterprise]:
    """Bodies seated in the county on the day and neither deregistered nor yet to be founded."""
    founded = Q(established_date__isnull=True) | Q(established_date__lte=question.as_of.effective)
    return Enterprise.objects.filter(
        recorded(question.recorded),
        not_happened("closed_date", "closed_known_date", question.as_of),
        founded,
        division_code=question.division,
        record_id__in=seated(question).values("record_id"),
    )


def held(question: Question, *, first_named: bool = False) -> QuerySet[Holding]:
    """Holdings on the day; `first_named` keeps of each right only the holder ranked first among those of the day."""
    rows = Holding.objects.filter(
        recorded(question.recorded), interval_holds(question.as_of), division_code=question.division
    )
    if not first_named:
        return rows
    before = rows.filter(record_id=OuterRef("record_id"), rank__lt=OuterRef("rank"))
    return rows.filter(Q(rank=FIRST_RANK) | ~Exists(before))


def held_locally(question: Question) -> QuerySet[Holding]:
    """First-named holdings that fall to the county: by the seat of the enterprise, else by the printed address."""
    local = Q(holder__isnull=True, area_code=question.division)
    local |= Q(holder_id__in=seated(question).values("record_id"))
    return held(question, first_named=True).filter(local)


def local_holders(question: Question) -> Mapping[int, int | None]:
    """By right the first-named holder that makes it the county's (None: a person or body known by address alone).

    Of several first-named ones the body recorded first; worked out once for all measures asked about these days."""

    def work() -> Mapping[int, int | None]:
        return _by_right(held_locally(question).values_list("record_id", "holder_id"))

    return question.once(ALL_LOCAL, work)  # type: ignore[no-any-return]  # what the name promises


def local_among(question: Question, records: Collection[int]) -> Mapping[int, int | None]:
    """The same for these rights at least: few are looked up alone, unless all are known already."""
    if len(records) > FEW or question.knows(ALL_LOCAL):
        return local_holders(question)
    rows = Holding.objects.filter(
        recorded(question.recorded), interval_holds(question.as_of), record_id__in=sorted(records)
    ).values_list("record_id", "holder_id", "rank", "area_code")
    first: dict[int, int] = {}
    for record, _, rank, _ in rows:
        first[record] = min(rank, first.get(record, rank))
    seats = set(
        seated(question).filter(record_id__in=[row[1] for row in rows if row[1]]).values_list("record_id", flat=True)
    )
    named = ((record, holder, area) for record, holder, rank, area in rows if rank in (FIRST_RANK, first[record]))
    return _by_right(
        (record, holder) for record, holder, area in named if (holder in seats if holder else area == question.division)
    )


def _by_right(pairs: Iterable[tuple[int, int | None]]) -> dict[int, int | None]:
    found: dict[int, int | None] = {}
    for record, holder in pairs:
        if record not in found or (holder and holder < (found[record] or holder + 1)):
            found[record] = holder
    return found


# -- many days at once ---------------------------------------------------------------------------------------------------


def seat_days(question: Question, line: Line) -> Mapping[int, Days]:
    """By enterprise the days on which it is seated in the county."""
    return once(question, line, "seats", lambda: _seat_days(question, line))


def local_days(question: Question, line: Line) -> Mapping[int, Days]:
    """By right the days on which its first-named holder makes it the county's."""
    return once(question, line, "local", lambda: _local_days(question, line))


def _seat_days(question: Question, line: Line) -> dict[int, Days]:
    rows = Domicile.objects.filter(
        recorded(question.recorded), division_code=question.division, area_code=question.division
    )
    found: dict[int, Days] = defaultdict(int)
    for record, begins, begin_known, ends, end_known in rows.values_list("record_id", *SPAN):
        found[record] |= line.span(told(begins, begin_known), told(ends, end_known))
    return found


def _local_days(question: Question, line: Line) -> dict[int, Days]:
    seats, county, everywhere = seat_days(question, line), question.division, line.all
    rows = Holding.objects.filter(recorded(question.recorded), division_code=question.division)
    found: dict[int, Days] = {}
    before: dict[int, Days] = {}
    later: dict[int, list[tuple[int, Days, Days]]] = defaultdict(list)
    for record, holder, area, rank, begins, begin_known, ends, end_known in rows.values_list(
        "record_id", "holder_id", "area_code", "rank", *SPAN
    ).iterator(chunk_size=5000):
        days = line.span(told(begins, begin_known), told(ends, end_known))
        here = seats.get(holder, 0) if holder else everywhere if area == county else 0
        if rank == FIRST_RANK:
            found[record] = found.get(record, 0) | (days & here)
            before[record] = before.get(record, 0) | days
        else:
            later[record].append((rank, days, here))
    for record, held_by in later.items():
        found[record] = found.get(record, 0) | _ranked_days(before.get(record, 0), held_by)
    return found


def holder_days(question: Question, line: Line, records: Any) -> Mapping[int, Mapping[int, Days]]:
    """By right the bodies that make it the county's, each with the days; of several first-named ones the body recorded
    first. `records` is a query of record ids."""
    seats = seat_days(question, line)
    rows = Holding.objects.filter(
        recorded(question.recorded), division_code=question.division, record_id__in=records
    ).values_list("record_id", "holder_id", "rank", *SPAN)
    named: dict[int, list[tuple[int, int | None, Days]]] = defaultdict(list)
    for record, holder, rank, begins, begin_known, ends, end_known in rows:
        named[record].append((rank, holder, line.span(told(begins, begin_known), told(ends, end_known))))
    return {record: _bodies_of(held, seats) for record, held in named.items()}


def _bodies_of(named: list[tuple[int, int | None, Days]], seats: Mapping[int, Days]) -> Mapping[int, Days]:
    first: dict[int, Days] = defaultdict(int)
    for rank, holder, days in named:
        before = 0 if rank == FIRST_RANK else _union(other for lower, _, other in named if lower < rank)
        if holder:
            first[holder] |= days & seats.get(holder, 0) & ~before
    found: dict[int, Days] = {}
    taken = 0
    for holder, days in sorted(first.items()):
        found[holder], taken = days & ~taken, taken | days
    return found


def _union(sets: Iterable[Days]) -> Days:
    made = 0
    for days in sets:
        made |= days
    return made


def _ranked_days(covered: Days, held_by: list[tuple[int, Days, Days]]) -> Days:
    """The days on which a holder here is first because nobody ranked before it holds the right."""
    found, rank_before, own = 0, FIRST_RANK, 0
    for rank, days, here in sorted(held_by):
        if rank != rank_before:
            covered, own, rank_before = covered | own, 0, rank
        found |= days & here & ~covered
        own |= days
    return found

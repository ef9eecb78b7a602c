"""What is done with rights in a period: pledges by contract, transfers and licences by patent.

An event counts when it took effect in the period and could be known by the known day. A pledge or licence falls to the
county when its right does on the day asked; a transfer when the side asked for was the county's on the day it happened."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from qiangxian.engines.metrics.days import Days, Number, totals
from qiangxian.engines.metrics.measures import CountedRow, Point, Question

from ...enterprises.models import Enterprise
from ...enterprises.presence import seats
from ...records.conditions import recorded
from ...records.points import Counted, counts, split, union
from ...types import PATENT_TYPES, EventType, LicenceKind, RecordKind, RightType, TransferCause
from ..in_force.clauses import out_days
from ..in_force.rows import of_type
from ..models import Holding, LegalEvent
from .holders import NOBODY, holdings
from .points import REGISTERS, right_key, shown_number

_DAY = timedelta(days=1)
FEN_PER_WAN = 1_000_000
KINDS_OF_RIGHT: Mapping[str, tuple[str, ...]] = {
    "patent": PATENT_TYPES,
    "trademark": (RightType.TRADEMARK,),
    "copyright": (RightType.COPYRIGHT,),
}
EVENT = ("record_id", "type", "effective_date", "known_date", "detail")
RIGHT = ("record_id", "type", "number", "sub_key", "title")


class Dealing(NamedTuple):
    """One event with the right it happened to and the days on which it counts."""

    record_id: int
    type: str
    on: date
    detail: Mapping[str, Any]
    right: Any
    days: Days

    @property
    def contract(self) -> str:
        return str(self.detail.get("contract") or self.detail.get("number") or "")

    @property
    def key(self) -> str:
        return f"{right_key(self.right.number, self.right.sub_key)} {self.type} {self.on}"


def dealings(question: Question, event_type: str, types: Sequence[str]) -> list[Dealing]:
    """Events that took effect in the period of a day, once a right, day and contract: of the same dealing recorded twice
    the first counts, from the day it is known. Rights found non-normal are out."""
    return question.once(
        ("dealings", event_type, tuple(types), question.periods), lambda: list(_dealings(question, event_type, types))
    )


def _dealings(question: Question, event_type: str, types: Sequence[str]) -> Iterator[Dealing]:
    moments, out = question.moments, out_days(question)
    events = LegalEvent.objects.filter(
        recorded(question.recorded),
        division_code=question.division,
        type=event_type,
        effective_date__gte=min(period.start for period in question.periods),
        effective_date__lte=max(day.effective for day in question.days),
    )
    rights = of_type(question, *types).filter(record_id__in=events.values("record_id"))
    named = {row.record_id: row for row in rights.values_list(*RIGHT, named=True)}
    counted: dict[tuple[Any, ...], Days] = defaultdict(int)
    for record, kind, on, known, detail in events.order_by("effective_date", "id").values_list(*EVENT):
        days = moments.within(on) & moments.since(on, known) & ~out.get(record, 0)
        if days and record in named:
            one = Dealing(record, kind, on, detail, named[record], days)
            same = (record, on, one.contract)
            if fresh := days & ~counted[same]:
                counted[same] |= days
                yield one._replace(days=fresh)


def local(question: Question, found: Sequence[Dealing]) -> Iterator[tuple[Dealing, int | None]]:
    """Dealings over rights of the county, with the enterprise the right falls to."""
    holders = holdings(question, {one.record_id for one in found})
    for one in found:
        for owner, here in holders.get(one.record_id, NOBODY).owners:
            if days := one.days & here:
                yield one._replace(days=days), owner


# -- I15, I16: pledges ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Contract:
    """One pledge contract as it is known on some days: its loan in fen once, whatever rights secure it; None where it is
    unknown or recorded in two ways. Who pledged: enterprises, else the right of somebody known by address alone."""

    number: str
    dealings: tuple[Dealing, ...]
    loan_fen: int | None
    holders: frozenset[int]

    @property
    def borrowers(self) -> int:
        return len(self.holders) or 1

    def point(self, days: Days, amount: int | Decimal = 1) -> Point:
        owner = min(self.holders, default=None)
        return Point(self.number, owner, days, self.dealings[0].right.type, amount, self)


def contracts(question: Question) -> list[tuple[Contract, Days]]:
    """Pledges registered in the period over rights of the county, with the days on which they stand so; `renewals` =
    excluded leaves out those that only renew."""
    types = tuple(one for group in question.filters["rights"] for one in KINDS_OF_RIGHT[group])
    asked = ("contracts", question.periods, types, question.filters["renewals"])
    return question.once(asked, lambda: list(_contracts(question, types)))


def _contracts(question: Question, types: tuple[str, ...]) -> Iterator[tuple[Contract, Days]]:
    by_number: dict[str, list[tuple[Dealing, int | None]]] = defaultdict(list)
    for one, owner in local(question, dealings(question, EventType.PLEDGE, types)):
        if question.filters["renewals"] == "counted" or not one.detail.get("renewal"):
            by_number[one.contract or one.key].append((one, owner))
    for number, secured in sorted(by_number.items()):
        by_days: dict[tuple[int, ...], Days] = defaultdict(int)
        for place in question.moments.places(union(one.days for one, _ in secured)):
            by_days[tuple(at for at, (one, _) in enumerate(secured) if one.days >> place & 1)] |= 1 << place
        for places, days in by_days.items():
            yield _contract(number, [secured[at] for at in places]), days


def _contract(number: str, secured: Sequence[tuple[Dealing, int | None]]) -> Contract:
    loans = {fen for one, _ in secured if (fen := one.detail.get("loan_fen")) is not None}
    holders = frozenset(owner for _, owner in secured if owner)
    return Contract(number, tuple(one for one, _ in secured), int(loans.pop()) if len(loans) == 1 else None, holders)


@counts("registers.pledges.loans", "期间内登记质押的贷款金额", *REGISTERS)
def pledged_loans(question: Question) -> Counted:
    """The loans of the contracts in 万元. A contract without a single loan amount is told apart and makes the sum partial;
    where no contract has one there is no sum."""
    found, moments = contracts(question), question.moments
    loans: dict[Days, int] = defaultdict(int)
    for one, days in found:
        loans[days] += one.loan_fen or 0
    everyone = totals((days for _, days in found), moments)
    silent = totals((days for one, days in found if one.loan_fen is None), moments)
    return Counted(
        [one.point(days, Decimal(one.loan_fen) / FEN_PER_WAN) for one, days in found if one.loan_fen is not None],
        lambda _: [_contract_row(one) for one, _ in found],
        {"contracts": everyone, "without_amount": silent},
        values=[
            None if number and number == unknown else Decimal(total) / FEN_PER_WAN
            for total, number, unknown in zip(totals(loans, moments), everyone, silent, strict=True)
        ],
        unsure=union(days for one, days in found if one.loan_fen is None),
        keys=lambda: (f"{one.number} {one.loan_fen}" for one, _ in found),
    )


@counts("registers.pledges.contracts", "期间内登记的质押合同", *REGISTERS)
def pledge_contracts(question: Question) -> Counted:
    """Contracts registered in the period, and the enterprises (by their code) that pledged."""
    found = contracts(question)
    return Counted(
        [one.point(days) for one, days in found],
        lambda points: [_contract_row(point.source) for point in points],
        {"enterprises": totals(_pledgors(question, found).values(), question.moments)},
        keys=lambda: (f"{one.number} {one.borrowers}" for one, _ in found),
    )


def _pledgors(question: Question, found: Iterable[tuple[Contract, Days]]) -> Mapping[str, Days]:
    """By code the days on which the enterprise pledged; one recorded without a code is told by its record."""
    days_of: dict[int, Days] = defaultdict(int)
    for one, days in found:
        for holder in one.holders:
            days_of[holder] |= days
    rows = Enterprise.objects.filter(recorded(question.recorded), record_id__in=list(days_of))
    codes = dict(rows.values_list("record_id", "uscc"))
    by_code: dict[str, Days] = defaultdict(int)
    for holder, days in days_of.items():
        by_code[codes.get(holder) or str(holder)] |= days
    return by_code


def _contract_row(one: Contract) -> CountedRow:
    first = one.dealings[0]
    loan = "贷款金额未登记或前后不一" if one.loan_fen is None else f"贷款 {one.loan_fen / FEN_PER_WAN:,.2f} 万元"
    shown = "、".join(shown_number(each.right.type, each.right.number) for each in one.dealings)
    words = (f"登记 {first.on}", loan, str(first.detail.get("pledgee") or ""), f"质物 {shown}")
    because = tuple(word for word in words if word)
    return CountedRow(
        RecordKind.RIGHT,
        right_key(first.right.number, first.right.sub_key),
        f"质押合同 {one.number}",
        because,
        one.holders,
    )


# -- I17: transfers ------------------------------------------------------------------------------------------------------


@counts("registers.transfers.recorded", "期间内登记的专利转让", *REGISTERS)
def transfers(question: Question) -> Counted:
    """Transfers of patents and applications, one a patent and day, without those for an `excluded` cause. `side` says who
    must be of the county: the one who gave, the one who took, or either. A transfer whose cause is not recorded counts."""
    found = [
        one
        for one in dealings(question, EventType.TRANSFER, PATENT_TYPES)
        if one.detail.get("cause", "") not in question.filters["excluded"]
    ]
    sides, side = _sides(question, {one.record_id for one in found}), question.filters["side"]
    ours = [one._replace(days=days) for one in found if (days := one.days & _side(side, sides[one.record_id], one.on))]
    holders = holdings(question, {one.record_id for one in ours})
    points = [point for one in ours for point in _by_owner(one, holders.get(one.record_id, NOBODY).owners)]
    return _counted(points, lambda one: (f"转让登记 {one.on}", _cause(one)), {})


def _by_owner(one: Dealing, owned: Iterable[tuple[int | None, Days]]) -> Iterator[Point]:
    """The dealing falls to the first-named holder of its right on the day asked; where that is nobody of the county, to
    nobody."""
    yield from (_point(one._replace(days=days), owner) for owner, here in owned if (days := one.days & here))
    if rest := one.days & ~union(here for _, here in owned):
        yield _point(one._replace(days=rest), None)


def _cause(one: Dealing) -> str:
    cause = str(one.detail.get("cause", ""))
    return TransferCause(cause).label if cause in TransferCause.values else "转让原因未登记"


Side = tuple[date | None, date | None, Days, Days]
"""First day of a holding, the day after its last, the days on which it is known, those on which its holder is here."""


def _sides(question: Question, records: set[int]) -> Mapping[int, list[Side]]:
    """By right its holdings, the first-named first."""
    here, moments = seats(question), question.moments
    found: dict[int, list[Side]] = {record: [] for record in records}
    rows = Holding.objects.filter(recorded(question.recorded), record_id__in=sorted(records)).order_by("rank", "id")
    for record, known, begins, ends, holder, area in rows.values_list(
        "record_id", "known_from", "valid_from", "valid_to", "holder_id", "area_code"
    ):
        local_days = here.get(holder, 0) if holder else moments.all if area == question.division else 0
        found[record].append((begins, ends, moments.known[known or begins], local_days))
    return found


def _side(side: str, sides: Sequence[Side], day: date) -> Days:
    gave, took = _held_here(sides, day - _DAY), _held_here(sides, day)
    return {"gave": gave, "took": took, "either": gave | took}[side]


def _held_here(sides: Sequence[Side], day: date) -> Days:
    """The days that know the first-named holder of that day, and on which it is here."""
    found = before = 0
    for begins, ends, known, here in sides:
        if (begins is None or begins <= day) and (ends is None or day < ends):
            found |= known & here & ~before
            before |= known
    return found


# -- I18: licences -------------------------------------------------------------------------------------------------------


@counts("registers.licences.recorded", "期间内备案的专利许可", *REGISTERS)
def licences(question: Question) -> Counted:
    """Licences recorded with the office, worked open licences among them, one a patent and contract; parts by kind."""
    found = dealings(question, EventType.LICENCE_RECORDED, PATENT_TYPES)
    points = [_point(one, owner) for one, owner in local(question, found)]
    kinds = (*LicenceKind.values, "unknown")
    parts = split(points, question.moments, lambda point: _kind(point.source)[0], kinds)
    return _counted(points, lambda one: (f"许可备案 {one.on}", _kind(one)[1]), parts)


def _kind(one: Dealing) -> tuple[str, str]:
    kind = str(one.detail.get("kind", ""))
    return (kind, LicenceKind(kind).label) if kind in LicenceKind.values else ("unknown", "许可方式未登记")


def _point(one: Dealing, owner: int | None) -> Point:
    return Point(one.key, owner, one.days, one.right.type, 1, one)


def _counted(
    points: Sequence[Point], because: Callable[[Dealing], tuple[str, ...]], parts: Mapping[str, Sequence[Number]]
) -> Counted:
    def row(point: Point) -> CountedRow:
        one: Dealing = point.source
        words = (shown_number(one.right.type, one.right.number), *because(one))
        owner = frozenset({point.owner} if point.owner else ())
        return CountedRow(
            RecordKind.RIGHT, right_key(one.right.number, one.right.sub_key), one.right.title, words, owner
        )

    return Counted(
        points,
        lambda points: [row(point) for point in points],
        parts,
        keys=lambda: (f"{point.key} {point.source.contract}".rstrip() for point in points),
    )

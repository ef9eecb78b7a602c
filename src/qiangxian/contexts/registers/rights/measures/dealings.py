"""What is done with rights in a period: pledges by contract, transfers and licences by patent.

An event counts when it took effect in the period and could be known by the known day. A pledge or licence falls to the
county when its right does on the day asked; a transfer when the side asked for was the county's on the day it happened."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import QuerySet

from qiangxian.engines.metrics.measures import MeasureResult, Member, Question, Row, measure

from ...enterprises.models import Enterprise
from ...records.conditions import recorded
from ...records.counting import completeness, revision
from ...types import PATENT_TYPES, EventType, LicenceKind, RecordKind, RightType, TransferCause
from ..models import Holding, LegalEvent, Right
from .events import events_of
from .filings import CountedRight, counted_fields
from .holders import local_among, seated
from .rights import REGISTERS, key, non_normal, shown_number

_DAY = timedelta(days=1)
FEN_PER_WAN = 1_000_000
KINDS_OF_RIGHT: Mapping[str, tuple[str, ...]] = {
    "patent": PATENT_TYPES,
    "trademark": (RightType.TRADEMARK,),
    "copyright": (RightType.COPYRIGHT,),
}


class Happening(NamedTuple):
    """What a measure says of an event."""

    record_id: int
    type: str
    effective_date: date
    known_date: date
    detail: Mapping[str, Any]


class Dealing(NamedTuple):
    """One event with the right it happened to."""

    event: Happening
    right: CountedRight

    @property
    def key(self) -> str:
        return f"{key(self.right.number, self.right.sub_key)} {self.event.type} {self.event.effective_date}"


def happenings(events: QuerySet[LegalEvent]) -> Iterator[Happening]:
    """The events in the order in which they took effect."""
    return map(Happening._make, events.order_by("effective_date", "id").values_list(*Happening._fields))


def rights_behind(question: Question, events: QuerySet[LegalEvent], types: Iterable[str]) -> dict[int, CountedRight]:
    """By record the rights of the types to which the events happened."""
    rows = Right.objects.filter(
        recorded(question.recorded), record_id__in=events.values("record_id"), type__in=sorted(types)
    )
    return {row.record_id: row for row in counted_fields(rows)}


def _dealings(question: Question, event_type: str, types: Iterable[str]) -> list[Dealing]:
    """Events of the period, once a right, day and contract; rights found non-normal are out."""
    if question.period is None:
        raise ValueError(f"dealings ({event_type}) are a flow and need a period")
    events = events_of(question, {event_type}).filter(
        effective_date__gte=question.period.start,
        effective_date__lt=question.period.end,
        effective_date__lte=question.as_of.effective,
    )
    numbers, matched = question.once("non-normal", lambda: _non_normal(question))
    rights = {
        record: row
        for record, row in rights_behind(question, events, types).items()
        if row.number not in numbers and record not in matched
    }
    found: dict[tuple[Any, ...], Dealing] = {}
    for event in happenings(events):
        if event.record_id in rights:
            dealing = Dealing(event, rights[event.record_id])
            found.setdefault((event.record_id, event.effective_date, contract_number(event)), dealing)
    return list(found.values())


def _non_normal(question: Question) -> tuple[set[str], set[int | None]]:
    """Numbers and records of the filings found non-normal."""
    rows = list(non_normal(question).values_list("number", "right_id"))
    return {number for number, _ in rows}, {record for _, record in rows}


def contract_number(event: Happening) -> str:
    return str(event.detail.get("contract") or event.detail.get("number") or "")


def types_of(question: Question) -> list[str]:
    return [one for group in question.filters["rights"] for one in KINDS_OF_RIGHT[group]]


# -- I15, I16: pledges ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Contract:
    """One pledge contract: its loan in fen once, whatever rights secure it; None where it is unknown or told in two ways."""

    number: str
    dealings: tuple[Dealing, ...]
    loan_fen: int | None
    holders: frozenset[int]
    people: frozenset[str]

    @property
    def borrowers(self) -> int:
        return len(self.holders) + len(self.people)


def contracts(question: Question) -> list[Contract]:
    """Pledges registered in the period over rights of the county; `renewals` = excluded leaves out those that only renew."""
    asked = ("contracts", question.period, tuple(types_of(question)), question.filters["renewals"])
    return question.once(asked, lambda: _contracts(question))  # type: ignore[no-any-return]  # what the name promises


def _contracts(question: Question) -> list[Contract]:
    found = _dealings(question, EventType.PLEDGE, types_of(question))
    local = local_among(question, {one.event.record_id for one in found})
    by_number: dict[str, list[Dealing]] = {}
    for one in found:
        if one.event.record_id in local and counts(question, one.event):
            by_number.setdefault(contract_number(one.event) or one.key, []).append(one)
    return [_contract(number, held, local) for number, held in sorted(by_number.items())]


def counts(question: Question, event: Happening) -> bool:
    return question.filters["renewals"] == "counted" or not event.detail.get("renewal")


def _contract(number: str, held: list[Dealing], local: Mapping[int, int | None]) -> Contract:
    told = {fen for one in held if (fen := one.event.detail.get("loan_fen")) is not None}
    owners = {local[one.event.record_id] for one in held}
    people = {one.right.number for one in held if local[one.event.record_id] is None}
    known = {one for one in owners if one}
    return Contract(
        number=number,
        dealings=tuple(held),
        loan_fen=int(told.pop()) if len(told) == 1 else None,
        holders=frozenset(known),
        people=frozenset() if known else frozenset(sorted(people)[:1]),
    )


@measure("registers.pledges.loans", label="期间内登记质押的贷款金额", registers=REGISTERS, revision=revision)
def pledged_loans(question: Question) -> MeasureResult:
    """The loans of the contracts in 万元. A contract without a single loan amount is told apart and makes the sum partial."""
    state = completeness(question, REGISTERS)
    if state == "missing":
        return MeasureResult(None, state, (), list)
    found = contracts(question)
    known = [one for one in found if one.loan_fen is not None]
    value = Decimal(sum(one.loan_fen or 0 for one in known)) / FEN_PER_WAN
    return MeasureResult(
        value=None if found and not known else value,
        completeness="complete" if state == "complete" and len(known) == len(found) else "partial",
        keys=tuple(f"{one.number} {one.loan_fen}" for one in found),
        rows=lambda: [_contract_row(one) for one in found],
        parts={"contracts": len(found), "without_amount": len(found) - len(known)},
        members=lambda: [_loan_member(one) for one in known],
    )


@measure("registers.pledges.contracts", label="期间内登记的质押合同", registers=REGISTERS, revision=revision)
def pledge_contracts(question: Question) -> MeasureResult:
    """Contracts registered in the period, and the enterprises (by their code) that pledged."""
    state = completeness(question, REGISTERS)
    if state == "missing":
        return MeasureResult(None, state, (), list)
    found = contracts(question)
    return MeasureResult(
        value=len(found),
        completeness=state,
        keys=tuple(f"{one.number} {one.borrowers}" for one in found),
        rows=lambda: [_contract_row(one) for one in found],
        parts={"enterprises": _enterprises(question, found)},
        members=lambda: [replace(_loan_member(one), amount=1) for one in found],
    )


def _enterprises(question: Question, found: Iterable[Contract]) -> int:
    """Distinct codes; an enterprise recorded without one is told by its record."""
    holders = {holder for one in found for holder in one.holders}
    rows = Enterprise.objects.filter(recorded(question.recorded), record_id__in=holders)
    named = dict(rows.values_list("record_id", "uscc"))
    return len({named.get(holder) or str(holder) for holder in holders})


def _contract_row(one: Contract) -> Row:
    first = one.dealings[0]
    loan = "贷款金额未登记或前后不一" if one.loan_fen is None else f"贷款 {one.loan_fen / FEN_PER_WAN:,.2f} 万元"
    pledgee = str(first.event.detail.get("pledgee") or "")
    shown = "、".join(shown_number(held.right.type, held.right.number) for held in one.dealings)
    words = (f"登记 {first.event.effective_date}", loan, pledgee, f"质物 {shown}")
    return Row(
        kind=RecordKind.RIGHT,
        key=key(first.right.number, first.right.sub_key),
        label=f"质押合同 {one.number}",
        because=tuple(word for word in words if word),
        owners=one.holders,
    )


def _loan_member(one: Contract) -> Member:
    amount = Decimal(one.loan_fen or 0) / FEN_PER_WAN
    return Member(one.number, min(one.holders, default=None), one.dealings[0].right.type, amount)


# -- I17: transfers ------------------------------------------------------------------------------------------------------


@measure("registers.transfers.recorded", label="期间内登记的专利转让", registers=REGISTERS, revision=revision)
def transfers(question: Question) -> MeasureResult:
    """Transfers of patents and applications, one a patent and day, without those for an `excluded` cause. `side` says who
    must be of the county: the one who gave, the one who took, or either. A transfer whose cause is not recorded counts."""
    excluded = set(question.filters["excluded"])

    def find() -> list[Dealing]:
        found = _dealings(question, EventType.TRANSFER, PATENT_TYPES)
        sides = _sides(question, {one.event.record_id for one in found})
        return [
            one for one in found if one.event.detail.get("cause", "") not in excluded and _is_ours(question, one, sides)
        ]

    return _counted_dealings(question, find, lambda one: (f"转让登记 {one.event.effective_date}", _cause(one)))


def _cause(one: Dealing) -> str:
    cause = str(one.event.detail.get("cause", ""))
    return TransferCause(cause).label if cause in TransferCause.values else "转让原因未登记"


Side = Callable[[date], bool]
Held = tuple[date | None, date | None, int | None, str]
"""First day, the day after the last, holder and printed area of a holding."""


def _sides(question: Question, records: set[int]) -> Mapping[int, Side]:
    """For each right whether its first-named holder on a day is seated in the county."""
    rows = Holding.objects.filter(recorded(question.recorded), record_id__in=sorted(records))
    held: dict[int, list[Held]] = {}
    for record, known, begins, ends, holder, area in rows.order_by("rank", "id").values_list(
        "record_id", "known_from", "valid_from", "valid_to", "holder_id", "area_code"
    ):
        if (known or begins or date.min) <= question.as_of.known:
            held.setdefault(record, []).append((begins, ends, holder, area))
    seats = set(seated(question).values_list("record_id", flat=True))

    def side(holdings: list[Held]) -> Side:
        def local(day: date) -> bool:
            for begins, ends, holder, area in holdings:
                if (begins is None or begins <= day) and (ends is None or day < ends):
                    return holder in seats if holder else area == question.division
            return False

        return local

    return {record: side(held.get(record, [])) for record in records}


def _is_ours(question: Question, one: Dealing, sides: Mapping[int, Side]) -> bool:
    day, local = one.event.effective_date, sides[one.event.record_id]
    gave, took = local(day - _DAY), local(day)
    return {"gave": gave, "took": took, "either": gave or took}[question.filters["side"]]


# -- I18: licences -------------------------------------------------------------------------------------------------------


@measure("registers.licences.recorded", label="期间内备案的专利许可", registers=REGISTERS, revision=revision)
def licences(question: Question) -> MeasureResult:
    """Licences recorded with the office, worked open licences among them, one a patent and contract; parts by kind."""

    def find() -> list[Dealing]:
        found = _dealings(question, EventType.LICENCE_RECORDED, PATENT_TYPES)
        local = local_among(question, {one.event.record_id for one in found})
        return [one for one in found if one.event.record_id in local]

    return _counted_dealings(
        question, find, lambda one: (f"许可备案 {one.event.effective_date}", licence_kind(one.event)[1]), _by_kind
    )


def licence_kind(event: Happening) -> tuple[str, str]:
    kind = str(event.detail.get("kind", ""))
    return (kind, LicenceKind(kind).label) if kind in LicenceKind.values else ("unknown", "许可方式未登记")


def _by_kind(found: list[Dealing]) -> Mapping[str, int]:
    kinds = [licence_kind(one.event)[0] for one in found]
    return {kind: kinds.count(kind) for kind in (*LicenceKind.values, "unknown")}


def _counted_dealings(
    question: Question,
    find: Callable[[], list[Dealing]],
    because: Callable[[Dealing], tuple[str, ...]],
    parts: Callable[[list[Dealing]], Mapping[str, int]] = lambda _: {},
) -> MeasureResult:
    state = completeness(question, REGISTERS)
    if state == "missing":
        return MeasureResult(None, state, (), list)
    found = find()
    holders = local_among(question, {one.event.record_id for one in found})
    return MeasureResult(
        value=len(found),
        completeness=state,
        keys=tuple(f"{one.key} {contract_number(one.event)}".rstrip() for one in found),
        rows=lambda: [_dealing_row(one, because, holders) for one in found],
        parts=parts(found),
        members=lambda: [Member(one.key, holders.get(one.event.record_id), one.right.type) for one in found],
    )


def _dealing_row(one: Dealing, because: Callable[[Dealing], tuple[str, ...]], holders: Mapping[int, int | None]) -> Row:
    holder = holders.get(one.event.record_id)
    return Row(
        kind=RecordKind.RIGHT,
        key=key(one.right.number, one.right.sub_key),
        label=one.right.title,
        because=(shown_number(one.right.type, one.right.number), *because(one)),
        owners=frozenset({holder} if holder else ()),
    )

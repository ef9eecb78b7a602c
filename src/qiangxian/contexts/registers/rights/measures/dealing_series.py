"""Pledges, transfers and licences at each of many days in one pass: the events are read once and fall to the days whose
period holds them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db.models import QuerySet

from qiangxian.engines.metrics.measures import PointValue, Question, sweep

from ...enterprises.models import Enterprise
from ...records.conditions import recorded
from ...records.counting import point_values
from ...records.spans import Days, Line, line_of, tally, totals
from ...types import PATENT_TYPES, EventType, LicenceKind
from ..models import Holding, LegalEvent
from .dealings import FEN_PER_WAN, Dealing, contract_number, counts, happenings, licence_kind, rights_behind, types_of
from .filings import with_parts
from .holders import holder_days, local_days, seat_days
from .right_days import out_days
from .right_series import Within
from .rights import REGISTERS

_DAY = timedelta(days=1)


class Dealt(NamedTuple):
    """A dealing with the days on which it counts."""

    one: Dealing
    days: Days


@dataclass(frozen=True)
class Flow:
    """The days asked, the periods that end with them, and the events of one type in the county."""

    question: Question
    line: Line
    within: Within
    events: QuerySet[LegalEvent]

    def dealt(self, types: Iterable[str]) -> list[Dealt]:
        """Every dealing with the days in whose period it took effect, known, its right not found non-normal. Of the same
        dealing told twice the first told counts, from the day it is known."""
        rights = rights_behind(self.question, self.events, types)
        out = out_days(self.question, self.line, ())
        told: dict[tuple[int, date, str], Days] = defaultdict(int)
        found = []
        for event in happenings(self.events):
            days = self.within.days(event.effective_date) & self.line.since(max(event.effective_date, event.known_date))
            days &= ~out.get(event.record_id, 0)
            if days and event.record_id in rights:
                same = (event.record_id, event.effective_date, contract_number(event))
                if days & ~told[same]:
                    found.append(Dealt(Dealing(event, rights[event.record_id]), days & ~told[same]))
                told[same] |= days
        return found


def _flow(questions: Sequence[Question], event_type: str) -> Flow | None:
    line, first = line_of(questions), questions[0]
    if line is None or len(line.days) != len(questions):
        return None
    within = Within(questions, line)
    events = LegalEvent.objects.filter(
        recorded(first.recorded),
        division_code=first.division,
        type=event_type,
        effective_date__gte=within.first,
        effective_date__lte=line.days[-1],
    )
    return Flow(first, line, within, events)


# -- I15, I16: pledges ---------------------------------------------------------------------------------------------------


def _pledged(flow: Flow) -> Mapping[str, list[Dealt]]:
    """By contract its pledges over rights of the county."""
    local = local_days(flow.question, flow.line)
    found: dict[str, list[Dealt]] = defaultdict(list)
    for one, days in flow.dealt(types_of(flow.question)):
        here = days & local.get(one.event.record_id, 0)
        if here and counts(flow.question, one.event):
            found[contract_number(one.event) or one.key].append(Dealt(one, here))
    return found


def _union(dealt: Iterable[Dealt]) -> Days:
    made = 0
    for one in dealt:
        made |= one.days
    return made


@sweep("registers.pledges.loans")
def pledged_loans_on(questions: Sequence[Question]) -> Sequence[PointValue] | None:
    """As `pledged_loans`, each day with the period that ends with it."""
    flow = _flow(questions, EventType.PLEDGE)
    if flow is None:
        return None
    held = _pledged(flow).values()
    loans: dict[Days, int] = defaultdict(int)
    known: list[Days] = []
    for dealt in held:
        for fen, days in _agreed(dealt):
            loans[days] += fen
            known.append(days)
    contracts, clear = tally((_union(dealt) for dealt in held), flow.line), tally(known, flow.line)
    parts = {"contracts": contracts, "without_amount": [all_ - one for all_, one in zip(contracts, clear, strict=True)]}
    values = point_values(questions, REGISTERS, flow.line, totals(loans, flow.line))
    made = with_parts(questions, flow.line, values, parts)
    return [one if one.value is None else _in_wan(one) for one in made]


def _agreed(dealt: Iterable[Dealt]) -> list[tuple[int, Days]]:
    """Loans with the days on which all that is told of the contract names that one amount."""
    told: dict[int, Days] = defaultdict(int)
    for one, days in dealt:
        if (fen := one.event.detail.get("loan_fen")) is not None:
            told[fen] |= days
    once = twice = 0
    for days in told.values():
        once, twice = once | days, twice | (once & days)
    return [(int(fen), days & ~twice) for fen, days in told.items() if days & ~twice]


def _in_wan(point: PointValue) -> PointValue:
    """The sum of the known loans; none where no loan of any contract is known, partial where one is not."""
    contracts, without = point.parts["contracts"] or 0, point.parts["without_amount"] or 0
    value = None if contracts and contracts == without else Decimal(point.value or 0) / FEN_PER_WAN
    whole = point.completeness == "complete" and not without
    return replace(point, value=value, completeness="complete" if whole else "partial")


@sweep("registers.pledges.contracts")
def pledge_contracts_on(questions: Sequence[Question]) -> Sequence[PointValue] | None:
    """As `pledge_contracts`, each day with the period that ends with it."""
    flow = _flow(questions, EventType.PLEDGE)
    if flow is None:
        return None
    held = _pledged(flow).values()
    contracts = tally((_union(dealt) for dealt in held), flow.line)
    parts = {"enterprises": tally(_borrowing(flow, held).values(), flow.line)}
    return with_parts(questions, flow.line, point_values(questions, REGISTERS, flow.line, contracts), parts)


def _borrowing(flow: Flow, held: Iterable[Iterable[Dealt]]) -> Mapping[str, Days]:
    """By code of the enterprise (else its record) the days on which a pledge of its rights counts."""
    holders = holder_days(flow.question, flow.line, flow.events.values("record_id"))
    found: dict[int, Days] = defaultdict(int)
    for dealt in held:
        for one, days in dealt:
            for holder, here in holders.get(one.event.record_id, {}).items():
                found[holder] |= days & here
    rows = Enterprise.objects.filter(recorded(flow.question.recorded), division_code=flow.question.division)
    named = dict(rows.values_list("record_id", "uscc"))
    by_code: dict[str, Days] = defaultdict(int)
    for holder, days in found.items():
        by_code[named.get(holder) or str(holder)] |= days
    return by_code


# -- I17: transfers ------------------------------------------------------------------------------------------------------

Holdings = list[tuple[date | None, date | None, Days, Days]]
"""First day, the day after the last, the days on which the holding is known, and those on which its holder is here."""


@sweep("registers.transfers.recorded")
def transfers_on(questions: Sequence[Question]) -> Sequence[PointValue] | None:
    """As `transfers`, each day with the period that ends with it."""
    flow = _flow(questions, EventType.TRANSFER)
    if flow is None:
        return None
    excluded, held = set(flow.question.filters["excluded"]), _holdings(flow)
    sets = (
        days & _ours(flow.question.filters["side"], one.event.effective_date, held.get(one.event.record_id, []))
        for one, days in flow.dealt(PATENT_TYPES)
        if one.event.detail.get("cause", "") not in excluded
    )
    return point_values(questions, REGISTERS, flow.line, tally(sets, flow.line))


def _holdings(flow: Flow) -> Mapping[int, Holdings]:
    """By right its holdings, the first-named first."""
    question, line = flow.question, flow.line
    seats = seat_days(question, line)
    rows = Holding.objects.filter(recorded(question.recorded), record_id__in=flow.events.values("record_id"))
    found: dict[int, Holdings] = defaultdict(list)
    for record, known, begins, ends, holder, area in rows.order_by("rank", "id").values_list(
        "record_id", "known_from", "valid_from", "valid_to", "holder_id", "area_code"
    ):
        here = seats.get(holder, 0) if holder else line.all if area == question.division else 0
        found[record].append((begins, ends, line.since(known or begins), here))
    return found


def _ours(side: str, day: date, held: Holdings) -> Days:
    gave, took = _local(held, day - _DAY), _local(held, day)
    return {"gave": gave, "took": took, "either": gave | took}[side]


def _local(held: Holdings, day: date) -> Days:
    """The days that know the first-named holder of that day, and on which it is here."""
    found = before = 0
    for begins, ends, known, here in held:
        if (begins is None or begins <= day) and (ends is None or day < ends):
            found |= known & here & ~before
            before |= known
    return found


# -- I18: licences -------------------------------------------------------------------------------------------------------


@sweep("registers.licences.recorded")
def licences_on(questions: Sequence[Question]) -> Sequence[PointValue] | None:
    """As `licences`, each day with the period that ends with it."""
    flow = _flow(questions, EventType.LICENCE_RECORDED)
    if flow is None:
        return None
    local = local_days(flow.question, flow.line)
    sets: dict[str, list[Days]] = {kind: [] for kind in (*LicenceKind.values, "unknown")}
    for one, days in flow.dealt(PATENT_TYPES):
        sets[licence_kind(one.event)[0]].append(days & local.get(one.event.record_id, 0))
    by_kind = {kind: tally(held, flow.line) for kind, held in sets.items()}
    value = [sum(numbers) for numbers in zip(*by_kind.values(), strict=True)]
    return with_parts(questions, flow.line, point_values(questions, REGISTERS, flow.line, value), by_kind)

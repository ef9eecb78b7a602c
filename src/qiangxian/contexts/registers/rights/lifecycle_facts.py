"""The bridge from register rows to `engines/lifecycle`: what is recorded of a right, as the law's questions take it."""

from collections.abc import Iterable
from datetime import date

from qiangxian.engines.lifecycle.facts import Event, FeeYear, RightFacts
from qiangxian.engines.lifecycle.fees import DaySpan, FeeTerms, Reduction, nominal_due_date
from qiangxian.engines.lifecycle.terms import expiry_date
from qiangxian.kernel.calendar import CNIPA

from ..types import PATENT_TYPES, EventType, LicenceKind
from .models import AnnualFee, FeeReduction, LegalEvent, Right


def right_facts(right: Right, events: Iterable[LegalEvent], fees: Iterable[AnnualFee] = ()) -> RightFacts:
    """Facts of one right. A fee without a due day says nothing the law could use and is left out."""
    return RightFacts(
        type=right.type,
        filing_date=right.filing_date,
        grant_date=right.grant_date,
        registration_date=right.registration_date,
        compensation_days=right.compensation_days,
        printed_expiry=right.printed_expiry,
        events=tuple(_event(event) for event in events),
        fees=tuple(_fee_year(right, fee, fee.due_date) for fee in fees if fee.due_date),
    )


def _event(row: LegalEvent) -> Event:
    """The event with what its detail says of kind and last day; words nobody can read as such are left out."""
    kind = str(row.detail.get("kind") or "")
    known_kind = kind if row.type == EventType.LICENCE_RECORDED and kind in LicenceKind.values else ""
    until = _day(row.detail.get("until")) if row.type in ENDING_BY_THEMSELVES else None
    return Event(row.type, row.effective_date, row.announced_date, row.source, known_kind, until)


ENDING_BY_THEMSELVES = frozenset({EventType.LICENCE_RECORDED, EventType.CUSTOMS_RECORD, EventType.FREEZE})


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text)) if text else None
    except ValueError:
        return None


def _fee_year(right: Right, fee: AnnualFee, due: date) -> FeeYear:
    """A list may print the rolled due day; the law counts from the day before rolling."""
    if right.type in PATENT_TYPES and right.filing_date:
        nominal = nominal_due_date(right.filing_date, fee.year)
        due = nominal if due == CNIPA.roll(nominal) else due
    return FeeYear(fee.year, due, fee.paid_on, fee.known_date)


def fee_terms(
    right: Right, events: Iterable[LegalEvent], reductions: Iterable[FeeReduction], fees: Iterable[AnnualFee] = ()
) -> FeeTerms | None:
    """What decides the size of a patent's fees; None for other rights and where no filing date is recorded.

    A reduction ends with the holder it was approved for: the new one asks again (专利收费减缴办法第十条). A fee paid before
    the grant was announced is the one the office charged with the registration formalities."""
    if right.type not in PATENT_TYPES or right.filing_date is None:
        return None
    standing = sorted(events, key=lambda event: (event.effective_date, event.pk or 0))
    sold = [event.effective_date for event in standing if event.type == EventType.TRANSFER]
    return FeeTerms(
        right.type,
        right.filing_date,
        right.grant_date,
        reductions=tuple(_reduction(row, sold) for row in reductions),
        worked=tuple(_worked(event) for event in standing if is_worked_open_licence(event)),
        charged_year=_charged_year(right, fees),
        compensation_days=right.compensation_days,
    )


def _charged_year(right: Right, fees: Iterable[AnnualFee]) -> int | None:
    granted = right.grant_date
    return max((fee.year for fee in fees if granted and fee.paid_on and fee.paid_on <= granted), default=None)


def _reduction(row: FeeReduction, sold: Iterable[date]) -> Reduction:
    begins = row.valid_from or row.approved_date
    ends = [day for day in (row.valid_to, *(day for day in sold if day > begins)) if day]
    return Reduction(row.percent, begins, min(ends) if ends else None)


def is_worked_open_licence(event: LegalEvent) -> bool:
    """A contract recorded under an open licence counts as the request for the discount (审查指南第五部分第二章 3.2)."""
    return bool(event.type == EventType.LICENCE_RECORDED and event.detail.get("kind") == "open")


def _worked(event: LegalEvent) -> DaySpan:
    return DaySpan(_day(event.detail.get("from")) or event.effective_date, _day(event.detail.get("until")))


STARTS = {EventType.GRANT: "grant_date", EventType.REGISTRATION: "registration_date"}


def starting_days(right: Right, events: Iterable[LegalEvent]) -> dict[str, date]:
    """The grant or registration day that follows from the events, where the right has none of its own or one that came
    from such an event: the earliest, so that the order in which events are recorded plays no part."""
    recorded = list(events)
    changes = {}
    for kind, column in STARTS.items():
        days = {event.effective_date for event in recorded if event.type == kind}
        standing = getattr(right, column)
        if days and (standing is None or standing in days) and standing != min(days):
            changes[column] = min(days)
    return changes


def expiry_of(right: Right, events: Iterable[LegalEvent]) -> date | None:
    """The first day after the term with every renewal recorded, as it is stored beside the right."""
    recorded = list(events)
    renewed = [event.effective_date for event in recorded if event.type == EventType.RENEWAL]
    return expiry_date(right_facts(right, recorded), renewed=renewed)

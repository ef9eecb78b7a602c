"""The bridge from register rows to `engines/lifecycle`: what is recorded of a right, as the law's questions take it."""

from collections.abc import Iterable
from datetime import date

from qiangxian.engines.lifecycle.facts import Event, FeeYear, RightFacts
from qiangxian.engines.lifecycle.terms import expiry_date

from .models import AnnualFee, LegalEvent, Right
from .types import EventType


def right_facts(right: Right, events: Iterable[LegalEvent], fees: Iterable[AnnualFee] = ()) -> RightFacts:
    """Facts of one right. A fee without a due day says nothing the law could use and is left out."""
    return RightFacts(
        type=right.type,
        filing_date=right.filing_date,
        grant_date=right.grant_date,
        registration_date=right.registration_date,
        compensation_days=right.compensation_days,
        printed_expiry=right.printed_expiry,
        events=tuple(Event(e.type, e.effective_date, e.announced_date, e.source) for e in events),
        fees=tuple(FeeYear(fee.year, fee.due_date, fee.paid_on) for fee in fees if fee.due_date),
    )


def expiry_of(right: Right, events: Iterable[LegalEvent]) -> date | None:
    """The first day after the term with every renewal recorded, as it is stored beside the right."""
    recorded = list(events)
    renewals = sum(event.type == EventType.RENEWAL for event in recorded)
    return expiry_date(right_facts(right, recorded), renewals=renewals)

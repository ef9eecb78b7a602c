"""What the law says of every right on a day, briefly, so that two editions of the rules can be compared."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from qiangxian.engines.lifecycle.fees import FeeBill, FeeTerms, fee_bill, patent_year
from qiangxian.engines.lifecycle.status import legal, statistical
from qiangxian.engines.lifecycle.terms import patent_term
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.money import Money

from ...records.conditions import by_record
from ...records.scope import visible
from ...types import RecordKind
from ..lifecycle_facts import expiry_of, fee_terms, right_facts
from ..models import AnnualFee, FeeReduction, LegalEvent, Right

CHUNK = 1000


@dataclass(frozen=True)
class LawState:
    """One right: both readings of its state, the first day after its term, and by year the due day and the end
    of the grace of its coming annual fees, and what is payable and in all to pay when paid on the day asked for."""

    number: str
    statistical: str
    legal: str
    expiry_date: date | None
    due_dates: tuple[tuple[int, date | None, date | None], ...]
    fees: tuple[tuple[int, Decimal | None, Decimal | None], ...]


def law_states(
    actor: Actor, division_code: str, as_of: AsOf, progress: Callable[[int], None] = lambda _: None
) -> Iterator[LawState]:
    """Every right of the county the actor may see, by number, with the fees from the running patent year on."""
    for rights, events in _with_events(actor, division_code):
        records = [right.record_id for right in rights]
        fees, reductions = by_record(AnnualFee, records), by_record(FeeReduction, records)
        for right in rights:
            record = right.record_id
            yield _state(right, events[record], fees[record], reductions[record], as_of)
        progress(len(rights))


@contextmanager
def terms_by_these_rules(actor: Actor, division_code: str) -> Iterator[int]:
    """Within the block the terms stored beside the rights are those of the rules in force; afterwards all is as before.

    Gives how many differ. Nothing is written, and nobody waits, where none does."""
    changed = []
    for rights, events in _with_events(actor, division_code):
        for right in rights:
            expiry = expiry_of(right, events[right.record_id])
            if expiry != right.expiry_date:
                right.expiry_date = expiry
                changed.append(right)
    if not changed:
        yield 0
        return
    with transaction.atomic():
        Right.objects.bulk_update(changed, ["expiry_date"], batch_size=CHUNK)
        yield len(changed)
        transaction.set_rollback(True)


def _with_events(actor: Actor, division_code: str) -> Iterator[tuple[list[Right], dict[int, list[LegalEvent]]]]:
    rows = list(
        visible(RecordKind.RIGHT, actor).filter(division_code=division_code).order_by("number", "sub_key", "id")
    )
    for first in range(0, len(rows), CHUNK):
        rights = rows[first : first + CHUNK]
        yield rights, by_record(LegalEvent, [right.record_id for right in rights])


def _state(
    right: Right, events: list[LegalEvent], fees: list[AnnualFee], reductions: list[FeeReduction], as_of: AsOf
) -> LawState:
    facts, terms, day = right_facts(right, events, fees), fee_terms(right, events, reductions), as_of.effective
    bills = list(_coming_bills(terms, day)) if terms and terms.grant_date else []
    return LawState(
        number=f"{right.number} {right.sub_key}".strip(),
        statistical=statistical(facts, day, min(as_of.known, day)).state,
        legal=legal(facts, day, as_of.known).state,
        expiry_date=expiry_of(right, events),
        due_dates=tuple((bill.year, bill.due_date, bill.grace_end_date) for bill in bills),
        fees=tuple((bill.year, _yuan(bill.payable), _yuan(bill.total)) for bill in bills),
    )


def _coming_bills(terms: FeeTerms, day: date) -> Iterator[FeeBill]:
    """The bills, as they stand on the day, of the year whose fee may still be in its grace and of all years after it."""
    last = patent_year(terms.filing_date, patent_term(terms.right_type, terms.filing_date).last_day)
    for year in range(max(terms.grant_year or 1, patent_year(terms.filing_date, day)), last + 1):
        yield fee_bill(terms, year, day)


def _yuan(money: Money | None) -> Decimal | None:
    return money.in_yuan if money else None

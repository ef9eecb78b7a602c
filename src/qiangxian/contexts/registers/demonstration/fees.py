"""Annual fees of the invented patents as a paid list shows them: most in time, some in the grace, some not paid at all."""

from datetime import date

from qiangxian.engines.lifecycle.fees import (
    FeeTerms,
    full_fee,
    nominal_due_date,
    patent_year,
    payable_fee,
    surcharge_bands,
)

from ..rights.models import AnnualFee, FeeReduction, LegalEvent, Right
from ..types import EventType
from .script import LAST_DAY, Owned, Script, Serial

ENDS = (EventType.LAPSE_UNPAID_FEE, EventType.ABANDONMENT, EventType.INVALIDATION_FULL)
SOLE_HOLDER_PERCENT = 85


class Fees:
    """Writes fee years and reductions; its chance is its own."""

    def __init__(self, script: Script) -> None:
        self.script = script.part("fees")
        self.told = script.words["fees"]
        self.receipts = Serial()

    def of(self, entry: Owned) -> None:
        """Every fee year of the patent that the list reaches, until the patent ended or stays unpaid."""
        row = entry.row
        if row.grant_date is None or row.filing_date is None:
            return
        terms = FeeTerms(row.type, row.filing_date, row.grant_date, reduction=self._reduction(entry, row.filing_date))
        ended, restored = _ending(entry)
        year = patent_year(row.filing_date, row.grant_date) + 1
        while (due := nominal_due_date(row.filing_date, year)) < self._last(row, ended):
            if due >= self.told["first_due"] and not self._pay(entry, terms, year, due):
                return
            year += 1
        if ended and restored and due == ended:
            self._late(entry, terms, year, due, restored)
        elif ended and due == ended:
            entry.add(_unpaid(year, due, due))

    def _last(self, row: Right, ended: date | None) -> date:
        days = (self.told["listed_through"], row.expiry_date, ended)
        return min(day for day in days if day)

    def _reduction(self, entry: Owned, filed: date) -> int:
        """Asked for with the application by a sole qualified applicant (专利收费减缴办法)."""
        if not self.script.happens(self.told["reduced"]):
            return 0
        entry.add(FeeReduction(percent=SOLE_HOLDER_PERCENT, approved_date=filed, valid_from=filed, known_from=filed))
        return SOLE_HOLDER_PERCENT

    def _pay(self, entry: Owned, terms: FeeTerms, year: int, due: date) -> bool:
        """One fee year; False where the patent is left to lapse, so that no later year follows."""
        first, last = self.told["presumed_between"]
        if due > LAST_DAY or (due >= self.told["grace_from"] and self.script.happens(self.told["in_grace"])):
            entry.add(_unpaid(year, due, min(due, LAST_DAY)))
            return True
        if first <= due <= last and self.script.happens(self.told["presumed_lapsed"]):
            entry.add(_unpaid(year, due, due))
            return False
        late = self.script.later(due, 12, 165)
        if late <= LAST_DAY and self.script.happens(self.told["paid_late"]):
            self._late(entry, terms, year, due, late)
        else:
            entry.add(self._paid(terms, year, due, self.script.later(due, -75, -1)))
        return True

    def _late(self, entry: Owned, terms: FeeTerms, year: int, due: date, paid: date) -> None:
        """Paid with the surcharge of its band; with a restoration, of the last one."""
        bands = surcharge_bands(due)
        band = next((band for band in bands if paid <= band.last_day), bands[-1])
        row = self._paid(terms, year, due, paid)
        row.surcharge_fen = full_fee(terms.right_type, terms.filing_date, year).percent(band.percent).fen
        entry.add(row)

    def _paid(self, terms: FeeTerms, year: int, due: date, paid: date) -> AnnualFee:
        return AnnualFee(
            year=year,
            due_date=due,
            paid_on=paid,
            amount_fen=payable_fee(terms, year).fen,
            receipt_number=f"演示票据{self.receipts.next():08d}",
            known_date=paid,
        )


def _unpaid(year: int, due: date, known: date) -> AnnualFee:
    return AnnualFee(year=year, due_date=due, known_date=known)


def _ending(entry: Owned) -> tuple[date | None, date | None]:
    """The day the patent ended, and the day it came back."""
    events = {event.type: event.effective_date for event in entry.each(LegalEvent)}
    return next((events[word] for word in ENDS if word in events), None), events.get(EventType.RESTORATION)

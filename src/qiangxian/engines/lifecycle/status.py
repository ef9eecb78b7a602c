"""Is a right in force on a day? Two readings of the same facts (patent-lifecycle.md §8).

*statistical(D)*: what the official data showed on D; uses only events known by D. Official statistics follow it.
*legal(D, K)*: what is true for D with the knowledge of K; uses all events known by K, each from its effective day.
An event is known on its announced day, where it has none on its effective day; so statistical(D) = legal(D, D), and with
a known day K before D both are cut at K.

In force at (D, K), as a condition on sets
------------------------------------------
A query over registers must give exactly this. Let `start` be the first of grant day, registration day, effective day of
the earliest grant or registration event known by K; `E(x)` the effective and `K(x)` the known day of an event x, and
"known" mean K(x) ≤ K. For the statistical reading put K := min(D, K) first. The right counts if and only if all hold:

1. `start` exists, start ≤ D and start ≤ K.
2. There is no invalidation_full v, known and E(v) ≤ K, without a known restoration r with E(r) ≥ E(v). (D plays no part.)
3. There is no ending t (lapse_unpaid_fee, abandonment, cancellation, expiry), known and E(t) ≤ D, without a known
   restoration r with E(r) ≥ E(t). (D against E(r) plays no part: a restoration heals the gap.)
4. `expiry` is null or D < expiry, where expiry = `terms.expiry_date(facts, renewed=days)`, the days of the known renewal
   events. For a mark D ≤ `terms.mark_grace_end(expiry − 1 day)` suffices: it is listed until its grace ends.
5. Legal reading only, patents only (no lapse is ever derived from the fees of other rights): there is no overdue fee f:
   due(f) < D, D > grace_end(f), not settled, no known restoration r with E(r) ≥ due(f), and no freeze running on D.
   grace_end(f) = CNIPA.roll(due(f) + 6 months); f is settled where paid_on ≤ min(K, grace_end(f)). An unpaid f (no
   paid_on at all) counts from its known_date on: known_date is null or ≤ K. A freeze runs on D where the last of the
   freeze and freeze_released events, known and E ≤ D, is a freeze; of two on the same day the release is the last. (A
   freeze's own last day, `until`, ends it too: until < D.) A fee year that is not listed is never overdue, nor is one of the
   grant year or before (paid with the registration formalities) or beyond the term. The one fee of a compensated term (the
   year after the last) has no grace: unpaid when the plain term ends, it leaves the right presumed lapsed.

The statistical reading has no clause 5 because a presumed lapse stays in the official data until it is announced; which
states count is the parameter `lifecycle/status.counted_states`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from qiangxian.engines.lifecycle.facts import (
    CLOSING,
    ENDING,
    STARTING,
    Event,
    FeeYear,
    RightFacts,
    State,
)
from qiangxian.engines.lifecycle.fees import compensation_last_day, patent_year
from qiangxian.engines.lifecycle.rules import has_rule
from qiangxian.engines.lifecycle.terms import MARK_TYPES, expiry_date, mark_grace_end, patent_term
from qiangxian.kernel import rulebook
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.calendar import CNIPA, add_months
from qiangxian.kernel.words import PATENT_TYPES

Reading = Literal["statistical", "legal"]

_DAY = timedelta(days=1)
_SWITCHES = {
    "frozen": ("freeze", "freeze_released"),
    "open_licence": ("open_licence", "open_licence_withdrawn"),
    "ownership_dispute": ("ownership_dispute", "dispute_settled"),
}
_MARKS = {
    "licensed": "licence_recorded",
    "partially_invalidated": "invalidation_partial",
    "compulsory_licence": "compulsory_licence",
    "customs_recorded": "customs_record",
}
_LICENCES = {
    "exclusive": "licensed_exclusive",
    "sole": "licensed_sole",
    "ordinary": "licensed_ordinary",
    "open": "open_licence_worked",
}
FLAGS = frozenset({"pledged", *_SWITCHES, *_MARKS, *_LICENCES.values()})


@dataclass(frozen=True, slots=True)
class Status:
    """State of a right, the day since which it holds, the events that prove it (computed ones name their rule as source),
    the flags that stand beside the state, and the first day after the term (None: no term, or unknown days).
    """

    state: State
    since: date | None
    because: tuple[Event, ...]
    flags: tuple[str, ...] = ()
    expiry_date: date | None = None


def status(facts: RightFacts, as_of: AsOf, reading: Reading = "legal") -> Status:
    """The status for `as_of.effective` with the knowledge of `as_of.known`, in one of the two readings."""
    known = min(as_of.effective, as_of.known) if reading == "statistical" else as_of.known
    return _Question(facts, as_of.effective, known).answer()


def statistical(facts: RightFacts, day: date, known: date | None = None) -> Status:
    """What the official data showed on the day (knowledge cut at `known` where that is earlier)."""
    return status(facts, AsOf.on(day, known), "statistical")


def legal(facts: RightFacts, day: date, known: date) -> Status:
    """What is true for the day with the knowledge of the other."""
    return status(facts, AsOf.on(day, known), "legal")


def is_in_force(facts: RightFacts, as_of: AsOf, reading: Reading) -> bool:
    """Whether a figure counts the right as in force (有效)."""
    return status(facts, as_of, reading).state in counted_states(reading, as_of.effective)


@lru_cache(maxsize=1024)
def counted_states(reading: Reading, on: date) -> frozenset[str]:
    """The states that count as in force in that reading, by the rule of the day."""
    return frozenset(rulebook.parameter("lifecycle", f"status.counted_states.{reading}", on, None))


def grace_end(due_date: date) -> date:
    """The last day an annual fee with that nominal due day can be paid with a surcharge, rolled (实施细则第一百一十五条)."""
    months = rulebook.parameter("lifecycle", "status.fee_grace_months", due_date, None)
    return CNIPA.roll(add_months(due_date, months))


class _Question:
    """One right, one day, one day of knowledge. Works on sets of events, so their order cannot matter."""

    def __init__(self, facts: RightFacts, day: date, known: date) -> None:
        self.facts, self.day, self.known_by = facts, day, known
        self.events = sorted(
            (event for event in facts.events if event.known_date <= known), key=lambda event: event.order
        )

    def answer(self) -> Status:
        answer = self._not_granted() or self._never_existed() or self._ended() or self._unpaid() or self._in_force()
        return replace(answer, flags=self._flags(), expiry_date=self._expiry())

    # -- the steps of patent-lifecycle.md §8, in order ----------------------------------------------------------------
    def _not_granted(self) -> Status | None:
        start = self._start()
        if start is not None and start.effective_date <= self.day:
            return None
        closed = self._first(CLOSING) if start is None else None
        if closed is not None and closed.effective_date <= self.day:
            return Status("closed", closed.effective_date, (closed,))
        return Status("not_granted", self.facts.filing_date, ())

    def _never_existed(self) -> Status | None:
        full = [event for event in self._of({"invalidation_full"}) if event.effective_date <= self.known_by]
        lasting = [event for event in full if not self._restored(event.effective_date)]
        return Status("never_existed", self._begin(), tuple(lasting[:1])) if lasting else None

    def _ended(self) -> Status | None:
        expiry = self._expiry()
        endings = [event for event in self._of(ENDING) if event.effective_date <= self.day]
        first = next((event for event in endings if not self._restored(event.effective_date)), None)
        # A right that lapsed in 2020 never expires later; one that ran out of its term cannot lapse afterwards.
        if first and (expiry is None or first.effective_date <= self._listed_until(expiry)):
            return Status(ENDING[first.type], first.effective_date, (first,))
        if expiry is None or self.day < expiry:
            return None
        if self.day < self._listed_until(expiry):
            return Status("in_force_grace", expiry, (_computed("expiry", expiry, "期满未续展，在宽展期内"),))
        if self.facts.type in MARK_TYPES and self.facts.printed_expiry is None:
            return Status("unknown", expiry, (_computed("expiry", expiry, "期满后没有续展记录，是否续展待核"),))
        return Status("expired", expiry, (_computed("expiry", expiry, "期限届满（按法定期限推算）"),))

    def _listed_until(self, expiry: date) -> date:
        """The first day without the right: the expiry, for a mark the day after its grace."""
        return mark_grace_end(expiry - _DAY) + _DAY if self.facts.type in MARK_TYPES else expiry

    def _unpaid(self) -> Status | None:
        listed = self.facts.fees if self.facts.type in PATENT_TYPES else ()
        known = [fee for fee in listed if self._is_owed(fee) and fee.is_known(self.known_by) and not self._settled(fee)]
        overdue = [fee for fee in known if min(CNIPA.roll(fee.due_date), self._payable_until(fee)) < self.day]
        if not overdue:
            return None
        first = min(overdue, key=lambda fee: (fee.due_date, fee.year))
        if self.day <= self._payable_until(first):
            since = CNIPA.roll(first.due_date) + _DAY
            return Status(
                "in_force_grace", since, (_computed("fee_unpaid", first.due_date, f"第 {first.year} 年年费未缴"),)
            )
        if self._on("freeze", "freeze_released"):
            return None
        fee = "补偿期年费未缴" if self._compensation_end(first) else f"第 {first.year} 年年费滞纳期已满未缴"
        words = f"{fee}，尚无终止公告，待核实"
        return Status("presumed_lapsed", first.due_date, (_computed("fee_unpaid", first.due_date, words),))

    def _in_force(self) -> Status:
        start = self._start()
        proof = () if start is None else (start,)
        return Status("in_force", self._begin(), (*proof, *self._of({"restoration", "renewal"})))

    # -- what the steps ask -------------------------------------------------------------------------------------------
    def _of(self, types: Iterable[str]) -> list[Event]:
        wanted = frozenset(types)
        return [event for event in self.events if event.type in wanted]

    def _first(self, types: Iterable[str]) -> Event | None:
        return next(iter(self._of(types)), None)

    def _start(self) -> Event | None:
        """The event from which the right exists, None where it is not granted as known."""
        recorded = self._first(STARTING)
        day = self.facts.grant_date or self.facts.registration_date
        if day is not None and (recorded is None or recorded.effective_date != day):
            recorded = Event("grant" if self.facts.grant_date else "registration", day, day, "登记信息")
        return recorded if recorded is not None and recorded.effective_date <= self.known_by else None

    def _begin(self) -> date | None:
        start = self._start()
        return start.effective_date if start else None

    def _expiry(self) -> date | None:
        return expiry_date(self.facts, renewed=[event.effective_date for event in self._of({"renewal"})])

    def _restored(self, day: date) -> bool:
        return any(event.effective_date >= day for event in self._of({"restoration"}))

    def _is_owed(self, fee: FeeYear) -> bool:
        """The grant year is paid with the registration formalities, and no year beyond the term costs an annual fee but the
        one of a compensated term that has full years."""
        if self._compensation_end(fee):
            return True
        filed, granted = self.facts.filing_date, self._begin()
        if filed is None or granted is None or not has_rule(f"terms.{self.facts.type}.years", filed):
            return True
        last = patent_year(filed, patent_term(self.facts.type, filed).last_day)
        return patent_year(filed, granted) < fee.year <= last

    def _compensation_end(self, fee: FeeYear) -> date | None:
        """The last day to pay the fee of an added term, None for every other fee."""
        filed, days = self.facts.filing_date, self.facts.compensation_days
        if filed is None or not days or fee.year <= patent_year(filed, patent_term(self.facts.type, filed).last_day):
            return None
        return compensation_last_day(filed, days)

    def _payable_until(self, fee: FeeYear) -> date:
        """The last day the fee can be paid and the right live on."""
        return self._compensation_end(fee) or grace_end(fee.due_date)

    def _settled(self, fee: FeeYear) -> bool:
        paid = fee.paid_on is not None and fee.paid_on <= min(self.known_by, self._payable_until(fee))
        return paid or self._restored(fee.due_date)

    def _on(self, begins: str, ends: str) -> bool:
        """Whether the last of the two sorts of event by the day is a beginning that has not run out; of two on one day
        the end comes last."""
        switches = [event for event in self._of({begins, ends}) if event.effective_date <= self.day]
        if not switches:
            return False
        last_day = max(event.effective_date for event in switches)
        latest = [event for event in switches if event.effective_date == last_day]
        return all(event.type == begins for event in latest) and any(self._runs(event) for event in latest)

    def _runs(self, event: Event) -> bool:
        return event.until is None or self.day <= event.until

    def _pledged(self) -> bool:
        """Pledges can run side by side, so they are counted against their releases."""
        types = [event.type for event in self._of({"pledge", "pledge_released"}) if event.effective_date <= self.day]
        return types.count("pledge") > types.count("pledge_released")

    def _flags(self) -> tuple[str, ...]:
        on = {flag for flag, (begins, ends) in _SWITCHES.items() if self._on(begins, ends)}
        begun = [event for event in self.events if event.effective_date <= self.day and self._runs(event)]
        on |= {flag for flag, kind in _MARKS.items() if any(event.type == kind for event in begun)}
        on |= {_LICENCES[event.kind] for event in begun if event.type == "licence_recorded" and event.kind}
        return tuple(sorted(on | ({"pledged"} if self._pledged() else set())))


def _computed(event_type: str, day: date, words: str) -> Event:
    return Event(event_type, day, None, words)

"""The computed status of a record, by the same law as the registers' own; and what words of sources mean."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

from qiangxian.engines.lifecycle.facts import Event, RightFacts
from qiangxian.engines.lifecycle.status import Status, status
from qiangxian.engines.lifecycle.terms import expiry_date
from qiangxian.kernel import rulebook
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.calendar import add_months
from qiangxian.kernel.words import PATENT_TYPES

from .models import LegalEvent, Record

_ENDED = frozenset({"lapsed", "expired", "abandoned", "never_existed", "closed"})


@cache
def _meanings() -> dict[str, str]:
    given = rulebook.load("patents", "statuses", division=None)["statuses"]
    return {"".join(str(word).split()): state for state, words in given.items() for word in words}


def printed_state(words: str) -> str:
    """The state printed words mean; empty where they decide nothing."""
    return _meanings().get("".join(words.split()), "")


def is_taken_for_published(record: Record, today: date, *, has_document: bool) -> bool:
    """Whether the public can read it: by a publication or grant of that day or before, by a publication number without a day, or,
    where a list prints its text without either, because the law had it published by now."""
    if record.publication_date or record.grant_date:
        return min(day for day in (record.publication_date, record.grant_date) if day) <= today
    if has_document:
        return True
    if not record.filing_date or not (record.abstract or record.claims):
        return False
    months = int(rulebook.parameter("patents", "statuses.published_after_months", record.filing_date, None))
    return add_months(record.filing_date, months) <= today


def facts_of(record: Record, events: Iterable[LegalEvent]) -> RightFacts:
    """The record as the lifecycle takes it."""
    told = tuple(Event(one.type, one.effective_date, one.announced_date, one.words) for one in events)
    return RightFacts(record.type, record.filing_date, record.grant_date, events=told)


def status_of(record: Record, events: Iterable[LegalEvent], on: date) -> Status | None:
    """The state by the law and the events known; None for a type the law of patents does not know."""
    if record.type not in PATENT_TYPES:
        return None
    return status(facts_of(record, events), AsOf.on(on))


def state_of(record: Record, events: Iterable[LegalEvent], on: date) -> str:
    """The state shown: what the events prove; where they leave the right open or the case pending, what the source printed."""
    computed = status_of(record, events, on)
    printed = printed_state(record.printed_status)
    if computed is None:
        return printed or "unknown"
    if computed.state == "not_granted" and not printed and _is_unsettled(record, on):
        return "unknown"
    if computed.state in ("in_force", "not_granted") and (printed in _ENDED or (printed and not record.grant_date)):
        return printed
    return computed.state


def _is_unsettled(record: Record, on: date) -> bool:
    """Whether no grant is known only because nothing is: no document with its day, or one so old that the case must have ended."""
    if record.publication_date is None:
        return True
    years = int(rulebook.parameter("patents", "statuses.unsettled_after_years", on, None))
    return add_months(record.publication_date, 12 * years) <= on


def expiry_of(record: Record) -> date | None:
    """The end of the term, for a right whose days are known."""
    if record.type not in PATENT_TYPES or not record.filing_date or not record.grant_date:
        return None
    return expiry_date(facts_of(record, ()))

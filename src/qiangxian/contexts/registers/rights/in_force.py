"""Rights granted and in force on a day as a condition on sets: the clauses of `engines/lifecycle/status` in the database, for
lists and for the rights of one holder. A property test holds it to the engine and to `measures/standing`, which answers the
same for many days."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from qiangxian.engines.lifecycle.facts import ENDING, STARTING
from qiangxian.engines.lifecycle.terms import MARK_TYPES
from qiangxian.engines.metrics.measures import Question
from qiangxian.kernel.asof import AsOf

from ..records.clock import current_revision
from ..records.conditions import recorded
from ..records.validity import LISTED
from ..types import PATENT_TYPES, EventType
from .measures.standing import first_expiry, renewed_days, unpaid_days
from .models import LegalEvent, NonNormalFiling, Right


def on_day(division: str, as_of: AsOf, recorded: int | None = None) -> Question:
    """What these conditions are asked with: a county, a day, and a revision (else the newest)."""
    return Question(division, (as_of,), {}, current_revision(division) if recorded is None else recorded)


def begun(question: Question) -> Q:
    """Granted or registered by the day, and known to be (clause 1)."""
    cut = min(question.as_of.effective, question.as_of.known)
    undated = Q(grant_date__isnull=True, registration_date__isnull=True)
    return (
        Q(grant_date__lte=cut)
        | Q(grant_date__isnull=True, registration_date__lte=cut)
        | Q(undated, Exists(_own(question, STARTING).filter(effective_date__lte=cut)))
    )


def annulled(question: Question) -> Q:
    """Fully invalidated: the right never existed, whatever the day asked for (clause 2)."""
    return _out(question, {EventType.INVALIDATION_FULL}, effective_date__lte=question.as_of.known)


def ended(question: Question) -> Q:
    """Ended by the day, and no known restoration healed it (clause 3)."""
    return _out(question, ENDING, effective_date__lte=question.as_of.effective)


def lasting(question: Question) -> Q:
    """Within the term, or within the grace of a mark (clause 4). The stored term rests on every renewal recorded; marks
    renewed later than one could know are asked one by one."""
    types = [(mark, first_expiry(mark, question.as_of)) for mark in sorted(MARK_TYPES)]
    stored = Q(expiry_date__isnull=True) | Q(expiry_date__gt=question.as_of.effective)
    for mark, first in types:
        stored |= Q(type=mark, expiry_date__gte=first)
    renewed = renewed_days(question)
    if not renewed:
        return stored
    return (stored & ~Q(record_id__in=list(renewed))) | Q(record_id__in=[one for one, days in renewed.items() if days])


def listed(question: Question) -> Q:
    """Begun, neither annulled nor ended, within the term: what the registers list as in force."""
    return begun(question) & ~annulled(question) & ~ended(question) & lasting(question)


def regular(question: Question) -> Q:
    """Without those a standing non-normal filing takes out of every count, matched or named by number."""
    filings = NonNormalFiling.objects.filter(
        recorded(question.recorded), LISTED.holds(question.as_of), division_code=question.division
    )
    matched = filings.filter(right__isnull=False)
    return ~Q(record_id__in=matched.values("right_id")) & ~Q(number__in=filings.values("number"))


def ever_granted(question: Question) -> QuerySet[Right]:
    """Rights granted, not fully invalidated, not found non-normal."""
    return _rights(question).filter(begun(question), ~annulled(question), regular(question))


def in_force(question: Question) -> QuerySet[Right]:
    """Rights that count as in force on the day. With later knowledge the states the legal reading does not count are out
    (clause 5)."""
    rights = _rights(question).filter(listed(question), regular(question))
    unpaid = {record for one in PATENT_TYPES for record, days in unpaid_days(question, one).items() if days}
    return rights.exclude(record_id__in=unpaid) if unpaid else rights


def _rights(question: Question) -> QuerySet[Right]:
    return Right.objects.filter(recorded(question.recorded), division_code=question.division)


def _known(question: Question, types: Iterable[str]) -> QuerySet[LegalEvent]:
    return LegalEvent.objects.filter(
        recorded(question.recorded), type__in=sorted(types), known_date__lte=question.as_of.known
    )


def _own(question: Question, types: Iterable[str]) -> QuerySet[LegalEvent]:
    """Of the row at hand. No county is named: with one, SQLite would look through the county instead of the record."""
    return _known(question, types).filter(record_id=OuterRef("record_id"))


def _out(question: Question, types: Iterable[str], **by: object) -> Q:
    healing = _own(question, {EventType.RESTORATION}).filter(effective_date__gte=OuterRef("effective_date"))
    standing = _known(question, types).filter(~Exists(healing), division_code=question.division, **by)
    return Q(record_id__in=standing.values("record_id"))

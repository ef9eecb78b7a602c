"""Rights granted and in force on one day, asked of the database."""

from django.db.models import Q, QuerySet

from qiangxian.engines.metrics.measures import Question
from qiangxian.kernel.asof import AsOf

from ...records.clock import current_revision
from ...types import PATENT_TYPES
from ..models import Right
from .clauses import annulled, begun, ended, regular, unpaid_days, within_term
from .rows import of_type


def on_day(division: str, as_of: AsOf, recorded: int | None = None) -> Question:
    """What these conditions are asked with: a county, a day, and a revision (else the newest)."""
    return Question(division, (as_of,), {}, current_revision(division) if recorded is None else recorded)


def granted(question: Question) -> Q:
    """Begun and not annulled (clauses 1 and 2)."""
    return begun(question) & ~annulled(question)


def not_ended(question: Question) -> Q:
    """And not ended by an event (clause 3), whatever its term."""
    return granted(question) & ~ended(question)


def listed(question: Question) -> Q:
    """And within the term (clause 4): what the registers list as in force."""
    return not_ended(question) & within_term(question)


def ever_granted(question: Question) -> QuerySet[Right]:
    """Rights granted, not fully invalidated, not on the non-normal list."""
    return of_type(question).filter(granted(question), regular(question))


def in_force(question: Question) -> QuerySet[Right]:
    """Rights that count as in force on the day. With later knowledge the states the legal reading does not count are out
    (clause 5)."""
    rights = of_type(question).filter(listed(question), regular(question))
    unpaid = {record for one in PATENT_TYPES for record, days in unpaid_days(question, one).items() if days}
    return rights.exclude(record_id__in=unpaid) if unpaid else rights

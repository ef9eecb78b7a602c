"""Terms of rights in sets: who is within the term, or the grace of a mark, on the day (engines/lifecycle/status, clause 4)."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

from django.db.models import Q, QuerySet

from qiangxian.engines.lifecycle.facts import RightFacts
from qiangxian.engines.lifecycle.status import counted_states
from qiangxian.engines.lifecycle.terms import MARK_TYPES, expiry_date, mark_grace_end
from qiangxian.engines.metrics.measures import Question
from qiangxian.kernel import rulebook
from qiangxian.kernel.calendar import add_months

from ...records.conditions import recorded
from ...types import EventType, RightType
from ..models import LegalEvent, Right
from .events import events_of

_DAY = timedelta(days=1)
MARK_FACTS = ("type", "registration_date", "grant_date", "printed_expiry")


def counted_on(question: Question) -> frozenset[str]:
    """The states that count as in force in the reading the question asks for."""
    day, known = question.as_of.effective, question.as_of.known
    return counted_states("statistical" if known <= day else "legal", day)


def within_term(question: Question) -> Q:
    """The stored term rests on every renewal recorded; marks renewed later than one could know are told apart."""
    marks = sorted(MARK_TYPES.intersection(question.filters["types"]))
    if not marks:
        return stored_term(question)
    doubtful = Q(type__in=marks, record_id__in=_foreseen(question).values("record_id"))
    within = [record for record, holds in foreseen_marks(question).items() if holds]
    return (stored_term(question) & ~doubtful) | Q(type__in=marks, record_id__in=within)


def stored_term(question: Question) -> Q:
    """Within the term as stored beside the right, or within the grace of a mark."""
    lasting = Q(expiry_date__isnull=True) | Q(expiry_date__gt=question.as_of.effective)
    return lasting | Q(type=RightType.TRADEMARK, expiry_date__gte=first_counted_expiry(question))


def foreseen_marks(question: Question) -> Mapping[int, bool]:
    """Marks whose stored term rests on a renewal nobody could know yet: whether the known ones still cover the day."""
    return question.once("foreseen marks", lambda: _foreseen_within_term(question))  # type: ignore[no-any-return]


def first_counted_expiry(question: Question) -> date:
    """The earliest expiry of a mark that still counts on the day; its grace counts where the reading says so."""
    day = question.as_of.effective
    return first_listed_expiry(day) if "in_force_grace" in counted_on(question) else day + _DAY


@lru_cache(maxsize=1024)
def first_listed_expiry(day: date) -> date:
    """The earliest expiry with which a mark is still listed on the day, because its grace has not ended."""
    grace: int = rulebook.parameter("lifecycle", "terms.trademark.grace_months", day, None)
    first = add_months(day, -2 * grace)  # longer than any grace with its rolled end
    while mark_grace_end(first - _DAY) < day:
        first += _DAY
    return first


def _foreseen(question: Question) -> QuerySet[LegalEvent]:
    """Renewals nobody could know yet."""
    return LegalEvent.objects.filter(
        recorded(question.recorded),
        division_code=question.division,
        type=EventType.RENEWAL,
        known_date__gt=question.as_of.known,
    )


def _foreseen_within_term(question: Question) -> dict[int, bool]:
    day, first = question.as_of.effective, first_counted_expiry(question)
    known: dict[int, list[date]] = defaultdict(list)
    for record, effective in events_of(question, {EventType.RENEWAL}).values_list("record_id", "effective_date"):
        known[record].append(effective)
    rows = Right.objects.filter(
        recorded(question.recorded),
        division_code=question.division,
        type__in=sorted(MARK_TYPES),
        record_id__in=_foreseen(question).values("record_id"),
    )
    found = {}
    for record, *facts in rows.values_list("record_id", *MARK_FACTS):
        expiry = mark_expiry(*facts, renewed=tuple(known[record]))
        least = first if facts[0] == RightType.TRADEMARK else day + _DAY
        found[record] = expiry is None or expiry >= least
    return found


@lru_cache(maxsize=65536)
def mark_expiry(
    right_type: str, registered: date | None, granted: date | None, printed: date | None, *, renewed: tuple[date, ...]
) -> date | None:
    """The first day after the term of a mark with renewals of these days."""
    facts = RightFacts(right_type, registration_date=registered, grant_date=granted, printed_expiry=printed)
    return expiry_date(facts, renewed=renewed)

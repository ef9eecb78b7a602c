"""Legal events as a question may use them: recorded until its revision, known by its known day."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from qiangxian.engines.metrics.measures import Question

from ...records.conditions import recorded
from ...types import EventType
from ..models import LegalEvent


def known_events(question: Question, types: Iterable[str]) -> QuerySet[LegalEvent]:
    """Events of these types anywhere that could be known by the known day."""
    return LegalEvent.objects.filter(
        recorded(question.recorded), type__in=sorted(types), known_date__lte=question.as_of.known
    )


def events_of(question: Question, types: Iterable[str]) -> QuerySet[LegalEvent]:
    """Events of these types in the county that could be known by the known day."""
    return known_events(question, types).filter(division_code=question.division)


def own_events(question: Question, types: Iterable[str]) -> QuerySet[LegalEvent]:
    """Of the row at hand. No county is named: with one, SQLite would look through the county instead of the record."""
    return known_events(question, types).filter(record_id=OuterRef("record_id"))


def unhealed(question: Question, endings: QuerySet[LegalEvent]) -> QuerySet[LegalEvent]:
    """Those that no known restoration on their day or later healed."""
    healing = own_events(question, {EventType.RESTORATION})
    return endings.filter(~Exists(healing.filter(effective_date__gte=OuterRef("effective_date"))))

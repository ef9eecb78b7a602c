"""What the clauses read: rights and their events as they were recorded."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from qiangxian.engines.metrics.days import Days
from qiangxian.engines.metrics.measures import Question

from ...records.conditions import recorded
from ...records.points import iso
from ..models import LegalEvent, Right

RightRow = tuple[str, int, str, str, str | None, str | None]
"""Type, record, number, sub-key, grant or registration, first day after the stored term; days are ISO text. A plain tuple: there are a
hundred thousand."""
DaysByRight = Mapping[int, Days]
"""By record of a right the days on which it is what was asked for."""


def of_type(question: Question, *types: str) -> QuerySet[Right]:
    """Rights of the types, or of all."""
    rows = Right.objects.filter(recorded(question.recorded), division_code=question.division)
    return rows.filter(type__in=types) if types else rows


def rights(question: Question, right_type: str) -> Mapping[int, RightRow]:
    """The county's rights of the type by record. All types are read in one pass, for all measures of a call: no index helps
    to find what stood at a revision."""

    def work() -> Mapping[str, Mapping[int, RightRow]]:
        begins = Coalesce(*iso("grant_date", "registration_date"))
        by_type: dict[str, dict[int, RightRow]] = defaultdict(dict)
        rows = of_type(question).values_list("type", "record_id", "number", "sub_key", begins, *iso("expiry_date"))
        for row in rows.iterator(chunk_size=5000):
            by_type[row[0]][row[1]] = row
        return by_type

    return question.ever("rights", work).get(right_type, {})


def events(question: Question, types: Iterable[str]) -> QuerySet[LegalEvent]:
    """Events of the types, whosever right they befell: where a county is named beside a record, SQLite looks through the county
    instead of the record."""
    return LegalEvent.objects.filter(recorded(question.recorded), type__in=sorted(types))


def event_days(question: Question, types: Iterable[str], records: Any = None) -> Iterator[tuple[int, str, str]]:
    """Record, effective and known day of the events of the county, or of these records."""
    of = {"division_code": question.division} if records is None else {"record_id__in": records}
    rows = events(question, types).filter(**of)
    return rows.values_list("record_id", *iso("effective_date", "known_date")).iterator(chunk_size=5000)

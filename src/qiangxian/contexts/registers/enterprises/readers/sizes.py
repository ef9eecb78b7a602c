"""Size classes of a whole county at once, for a year or by the newest figures of a day."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from qiangxian.engines.eligibility.size import SizeClass, SizeFacts, size_class, standard_for
from qiangxian.kernel.actor import Actor

from ...records.conditions import recorded as standing
from ...records.scope import visible
from ...records.versions import BOOKKEEPING, facts
from ...types import RecordKind
from ..models import Enterprise, EnterpriseYear

FEN_IN_WAN = 1_000_000
YEAR_FIGURES = tuple(
    field.name for field in EnterpriseYear._meta.concrete_fields if field.name not in BOOKKEEPING | {"year"}
)
Named = tuple[str, str, str, str]


def size_classes(
    division_code: str,
    year: int,
    record_ids: Sequence[int] | None = None,
    *,
    recorded: int | None = None,
    standard: str | None = None,
) -> dict[int, SizeClass]:
    """By enterprise its class of the year; one without figures of that year has a class that says what is missing.

    `recorded` answers as of that revision. Two queries, whatever the number of enterprises."""
    rule = standard or standard_for("statistics", date(year, 12, 31))
    named = _named(division_code, record_ids, recorded)
    years = {row.record_id: row for row in _years(division_code, record_ids, recorded).filter(year=year)}
    return {record: size_class(_facts(who, years.get(record)), year, rule) for record, who in named.items()}


def newest_size_classes(
    division_code: str,
    on: date,
    record_ids: Sequence[int] | None = None,
    *,
    recorded: int | None = None,
    standard: str | None = None,
) -> dict[int, SizeClass]:
    """By enterprise its class of the newest ended year that can be classed; where none can, what the newest year misses.

    A year counts once it has ended on the day. Two queries."""
    rule = standard or standard_for("statistics", on)
    named = _named(division_code, record_ids, recorded)
    by_record: dict[int, list[EnterpriseYear]] = {}
    ended = _years(division_code, record_ids, recorded).filter(year__lt=on.year)
    for row in ended.order_by("record_id", "-year"):
        by_record.setdefault(row.record_id, []).append(row)
    return {record: _newest(who, by_record.get(record, ()), on, rule) for record, who in named.items()}


def size_lines(actor: Actor, division_code: str, year: int, standard: str) -> list[Any]:
    """The county's enterprises that stood at the end of the year, by name, each with what is `reported` of the year (None: nothing) and
    its `size`."""
    ends = date(year, 12, 31)
    rows = visible(RecordKind.ENTERPRISE, actor).filter(division_code=division_code).exclude(closed_date__lte=ends)
    rows = rows.exclude(established_date__gt=ends).order_by("name", "record_id")
    years = {row.record_id: row for row in _years(division_code, None, None).filter(year=year)}
    listed: list[Any] = list(rows)
    for row in listed:
        row.reported = years.get(row.record_id)
        who = (row.industry_code, row.industry_edition, row.entity_kind, row.name)
        row.size = size_class(_facts(who, row.reported), year, standard)
    return listed


def years_reported(division_code: str) -> list[int]:
    """Years for which any enterprise reported figures, newest first."""
    return sorted(_years(division_code, None, None).values_list("year", flat=True).distinct(), reverse=True)


def newest_year(division_code: str, on: date) -> int:
    """The newest ended year for which any enterprise reported figures; where none did, the last that has ended."""
    return next((year for year in years_reported(division_code) if year < on.year), on.year - 1)


def enterprise_sizes(record_id: int, standard: str) -> list[tuple[EnterpriseYear, SizeClass]]:
    """The years of one enterprise with the class each gives, newest first."""
    who = Enterprise.objects.filter(standing(), record_id=record_id).order_by("id").first()
    if who is None:
        return []
    named = (who.industry_code, who.industry_edition, who.entity_kind, who.name)
    rows = EnterpriseYear.objects.filter(standing(), record_id=record_id).order_by("-year")
    return [(row, size_class(_facts(named, row), row.year, standard)) for row in rows]


def year_values(record_id: int, year: int) -> dict[str, Any]:
    """What is recorded of a year, as the form asks it: amounts in 10,000 yuan. Empty where nothing was reported."""
    row = EnterpriseYear.objects.filter(standing(), record_id=record_id, year=year).first()
    if row is None:
        return {}
    found = {name: value for name, value in facts(row).items() if value is not None and name != "year"}
    return {
        name.removesuffix("_fen"): Decimal(value) / FEN_IN_WAN if name.endswith("_fen") else value
        for name, value in found.items()
    }


def _named(division_code: str, record_ids: Sequence[int] | None, revision: int | None) -> dict[int, Named]:
    rows = _of(Enterprise.objects.filter(standing(revision), division_code=division_code), record_ids)
    return {
        record: (code, edition, kind, name)
        for record, code, edition, kind, name in rows.values_list(
            "record_id", "industry_code", "industry_edition", "entity_kind", "name"
        )
    }


def _years(division_code: str, record_ids: Sequence[int] | None, revision: int | None) -> QuerySet[EnterpriseYear]:
    return _of(EnterpriseYear.objects.filter(standing(revision), division_code=division_code), record_ids)


def _of(rows: QuerySet[Any], record_ids: Sequence[int] | None) -> QuerySet[Any]:
    return rows if record_ids is None else rows.filter(record_id__in=record_ids)


def _facts(who: Named, row: EnterpriseYear | None) -> SizeFacts:
    code, edition, kind, name = who
    if row is None:
        return SizeFacts(code, edition, kind, name)
    return SizeFacts(code, edition, kind, name, row.employees, row.revenue_fen, row.assets_fen)


def _newest(who: Named, rows: Iterable[EnterpriseYear], on: date, standard: str) -> SizeClass:
    answers = [size_class(_facts(who, row), row.year, standard) for row in rows]
    classed = next((one for one in answers if one.size), None)
    return classed or next(iter(answers), size_class(_facts(who, None), on.year - 1, standard))

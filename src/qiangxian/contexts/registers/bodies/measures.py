"""Agencies, facilities and alliances counted while they work, agencies with their branches and attorneys.

Agencies: of the asked `kinds`, seated in the county, `branches` included or excluded. Facilities: of the asked `kinds`, in
the county. Alliances: all."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import Q

from qiangxian.engines.metrics.days import Days, Number, totals
from qiangxian.engines.metrics.measures import CountedRow, Point, Question

from ..records.conditions import recorded
from ..records.kinds import natural_key
from ..records.points import Counted, counts, days_of, union
from ..records.validity import OPERATION
from ..types import AgencyKind, RecordKind
from .models import Agency, Alliance, Facility


def _working(question: Question, model: Any, condition: Q) -> list[Point]:
    """Bodies of the county with the days on which they work."""
    rows = model.objects.filter(recorded(question.recorded), condition, division_code=question.division)
    return [
        Point(natural_key(row), getattr(row, "operator_id", None), days, getattr(row, "kind", ""), 1, row)
        for row in rows.select_related("record").order_by("name", "id")
        if (days := days_of(question, OPERATION, row))
    ]


def _rows(points: Iterable[Point]) -> list[CountedRow]:
    return [_row(point) for point in points]


def _row(point: Point) -> CountedRow:
    row = point.source
    since = f"自 {row.opened_date} 起" if row.opened_date else "未登记起始日"
    kind = row.get_kind_display() if point.type else row.industry
    owners = frozenset({point.owner} if point.owner else ())
    return CountedRow(row.record.kind, point.key, row.name, tuple(word for word in (kind, since) if word), owners)


def _here(question: Question) -> Q:
    """Of the kinds asked. In the county's own register a row that names no seat is seated here; only another seat takes it
    out."""
    return Q(area_code__in=(question.division, "")) & Q(kind__in=question.filters["kinds"])


def _offered(model: Any, register: RecordKind, code: str, label: str, condition: Callable[[Question], Q]) -> None:
    @counts(code, label, register)
    def in_operation(question: Question) -> Counted:
        return Counted(_working(question, model, condition(question)), _rows)


def _agencies(question: Question) -> list[Point]:
    return question.once(
        ("agencies", tuple(question.filters["kinds"])), lambda: _working(question, Agency, _here(question))
    )


def _asked(question: Question) -> list[Point]:
    """Without branches, where the reading leaves them out."""
    everyone = question.filters["branches"] == "included"
    return [one for one in _agencies(question) if everyone or not one.source.is_branch]


@counts("registers.agencies.in_operation", "当日营业的服务机构", RecordKind.AGENCY)
def agencies(question: Question) -> Counted:
    """Agencies in operation on the day."""
    return Counted(_asked(question), _rows)


_offered(Facility, RecordKind.FACILITY, "registers.facilities.in_operation", "当日在用的平台设施", _here)
_offered(
    Alliance, RecordKind.ALLIANCE, "registers.alliances.in_operation", "当日运行的行业知识产权保护联盟", lambda _: Q()
)


# -- I31: agencies with their attorneys and branches ---------------------------------------------------------------------


@counts("registers.agencies.with_attorneys", "当日营业的服务机构、分支和代理师", RecordKind.AGENCY)
def agencies_with_attorneys(question: Question) -> Counted:
    """As above. Parts count all bodies of the asked kinds, branches included or not: those with a seat of their own,
    branches, patent agencies, and their attorneys (None where no body reports any)."""
    everyone = _agencies(question)

    def number(belongs: Callable[[Any], bool]) -> list[Number]:
        return totals((one.days for one in everyone if belongs(one.source)), question.moments)

    parts: dict[str, Sequence[Number | None]] = {
        "seats": number(lambda row: not row.is_branch),
        "branches": number(lambda row: row.is_branch),
        "patent_agencies": number(lambda row: row.kind == AgencyKind.PATENT_AGENCY),
        "attorneys": _attorneys(question, everyone, _reporting(everyone)),
    }
    return Counted(_asked(question), _rows, parts)


def _reporting(points: Sequence[Point]) -> Days:
    """The days on which any of the bodies reports its attorneys."""
    return union(one.days for one in points if one.source.attorneys is not None)


def _attorneys(question: Question, points: Sequence[Point], told: Days) -> list[Number | None]:
    """Their sum on each day; None outside the days `told`."""
    amounts: dict[Days, Number] = {}
    for one in points:
        amounts[one.days] = amounts.get(one.days, 0) + (one.source.attorneys or 0)
    return [one if told >> place & 1 else None for place, one in enumerate(totals(amounts, question.moments))]


@counts("registers.agencies.attorneys", "当日在营业机构执业的代理师", RecordKind.AGENCY)
def attorneys(question: Question) -> Counted:
    """Attorneys of the bodies of the asked kinds. A body that reports no number makes the sum partial; where none of those
    at work reports any there is no sum, where none is at work it is nought."""
    everyone = _agencies(question)
    nobody = question.moments.all & ~union(one.days for one in everyone)
    return Counted(
        _asked(question),
        _rows,
        values=_attorneys(question, everyone, _reporting(everyone) | nobody),
        unsure=union(one.days for one in everyone if one.source.attorneys is None),
        keys=lambda: (f"{one.source.name} {one.source.attorneys}" for one in everyone),
        divisible=False,
    )

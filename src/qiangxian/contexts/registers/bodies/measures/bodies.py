"""Agencies, facilities and alliances counted while they work, on a day and on many.

Agencies: of the asked `kinds`, seated in the county, `branches` included or excluded. Facilities: of the asked `kinds`, in
the county. Alliances: all."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from django.db.models import Q

from qiangxian.engines.metrics.measures import MeasureResult, Member, PointValue, Question, Row, measure, sweep

from ...records.conditions import in_operation, recorded
from ...records.counting import counted, point_values, revision
from ...records.kinds import natural_key
from ...records.spans import line_of, tally, told
from ...types import RecordKind
from ..models import Agency, Alliance, Facility

Counted = tuple[tuple[str, ...], Callable[[], list[Row]]]


def _working(model: Any, question: Question, condition: Q) -> list[Any]:
    rows = model.objects.filter(
        recorded(question.recorded), in_operation(question.as_of), condition, division_code=question.division
    )
    return list(rows.select_related("record").order_by("name", "id"))


def _in_operation(model: Any, question: Question, condition: Q) -> Counted:
    found = _working(model, question, condition)
    return tuple(natural_key(row) for row in found), lambda: [_row(row) for row in found]


def _member(row: Any) -> Member:
    return Member(natural_key(row), getattr(row, "operator_id", None), getattr(row, "kind", ""))


def _row(row: Any) -> Row:
    since = f"自 {row.opened_date} 起" if row.opened_date else "未登记起始日"
    kind = getattr(row, "get_kind_display", None)
    words = (kind(), since) if kind else (row.industry, since)
    owner = getattr(row, "operator_id", None)
    return Row(
        kind=row.record.kind,
        key=natural_key(row),
        label=row.name,
        because=tuple(word for word in words if word),
        owners=frozenset({owner} if owner else ()),
    )


def _seated(question: Question) -> Q:
    """In the county's own register a row that names no seat is seated here; only another seat takes it out."""
    return Q(area_code=question.division) | Q(area_code="")


def _agencies(question: Question) -> Q:
    condition = _seated(question) & Q(kind__in=question.filters["kinds"])
    return condition & Q(is_branch=False) if question.filters["branches"] == "excluded" else condition


def _facilities(question: Question) -> Q:
    return _seated(question) & Q(kind__in=question.filters["kinds"])


def _all(_question: Question) -> Q:
    return Q()


def in_operation_result(question: Question) -> MeasureResult:
    """Agencies in operation on the day, as a measure with more to say about them counts them."""

    def members() -> list[Member]:
        return [_member(row) for row in _working(Agency, question, _agencies(question))]

    made = counted(question, (RecordKind.AGENCY,), partial(_in_operation, Agency, question, _agencies(question)))
    return replace(made, members=members)


def _offered(model: Any, register: RecordKind, code: str, label: str, condition: Callable[[Question], Q]) -> None:
    """The measure of one register and its series."""

    @measure(code, label=label, registers=(register,), revision=revision)
    def on_the_day(question: Question) -> MeasureResult:
        def members() -> list[Member]:
            return [_member(row) for row in _working(model, question, condition(question))]

        made = counted(question, (register,), partial(_in_operation, model, question, condition(question)))
        return replace(made, members=members)

    @sweep(code)
    def on_many_days(questions: Sequence[Question]) -> Sequence[PointValue] | None:
        line, first = line_of(questions), questions[0]
        if line is None:
            return None
        rows = model.objects.filter(recorded(first.recorded), condition(first), division_code=first.division)
        days = rows.values_list("opened_date", "opened_known_date", "closed_date", "closed_known_date")
        spans = (line.span(told(begun, heard), told(ended, end_heard)) for begun, heard, ended, end_heard in days)
        return point_values(questions, (register,), line, tally(spans, line))


_offered(Agency, RecordKind.AGENCY, "registers.agencies.in_operation", "当日营业的服务机构", _agencies)
_offered(Facility, RecordKind.FACILITY, "registers.facilities.in_operation", "当日在用的平台设施", _facilities)
_offered(Alliance, RecordKind.ALLIANCE, "registers.alliances.in_operation", "当日运行的行业知识产权保护联盟", _all)

"""Agencies, facilities and alliances counted while they work."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models import Q

from qiangxian.engines.metrics.measures import MeasureResult, Question, Row, measure

from ..conditions import in_operation, recorded
from ..keys import natural_key
from ..models import Agency, Alliance, Facility
from ..types import RecordKind
from .counting import counted, revision

Counted = tuple[tuple[str, ...], Callable[[], list[Row]]]


def _in_operation(model: Any, question: Question, condition: Q) -> Counted:
    found = list(
        model.objects.filter(
            recorded(question.recorded), in_operation(question.as_of), condition, division_code=question.division
        )
        .select_related("record")
        .order_by("name", "id")
    )
    return tuple(natural_key(row) for row in found), lambda: [_row(row) for row in found]


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


@measure(
    "registers.agencies.in_operation", label="当日营业的服务机构", registers=(RecordKind.AGENCY,), revision=revision
)
def agencies(question: Question) -> MeasureResult:
    """Agencies of the asked `kinds` seated in the county and working on the day; `branches`: included or excluded."""
    condition = _seated(question) & Q(kind__in=question.filters["kinds"])
    if question.filters["branches"] == "excluded":
        condition &= Q(is_branch=False)
    return counted(question, (RecordKind.AGENCY,), partial(_in_operation, Agency, question, condition))


@measure(
    "registers.facilities.in_operation", label="当日在用的平台设施", registers=(RecordKind.FACILITY,), revision=revision
)
def facilities(question: Question) -> MeasureResult:
    """Facilities of the asked `kinds` in the county and in service on the day."""
    condition = _seated(question) & Q(kind__in=question.filters["kinds"])
    return counted(question, (RecordKind.FACILITY,), partial(_in_operation, Facility, question, condition))


@measure(
    "registers.alliances.in_operation", label="当日运行的产业联盟", registers=(RecordKind.ALLIANCE,), revision=revision
)
def alliances(question: Question) -> MeasureResult:
    """Industry IP protection alliances at work on the day."""
    return counted(question, (RecordKind.ALLIANCE,), partial(_in_operation, Alliance, question, Q()))

"""A standing part of a programme in the shape of the reading, so that old and new can be laid side by side."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import QuerySet

from qiangxian.contexts.documents import readers as documents
from qiangxian.contexts.documents.types import METADATA_FIELDS, ItemKind

from .models import STANDING, Clause, FromPlan, FundCategory, Phase, Programme, Safeguard, Target, Task

Payload = dict[str, Any]
MODELS: dict[str, type[FromPlan]] = {
    ItemKind.CLAUSE: Clause,
    ItemKind.TASK: Task,
    ItemKind.TARGET: Target,
    ItemKind.PHASE: Phase,
    ItemKind.SAFEGUARD: Safeguard,
    ItemKind.FUND_CATEGORY: FundCategory,
}


def column_of(metadata_name: str) -> str:
    """`dates.signed` stands in the column `signed_date`."""
    return f"{metadata_name.split('.')[1]}_date" if metadata_name.startswith("dates.") else metadata_name


def columns() -> list[str]:
    """The columns of a programme that hold the document's metadata; the notice's title stands with its document."""
    return [column_of(name) for name in METADATA_FIELDS if name != "notice_title"]


def metadata_of(programme: Programme) -> dict[str, str]:
    """The metadata of the running version, by their names in the reading; the notice's title stands with its document."""
    kept = {name: getattr(programme, column_of(name)) for name in METADATA_FIELDS if name != "notice_title"}
    return {**kept, "notice_title": documents.document_by_id(programme.document_id).notice_title}


def standing_parts(programme_id: int) -> Iterator[tuple[str, FromPlan]]:
    """Every standing part with its kind, kind by kind in the plan's order."""
    for kind, model in MODELS.items():
        rows: QuerySet[Any] = model._default_manager.filter(STANDING, programme_id=programme_id).order_by("position")
        yield from ((kind, part) for part in (rows.prefetch_related("assignments") if model is Task else rows))


def payload_of(kind: str, part: Any) -> Payload:
    """The part as the reading would give it."""
    payload = _SHAPES[kind](part)
    return {**payload, "start": part.source_start, "end": part.source_end}


def _clause(part: Clause) -> Payload:
    return {
        "id": part.key,
        "parent": part.parent_key or None,
        "level": part.depth,
        "marker": part.marker,
        "heading": part.heading,
    }


def _task(part: Task) -> Payload:
    assignments = [
        {"role": a.role, "unit": a.printed_name, "raw": a.raw, "collective": a.collective}
        for a in part.assignments.all()
    ]
    return {
        "id": part.key,
        "clause": part.clause_key,
        "title": part.title,
        "text": part.text,
        "deadline": part.deadline or None,
        "assignments": assignments,
        **({"parameters": part.parameters} if part.parameters else {}),
    }


def _target(part: Target) -> Payload:
    return {
        "id": part.key,
        "task": part.task_key or None,
        "text": part.text,
        "subject": part.subject,
        "comparator": part.comparator,
        "value": None if part.required is None else _plain(float(part.required)),
        "unit": part.unit_of_measure or None,
        "due": part.due or None,
        "kind": part.kind,
        "hedge": part.hedge or None,
        "parameters": part.parameters,
        "indicator": part.indicator or None,
    }


def _plain(number: float) -> int | float:
    return int(number) if number.is_integer() else number


def _phase(part: Phase) -> Payload:
    return {"name": part.name, "start_date": part.start or None, "end_date": part.end or None}


def _safeguard(part: Safeguard) -> Payload:
    return {"heading": part.heading, "text": part.text}


def _fund_category(part: FundCategory) -> Payload:
    return {"name": part.name}


_SHAPES: dict[str, Callable[[Any], Payload]] = {
    ItemKind.CLAUSE: _clause,
    ItemKind.TASK: _task,
    ItemKind.TARGET: _target,
    ItemKind.PHASE: _phase,
    ItemKind.SAFEGUARD: _safeguard,
    ItemKind.FUND_CATEGORY: _fund_category,
}

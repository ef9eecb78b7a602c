"""How a programme became what it is: its versions, and the parts an amendment replaced or withdrew."""

from dataclasses import dataclass
from typing import Any

from qiangxian.contexts.documents import readers as documents
from qiangxian.contexts.documents.types import ItemKind

from ..comparing import compare
from ..matching import Difference, FieldChange, field_changes
from ..models import FromPlan, Programme
from ..shapes import MODELS, payload_of


@dataclass(frozen=True)
class Withdrawn:
    """A part that no longer stands, its successor where it was replaced, and by what."""

    kind: ItemKind
    part: FromPlan
    successor: FromPlan | None
    fields: tuple[FieldChange, ...]
    why: str


def withdrawn_parts(programme_id: int) -> list[Withdrawn]:
    """What amendments replaced or withdrew, newest first."""
    found = [one for kind, model in MODELS.items() for one in _withdrawn(ItemKind(kind), model, programme_id)]
    return sorted(found, key=lambda one: (one.part.withdrawn_at, one.part.pk), reverse=True)


def _withdrawn(kind: ItemKind, model: Any, programme_id: int) -> list[Withdrawn]:
    rows = list(model._default_manager.filter(programme_id=programme_id).order_by("id"))
    found = []
    for row in rows:
        if row.withdrawn_at is None:
            continue
        later = [one for one in rows if one.key == row.key and one.pk > row.pk]
        successor = later[0] if later and later[0].added_at == row.withdrawn_at else None
        fields = field_changes(kind, payload_of(kind, row), payload_of(kind, successor)) if successor else ()
        why = successor.corrected_reason if successor else ""
        found.append(Withdrawn(kind, row, successor, fields, why or "按修订后的文本"))
    return found


def versions(programme_id: int) -> list[Any]:
    """The proposals made for the programme, oldest first; each with its document."""
    return documents.proposals_of_programme(programme_id)


def plan_differences(programme: Programme, reading: dict[str, Any]) -> list[Difference]:
    """What the reading would change in the programme; writes nothing."""
    return compare(programme, reading)

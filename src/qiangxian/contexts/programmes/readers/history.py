"""How a programme became what it is: its versions, and the parts an amendment replaced or withdrew."""

from collections.abc import Iterator
from typing import Any

from qiangxian.contexts.documents import readers as documents
from qiangxian.contexts.documents.types import ItemKind

from ..comparing import compare
from ..matching import Difference, FieldChange, field_changes
from ..models import FromPlan, Programme
from ..shapes import MODELS, payload_of


def withdrawn_parts(programme_id: int) -> list[tuple[ItemKind, FromPlan, FromPlan | None]]:
    """What amendments replaced or withdrew, newest first: the kind, the part, its successor where it was replaced."""
    found = [one for kind, model in MODELS.items() for one in _withdrawn(ItemKind(kind), model, programme_id)]
    return sorted(found, key=lambda one: (one[1].withdrawn_at, one[1].pk), reverse=True)


def _withdrawn(kind: ItemKind, model: Any, programme_id: int) -> Iterator[tuple[ItemKind, FromPlan, FromPlan | None]]:
    rows = list(model._default_manager.filter(programme_id=programme_id).order_by("id"))
    for row in (one for one in rows if one.withdrawn_at is not None):
        later = next((one for one in rows if one.key == row.key and one.pk > row.pk), None)
        yield kind, row, later if later and later.added_at == row.withdrawn_at else None


def replaced_fields(kind: ItemKind, part: FromPlan, successor: FromPlan | None) -> tuple[FieldChange, ...]:
    """What a successor says otherwise."""
    return field_changes(kind, payload_of(kind, part), payload_of(kind, successor)) if successor else ()


def versions(programme_id: int) -> list[Any]:
    """The proposals made for the programme, oldest first; each with its document."""
    return documents.proposals_of_programme(programme_id)


def plan_differences(programme: Programme, reading: dict[str, Any]) -> list[Difference]:
    """What the reading would change in the programme; writes nothing."""
    return compare(programme, reading)

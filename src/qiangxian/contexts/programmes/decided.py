"""What persons decided about parts of a programme, so that a later text with the same words does not undo it: a correction
holds until the passage itself changes, and what was not wanted is not proposed again."""

from collections.abc import Mapping
from typing import Any

from qiangxian.contexts.documents import readers as documents
from qiangxian.contexts.documents.types import ItemState

from .matching import field_changes
from .models import FromPlan, Programme
from .shapes import MODELS, Payload

Raw = dict[tuple[int, str, str], Any]


class Decisions:
    """Everything persons decided about a programme against what was read. `corrected`: by kind and key of a standing part the raw
    reading a person put right, and who did; `unwanted`: readings nobody wanted, and whose decision that was."""

    def __init__(self, programme: Programme) -> None:
        self.corrected: dict[tuple[str, str], tuple[Payload, str]] = {}
        self.unwanted: list[tuple[str, Payload, str]] = []
        items = [item for one in documents.proposals_of_programme(programme.pk) for item in documents.items(one.pk)]
        raw: Raw = {(item.proposal_id, item.kind, item.part_key): item for item in items if item.change != "gone"}
        for kind, model in MODELS.items():
            rows = model._default_manager.filter(programme=programme).select_related(
                "correction__matter", "withdrawn_by_correction__matter"
            )
            for part in rows:
                item = raw.get((part.proposal_id, kind, part.key))
                if item is None:
                    continue
                if part.withdrawn_at is None and part.corrected_reason:
                    self.corrected[kind, part.key] = item.payload, _who(part, item)
                withdrew = part.withdrawn_by_correction
                if withdrew is not None and withdrew.values is None:
                    self.unwanted.append((kind, item.payload, withdrew.matter.created_by))
        dropped = [item for item in raw.values() if item.state == ItemState.DROPPED and item.kind in MODELS]
        self.unwanted += [(item.kind, item.payload, item.decided_by) for item in dropped]

    def nobody_wanted(self, kind: str, payload: Mapping[str, Any]) -> str:
        """Who decided against just this reading; empty where nobody did."""
        same = (by for one, raw, by in self.unwanted if one == kind and not field_changes(kind, raw, payload))
        return next(same, "")


def _who(part: FromPlan, item: Any) -> str:
    return str(part.correction.matter.created_by if part.correction else item.decided_by)

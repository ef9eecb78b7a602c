"""Rights in another record's page, and the steps of a right's life."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from qiangxian.contexts.lists.types import Cell
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf

from ...records.additions import adds_to
from ...records.conditions import holds, recorded
from ...records.scope import visible
from ...types import EventType, RecordKind
from ..models import Holding, LegalEvent, Right
from ..proofs import detail_words
from .excluding import excluded_rights
from .rights import status_cell, statuses


def right_lines(actor: Actor, records: Iterable[int], as_of: AsOf) -> list[tuple[Right, Cell, date | None]]:
    """These rights, newest filing first, with their state on the day and the first day after their term."""
    rows = list(visible(RecordKind.RIGHT, actor).filter(record_id__in=list(records)).order_by("-filing_date", "-id"))
    states = statuses(rows, as_of)
    excluded = excluded_rights([row.record_id for row in rows], as_of)
    return [
        (
            row,
            status_cell(states[row.record_id], excluded=row.record_id in excluded),
            states[row.record_id].expiry_date,
        )
        for row in rows
    ]


def _held(record_id: int, as_of: AsOf) -> tuple[set[int], set[int]]:
    """The rights an enterprise holds on the day, and those it held before or holds later."""
    rows = list(Holding.objects.filter(recorded(), holder_id=record_id).order_by("record_id", "id"))
    now = {row.record_id for row in rows if holds(row, as_of)}
    return now, {row.record_id for row in rows} - now


@adds_to(RecordKind.ENTERPRISE, "rights_now")
def rights_now(row: Any, actor: Actor, as_of: AsOf) -> list[tuple[Right, Cell, date | None]]:
    """What the enterprise holds on the day."""
    return right_lines(actor, _held(row.record_id, as_of)[0], as_of)


@adds_to(RecordKind.ENTERPRISE, "rights_before")
def rights_before(row: Any, actor: Actor, as_of: AsOf) -> list[tuple[Right, Cell, date | None]]:
    """What it held before or holds later."""
    return right_lines(actor, _held(row.record_id, as_of)[1], as_of)


def moment_of(event: LegalEvent, as_of: AsOf) -> dict[str, Any]:
    """One step of a right's life on its time line: the days it took effect, was announced and was recorded; whether it was known on
    the day and stands."""
    return {
        "event_id": event.pk,
        "revision": event.revision,
        "words": EventType(event.type).label,
        "detail": detail_words(event.detail),
        "effective_date": event.effective_date,
        "announced_date": event.announced_date,
        "recorded_at": event.recorded_at,
        "recorded_by": event.recorded_by,
        "source": event.source,
        "known": event.known_date <= as_of.known,
        "stands": event.superseded_revision is None,
    }

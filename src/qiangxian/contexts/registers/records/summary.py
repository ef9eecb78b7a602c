"""The registers at a glance: how many on the day, complete until when, what was imported last."""

from dataclasses import dataclass

from qiangxian.contexts.lists.readers import total_of
from qiangxian.contexts.lists.types import Query, Viewer

from .kinds import kind_of
from .listing import registers
from .lists import Register, reported_through
from .models import ImportBatch, ReportedThrough
from .scope import visible_batches


@dataclass(frozen=True)
class RegisterCard:
    """One register on the home page. `standing`: how many hold on the day, in `standing_words`; `total`: all recorded."""

    register: Register
    total: int
    standing: int
    standing_words: str
    standing_filter: tuple[str, str]
    through: ReportedThrough | None
    last_import: ImportBatch | None


def cards(viewer: Viewer, division_code: str) -> list[RegisterCard]:
    """All registers."""
    through = reported_through(division_code)
    last = {batch.kind: batch for batch in visible_batches(viewer.actor).filter(state="done").order_by("id")}
    return [_card(register, viewer, through, last) for register in registers()]


def _card(
    register: Register, viewer: Viewer, through: dict[str, ReportedThrough], last: dict[str, ImportBatch]
) -> RegisterCard:
    state, words = kind_of(register.kind).counted
    return RegisterCard(
        register=register,
        total=total_of(register, viewer, Query()),
        standing=total_of(register, viewer, Query(filters={"state": state})),
        standing_words=words,
        standing_filter=("state", state),
        through=through.get(register.kind),
        last_import=last.get(kind_of(register.kind).table),
    )

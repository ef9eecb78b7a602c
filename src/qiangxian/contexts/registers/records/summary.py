"""The registers at a glance: how many on the day, complete until when, what was imported last."""

from qiangxian.contexts.lists.readers import total_of
from qiangxian.contexts.lists.types import Query, Viewer

from .kinds import kind_of
from .listing import registers
from .lists import Register, reported_through
from .models import ImportBatch, ReportedThrough
from .scope import visible_batches


class RegisterCard:
    """One register on the home page. `standing`: how many hold on the day, in `standing_words`; `total`: all recorded."""

    def __init__(
        self, register: Register, viewer: Viewer, through: dict[str, ReportedThrough], last: dict[str, ImportBatch]
    ) -> None:
        kind = kind_of(register.kind)
        state, self.standing_words = kind.counted
        self.register, self.standing_filter = register, ("state", state)
        self.total = total_of(register, viewer, Query())
        self.standing = total_of(register, viewer, Query(filters={"state": state}))
        self.through, self.last_import = through.get(kind.code), last.get(kind.table)


def cards(viewer: Viewer, division_code: str) -> list[RegisterCard]:
    """All registers."""
    through = reported_through(division_code)
    last = {batch.kind: batch for batch in visible_batches(viewer.actor).filter(state="done").order_by("id")}
    return [RegisterCard(register, viewer, through, last) for register in registers()]

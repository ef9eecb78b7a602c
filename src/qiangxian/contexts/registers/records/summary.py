"""The registers at a glance: how many on the day, complete until when, what was imported last."""

from dataclasses import dataclass

from qiangxian.contexts.lists.readers import total_of
from qiangxian.contexts.lists.types import Query, Viewer

from ..bodies.readers import AGENCIES, ALLIANCES, FACILITIES, TITLES
from ..contracts.readers import NON_NORMAL_FILINGS, TRUSTEESHIPS
from ..enterprises.readers.enterprises import ENTERPRISES
from ..rights.readers.rights import RIGHTS
from .lists import Register, reported_through
from .models import ImportBatch, ReportedThrough
from .scope import visible_batches

REGISTERS: tuple[Register, ...] = (
    ENTERPRISES,
    RIGHTS,
    TITLES,
    AGENCIES,
    FACILITIES,
    ALLIANCES,
    TRUSTEESHIPS,
    NON_NORMAL_FILINGS,
)
STANDING = {
    "enterprise": ("state", "here"),
    "right": ("state", "in_force"),
    "title": ("state", "valid"),
    "trusteeship": ("state", "in_force"),
    "non_normal": ("state", "standing"),
}
STANDING_WORDS = {
    "enterprise": "存续",
    "right": "有效",
    "title": "有效",
    "trusteeship": "履行中",
    "non_normal": "在列",
}
WORKING = ("state", "working")


@dataclass(frozen=True)
class Card:
    """One register on the home page. `standing`: how many hold on the day, in `standing_words`; `total`: all recorded."""

    register: Register
    total: int
    standing: int
    standing_words: str
    standing_filter: tuple[str, str]
    through: ReportedThrough | None
    last_import: ImportBatch | None


def cards(viewer: Viewer, division_code: str) -> list[Card]:
    """All registers."""
    through = reported_through(division_code)
    last = {batch.kind: batch for batch in visible_batches(viewer.actor).filter(state="done").order_by("id")}
    return [_card(register, viewer, through, last) for register in REGISTERS]


def _card(
    register: Register, viewer: Viewer, through: dict[str, ReportedThrough], last: dict[str, ImportBatch]
) -> Card:
    name, value = STANDING.get(register.kind, WORKING)
    return Card(
        register=register,
        total=total_of(register, viewer, Query()),
        standing=total_of(register, viewer, Query(filters={name: value})),
        standing_words=STANDING_WORDS.get(register.kind, "运行中"),
        standing_filter=(name, value),
        through=through.get(register.kind),
        last_import=last.get(register.slug) or last.get(register.kind),
    )

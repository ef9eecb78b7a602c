"""One search over registers, tasks and targets: by number, name or words."""

from dataclasses import dataclass
from typing import Any

from qiangxian.contexts.lists.readers import list_page
from qiangxian.contexts.lists.types import Query, Row, Viewer
from qiangxian.contexts.programmes import readers
from qiangxian.contexts.registers.records import listing
from qiangxian.contexts.registers.records.lists import Register
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf

LONGEST = 100
SHOWN = 8
COLUMNS = 4


@dataclass(frozen=True)
class RegisterHits:
    """What one register holds: the first rows, how many there are, and the columns shown."""

    register: Register
    rows: list[tuple[int, list[str]]]
    total: int

    @property
    def headings(self) -> list[str]:
        """The heads of the columns shown."""
        return [column.label for column in self.register.columns[:COLUMNS]]


@dataclass(frozen=True)
class FoundAnywhere:
    """Everything found."""

    registers: list[RegisterHits]
    tasks: list[Any]
    targets: list[Any]

    @property
    def total(self) -> int:
        """How many things in all."""
        return sum(hits.total for hits in self.registers) + len(self.tasks) + len(self.targets)


def find(words: str, programme: Any | None, actor: Actor, as_of: AsOf) -> FoundAnywhere:
    """Look everywhere the actor may look."""
    viewer = Viewer(actor, as_of)
    hits = [_in_register(register, viewer, words) for register in listing.registers()]
    return FoundAnywhere(
        registers=[one for one in hits if one.total],
        tasks=readers.tasks_found(programme.pk, words) if programme else [],
        targets=readers.targets_found(programme.pk, words) if programme else [],
    )


def _in_register(register: Register, viewer: Viewer, words: str) -> RegisterHits:
    page = list_page(register, viewer, Query(text=words), size=SHOWN)
    return RegisterHits(register, [(row.key, _texts(register, row)) for row in page.rows], page.total)


def _texts(register: Register, row: Row) -> list[str]:
    return [row.cells[column.key].text for column in register.columns[:COLUMNS]]

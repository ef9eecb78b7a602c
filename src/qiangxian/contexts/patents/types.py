"""Words of the patents context that others may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import TextChoices


class Licence(TextChoices):
    """Whether what a source holds may be shown to everybody."""

    OPEN = "open", "公开数据"
    CONTRACT = "contract", "合同数据（仅内部使用）"


class ExportState(TextChoices):
    """How far a file of hits is."""

    WAITING = "waiting", "等待生成"
    RUNNING = "running", "正在生成"
    DONE = "done", "已生成"
    FAILED = "failed", "没有生成"


@dataclass(frozen=True)
class Printed:
    """One published document of an application."""

    number: str
    stem: str
    kind: str
    published_date: date | None
    meaning: str


@dataclass(frozen=True)
class Draft:
    """What one row says of one application: `key` is the application number, else the publication number without its kind;
    `values` are the columns of the record that the row fills."""

    key: str
    values: Mapping[str, Any]
    printed: Printed | None = None
    notes: Sequence[str] = ()

    @property
    def has_number(self) -> bool:
        """Whether the application is known by its own number."""
        return bool(self.values.get("application_number"))


@dataclass
class Told:
    """The receipt of an import, as it grows."""

    files: int = 0
    records: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    held_back: int = 0
    refused: list[dict[str, Any]] = field(default_factory=list)
    refused_total: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    unmatched: list[dict[str, Any]] = field(default_factory=list)
    unmatched_total: int = 0
    skipped: list[dict[str, str]] = field(default_factory=list)
    indexed: bool = False
    proposed: int = 0

    def refuse(self, entry: Mapping[str, Any]) -> None:
        """Tell one refused row; of very many the first thousand stand in full, all are counted by reason."""
        self.refused_total += 1
        reason = str(entry["reason"])
        self.reasons[reason] = self.reasons.get(reason, 0) + 1
        if len(self.refused) < MOST_TOLD:
            self.refused.append(dict(entry))

    def miss(self, entry: Mapping[str, Any]) -> None:
        """Tell one row that stands under its publication number, because no application is known for it."""
        self.unmatched_total += 1
        if len(self.unmatched) < MOST_TOLD:
            self.unmatched.append(dict(entry))

    def document(self) -> dict[str, Any]:
        """As JSON."""
        return dict(vars(self))


MOST_TOLD = 1000

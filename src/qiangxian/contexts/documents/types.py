"""Words the documents context shares."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices


class ItemKind(TextChoices):
    """What one item of a proposal would become."""

    METADATA = "metadata", "公文要素"
    CLAUSE = "clause", "条款"
    TASK = "task", "任务"
    TARGET = "target", "目标"
    PHASE = "phase", "阶段"
    SAFEGUARD = "safeguard", "保障措施"
    FUND_CATEGORY = "fund_category", "资金类别"


class ItemState(TextChoices):
    """What a person decided about one item."""

    OPEN = "open", "待确认"
    CONFIRMED = "confirmed", "已确认"
    CORRECTED = "corrected", "已更正"
    DROPPED = "dropped", "不采用"


class ItemChange(TextChoices):
    """How an item of a second version stands to the programme."""

    ADDED = "added", "新增"
    CHANGED = "changed", "有变化"
    SAME = "same", "未变"
    GONE = "gone", "已删去"


class NoteLevel(TextChoices):
    """How much attention an item needs; the order is that of the list."""

    ERROR = "error", "错误"
    WARNING = "warning", "提醒"
    REPAIR = "repair", "已修正"
    NONE = "", ""


METADATA_FIELDS = {
    "title": "方案标题",
    "notice_title": "通知标题",
    "document_number": "发文字号",
    "index_number": "索引号",
    "issuer": "发文机关",
    "dates.written": "成文日期",
    "dates.signed": "落款日期",
    "dates.published": "发布日期",
}
"""The official metadata of a document, by their names in the reading, with their words on the screen."""


@dataclass(frozen=True)
class ItemDraft:
    """One item before it is stored."""

    kind: str
    key: str
    label: str
    payload: dict[str, Any]
    start: int | None = None
    end: int | None = None
    notes: list[dict[str, Any]] = field(default_factory=list)

    @property
    def level(self) -> str:
        """The gravest of its notes."""
        found = {note["level"] for note in self.notes}
        return next((level.value for level in NoteLevel if level.value in found), "")


@dataclass(frozen=True)
class Change:
    """How one item of a second version stands to the programme, as `programmes` found it; `unwanted`: a person decided
    against just this reading before, in words."""

    kind: str
    key: str
    change: str
    part_key: str
    notes: list[dict[str, Any]] = field(default_factory=list)
    unwanted: str = ""

"""A register as a list: its rows begun by the day that the reader may see, how far it is complete, when its numbers change."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from qiangxian.contexts.lists.types import List, Viewer

from .conditions import recorded
from .models import RegisterClock, ReportedThrough


@dataclass(frozen=True, kw_only=True)
class Register(List):
    """The list of one kind of record, at the address `slug`."""

    kind: str
    slug: str


def what_changes(viewer: Viewer) -> Any:
    """What a number of rows depends on: whose rows may be seen, and the revisions of the registers."""
    scope = (sorted(map(repr, viewer.actor.grants)), viewer.actor.enterprise_record_id)
    return scope, sorted(RegisterClock.objects.filter(division_code__in=viewer.divisions).values_list("pk", "revision"))


def reported_through(division_code: str) -> dict[str, ReportedThrough]:
    """The declaration that stands, by register."""
    rows = ReportedThrough.objects.filter(recorded(), division_code=division_code).order_by("revision", "id")
    return {row.register: row for row in rows}


def completeness(through: date | None, day: date) -> str:
    """`missing` before the first declaration, `partial` past its day, else `complete`."""
    if through is None:
        return "missing"
    return "complete" if day <= through else "partial"


def through_words(viewer: Viewer, kind: str) -> str:
    """How far the register of the viewer's county is complete, as people read it."""
    declared = reported_through(viewer.divisions[0]).get(kind) if viewer.divisions else None
    if declared is None:
        return "尚未声明数据齐全截至哪一日，指标暂无数值"
    day = declared.through_date
    later = "，其后只是部分" if completeness(day, viewer.as_of.effective) == "partial" else ""
    return f"数据齐全截至 {day.year}年{day.month}月{day.day}日{later}"

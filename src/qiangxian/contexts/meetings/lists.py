"""The list of what was decided: from which meeting or paper, who leads, until when, how far."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from qiangxian.contexts.lists.sources import Rows
from qiangxian.contexts.lists.types import Cell, Column, Filter, List, Viewer, day
from qiangxian.contexts.matters.readers import visible_matters
from qiangxian.contexts.people import readers as people
from qiangxian.contexts.programmes.types import ChangeState
from qiangxian.kernel.actor import Actor

from .models import WAITING, Decision
from .readers import state_words

STATES: dict[str, tuple[str, Q]] = {
    "doubtful": ("待确认", WAITING & Q(is_doubtful=True)),
    "clear": ("待转办", WAITING & Q(is_doubtful=False)),
    "running": (
        "办理中",
        Q(order__isnull=False, order__matter__closed_date__isnull=True)
        | Q(addition__matter__state=ChangeState.PROPOSED),
    ),
    "closed": ("已办结", Q(order__matter__closed_date__isnull=False)),
    "planned": ("已列入方案", Q(addition__matter__state=ChangeState.APPLIED)),
    "dropped": ("不转办", ~Q(dropped_reason="")),
}


def visible(actor: Actor) -> QuerySet[Decision]:
    """What was decided in matters the actor may read."""
    rows = Decision.objects.filter(matter__in=visible_matters(actor))
    return rows.select_related("matter", "lead", "order__matter", "addition__matter").order_by("-id")


def waiting(actor: Actor) -> int:
    """How many the office has not handed out yet."""
    return visible(actor).filter(WAITING).count()


def _cells(rows: Sequence[Any], _viewer: Viewer) -> list[dict[str, Cell]]:
    return [
        {
            "text": Cell(row.text, badge="演示" if row.matter.is_demo else ""),
            "source": Cell(row.matter.title),
            "lead": Cell(row.lead.name if row.lead else "", badge="待确认" if row.is_doubtful else ""),
            "due": day(row.due_date),
            "state": Cell(state_words(row), about=("matter", row.followed.pk) if row.followed else None),
        }
        for row in rows
    ]


DECISIONS = List(
    name="meetings/decisions",
    label="议定事项",
    unit="条",
    columns=(
        Column("text", "议定事项"),
        Column("source", "来自", ("matter__title",)),
        Column("lead", "牵头单位", ("lead__name",)),
        Column("due", "期限", ("due_date",)),
        Column("state", "进展"),
    ),
    source=lambda viewer: Rows(visible(viewer.actor)),
    cells=_cells,
    filters=(
        Filter(
            "state",
            "进展",
            lambda _viewer, value: STATES[value][1],
            lambda _viewer: [(code, label) for code, (label, _) in STATES.items()],
        ),
        Filter(
            "unit",
            "牵头单位",
            lambda _viewer, value: Q(lead_id=int(value)),
            lambda viewer: [(str(unit.pk), unit.name) for unit in people.visible_units(viewer.actor).order_by("name")],
        ),
    ),
    search=lambda _viewer, words: Q(text__icontains=words) | Q(matter__title__icontains=words),
    search_label="议定事项、来自",
    link=lambda row: ("matter", row.matter_id),
    empty="会议纪要和收文中的议定事项会列在这里；先起草纪要，或登记收文并识别议定事项。",
)

"""Questions to pool and dossiers, limited to what the actor may see."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet

from qiangxian.contexts.audit.scopes import limited
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import NotFound
from qiangxian.kernel.evidence import EVIDENCE_SOURCES

from .building import download
from .criteria import Criterion, CriterionStanding, criteria_of, placed, standings
from .flow import FLOW, OPEN
from .gathering import missing
from .models import Dossier, Piece
from .policies import may_read
from .rules import table, tables

__all__ = [
    "criteria_of",
    "dossier",
    "download",
    "in_hand",
    "items",
    "kinds",
    "missing",
    "piece",
    "standings",
    "subjects",
    "table",
    "tables",
    "visible_pieces",
]


def visible_pieces(actor: Actor) -> QuerySet[Piece]:
    """The pool of the actor's counties, newest first; withdrawn pieces stay to be seen."""
    rows = Piece.objects.select_related("file", "redacted").order_by("-serial")
    return limited(rows, may_read.where(actor))


def piece(actor: Actor, piece_id: int) -> Piece:
    """One piece the actor may see."""
    found = visible_pieces(actor).prefetch_related("citations").filter(pk=piece_id).first()
    if found is None:
        raise NotFound("没有这份佐证材料，或您无权查看", remedy="请从佐证材料列表进入")
    return found


def _visible(actor: Actor) -> QuerySet[Dossier]:
    rows = Dossier.objects.select_related("matter").order_by("-pk")
    return rows.filter(matter__in=limited(_matters(), may_read.where(actor)))


def _matters() -> QuerySet[Any]:
    field: Any = Dossier._meta.get_field("matter")
    rows: QuerySet[Any] = field.related_model._default_manager.filter(flow=FLOW.code)
    return rows


def dossier(actor: Actor, matter_id: int) -> Dossier:
    """One dossier the actor may see."""
    found = _visible(actor).filter(pk=matter_id).first()
    if found is None:
        raise NotFound("没有这份验收卷宗，或您无权查看", remedy="请从验收卷宗列表进入")
    return found


def in_hand(actor: Actor, division: str, code: str, number: int = 0) -> Dossier | None:
    """The one of that number, else the newest of the table that is still being worked on."""
    if number:
        return dossier(actor, number)
    rows = _visible(actor).filter(matter__division_code=division, table=code, matter__state__in=OPEN)
    return rows.first()


def last_reason(one: Dossier) -> str:
    """What the last step said."""
    last = one.matter.steps.order_by("-number").first()
    return last.reason if last else ""


def items(one: Dossier) -> int:
    """How many pieces its criteria name now."""
    named = {placed(one.table, entry["subject"]) for entry in one.criteria}
    rows = Piece.objects.filter(division_code=one.matter.division_code, withdrawn_at__isnull=True)
    return sum(
        any((row.table, row.subject) in named for row in found.citations.all())
        for found in rows.prefetch_related("citations")
    )


def subjects(actor: Actor, division: str, on: date) -> list[tuple[str, list[tuple[str, Criterion]]]]:
    """Everything a piece can be cited for, table by table; what all tables share stands with the first that has it."""
    told: set[tuple[str, str]] = set()
    found = []
    for code, label in tables(division):
        lines = []
        for one in criteria_of(code, division, actor, AsOf.on(on)):
            place = placed(code, one.subject)
            if place not in told:
                told.add(place)
                lines.append(("|".join(place), one))
        if lines:
            found.append((label, lines))
    return found


def kinds() -> Sequence[tuple[str, str]]:
    """The sorts of things that can be frozen."""
    return [(code, one.label) for code, one in EVIDENCE_SOURCES.items()]


def standing_now(actor: Actor, division: str, code: str, as_of: AsOf) -> list[CriterionStanding]:
    """How every criterion of the table stands on the day."""
    return standings(criteria_of(code, division, actor, as_of), code, division, actor, as_of)

"""Reported figures as a list, and one with its versions."""

from django.db.models import QuerySet

from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import NotFound

from ..records.scope import visible
from ..types import RecordKind
from .models import ReportedFigure


def reported_figures(actor: Actor, *, series: str = "", state: str = "") -> QuerySet[ReportedFigure]:
    """Standing figures the actor may see, newest period first."""
    rows = visible(RecordKind.FIGURE, actor)
    rows = rows.filter(series=series) if series else rows
    rows = rows.filter(state=state) if state else rows
    return rows.order_by("-period_end", "series", "part", "-period_start", "id")


def latest_figures(actor: Actor, division: str) -> dict[tuple[str, str], ReportedFigure]:
    """By series and part the figure of the newest period."""
    rows = visible(RecordKind.FIGURE, actor).filter(division_code=division).order_by("period_end", "id")
    return {(row.series, row.part): row for row in rows}


def reported_figure(actor: Actor, record_id: int) -> ReportedFigure:
    """One figure; `NotFound` where there is none the actor may see."""
    row: ReportedFigure | None = visible(RecordKind.FIGURE, actor).filter(record_id=record_id).first()
    if row is None:
        raise NotFound("没有这项上报数据，或您无权查看", remedy="请回到上报数据列表")
    return row


def versions_of(row: ReportedFigure) -> list[ReportedFigure]:
    """Every version of a figure, newest first."""
    return list(ReportedFigure.objects.filter(record_id=row.record_id).order_by("-revision", "-id"))

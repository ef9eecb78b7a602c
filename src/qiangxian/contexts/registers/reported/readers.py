"""Reported figures as a list, and one with its versions."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import NotFound

from ..records.scope import visible
from ..types import RecordKind
from .catalogue import Part, Series, find_series
from .models import ReportedFigure


@dataclass(frozen=True)
class FigurePage:
    """One reported figure: as it stands, its series and part, and every version it had, newest first."""

    row: ReportedFigure
    series: Series
    part: Part
    versions: Sequence[ReportedFigure]


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


def figure_page(actor: Actor, record_id: int) -> FigurePage:
    """One figure; `NotFound` where there is none the actor may see."""
    row = visible(RecordKind.FIGURE, actor).filter(record_id=record_id).first()
    if row is None:
        raise NotFound("没有这项上报数据，或您无权查看", remedy="请回到上报数据列表")
    series = find_series(row.series, row.division_code)
    return FigurePage(row, series, series.part(row.part), versions_of(row))


def versions_of(row: ReportedFigure) -> list[ReportedFigure]:
    """Every version of a figure, newest first."""
    return list(ReportedFigure.objects.filter(record_id=row.record_id).order_by("-revision", "-id"))

"""Reported figures: the catalogue with what stands, every figure as a list; one figure is a matter."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from qiangxian.contexts.documents import readers as documents
from qiangxian.contexts.lists.sources import Rows
from qiangxian.contexts.lists.types import Cell, Column, Filter, List, Viewer, day, number
from qiangxian.contexts.registers.reported import readers as register
from qiangxian.contexts.registers.reported.actions import MAY_REPORT
from qiangxian.contexts.registers.reported.catalogue import all_series, find_series
from qiangxian.contexts.registers.reported.flow import FLOW, matter_of, matters_of
from qiangxian.contexts.registers.reported.readers import latest_figures, reported_figures, versions_of
from qiangxian.contexts.registers.types import FigureState
from qiangxian.kernel.errors import NotFound
from qiangxian.web.components.files import sent_file
from qiangxian.web.desk.places import place
from qiangxian.web.lists.views import answer
from qiangxian.web.matters.pages import BLOCKS, Blocks
from qiangxian.web.request import Request

from .pages import county_of


def _cells(rows: Sequence[Any], viewer: Viewer) -> list[dict[str, Cell]]:
    matters = matters_of(rows)
    listed = {(one.code, part.code): (one, part) for one in all_series(None) for part in one.parts}
    return [_cells_of(row, listed.get((row.series, row.part)), matters.get(row.record_id)) for row in rows]


def _cells_of(row: Any, named: Any, matter_id: int | None) -> dict[str, Cell]:
    series, part = (named[0].label, named[1].label if row.part else "") if named else (row.series, row.part)
    return {
        "series": Cell(series, about=("matter", matter_id) if matter_id else ("reported", row.record_id)),
        "part": Cell(part),
        "from": day(row.period_start),
        "through": day(row.period_end),
        "value": number(row.value, f"{row.value.normalize():,f} {row.unit}"),
        "unit": Cell(row.unit),
        "state": Cell(row.get_state_display(), tone=FLOW.tone(row.state)),
        "bulletin": Cell(row.bulletin),
        "vintage": Cell(row.vintage),
        "published": day(row.published_date),
        "reporter": Cell(row.unit_name),
    }


FIGURES = List(
    name="reported",
    label="上报数据",
    unit="条",
    columns=(
        Column("series", "数据", ("series", "part")),
        Column("part", "分项"),
        Column("from", "期间起", ("period_start",)),
        Column("through", "期间止", ("period_end",)),
        Column("value", "数值", number=True),
        Column("unit", "单位", shown=False, in_file=True),
        Column("state", "状态", ("state",)),
        Column("bulletin", "来源"),
        Column("vintage", "版本", shown=False, in_file=True),
        Column("published", "公布日", ("published_date",), shown=False, in_file=True),
        Column("reporter", "填报单位"),
    ),
    source=lambda viewer: Rows(reported_figures(viewer.actor)),
    cells=_cells,
    filters=(
        Filter(
            "series",
            "数据",
            lambda _viewer, code: Q(series=code),
            lambda _viewer: [(one.code, one.label) for one in all_series(None)],
        ),
        Filter("state", "状态", lambda _viewer, state: Q(state=state), lambda _viewer: FigureState.choices),
    ),
    order="-through",
    empty="由联络员或办公室上报后列在这里。",
)


@require_http_methods(["GET", "HEAD", "POST"])
def reported(request: Request) -> HttpResponseBase:
    """What is to be reported, what has been, and in which state."""
    division = county_of(request.actor)
    latest = latest_figures(request.actor, division)
    context = {
        "catalogue": [
            (one, [(part, latest.get((one.code, part.code))) for part in one.parts]) for one in all_series(division)
        ],
        "matters": matters_of(latest.values()),
        "may_report": MAY_REPORT.decide(request.actor, {"division_code": division}),
    }
    return answer(request, FIGURES, place, template="desk/indicators/reported.html", context=context)


@require_safe
def reported_new(request: Request) -> HttpResponse:
    """The catalogue to choose from; what is chosen is reported as a matter."""
    return render(request, "desk/indicators/reported_choose.html", {"catalogue": all_series(county_of(request.actor))})


@require_safe
def reported_figure(request: Request, figure_id: int) -> HttpResponse:
    """The page of a figure under its record."""
    county_of(request.actor)
    register.reported_figure(request.actor, figure_id)
    return redirect("desk:matter", matter_of(figure_id).pk)


@require_safe
def reported_evidence(request: Request, figure_id: int) -> HttpResponse:
    """The file that proves the figure."""
    county_of(request.actor)
    row = register.reported_figure(request.actor, figure_id)
    stored = documents.visible_files(request.actor).filter(pk=row.stored_file_id or 0).first()
    if stored is None:
        raise NotFound("这项数据没有佐证文件，或您无权查看", remedy="请回到这项数据的页面")
    return sent_file(stored)


def _figure(request: Request, row: Any) -> Mapping[str, Any]:
    return {
        "row": row,
        "series": find_series(row.series, row.division_code),
        "versions": versions_of(row),
    }


BLOCKS[FLOW.code] = Blocks(
    facts="desk/indicators/_reported_facts.html",
    body="desk/indicators/_reported_versions.html",
    context=_figure,
    back="desk:reported",
)

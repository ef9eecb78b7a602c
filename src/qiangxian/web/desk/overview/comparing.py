"""Two days beside each other: every target and indicator with its value then and now, what came, what went, and why it counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpResponseBase
from django.views.decorators.http import require_http_methods

from qiangxian.contexts.indicators import readers as indicators
from qiangxian.contexts.lists.sources import AtHand
from qiangxian.contexts.lists.types import Cell, Column, Filter, List, Viewer, number
from qiangxian.contexts.programmes import readers as programmes
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.calendar import add_months
from qiangxian.kernel.errors import Refused
from qiangxian.web.context import current_programme
from qiangxian.web.lists.views import answer
from qiangxian.web.request import Request

from ..indicators.pages import county_of
from ..places import place

SHOWN = 12
MOST_LOOKED_THROUGH = 500
SMALLEST_SHOWN = Decimal("0.005")
KINDS = (("targets", "目标"), ("indicators", "统计指标"))


@dataclass(frozen=True)
class Pair:
    """One figure on both days, what it is called, and the page of it."""

    kind: str
    label: str
    about: tuple[str, Any]
    then: Any
    now: Any

    @property
    def key(self) -> str:
        return f"{self.kind}/{self.about[1]}"


@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: Request) -> HttpResponseBase:
    """What changed between two days."""
    earlier = AsOf.on(_earlier(request))
    declared = comparison_list(current_programme(request), earlier, request)
    context = {"earlier": earlier.effective}
    return answer(request, declared, place, template="desk/overview/compare.html", context=context)


def _earlier(request: Request) -> date:
    """`?since=`, else the same day a month before; it lies before the day of the page."""
    text, day = request.GET.get("since", "").strip(), request.as_of.effective
    if not text:
        return add_months(day, -1)
    try:
        earlier = date.fromisoformat(text)
    except ValueError:
        raise Refused("日期写法不对", column="对比日", value=text, remedy="请写成 2025-12-31 的形式") from None
    if earlier >= day:
        raise Refused("对比日应早于数据截至日", column="对比日", value=text, remedy="请选更早的一天")
    return earlier


def comparison_list(programme: Any | None, earlier: AsOf, request: Request) -> List:
    """Targets, then indicators; without a choice those that changed."""
    return List(
        name="compare",
        label="两日对比",
        unit="项",
        columns=(
            Column("label", "指标或目标"),
            Column("kind", "类别"),
            Column("then", f"{earlier.effective.isoformat()}", number=True),
            Column("now", f"{request.as_of.effective.isoformat()}", number=True),
            Column("change", "增减", number=True),
            Column("came", "新计入"),
            Column("went", "不再计入"),
        ),
        filters=(
            Filter("kind", "类别", lambda _viewer, value: lambda row: row.kind == value, lambda _viewer: KINDS),
            Filter(
                "all",
                "范围",
                lambda viewer, value: lambda row: value == "all" or _is_changed(row, earlier, viewer),
                lambda _viewer: (("changed", "只看有变化的"), ("all", "全部")),
                default="changed",
            ),
        ),
        search=lambda _viewer, word: lambda row: word.casefold() in row.label.casefold(),
        search_label="名称中的词",
        source=lambda viewer: AtHand(_pairs(programme, earlier, viewer)),
        cells=lambda rows, viewer: [_cells(row, earlier, viewer) for row in rows],
        key=lambda row: row.key,
        link=lambda row: row.about,
        note=lambda _viewer: "两日各按当日已公告的信息计",
        empty_title="两日之间没有变化",
        empty="可以换一个对比日，或选“全部”查看没有变化的指标。",
        size=20,
    )


def _pairs(programme: Any | None, earlier: AsOf, viewer: Viewer) -> list[Pair]:
    division = county_of(viewer.actor)
    found: list[Pair] = []
    if programme is not None:
        then = {one.code: one for one in programmes.targets_on(programme, earlier, viewer.actor)}
        for one in programmes.targets_on(programme, viewer.as_of, viewer.actor):
            if not one.is_existence and one.code in then:
                found.append(
                    Pair("targets", one.target.label, ("target", f"{programme.pk}/{one.code}"), then[one.code], one)
                )
    before = {one.definition.code: one for one in indicators.overview(division=division, as_of=earlier)}
    for figure in indicators.overview(division=division, as_of=viewer.as_of):
        definition = figure.definition
        if definition.code in before:
            about = ("indicator", definition.number or definition.code)
            found.append(Pair("indicators", definition.label, about, before[definition.code], figure))
    return found


def _cells(row: Pair, earlier: AsOf, viewer: Viewer) -> Mapping[str, Cell]:
    came, went = _moved(row, earlier, viewer)
    then, now = row.then.value, row.now.value
    change = None if then is None or now is None else Decimal(now) - Decimal(then)
    return {
        "label": Cell(row.label),
        "kind": Cell(dict(KINDS)[row.kind]),
        "then": number(then, indicators.shown(then)),
        "now": number(now, indicators.shown(now)),
        "change": number(change, signed(change)),
        "came": _listed(came, "计入依据"),
        "went": _listed(went, "此前计入依据"),
    }


def signed(change: Decimal | None) -> str:
    """`+2`; a missing one is a dash, one too small for the two decimals shown says so."""
    if change is None:
        return "—"
    if change and abs(change) < SMALLEST_SHOWN:
        return ("增加" if change > 0 else "减少") + "不足 0.01"
    return ("+" if change > 0 else "") + indicators.shown(change)


def _is_changed(row: Pair, earlier: AsOf, viewer: Viewer) -> bool:
    """Whether the value or the number of records is another one; of not too many also whether others took their place."""
    if (row.then.value, row.then.records) != (row.now.value, row.now.records):
        return True
    return bool(0 < row.now.records <= MOST_LOOKED_THROUGH and any(_moved(row, earlier, viewer)))


def _moved(row: Pair, earlier: AsOf, viewer: Viewer) -> tuple[Sequence[Any], Sequence[Any]]:
    """The records counted on the later day alone, and on the earlier alone, as far as the reader may see them."""
    figures = [row.then, row.now] if row.kind == "indicators" else [row.then.figure, row.now.figure]
    if None in figures:
        return (), ()
    then, now = (
        {
            (one.kind, one.key): one
            for one in indicators.explain(
                division=figure.division,
                indicator=figure.definition.code,
                parameters=figure.parameters,
                as_of=day,
                actor=viewer.actor,
            ).rows
        }
        for figure, day in zip(figures, (earlier, viewer.as_of), strict=True)
    )
    return [now[key] for key in now.keys() - then.keys()], [then[key] for key in then.keys() - now.keys()]


def _listed(rows: Sequence[Any], why: str) -> Cell:
    """How many, and unfolded the first of them with the reason."""
    if not rows:
        return Cell("—", value=0)
    first = sorted(rows, key=lambda one: one.label)[:SHOWN]
    lines = [f"{one.label}（{why}：{'；'.join(one.because)}）" if one.because else one.label for one in first]
    rest = (f"另有 {len(rows) - SHOWN} 项，见指标页",) if len(rows) > SHOWN else ()
    return Cell(f"{len(rows)} 项", value=len(rows), more=(*lines, *rest))

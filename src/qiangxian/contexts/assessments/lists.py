"""The criteria of a round as a list: unit by unit what each asks, what it earned, on what it rests."""

from collections.abc import Callable
from datetime import date
from typing import Any

from qiangxian.contexts.lists.sources import AtHand
from qiangxian.contexts.lists.types import Cell, Column, Filter, List, Viewer, number
from qiangxian.engines.scoring.scoring import PointsState

from . import readers
from .models import Round
from .readers import CriterionLine

TONES = {
    "scored": "green",
    "provisional": "yellow",
    "missing": "red",
    "unscorable": "none",
    "refused": "red",
    "none": "none",
}
COLUMNS = (
    Column("unit", "单位", ("unit",)),
    Column("area", "类别", ("area",)),
    Column("label", "指标", ("criterion.label",)),
    Column("kind", "计分方式", ("criterion.kind.label",)),
    Column("weight", "分值", number=True),
    Column("target", "目标值", number=True),
    Column("value", "取数"),
    Column("points", "得分", number=True),
    Column("state", "状态", ("state",)),
    Column("formula", "计算"),
    Column("evidence", "佐证", number=True),
    Column("scoring", "评分标准", shown=False, in_file=True),
    Column("remark", "评审说明", shown=False, in_file=True),
    Column("digest", "取数校验值", shown=False, in_file=True),
)


def criteria_of(own: Round, today: date) -> List:
    """The list for one round; rows and choices are asked for once."""
    held: dict[int | None, list[CriterionLine]] = {}

    def rows(viewer: Viewer) -> list[CriterionLine]:
        if viewer.actor.id not in held:
            held[viewer.actor.id] = list(readers.criteria(own, readers.scores(viewer.actor, own, today)))
        return held[viewer.actor.id]

    return List(
        name="assessments/criteria",
        label=f"{own.matter.title}指标得分",
        unit="项",
        columns=COLUMNS,
        source=lambda viewer: AtHand(rows(viewer)),
        cells=lambda page, _viewer: [_cells(row) for row in page],
        filters=(
            _filter("unit", "单位", lambda row: row.unit, rows),
            _filter("area", "类别", lambda row: row.area, rows),
            Filter(
                "state",
                "状态",
                lambda _viewer, value: lambda row: row.state == value,
                lambda _viewer: PointsState.choices,
            ),
        ),
        search=lambda _viewer, words: lambda row: words in row.criterion.label or words in row.unit,
        search_label="指标、单位",
        key=lambda row: f"{row.unit_id}.{row.criterion.key}",
        link=lambda row: ("matter", row.slice.pk) if row.slice else None,
        empty="启动轮次后，这里逐项列出评价标准和得分。",
        note=lambda _viewer: (
            f"评价标准：{own.criteria['label']}（{own.criteria['version']} 版），考核期 {own.first_date} 至 {own.last_date}"
        ),
    )


def _filter(
    key: str, label: str, of: Callable[[CriterionLine], str], rows: Callable[[Viewer], list[CriterionLine]]
) -> Filter:
    return Filter(
        key,
        label,
        lambda _viewer, value: lambda row: of(row) == value,
        lambda viewer: [(one, one) for one in dict.fromkeys(map(of, rows(viewer)))],
    )


def _cells(row: CriterionLine) -> dict[str, Cell]:
    part: Any = row.part
    target = row.criterion.target
    given = part["input"] or {}
    value = given.get("words") or row.judged_words or row.own_words
    return {
        "unit": Cell(row.unit),
        "area": Cell(row.area),
        "label": Cell(row.criterion.label),
        "kind": Cell(row.criterion.kind.label),
        "weight": Cell(part["weight"], value=float(part["weight"])),
        "target": number(target, "—" if target is None else f"{target:g}"),
        "value": Cell(value or "—"),
        "points": Cell(part["shown"], value=float(part["shown"])),
        "state": Cell(part["state_words"], tone=TONES[row.state]),
        "formula": Cell(part["formula"]),
        "evidence": number(len(row.evidence), str(len(row.evidence))),
        "scoring": Cell(row.criterion.words),
        "remark": Cell(row.entry.remark if row.entry else ""),
        "digest": Cell(str((given.get("proof") or {}).get("digest", ""))),
    }

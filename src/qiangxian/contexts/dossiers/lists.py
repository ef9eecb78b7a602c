"""The pool as a list, and what each criterion of a table lacks today as another."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from qiangxian.contexts.indicators.bulletin_files import shown
from qiangxian.contexts.lists.sources import AtHand, Rows
from qiangxian.contexts.lists.types import Cell, Column, Filter, List, Viewer, day
from qiangxian.kernel.evidence import EVIDENCE_SOURCES

from .criteria import SHARED, CriterionStanding
from .pool import FILE
from .readers import kinds, standing_now, tables, visible_pieces

KINDS = {FILE: "上传的文件"}
STATES = {"standing": ("在库", Q(withdrawn_at__isnull=True)), "withdrawn": ("已撤下", Q(withdrawn_at__isnull=False))}
USES = {"cited": ("已关联", Q(citations__isnull=False)), "free": ("未关联", Q(citations__isnull=True))}


def kind_words(code: str) -> str:
    """The sort of a piece in words."""
    return KINDS.get(code) or EVIDENCE_SOURCES[code].label


def _cells(rows: Sequence[Any], viewer: Viewer) -> list[dict[str, Cell]]:
    names = dict(tables(viewer.divisions[0])) if viewer.divisions else {}
    found = []
    for row in rows:
        cited = [row_.table for row_ in row.citations.all()]
        used = [names.get(code, code) for code in dict.fromkeys(cited) if code != SHARED]
        used += ["各表共用的目标、任务或指标"] if SHARED in cited else []
        state = f"已撤下（{row.withdrawn_reason}）" if row.withdrawn_at else "在库"
        found.append(
            {
                "serial": Cell(str(row.serial), value=row.serial),
                "label": Cell(row.label, badge="演示" if row.is_demo else "脱敏" if row.is_personal else ""),
                "kind": Cell(kind_words(row.kind)),
                "source": Cell(row.source),
                "day": day(row.day),
                "uses": Cell(
                    f"{len(cited)} 项" if cited else "未关联", note="、".join(used), tone="" if cited else "yellow"
                ),
                "state": Cell(state, tone="none" if row.withdrawn_at else "green"),
                "digest": Cell(row.digest),
            }
        )
    return found


PIECES = List(
    name="dossiers/pieces",
    label="佐证材料",
    unit="份",
    columns=(
        Column("label", "名称", ("label",)),
        Column("serial", "序号", ("serial",)),
        Column("kind", "种类", ("kind",)),
        Column("source", "来源", ("source",)),
        Column("day", "日期", ("day",)),
        Column("uses", "用于"),
        Column("state", "情况"),
        Column("digest", "校验值", shown=False, in_file=True),
    ),
    source=lambda viewer: Rows(visible_pieces(viewer.actor).prefetch_related("citations")),
    cells=_cells,
    filters=(
        Filter("state", "情况", lambda _viewer, value: STATES[value][1],
               lambda _viewer: [(code, words) for code, (words, _) in STATES.items()], default="standing"),
        Filter("kind", "种类", lambda _viewer, value: Q(kind=value),
               lambda _viewer: [*KINDS.items(), *kinds()]),
        Filter("uses", "用于", lambda _viewer, value: USES[value][1],
               lambda _viewer: [(code, words) for code, (words, _) in USES.items()]),
        Filter("since", "日期不早于", lambda _viewer, value: Q(day__gte=value), day=True),
    ),
    search=lambda _viewer, words: Q(label__icontains=words) | Q(source__icontains=words),
    search_label="名称、来源",
    order="-serial",
    link=lambda row: ("piece", row.pk),
    note=lambda _viewer: "一份材料只归集一次，可以证明几张考核表的多个条目",
    empty_title="佐证库还是空的",
    empty="上传文件，或把指标值、台账查询、会议纪要、办结事项按某一天的内容固定下来，再关联到要证明的条目。",
)  # fmt: skip


def _standing_cells(rows: Sequence[CriterionStanding], _viewer: Viewer) -> list[dict[str, Cell]]:
    return [
        {
            "label": Cell(f"{one.criterion.code} {one.criterion.label}"),
            "weight": Cell("" if one.criterion.weight is None else f"{one.criterion.weight:g}", value=one.criterion.weight),
            "value": Cell(_value(one)),
            "official": _official(one),
            "pieces": Cell(f"{len(one.pieces)} 份" if one.pieces else "", hint="、".join(piece.label for piece in one.pieces)),
            "missing": Cell("；".join(one.missing) if one.missing else "齐全", tone="yellow" if one.missing else "green"),
        }
        for one in rows
    ]  # fmt: skip


def _official(one: CriterionStanding) -> Cell:
    return Cell(f"{shown(one.official.value)}{one.official.unit}", note=one.official.source) if one.official else Cell()


def _value(one: CriterionStanding) -> str:
    if one.figure is None:
        return one.words
    return "未报送" if one.value is None else f"{shown(one.value)}{one.unit}"


def lacking_list(code: str, label: str, division: str) -> List:
    """Every criterion of the table on the viewer's day, with what it lacks."""
    return List(
        name="dossiers/missing",
        label=f"{label}：今日缺什么",
        unit="项",
        columns=(
            Column("label", "考核内容"),
            Column("weight", "分值", number=True, shown=False, in_file=True),
            Column("value", "完成情况"),
            Column("official", "上级公布"),
            Column("pieces", "佐证"),
            Column("missing", "今日缺少"),
        ),
        source=lambda viewer: AtHand(standing_now(viewer.actor, division, code, viewer.as_of)),
        cells=_standing_cells,
        filters=(
            Filter("table", "考核表", lambda _viewer, _value: lambda _row: True, hidden=True, words=lambda _viewer, _value: label),
            Filter("state", "情况", lambda _viewer, value: lambda row: bool(row.missing) == (value == "missing"),
                   lambda _viewer: [("missing", "有缺项"), ("whole", "齐全")]),
        ),
        search=lambda _viewer, words: lambda row: words in row.criterion.label or words in row.criterion.code,
        search_label="考核内容",
        key=lambda row: row.criterion.code,
        link=lambda row: ("subject", (code, row.criterion.subject)),
        group=lambda row: row.criterion.group,
        empty_title="这张考核表还没有条目",
        empty="导入方案后目标和任务成为条目；上级评分表取得后写入本县的规则文件。",
    )  # fmt: skip

"""The lists of the plan pages: programmes, imported documents, matched names, what amendments replaced."""

from collections.abc import Sequence
from typing import Any

from qiangxian.contexts.documents import readers as documents
from qiangxian.contexts.documents.types import ItemKind
from qiangxian.contexts.lists.sources import AtHand, Rows
from qiangxian.contexts.lists.types import Cell, Column, Filter, List, Viewer, day, moment, number
from qiangxian.contexts.programmes import readers
from qiangxian.contexts.programmes.changing import FLOW as CHANGES
from qiangxian.contexts.programmes.flow import FLOW
from qiangxian.kernel.clocks import county_day
from qiangxian.web.matters.lists import of_flow


def _programmes(rows: Sequence[Any], _viewer: Viewer) -> list[dict[str, Cell]]:
    return [
        {
            "title": Cell(row.title, badge="本县方案" if row.is_current else "", note=row.document_number),
            "number": Cell(row.document_number),
            "issuer": Cell(row.issuer),
            "state": Cell(FLOW.state_words(row.matter.state), tone=FLOW.tone(row.matter.state)),
            "public": Cell("公开" if row.is_public else "未公开"),
            "made": day(county_day(row.created_at)),
        }
        for row in rows
    ]


PROGRAMMES = List(
    name="programmes",
    label="全部方案",
    unit="个方案",
    columns=(
        Column("title", "方案", ("title",)),
        Column("number", "文号", shown=False, in_file=True),
        Column("issuer", "发文机关"),
        Column("state", "状态"),
        Column("public", "公开页"),
        Column("made", "建立", ("created_at", "pk")),
    ),
    source=lambda viewer: Rows(readers.visible_programmes(viewer.actor)),
    cells=_programmes,
    link=lambda row: ("matter", row.matter_id),
    empty_title="还没有方案",
    empty="导入一份公布的方案，确认识别结果后，它就成为本县方案的草稿。",
)


def _imports(rows: Sequence[Any], _viewer: Viewer) -> list[dict[str, Cell]]:
    left = documents.progress_of(row.pk for row in rows)
    return [
        {
            "title": Cell(row.document.title, note=row.document.file.name),
            "at": moment(row.created_at),
            "by": Cell(row.created_by),
            "open": number(left[row.pk].open),
            "waiting": number(left[row.pk].waiting),
            "applied": number(left[row.pk].applied),
        }
        for row in rows
    ]


IMPORTS = List(
    name="plan-imports",
    label="导入记录",
    unit="份文件",
    columns=(
        Column("title", "文件", ("document__title",)),
        Column("at", "导入", ("created_at", "pk")),
        Column("by", "由谁"),
        Column("open", "待确认（项）", number=True),
        Column("waiting", "待写入（项）", number=True),
        Column("applied", "已写入（项）", number=True),
    ),
    source=lambda viewer: Rows(documents.visible_proposals(viewer.actor)),
    cells=_imports,
    link=lambda row: ("proposal", row.pk),
    empty_title="还没有导入过文件",
)


CORRECTIONS = of_flow(CHANGES, empty="在任务、目标、条款和阶段的页面上可以提出更正。")


def matched_names(rows: Sequence[Any]) -> List:
    """Printed names and the units they mean."""
    return List(
        name="matched-names",
        label="已对应的名称",
        unit="个名称",
        columns=(
            Column("printed", "原文写法", ("printed_name",)),
            Column("unit", "本县单位"),
            Column("count", "出现（处）", ("count",), number=True),
        ),
        source=lambda _viewer: AtHand(rows),
        cells=lambda found, _viewer: [
            {
                "printed": Cell(one.printed_name),
                "unit": Cell(
                    one.unit.name,
                    about=("unit_tasks", one.unit.pk),
                    badge="" if one.unit.name == one.printed_name else "写法不同",
                ),
                "count": number(one.count),
            }
            for one in found
        ],
        key=lambda one: one.printed_name,
        empty_title="还没有对应的名称",
        size=200,
    )


def replaced_parts(rows: Sequence[Any]) -> List:
    """What amendments and corrections replaced or withdrew, newest first."""
    kinds = {kind: kind.label for kind, *_ in rows}
    return List(
        name="plan-history",
        label="被替换或撤下的内容",
        unit="项",
        columns=(
            Column("day", "日期"),
            Column("kind", "类别"),
            Column("part", "内容"),
            Column("state", "结果"),
            Column("changes", "改动"),
            Column("why", "依据"),
        ),
        filters=(
            Filter(
                "kind", "类别", lambda _viewer, kind: lambda one: one[0] == kind, lambda _viewer: list(kinds.items())
            ),
        ),
        source=lambda _viewer: AtHand(rows),
        cells=lambda found, _viewer: [_replaced(*one) for one in found],
        key=lambda one: f"{one[0]}/{one[1].pk}",
        empty_title="方案写入后还没有修订或更正",
    )


def _replaced(kind: ItemKind, part: Any, successor: Any) -> dict[str, Cell]:
    fields = readers.replaced_fields(kind, part, successor)
    changes = (f"{field.name}：{field.before or '（无）'} → {field.after or '（无）'}" for field in fields)
    return {
        "day": day(county_day(part.withdrawn_at)),
        "kind": Cell(kind.label),
        "part": Cell(str(part)),
        "state": Cell("已被替换" if successor else "已撤下"),
        "changes": Cell("；".join(changes)),
        "why": Cell((successor.corrected_reason if successor else "") or "按修订后的文本"),
    }

"""Contradictions between printed and computed status as a list."""

from collections.abc import Mapping, Sequence

from django.db.models import Q

from qiangxian.contexts.lists.sources import Rows
from qiangxian.contexts.lists.types import Cell, Column, Filter, List, Viewer, moment

from ...records.words import state_words
from ...types import ConflictState
from ..search import numbered
from .models import StatusConflict
from .readers import visible_conflicts

ALL = ("all", "全部")


def _in_state(_viewer: Viewer, state: str) -> Q:
    return Q() if state == ALL[0] else Q(state=state)


def _search(_viewer: Viewer, text: str) -> Q:
    return numbered(text, ("number",)) | Q(title__icontains=text)


def _cells(rows: Sequence[StatusConflict], _viewer: Viewer) -> list[Mapping[str, Cell]]:
    return [_conflict(row) for row in rows]


def _conflict(row: StatusConflict) -> dict[str, Cell]:
    words, tone = state_words(row.computed)
    decided = (moment(row.decided_at).text if row.decided_at else "", row.decided_by, row.reason)
    return {
        "number": Cell(row.number),
        "title": Cell(row.title),
        "printed": Cell(row.printed, note=f"{row.printed_day}，{row.printed_source or '—'}"),
        "computed": Cell(words, tone, note=row.computed_words),
        "state": Cell(ConflictState(row.state).label, note="，".join(filter(None, decided))),
    }


CONFLICTS = List(
    name="conflicts",
    label="状态冲突",
    unit="件",
    columns=(
        Column("number", "号码", ("number",)),
        Column("title", "名称", ("title",)),
        Column("printed", "文件所载", ("printed", "number")),
        Column("computed", "按法律推算", ("computed", "number")),
        Column("state", "处理情况"),
    ),
    filters=(
        Filter("state", "处理情况", _in_state, lambda _v: [*ConflictState.choices, ALL], default=ConflictState.OPEN),
        Filter("printed", "文件所载", lambda _viewer, value: Q(printed=value), hidden=True),
        Filter(
            "computed",
            "按法律推算",
            lambda _viewer, value: Q(computed=value),
            hidden=True,
            words=lambda _viewer, value: state_words(value)[0],
        ),
    ),
    search=_search,
    search_label="号码或名称",
    source=lambda viewer: Rows(visible_conflicts(viewer.actor).order_by("-found_at", "-id")),
    cells=_cells,
    link=lambda row: ("conflict", row.pk),
    empty_title="没有待处理的状态冲突",
    empty="导入带有法律状态的清单后，与推算不一致的权利会列在这里。",
)

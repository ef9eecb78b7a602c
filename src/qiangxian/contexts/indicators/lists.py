"""The records behind a figure as a list, with what the figure rests on."""

from collections.abc import Callable, Sequence
from typing import Any

from qiangxian.contexts.lists.sources import AtHand
from qiangxian.contexts.lists.types import Cell, Column, Filter, List, Viewer
from qiangxian.engines.metrics.measures import CountedRow

from .types import Explanation

MOST_REASONS = 8
COLUMNS = (
    Column("label", "名称", ("label",)),
    Column("key", "编号", ("key",)),
    Column("because", "计入的依据"),
)


def counted_records(name: str, label: str, found: Explanation | None, kept: Sequence[Filter] = ()) -> List:
    """The records this reader may see; `kept` are the readings of the figure, which stay in the address."""
    return List(
        name=name,
        label=label,
        unit="条",
        columns=COLUMNS,
        source=lambda _viewer: AtHand(found.rows if found else ()),
        cells=lambda rows, _viewer: [_cells(row) for row in rows],
        filters=tuple(kept),
        search=_search,
        search_label="名称、编号或依据",
        key=lambda row: row.key,
        link=lambda row: ("counted", (row.kind, row.key)),
        empty_title="没有计入的记录",
        empty="基础台账或上报数据补齐后，这里逐条列出计入的记录及依据。",
        note=lambda _viewer: _rests_on(found) if found else "",
    )


def kept_reading(name: str, label: str) -> Filter:
    """A reading of the figure in the address: it narrows nothing, the figure was counted by it."""
    return Filter(name, label, lambda _viewer, _value: _everything, hidden=True)


def _everything(_row: CountedRow) -> bool:
    return True


def _cells(row: CountedRow) -> dict[str, Cell]:
    left = len(row.because) - MOST_REASONS
    shown = "；".join(row.because[:MOST_REASONS]) + (f"；共 {len(row.because)} 项" if left > 0 else "")
    return {"label": Cell(row.label), "key": Cell(row.number), "because": Cell(shown, value="；".join(row.because))}


def _search(_viewer: Viewer, text: str) -> Callable[[Any], bool]:
    return lambda row: any(text in words for words in (row.label, row.number, *row.because))


def _rests_on(found: Explanation) -> str:
    figure = found.figure
    hidden = f"；另有 {found.hidden} 条计入数值，但不在您可查看的范围内" if found.hidden else ""
    value = "未报送" if figure.value is None else f"{figure.value:,} {figure.definition.unit}"
    words = f"{figure.definition.label} {value}：{figure.sentence}（定义第 {figure.definition.version} 版）"
    return f"{words}；校验码 {figure.digest}{hidden}"

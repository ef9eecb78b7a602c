"""“零专利”企业名单: above-scale enterprises (规上) without any right, or without an invention, and whether the library has them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from qiangxian.contexts.lists.sources import AtHand
from qiangxian.contexts.lists.types import Cell, Column, Filter, List, Viewer
from qiangxian.contexts.registers.portfolio import readers as portfolio
from qiangxian.contexts.registers.records.scope import visible

from .flow import visible_memberships
from .lists import industry, township
from .types import LIVE

WHAT = {"rights": "没有有效知识产权", "inventions": "没有有效发明专利"}


def _above_scale(viewer: Viewer) -> Mapping[int, portfolio.Portfolio]:
    """Everyone that counts on the day, set-wise, whatever the number of enterprises."""
    code, as_of = viewer.divisions[0], viewer.as_of
    held = portfolio.portfolios(code, portfolio.above_scale_records(code, as_of), as_of)
    return {record: one for record, one in held.items() if one.seated_here and not one.is_closed}


def _lines(viewer: Viewer) -> AtHand:
    here = _above_scale(viewer) if viewer.divisions else {}
    rows = visible("enterprise", viewer.actor).filter(record_id__in=list(here))
    seen = set(rows.values_list("record_id", flat=True))
    lines = [one for record, one in here.items() if record in seen]
    return AtHand(sorted(lines, key=lambda one: (one.row.township_code, one.row.name)))


def _note(viewer: Viewer) -> str:
    if not viewer.divisions:
        return ""
    total = len(_above_scale(viewer))
    unknown = portfolio.scale_unknown(viewer.divisions[0], viewer.as_of)
    more = f"；另有 {unknown} 家没有报送是否规上，未计入" if unknown else ""
    return f"按最近一个报送“规上”年度认定，规上企业共 {total} 家{more}"


def _without(_viewer: Viewer, what: str) -> Callable[[portfolio.Portfolio], bool]:
    return lambda line: portfolio.without(line, what)


def _ready(lines: Sequence[Any], viewer: Viewer) -> Sequence[Any]:
    files = visible_memberships(viewer.actor).filter(enterprise_id__in=[line.record_id for line in lines])
    by_firm = {file.enterprise_id: file for file in files.filter(state__in=LIVE)}
    return [(line, by_firm.get(line.record_id)) for line in lines]


def _file(file: Any) -> Cell:
    return Cell(file.get_state_display(), about=("matter", file.matter_id)) if file else Cell("未申报")


ZERO = List(
    name="cultivation/zero",
    label="“零专利”企业名单",
    unit="家",
    columns=(
        Column("name", "企业", cell=lambda one: one[0].row.name),
        Column("uscc", "统一社会信用代码", shown=False, in_file=True, cell=lambda one: one[0].row.uscc),
        Column("industry", "行业", cell=lambda one: industry(one[0].row)),
        Column("township", "乡镇（街道）", cell=lambda one: township(one[0].row)),
        Column("rights", "有效权利", number=True, cell=lambda one: one[0].rights_in_force),
        Column("inventions", "有效发明", number=True, cell=lambda one: one[0].inventions_in_force),
        Column("pending", "在审发明", number=True, cell=lambda one: one[0].pending_inventions),
        Column("file", "培育库", cell=lambda one: _file(one[1])),
    ),
    source=_lines,
    ready=_ready,
    filters=(Filter("what", "清单", _without, lambda _viewer: list(WHAT.items()), default="rights"),),
    key=lambda line: line.record_id,
    link=lambda line: ("enterprise", line.record_id),
    note=_note,
    empty="规上企业都有，或者还没有报送“规上企业”一栏的企业年度数据。",
)

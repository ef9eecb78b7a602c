"""“零专利”企业名单: above-scale enterprises (规上) without any right, or without an invention, and whether the library has them."""

from collections.abc import Mapping, Sequence
from typing import Any

from qiangxian.contexts.lists.sources import AtHand
from qiangxian.contexts.lists.types import Cell, Column, Filter, List, Viewer, number
from qiangxian.contexts.registers.enterprises.readers.enterprises import industry_words
from qiangxian.contexts.registers.portfolio import readers as portfolio
from qiangxian.contexts.registers.records.scope import visible
from qiangxian.contexts.registers.records.words import place_name

from .flow import visible_memberships
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


def _industry(firm: Any) -> Cell:
    return Cell(industry_words(firm.industry_code, firm.industry_edition), value=firm.industry_code)


def _cells(lines: Sequence[portfolio.Portfolio], viewer: Viewer) -> list[dict[str, Cell]]:
    records = [line.record_id for line in lines]
    files = visible_memberships(viewer.actor).filter(enterprise_id__in=records, state__in=LIVE)
    by_firm = {file.enterprise_id: file for file in files}
    return [
        {
            "name": Cell(line.row.name),
            "uscc": Cell(line.row.uscc),
            "industry": _industry(line.row),
            "township": Cell(place_name(line.row.township_code)),
            "rights": number(line.rights_in_force),
            "inventions": number(line.inventions_in_force),
            "pending": number(line.pending_inventions),
            "file": Cell(file.get_state_display(), about=("matter", file.matter_id)) if file else Cell("未申报"),
        }
        for line in lines
        for file in [by_firm.get(line.record_id)]
    ]


ZERO = List(
    name="cultivation/zero",
    label="“零专利”企业名单",
    unit="家",
    columns=(
        Column("name", "企业"),
        Column("uscc", "统一社会信用代码", shown=False, in_file=True),
        Column("industry", "行业"),
        Column("township", "乡镇（街道）"),
        Column("rights", "有效权利", number=True),
        Column("inventions", "有效发明", number=True),
        Column("pending", "在审发明", number=True),
        Column("file", "培育库"),
    ),
    source=_lines,
    cells=_cells,
    filters=(
        Filter(
            "what",
            "清单",
            lambda _viewer, what: lambda line: portfolio.without(line, what),
            lambda _viewer: list(WHAT.items()),
            default="rights",
        ),
    ),
    key=lambda line: line.record_id,
    link=lambda line: ("enterprise", line.record_id),
    note=_note,
    empty="规上企业都有，或者还没有报送“规上企业”一栏的企业年度数据。",
)

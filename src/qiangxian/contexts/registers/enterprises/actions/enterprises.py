"""What changes in an enterprise's life: another name, another seat, another year's facts."""

from datetime import date
from typing import Any

from qiangxian.contexts.audit.types import Receipt
from qiangxian.kernel import rulebook
from qiangxian.kernel.errors import Refused

from ...records.actions.records import part_receipt, receipt
from ...records.changing import change
from ...records.models import Record
from ...records.names import fold_name
from ...records.validation import valid_values
from ...records.versions import Pen, current, current_at, rows_of
from ...types import RecordKind
from ..models import Domicile, Enterprise, EnterpriseName, EnterpriseYear
from ..readers.sizes import YEAR_FIGURES


@change("registers.rename_enterprise", label="企业更名", kind=RecordKind.ENTERPRISE)
def rename_enterprise(
    pen: Pen, record: Record, *, revision: int, name: str, effective_date: date, known_date: date | None = None
) -> Receipt:
    """The enterprise bears another name from that day; the old one stays in its history and still finds it."""
    old = _enterprise_at(record, revision)
    name = name.strip()
    if not name or fold_name(name) == old.folded_name:
        raise Refused("新名称为空或与现名相同", value=name, remedy="请填写变更后的名称")
    _end_open(pen, record, EnterpriseName, effective_date, known_date)
    folded = fold_name(name)
    pen.add(
        EnterpriseName(record=record, name=name, folded_name=folded, valid_from=effective_date, known_from=known_date)
    )
    new = pen.replace(old, name=name, folded_name=folded)
    return receipt(record, new, {"name": old.name}, {"name": name, "自": effective_date.isoformat()})


@change("registers.move_enterprise", label="企业迁址", kind=RecordKind.ENTERPRISE)
def move_enterprise(
    pen: Pen, record: Record, *, revision: int, effective_date: date, known_date: date | None = None, **seat: str
) -> Receipt:
    """Registered elsewhere from that day, in this county or another; which county counts it follows from the days. `seat`: code of the
    county, of the township, address."""
    old = _enterprise_at(record, revision)
    place = _place(old, **seat)
    _end_open(pen, record, Domicile, effective_date, known_date)
    pen.add(Domicile(record=record, valid_from=effective_date, known_from=known_date, **place))
    new = pen.replace(old, **place)
    before = {name: getattr(old, name) for name in place}
    return receipt(record, new, before, {**place, "自": effective_date.isoformat()})


@change("registers.record_enterprise_year", label="录入企业年度数据", kind=RecordKind.ENTERPRISE)
def record_enterprise_year(pen: Pen, record: Record, *, year: int, **reported: Any) -> Receipt:
    """Facts of one year under the names of `EnterpriseYear`, amounts in fen; what is not given stays unknown. A second
    report of the same year replaces the first and says why; `source` says who reported."""
    figures = _reported(year, pen.at.year, reported)
    old = rows_of(EnterpriseYear, record).filter(year=year).first()
    if old and not pen.reason.strip():
        raise Refused(f"{year} 年的数据已经登记过", remedy="如需更正，请写明理由")
    if old:
        pen.strike(old)
    new = pen.add(EnterpriseYear(record=record, year=year, **figures))
    return part_receipt(record, current(record), old, new)


PARTS = (
    ("research_staff", "employees", "科技人员多于从业人员"),
    ("research_domestic_fen", "research_fen", "境内研发费用多于全部研发费用"),
    ("high_tech_income_fen", "total_income_fen", "高新技术产品（服务）收入多于总收入"),
    ("main_business_fen", "revenue_fen", "主营业务收入多于营业收入"),
)


def years_kept() -> tuple[int, int]:
    """The first and last year for which facts of an enterprise can be meant."""
    years = rulebook.load("enterprises", "figures", division=None)["years_kept"]
    return years["earliest"], years["latest"]


def _reported(year: int, this_year: int, reported: dict[str, Any]) -> dict[str, Any]:
    """The figures, if they can be true together."""
    if unknown := sorted(set(reported) - set(YEAR_FIGURES)):
        raise Refused("年度数据里没有这些栏目", value="、".join(unknown), remedy="请用空白模板里的栏目名")
    earliest, _ = years_kept()
    if not earliest <= year <= this_year:
        raise Refused("年份不对", value=year, remedy=f"应在 {earliest} 至 {this_year} 之间")
    if all(value is None for value in reported.values()):
        raise Refused("没有填写任何数据", remedy="至少填写一项")
    if any(value is not None and value < 0 and name != "taxable_income_fen" for name, value in reported.items()):
        raise Refused("人数和金额不能为负", remedy="只有应纳税所得额可以为负（亏损）")
    for part, whole, words in PARTS:
        if (reported.get(part) or 0) > (reported.get(whole) or 0) and reported.get(whole) is not None:
            raise Refused(words, remedy="请核对两项数据的口径和单位（万元）")
    return reported


def _enterprise_at(record: Record, revision: int) -> Enterprise:
    row = current_at(record, revision)
    assert isinstance(row, Enterprise)  # noqa: S101 - an enterprise's table holds enterprises; tells the type checker
    return row


def _place(old: Enterprise, area_code: str, township_code: str = "", address: str = "") -> dict[str, str]:
    place = {"area_code": area_code, "township_code": township_code, "address": address}
    checked = valid_values(RecordKind.ENTERPRISE, {"name": old.name, "entity_kind": old.entity_kind, **place}).values
    if not checked["area_code"]:
        raise Refused("没有写明迁往何处", column="所在县（市、区）代码", remedy="请填写 6 位区划代码")
    return {name: checked[name] for name in place}


def _end_open(
    pen: Pen, record: Record, model: type[EnterpriseName] | type[Domicile], day: date, known: date | None
) -> None:
    for row in rows_of(model, record).filter(valid_to__isnull=True):
        if row.valid_from and day <= row.valid_from:
            raise Refused("变更日不晚于上一次变更", value=day, remedy=f"上一次自 {row.valid_from} 起")
        pen.replace(row, valid_to=day, known_to=known)

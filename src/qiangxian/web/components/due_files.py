"""What falls due, as files: the same columns for the county's list and for an enterprise's own calendar."""

from collections.abc import Iterable
from datetime import datetime

from django.http import HttpResponseBase

from qiangxian.contexts.registers.due.readers import Costs, DueItem, DueKind
from qiangxian.kernel.money import Money
from qiangxian.web.lists.downloads import download
from qiangxian.web.request import Request

from . import calendars

HEADINGS = (
    "事项", "号码", "名称", "种类", "权利人", "乡镇", "年度", "应缴日（届满日）", "顺延后", "最后一日", "稳妥日", "距最后一日（天）",
    "缴费登记", "全额（元）", "减缴后（元）", "金额依据", "滞纳金比例（%）", "当日应缴（元）", "一个月后应缴（元）", "滞纳期末应缴（元）",
    "托管机构", "规则", "内容", "说明",
)  # fmt: skip
FEES = (DueKind.FEE, DueKind.FEE_GRACE, DueKind.PRESUMED_LAPSE)


def response(request: Request, form: str, name: str, items: Iterable[DueItem], at: datetime) -> HttpResponseBase:
    """The lines as CSV, workbook or calendar."""
    if form == "ics":
        return calendars.ics_response(name, name, map(entry, items), at=at)
    about = [("内容", name.partition("-")[0]), ("数据截至", str(request.as_of))]
    return download(request, form, name, HEADINGS, map(line, items), about)


def line(item: DueItem) -> list[object]:
    """One line of the table."""
    costs = item.costs
    money = _money(costs) if costs else [None] * 7
    return [
        item.label,
        item.number,
        item.title,
        item.type_label,
        item.holders,
        item.township,
        item.found.part if item.found.kind in FEES else None,
        item.found.due_date.isoformat(),
        item.effective_due.isoformat(),
        item.last_day.isoformat() + ("（暂定）" if item.provisional else ""),
        item.safe_day.isoformat(),
        item.days_left,
        item.payment_words,
        *money,
        item.agency,
        item.basis,
        item.words,
        "；".join(item.notes),
    ]


def _money(costs: Costs) -> list[object]:
    shown = [_yuan(costs.full), _yuan(costs.payable), costs.reason, costs.band_percent]
    return [*shown, _yuan(costs.today), _yuan(costs.next_month), _yuan(costs.at_end)]


def _yuan(money: Money | None) -> float | int | None:
    return None if money is None else money.as_number()


def entry(item: DueItem) -> calendars.Entry:
    """One day in a calendar: the safe day, before any rolling."""
    found = item.found
    part = f":{found.part}" if found.kind in FEES else ""
    key = f"{found.kind}:{item.number}:{item.sub_key}{part}:{found.due_date.isoformat()}"
    words = [f"{item.words}。", *(f"{note}。" for note in item.notes), f"依据：{item.basis}"]
    if item.payment_words:
        words.insert(1, f"缴费登记：{item.payment_words}。")
    return calendars.Entry(key, item.safe_day, f"{item.label}：{item.number} {item.title}", "\n".join(words))

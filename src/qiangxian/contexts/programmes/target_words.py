"""One sentence for every state of a target, for a reader who wants to know what is the matter."""

from datetime import date
from decimal import Decimal

from qiangxian.engines.metrics.measures import Number

COMPARED = {
    ">=": "不少于", ">": "多于", "<=": "不多于", "<": "少于", "=": "等于", "~": "约", "growth": "增长", "rank": "进入前",
}  # fmt: skip


def shown(number: Number | None, places: int = 2) -> str:
    """At most so many places, no trailing zeros."""
    if number is None:
        return "未报送"
    text = f"{round(Decimal(number), places):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def in_prose(day: date) -> str:
    """2025年12月31日"""
    return f"{day.year}年{day.month}月{day.day}日"


def goal(comparator: str, required: Number | None, unit: str) -> str:
    """不少于 10 家"""
    return f"{COMPARED.get(comparator, comparator)} {shown(required)} {unit}".strip()


def uncountable(problem: str) -> str:
    """Nothing can be counted, and what to do about it."""
    return f"还不能计数：{problem}"


def undeclared() -> str:
    """The registers were never declared complete."""
    return "未报送：基础台账还没有申报数据，请先导入登记表，或声明数据齐全截至"


def numeric(
    *,
    value: Number,
    unit: str,
    aim: str,
    planned: Decimal | None,
    baseline: Number | None,
    met: bool | None,
    overdue: bool,
    due: date | None,
    first: date | None,
    day: date,
    missing_by: Number | None,
    on_plan: bool,
) -> str:
    """`目前 6 家，当日序时目标 7.0 家，差 1 家`."""
    now = f"目前 {shown(value)} {unit}".rstrip()
    if met:
        return f"{now}，已达到目标（{aim}）"
    short = f"，差 {shown(missing_by, 1)} {unit}".rstrip() if missing_by else ""
    if overdue and due:
        return f"{now}，{in_prose(due)}到期未达到目标（{aim}）{short}"
    if first and day < first:
        return f"{now}，实施阶段自{in_prose(first)}起，目标{aim}"
    if first is None:
        return f"{now}，目标{aim}；方案没有写明实施阶段的起止，无法判断进度"
    if baseline is None:
        return f"{now}，目标{aim}；没有实施前一日的基期值，无法判断进度，可在目标页设定基期值"
    if planned is None:
        return f"{now}，目标{aim}；没有完成时限，无法判断进度，可在目标页设定完成时限"
    by_plan = f"当日序时目标 {planned:.1f} {unit}".rstrip()
    return f"{now}，{by_plan}，达到序时进度" if on_plan else f"{now}，{by_plan}{short}"


def partial(sentence: str) -> str:
    """The registers are declared complete only up to an earlier day."""
    return f"{sentence}（数据齐全截至早于所问日期，数值可能不全）"


def unread(sentence: str, names: tuple[str, ...]) -> str:
    """Conditions of the plan that are not counted apart."""
    return f"{sentence}（方案另有限定 {'、'.join(names)}，指标未作区分）" if names else sentence


def proven(labels: list[str]) -> str:
    """What proves it."""
    more = f"等 {len(labels)} 项" if len(labels) > 1 else ""
    return f"已有佐证：{labels[0]}{more}"


def unproven(*, overdue: bool, due: date | None, progressive: bool) -> str:
    """No proof by the day."""
    todo = "请在目标页关联登记记录或上传佐证文件"
    if overdue and due:
        return f"{in_prose(due)}到期仍未关联佐证，{todo}"
    return f"方案要求逐步推进，尚未关联佐证，{todo}" if progressive else f"尚未关联佐证，{todo}"

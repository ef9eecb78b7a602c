"""One sentence for every state of a target, for a reader who wants to know what is the matter."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from qiangxian.engines.metrics.measures import Number

if TYPE_CHECKING:
    from .judged import JudgedTarget, TargetReading
    from .models import Target

COMPARED = {
    ">=": "不少于", ">": "多于", "<=": "不多于", "<": "少于", "=": "等于", "~": "约", "growth": "增长", "rank": "进入前",
}  # fmt: skip


def shown(number: Number | None, places: int = 2) -> str:
    """At most so many places, no trailing zeros."""
    if number is None:
        return "未报送"
    text = f"{round(Decimal(number), places):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def told(target: "Target", number: Number | None, places: int = 2) -> str:
    """`6 家`, `1500 万元`: as the plan prints it."""
    scaled = None if number is None else Decimal(number) / target.scale
    return f"{shown(scaled, places)} {target.printed_unit}".rstrip()


def in_prose(day: date) -> str:
    """2025年12月31日"""
    return f"{day.year}年{day.month}月{day.day}日"


def goal(target: "Target") -> str:
    """不少于 10 家; 每年不少于 10 件"""
    each = "每年" if target.is_yearly else ""
    return f"{each}{COMPARED.get(target.comparator, target.comparator)} {told(target, target.required)}"


def uncountable(problem: str) -> str:
    """Nothing can be counted, and what to do about it."""
    return f"还不能计数：{problem}"


def undeclared(facts: list[str]) -> str:
    """The very facts that are missing."""
    return f"未报送：缺少{'、'.join(facts)}" if facts else "未报送：依据的数据还没有"


def numeric(one: "JudgedTarget") -> str:
    """`目前 6 家，当日序时目标 7 家，差 1 家`; once the due day has passed what was reached then, and what is reached now."""
    now = f"目前 {told(one.standard.target, one.value)}"
    if one.at_end:
        return f"方案于{in_prose(one.at_end.day)}结束，结束时{_then(one, one.at_end)}；{now}"
    if one.at_due:
        return _overdue(one, one.at_due, now)
    if one.met:
        return f"{now}，已达到目标（{_aim(one)}）"
    return f"{now}，{_on_the_way(one)}"


def _overdue(one: "JudgedTarget", due: "TargetReading", now: str) -> str:
    aim, short = _aim(one), _short(one)
    if due.met and one.met:
        return f"{now}，已达到目标（{aim}）"
    if due.met is False and due.value == one.value:
        return f"{now}，{in_prose(due.day)}到期未达到目标（{aim}）{short}"
    today = f"{now}，已达到" if one.met else f"{now}{short}"
    return f"{in_prose(due.day)}到期时{_then(one, due)}；{today}"


def _then(one: "JudgedTarget", reading: "TargetReading") -> str:
    """` 9 家，未达到目标（不少于 10 家）`"""
    if reading.met is None:
        return "未报送，无法判断是否达到目标" if reading.value is None else "无法判断是否达到目标"
    reached = "已达到目标" if reading.met else "未达到目标"
    return f" {told(one.standard.target, reading.value)}，{reached}（{_aim(one)}）"


def _on_the_way(one: "JudgedTarget") -> str:
    """Before the due day: what the plan asks by now, or why nobody can say."""
    aim, span = _aim(one), one.standard.span
    if span is None:
        return f"目标{aim}；方案没有写明实施阶段的起止，无法判断进度"
    if one.day < span.first:
        return f"实施阶段自{in_prose(span.first)}起，目标{aim}"
    if one.baseline is None:
        return f"目标{aim}；没有实施前一日的基期值，无法判断进度，可在目标页设定基期值"
    if one.curve is None:
        return f"目标{aim}；没有完成时限，无法判断进度，可在目标页设定完成时限"
    by_plan = f"当日序时目标 {told(one.standard.target, one.curve.shown(one.day))}"
    return f"{by_plan}，达到序时进度" if one.light == "green" else f"{by_plan}{_short(one)}"


def _aim(one: "JudgedTarget") -> str:
    return goal(one.standard.target)


def _short(one: "JudgedTarget") -> str:
    return f"，差 {told(one.standard.target, one.missing_by, 1)}" if one.missing_by else ""


def partial(sentence: str) -> str:
    """The registers are declared complete only up to an earlier day."""
    return f"{sentence}（数据齐全截至早于所问日期，数值可能不全）"


def unread(sentence: str, names: tuple[str, ...]) -> str:
    """Conditions of the plan that are not counted apart."""
    return f"{sentence}（方案另有限定 {'、'.join(names)}，指标未作区分）" if names else sentence


def proven(labels: list[str], *, late_for: date | None = None) -> str:
    """What proves it; `late_for` is the due day on which nothing did yet."""
    more = f"等 {len(labels)} 项" if len(labels) > 1 else ""
    late = f"（{in_prose(late_for)}到期时尚无佐证）" if late_for else ""
    return f"已有佐证：{labels[0]}{more}{late}"


def unproven(due: date | None, *, was_proven: bool, progressive: bool) -> str:
    """No proof on the day; `due` is the due day where it has passed."""
    todo = "请在目标页关联登记记录或上传佐证文件"
    if due and was_proven:
        return f"{in_prose(due)}到期时已有佐证，目前已失效，{todo}"
    if due and not progressive:
        return f"{in_prose(due)}到期仍未关联佐证，{todo}"
    return f"方案要求逐步推进，尚未关联佐证，{todo}" if progressive else f"尚未关联佐证，{todo}"

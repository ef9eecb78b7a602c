"""What a correction may say: the fields of each kind of item, each checked, with an answer for the person who typed it."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from qiangxian.kernel.errors import Refused

from .types import ItemKind

Values = dict[str, Any]
ROLES = ("lead", "responsible", "cooperating", "participating", "guiding", "implementing")
COMPARATORS = {
    ">=": "不少于",
    ">": "多于",
    "<=": "不超过",
    "<": "少于",
    "=": "等于",
    "~": "约",
    "growth": "增长",
    "rank": "位次",
    "exists": "有无",
}
LABELS = {
    "value": "内容或数值",
    "marker": "序号",
    "heading": "标题",
    "title": "标题",
    "text": "内容",
    "deadline": "完成期限",
    "assignments": "分工",
    "subject": "对象",
    "comparator": "比较",
    "unit": "单位",
    "due": "完成期限",
    "yearly_month": "每年几月底前",
    "name": "名称",
    "start_date": "开始",
    "end_date": "结束",
}
_PARTIAL_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def corrected_values(kind: str, payload: Mapping[str, Any], given: Mapping[str, Any]) -> Values:
    """The payload with the given fields put right; `Refused` names the field that cannot stand."""
    checks = _CHECKS[ItemKind(kind)]
    if unknown := sorted(given.keys() - checks.keys()):
        raise Refused(
            "这一项没有这个字段",
            column="、".join(unknown),
            remedy="可更正：" + "、".join(LABELS[name] for name in checks),
        )
    values = {**payload, **{name: checks[name](name, value, payload) for name, value in given.items()}}
    if kind == ItemKind.TARGET:
        _check_target(values)
    if "yearly_month" in given:
        _recur(values)
    if kind == ItemKind.PHASE and values["start_date"] and values["end_date"] and _later(values):
        raise Refused(
            "阶段的结束早于开始", column=LABELS["end_date"], value=values["end_date"], remedy="请核对起止日期"
        )
    return values


def _later(values: Values) -> bool:
    """`2026-07` and `2026-07-15` are compared as far as both are printed."""
    length = min(len(values["start_date"]), len(values["end_date"]))
    return bool(values["start_date"][:length] > values["end_date"][:length])


def _words(name: str, value: Any, _payload: Mapping[str, Any]) -> str:
    text = str(value or "").strip()
    if not text:
        raise Refused("不能为空", column=LABELS[name], remedy="请填写内容；不需要这一项时请选择不采用")
    return text


def _maybe_words(_name: str, value: Any, _payload: Mapping[str, Any]) -> str:
    return str(value or "").strip()


def _partial_day(name: str, value: Any, _payload: Mapping[str, Any]) -> str | None:
    """A day, month or year; nothing is an open end."""
    text = str(value or "").strip()
    if not text:
        return None
    found = _PARTIAL_DAY.fullmatch(text)
    try:
        if found is None:
            raise ValueError(text)
        date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        raise Refused(
            "日期写法不对", column=LABELS[name], value=text, remedy="请写成 2025、2025-12 或 2025-12-31"
        ) from None
    return text


def _metadata_value(name: str, value: Any, payload: Mapping[str, Any]) -> str:
    if payload["name"].startswith("dates."):
        return _partial_day(name, value, payload) or ""
    return _words(name, value, payload) if payload["name"] == "title" else _maybe_words(name, value, payload)


def _number(name: str, value: Any, _payload: Mapping[str, Any]) -> int | float | None:
    text = str("" if value is None else value).strip().replace(",", "")
    if not text:
        return None
    try:
        number = Decimal(text)
        if not number.is_finite():
            raise InvalidOperation
    except InvalidOperation:
        raise Refused("不是数字", column=LABELS[name], value=text, remedy="只填数字，如 10 或 3.5") from None
    return int(number) if number == number.to_integral_value() else float(number)


def _comparator(name: str, value: Any, _payload: Mapping[str, Any]) -> str:
    if value not in COMPARATORS:
        raise Refused("没有这种比较方式", column=LABELS[name], value=value, remedy="可用：" + "、".join(COMPARATORS))
    return str(value)


def _assignments(name: str, value: Any, payload: Mapping[str, Any]) -> list[dict[str, Any]]:
    """`[{role, unit}]`; a unit that was read from the text keeps its place and its printed form."""
    read = {(a["role"], a["unit"]): a for a in payload["assignments"]} | {a["unit"]: a for a in payload["assignments"]}
    kept = []
    for given in value:
        role, unit = str(given.get("role", "")), str(given.get("unit", "")).strip()
        if role not in ROLES or not unit:
            raise Refused(
                "分工须有角色和单位", column=LABELS[name], value=unit or role, remedy="角色可用：" + "、".join(ROLES)
            )
        known = read.get((role, unit)) or read.get(unit) or {"raw": "", "start": None, "end": None}
        collective = bool(given.get("collective", known.get("collective", False)))
        base = {"group": None, "inherited_from": None, **known}
        kept.append({**base, "role": role, "unit": unit, "collective": collective})
    if len({(a["role"], a["unit"]) for a in kept}) < len(kept):
        raise Refused("同一单位在同一角色下写了两次", column=LABELS[name], remedy="请删去重复的单位")
    return kept


def _month(name: str, value: Any, _payload: Mapping[str, Any]) -> int | None:
    text = str(value or "").strip().removesuffix("月")
    if not text:
        return None
    if not text.isdecimal() or not 1 <= int(text) <= 12:
        raise Refused("月份写法不对", column=LABELS[name], value=text, remedy="请填写 1 到 12；不是每年的工作则留空")
    return int(text)


def _recur(values: Values) -> None:
    """A task of every year is owed by the end of that month, in each year anew."""
    month = values.pop("yearly_month")
    kept = {name: one for name, one in (values.get("parameters") or {}).items() if name not in ("recurrence", "month")}
    values["parameters"] = kept | ({"recurrence": "yearly", "month": month} if month else {})


def _check_target(values: Values) -> None:
    if (values["comparator"] == "exists") != (values["kind"] == "existence"):
        raise Refused(
            "“有无”类目标没有数值，数值目标须选数值比较", column=LABELS["comparator"], remedy="请选择不采用，再另行录入"
        )
    if values["kind"] == "existence":
        values["value"] = values["unit"] = None


Check = Callable[[str, Any, Mapping[str, Any]], Any]
_CHECKS: dict[str, dict[str, Check]] = {
    ItemKind.METADATA: {"value": _metadata_value},
    ItemKind.CLAUSE: {"marker": _maybe_words, "heading": _words},
    ItemKind.TASK: {
        "title": _words,
        "text": _words,
        "deadline": _partial_day,
        "assignments": _assignments,
        "yearly_month": _month,
    },
    ItemKind.TARGET: {
        "subject": _words,
        "comparator": _comparator,
        "value": _number,
        "unit": _maybe_words,
        "due": _partial_day,
    },
    ItemKind.PHASE: {"name": _words, "start_date": _partial_day, "end_date": _partial_day},
    ItemKind.SAFEGUARD: {"heading": _words},
    ItemKind.FUND_CATEGORY: {"name": _words},
}

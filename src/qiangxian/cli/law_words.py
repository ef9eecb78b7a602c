"""How the calculator's answers are said: as JSON, or in Chinese, line by line; and how its days are read."""

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from qiangxian.engines.lifecycle.consistency import contradictions
from qiangxian.engines.lifecycle.facts import RightFacts, iso_day
from qiangxian.engines.lifecycle.fees import FeeBill
from qiangxian.kernel.calendar import LAST_YEAR
from qiangxian.kernel.clocks import county_day
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.money import Money
from qiangxian.kernel.words import words

from .output import emit

TERM_WORDS = {
    "last_day": "保护期最后一日", "terminated_on": "期满终止日", "first_day": "本期起始日",
    "renewal_window_start": "可申请续展之日", "grace_end_date": "宽展期截止日", "grace_safe_day": "宽展期稳妥日",
    "source": "依据", "note": "说明",
}  # fmt: skip
DUE_WORDS = {
    "nominal": "原届满日", "due": "截止日", "provisional": "暂定", "because": "理由", "rule": "规则", "label": "期限",
    "statutory": "法定届满日", "begins": "起算", "calendar": "日历", "source": "依据", "note": "说明", "length": "长度",
    "working_days_left": "剩余工作日", "light": "提示灯", "received": "推定收到日", "periods": "期限规则",
    "extensions": "可延长", "day": "查看日", "due_at": "截止时刻",
}  # fmt: skip
FEE_WORDS = {
    "year": "年度", "nominal_due_date": "原应缴日", "due_date": "应缴日", "provisional": "暂定", "full": "全额（元）",
    "payable": "应缴年费（元）", "reason": "金额依据",
    "band_percent": "滞纳金比例（%）", "surcharge": "滞纳金（元）", "total": "合计（元）",
    "grace_end_date": "滞纳期截止日", "outcome": "结果", "warnings": "提示",
}  # fmt: skip
MORE_FEE_WORDS = {
    "already_paid": "已缴（元）", "outstanding": "尚需补缴（元）", "request_by": "请求费减的截止日", "percent": "减缴比例（%）",
    "cost": "恢复费用（元）", "last_day": "截止日", "safe_day": "稳妥日", "has_fee": "须缴恢复权利请求费", "years": "整年数",
    "in_time": "按期", "begins": "起计日",
    "source": "依据", "days": "天数", "kind": "文献种类", "meaning": "文献性质", "is_grant": "是否授权公告",
    "result": "结果", "canonical": "规范写法", "reason": "理由", "remedy": "办法", "note": "说明",
}  # fmt: skip
STATUS_WORDS = {
    "number": "号码", "type": "类型", "as_of": "生效日", "known": "已知日", "statistical": "统计口径", "legal": "法律口径",
    "flags": "标记", "expiry_date": "期满终止日", "state": "状态", "since": "自", "because": "依据", "event": "事件",
    "effective_date": "生效", "announced_date": "公告", "source": "来源",
}  # fmt: skip
OPTIONS = {"events.effective_date": "renewed", "events.type": "renewed"}
"""Under which option a contradiction of the facts is told, where it is not named like the column."""
_PLAIN = re.compile(r"[0-9]{1,12}(\.[0-9]{1,2})?")
FIRST_YEAR = 1900
VOCABULARIES = (
    "right_states", "right_types", "event_types", "right_flags", "fee_outcomes", "fee_states", "number_checks",
    "document_meanings", "calendars", "clock_lights",
)  # fmt: skip
"""Where a value of an answer may find its word; the first that has it says it."""


def bill_json(bill: FeeBill) -> dict[str, Any]:
    """One bill in the shape the interfaces give it; money in yuan."""
    return {key: amount_of(getattr(bill, key)) for key in FEE_WORDS}


def amount_of(value: object) -> object:
    return value.as_number() if isinstance(value, Money) else value


def tell(answer: dict[str, Any], labels: dict[str, str], json_out: bool) -> None:
    """Print an answer as JSON, or in words."""
    if json_out:
        emit(answer)
    else:
        print("\n".join(_lines(answer, labels)))


def _lines(answer: dict[str, Any], labels: dict[str, str], indent: str = "") -> list[str]:
    lines: list[str] = []
    for key, value in answer.items():
        if isinstance(value, dict):
            lines += [f"{indent}{labels[key]}：", *_lines(value, labels, indent + "  ")]
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            lines += [
                line for each in value for line in (f"{indent}{labels[key]}：", *_lines(each, labels, indent + "  "))
            ]
        else:
            lines.append(f"{indent}{labels[key]}：{_said(value)}")
    return lines


def _said(value: object) -> str:
    if value is None or value in ((), []):
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple):
        return "；".join(_said(each) for each in value)
    return next((words(name)[str(value)] for name in VOCABULARIES if str(value) in words(name)), str(value))


def amount(text: str, option: str) -> Money:
    """The money of an option, never negative, in plain digits."""
    if not _PLAIN.fullmatch(text.removeprefix("-")):
        raise Refused("金额写法不对", column=option, value=text, remedy="请写成 925 或 925.50")
    try:
        found = Money.yuan(text)
    except (ValueError, ArithmeticError):
        raise Refused("金额写法不对", column=option, value=text, remedy="请写成 925 或 925.50") from None
    if found.fen < 0:
        raise Refused("金额不能为负", column=option, value=text, remedy="请核对金额")
    return found


def lawful(facts: RightFacts, **options: str) -> None:
    """Refuse what contradicts itself or the law, under the names of the options; `options`: how one is called here."""
    for found in contradictions(facts, today_in_county()):
        column = {**OPTIONS, **options}.get(found.column, found.column.removesuffix("_date"))
        option = "--" + column.replace("_", "-")
        raise Refused(found.words, column=option, value=found.value, remedy=found.remedy)


def document_of(file: Path) -> dict[str, Any]:
    """The JSON object in a file."""
    try:
        document = json.loads(file.read_text(encoding="utf-8-sig"), object_pairs_hook=_once)
    except OSError as problem:
        raise Refused("文件无法读取", file=str(file), remedy="请检查路径和权限") from problem
    except UnicodeDecodeError as problem:
        raise Refused("文件不是 UTF-8 文本", file=str(file), remedy="请以 UTF-8 编码保存") from problem
    except json.JSONDecodeError as problem:
        raise Refused("不是 JSON", file=str(file), row=problem.lineno, remedy="请检查该行的引号和逗号") from problem
    except (ValueError, RecursionError) as problem:
        raise Refused("数字过大或嵌套过深", file=str(file), remedy="请检查文件") from problem
    if not isinstance(document, dict):
        raise Refused(
            "应为一个 JSON 对象", file=str(file), remedy='例如 {"type": "invention", "filing_date": "2020-04-10"}'
        )
    return document


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object none of whose keys stands twice: which of the two would count nobody can say."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise Refused("同一个键写了两次", column=key, value=value, remedy="请只保留一个")
        found[key] = value
    return found


def required(text: str, option: str) -> date:
    """The day of an option that must be given."""
    found = day_of(text, option)
    if found is None:
        raise Refused("缺少日期", column=option, remedy="请写成 2025-12-31 的形式")
    return found


def today_in_county() -> date:
    """What day it is in the county."""
    return county_day(datetime.now(UTC))


def day_of(text: str, option: str) -> date | None:
    """The day of an option, None where it was left out."""
    if not text:
        return None
    try:
        day = iso_day(text)
    except ValueError:
        raise Refused("日期写法不对", column=option, value=text, remedy="请写成 2025-12-31 的形式") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Refused("年份超出范围", column=option, value=text, remedy=f"应在 {FIRST_YEAR} 至 {LAST_YEAR} 年之间")
    return day


def past(text: str, option: str) -> date | None:
    """As `day_of`, of something that has happened."""
    day = day_of(text, option)
    if day and day > today_in_county():
        raise Refused("日期在将来", column=option, value=text, remedy="请核对日期")
    return day

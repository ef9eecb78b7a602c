"""`law term|fee|due|status`: the law as a calculator. No database, inputs as the law has them."""

import json
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from qiangxian.engines.lifecycle.answer import status_answer
from qiangxian.engines.lifecycle.facts import read_facts
from qiangxian.engines.lifecycle.fees import FeeBill, FeeTerms, fee_bill
from qiangxian.engines.lifecycle.terms import patent_term
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.calendar import CALENDARS
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.money import Money

from .output import emit

app = typer.Typer(no_args_is_help=True, help="法律计算器：期限、年费、期限届满日、法律状态；不需要数据库。")


class PatentType(StrEnum):
    """The three kinds of patent."""

    INVENTION = "invention"
    UTILITY_MODEL = "utility_model"
    DESIGN = "design"


class Reduction(StrEnum):
    """The two approved reductions, in per cent."""

    SEVENTY = "70"
    EIGHTY_FIVE = "85"


class CalendarName(StrEnum):
    """Whose rest days count."""

    CNIPA = "cnipa"
    OFFICE = "office"


TypeOption = Annotated[PatentType, typer.Option("--type", help="专利类型")]
FilingOption = Annotated[str, typer.Option("--filing", help="申请日，如 2020-04-10")]
JsonFlag = Annotated[bool, typer.Option("--json", help="输出 JSON")]


@app.command()
def term(
    type_: TypeOption,
    filing: FilingOption,
    compensation_days: Annotated[int, typer.Option(min=0, help="期限补偿的天数")] = 0,
    json_out: JsonFlag = False,
) -> None:
    """保护期的最后一日与期满终止日。例：qiangxian law term --type design --filing 2021-06-01"""
    found = patent_term(type_, _required(filing, "--filing"), compensation_days)
    answer = {
        "last_day": found.last_day,
        "terminated_on": found.terminated_on,
        "source": found.rule.source,
        "note": found.rule.note or None,
    }
    tell(answer, TERM_WORDS, json_out)


@app.command()
def fee(
    type_: TypeOption,
    filing: FilingOption,
    year: Annotated[int, typer.Option(min=1, help="年度（自申请日起第几年）")],
    grant: Annotated[str, typer.Option(help="授权公告日")] = "",
    reduction: Annotated[Reduction | None, typer.Option(help="获准的减缴比例")] = None,
    open_licence: Annotated[bool, typer.Option("--open-licence", help="开放许可正在实施")] = False,
    pay_on: Annotated[str, typer.Option(help="缴费日；不填按期缴纳")] = "",
    json_out: JsonFlag = False,
) -> None:
    """某一年度的年费和滞纳金。例：qiangxian law fee --type invention --filing 2020-04-10 --year 7 --reduction 85 --pay-on 2026-05-12"""
    terms = FeeTerms(
        right_type=type_.value,
        filing_date=_required(filing, "--filing"),
        grant_date=_day(grant, "--grant"),
        reduction=int(reduction) if reduction else 0,
        open_licence=open_licence,
    )
    tell(bill_json(fee_bill(terms, year, _day(pay_on, "--pay-on"))), FEE_WORDS, json_out)


@app.command()
def due(
    start: Annotated[str, typer.Option("--from", help="起算日（当日不计入）")],
    months: Annotated[int | None, typer.Option(help="月数")] = None,
    days: Annotated[int | None, typer.Option(help="日数")] = None,
    working_days: Annotated[int | None, typer.Option(help="工作日数")] = None,
    calendar: Annotated[CalendarName, typer.Option(help="cnipa 国家知识产权局；office 本地机关")] = CalendarName.CNIPA,
    json_out: JsonFlag = False,
) -> None:
    """一段期限的届满日。例：qiangxian law due --from 2026-11-30 --months 3"""
    end = CALENDARS[calendar].due(_required(start, "--from"), months=months, days=days, working_days=working_days)
    answer = {"nominal": end.nominal, "due": end.due, "provisional": end.provisional, "because": end.because}
    tell(answer, DUE_WORDS, json_out)


@app.command()
def status(
    file: Annotated[Path, typer.Argument(help="JSON 文件：类型、日期、法律事件、年费")],
    as_of: Annotated[str, typer.Option("--as-of", help="生效日，默认今天")] = "",
    known: Annotated[str, typer.Option("--known", help="已知日，默认与生效日相同")] = "",
    json_out: JsonFlag = False,
) -> None:
    """一件权利在某日的法律状态（统计口径与法律口径）。例：qiangxian law status right.json --as-of 2026-06-30 --known 2027-03-01"""
    document = _document(file)
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    day = AsOf.on(_day(as_of, "--as-of") or today, _day(known, "--known"))
    answer = status_answer(read_facts(document), day, document.get("number"))
    tell(answer, STATUS_WORDS, json_out)


TERM_WORDS = {"last_day": "保护期最后一日", "terminated_on": "期满终止日", "source": "依据", "note": "说明"}
DUE_WORDS = {"nominal": "名义届满日", "due": "届满日", "provisional": "暂定", "because": "理由"}
FEE_WORDS = {
    "year": "年度", "nominal_due_date": "名义应缴日", "due_date": "应缴日", "provisional": "暂定", "full": "全额（元）",
    "payable": "应缴年费（元）", "band_percent": "滞纳金比例（%）", "surcharge": "滞纳金（元）", "total": "合计（元）",
    "grace_end_date": "滞纳期最后一日", "outcome": "结果", "warnings": "提示",
}  # fmt: skip
STATUS_WORDS = {
    "number": "号码", "type": "类型", "as_of": "生效日", "known": "已知日", "statistical": "统计口径", "legal": "法律口径",
    "flags": "标记", "expiry_date": "期满终止日", "state": "状态", "since": "自", "because": "依据", "event": "事件",
    "effective_date": "生效", "announced_date": "公告", "source": "来源",
}  # fmt: skip
VALUE_WORDS = {
    "on_time": "按期", "grace": "滞纳期内", "too_late": "逾期", "not_granted": "未授权", "in_force": "有效",
    "in_force_grace": "有效（滞纳期）", "presumed_lapsed": "推定终止（待核实）", "lapsed": "终止", "abandoned": "放弃",
    "expired": "届满", "never_existed": "自始不存在", "closed": "未授权结案", "invention": "发明",
    "utility_model": "实用新型", "design": "外观设计", "trademark": "商标", "geographical_indication": "地理标志",
    "plant_variety": "植物新品种", "copyright": "著作权", "layout": "集成电路布图设计", "pledged": "质押", "frozen": "保全",
    "licensed": "许可备案", "open_licence": "开放许可", "partially_invalidated": "部分无效", "grant": "授权公告",
    "registration": "注册", "restoration": "恢复", "renewal": "续展", "lapse_unpaid_fee": "未缴年费终止",
    "abandonment": "放弃", "invalidation_full": "全部无效", "expiry": "期限届满", "cancellation": "注销或撤销",
    "rejection": "驳回", "withdrawal": "撤回", "fee_unpaid": "年费未缴",
}  # fmt: skip


def bill_json(bill: FeeBill) -> dict[str, Any]:
    """One bill in the shape the interfaces give it; money in yuan."""
    return {key: _amount(getattr(bill, key)) for key in FEE_WORDS}


def _amount(value: object) -> object:
    return value.as_number() if isinstance(value, Money) else value


def tell(answer: dict[str, Any], words: dict[str, str], json_out: bool) -> None:
    """Print an answer as JSON, or in words."""
    if json_out:
        emit(answer)
    else:
        print("\n".join(_lines(answer, words)))


def _lines(answer: dict[str, Any], words: dict[str, str], indent: str = "") -> list[str]:
    lines: list[str] = []
    for key, value in answer.items():
        if isinstance(value, dict):
            lines += [f"{indent}{words[key]}：", *_lines(value, words, indent + "  ")]
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            lines += [
                line for each in value for line in (f"{indent}{words[key]}：", *_lines(each, words, indent + "  "))
            ]
        else:
            lines.append(f"{indent}{words[key]}：{_said(value)}")
    return lines


def _said(value: object) -> str:
    if value is None or value in ((), []):
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple):
        return "；".join(_said(each) for each in value)
    return VALUE_WORDS.get(str(value), str(value))


def _document(file: Path) -> dict[str, Any]:
    try:
        document = json.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as problem:
        raise Refused("文件无法读取", file=str(file), remedy="请检查路径和权限") from problem
    except UnicodeDecodeError as problem:
        raise Refused("文件不是 UTF-8 文本", file=str(file), remedy="请以 UTF-8 编码保存") from problem
    except json.JSONDecodeError as problem:
        raise Refused("不是 JSON", file=str(file), row=problem.lineno, remedy="请检查该行的引号和逗号") from problem
    if not isinstance(document, dict):
        raise Refused(
            "应为一个 JSON 对象", file=str(file), remedy='例如 {"type": "invention", "filing_date": "2020-04-10"}'
        )
    return document


def _required(text: str, option: str) -> date:
    found = _day(text, option)
    if found is None:
        raise Refused("缺少日期", column=option, remedy="请写成 2025-12-31 的形式")
    return found


def _day(text: str, option: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused("日期写法不对", column=option, value=text, remedy="请写成 2025-12-31 的形式") from None

"""`law term|fee|due|status` and the smaller questions beside them: the law as a calculator. No database."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from qiangxian.engines.lifecycle.answer import status_answer
from qiangxian.engines.lifecycle.facts import read_facts
from qiangxian.engines.lifecycle.fees import FeeTerms, fee_bill, outstanding
from qiangxian.engines.lifecycle.terms import (
    Term,
    legal_filing_date,
    mark_term,
    patent_term,
    plant_variety_term,
)
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.calendar import CALENDARS
from qiangxian.kernel.clocks import deadline
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.money import Money

from . import law_rules
from .law_words import (
    DUE_WORDS,
    FEE_WORDS,
    MORE_FEE_WORDS,
    STATUS_WORDS,
    TERM_WORDS,
    bill_json,
    day_of,
    document_of,
    required,
    tell,
)

app = typer.Typer(no_args_is_help=True, help="法律计算器：保护期、年费、法律状态、期限；不需要数据库。")


class PatentType(StrEnum):
    """The three kinds of patent."""

    INVENTION = "invention"
    UTILITY_MODEL = "utility_model"
    DESIGN = "design"


class TermType(StrEnum):
    """The rights whose term the law sets."""

    INVENTION = "invention"
    UTILITY_MODEL = "utility_model"
    DESIGN = "design"
    LAYOUT = "layout"
    TRADEMARK = "trademark"
    MADRID_MARK = "madrid_mark"
    PLANT_VARIETY = "plant_variety"


class Reduction(StrEnum):
    """The two approved reductions, in per cent."""

    SEVENTY = "70"
    EIGHTY_FIVE = "85"


class CalendarName(StrEnum):
    """Whose rest days count."""

    CNIPA = "cnipa"
    OFFICE = "office"


FILING = "申请日，如 2020-04-10"
ParentOption = Annotated[str, typer.Option("--parent-filing", help="分案申请的母案申请日")]
InternationalOption = Annotated[str, typer.Option("--international-filing", help="PCT 申请的国际申请日")]
HagueOption = Annotated[str, typer.Option("--hague-registration", help="海牙外观设计的国际注册日")]
JsonFlag = Annotated[bool, typer.Option("--json", help="输出 JSON")]


@app.command()
def term(
    type_: Annotated[TermType, typer.Option("--type", help="权利种类")],
    filing: Annotated[str, typer.Option("--filing", help=FILING)] = "",
    compensation_days: Annotated[int, typer.Option(min=0, help="期限补偿的天数（只有发明）")] = 0,
    registration: Annotated[str, typer.Option("--registration", help="商标注册日")] = "",
    renewals: Annotated[int, typer.Option(min=0, help="商标已续展次数")] = 0,
    grant: Annotated[str, typer.Option("--grant", help="植物新品种授权公告日")] = "",
    woody: Annotated[bool | None, typer.Option("--woody/--not-woody", help="植物新品种是否木本、藤本")] = None,
    parent_filing: ParentOption = "",
    international_filing: InternationalOption = "",
    hague_registration: HagueOption = "",
    json_out: JsonFlag = False,
) -> None:
    """保护期的最后一日与期满终止日。例：qiangxian law term --type design --filing 2021-06-01"""
    if type_ in (TermType.TRADEMARK, TermType.MADRID_MARK):
        tell(_mark(required(registration or filing, "--registration"), renewals), TERM_WORDS, json_out)
        return
    if type_ == TermType.PLANT_VARIETY:
        if woody is None:
            raise Refused("没有写明是否木本、藤本", column="--woody", remedy="请加 --woody 或 --not-woody")
        found = plant_variety_term(required(grant, "--grant"), woody=woody)
    else:
        if compensation_days and type_ != TermType.INVENTION:
            raise Refused(
                "只有发明专利有期限补偿", column="--compensation-days", value=compensation_days, remedy="请去掉"
            )
        base = _base(required(filing, "--filing"), parent_filing, international_filing, hague_registration)
        found = patent_term(type_, base, compensation_days)
    tell(_term(found), TERM_WORDS, json_out)


def _term(found: Term) -> dict[str, Any]:
    return {
        "last_day": found.last_day,
        "terminated_on": found.terminated_on,
        "source": found.rule.source,
        "note": "；".join(found.notes) or None,
    }


def _mark(registered: date, renewals: int) -> dict[str, Any]:
    found = mark_term(registered, renewals)
    return {
        "first_day": found.first_day,
        "last_day": found.last_day,
        "terminated_on": found.last_day + timedelta(days=1),
        "renewal_window_start": found.window_start,
        "grace_end_date": found.grace_end,
    }


def _base(filing: date, parent: str, international: str, hague: str) -> date:
    """The legal filing date of the route that is named; naming two is a contradiction."""
    named = {"divisional": parent, "pct": international, "hague": hague}
    given = [(route, text) for route, text in named.items() if text]
    if len(given) > 1:
        raise Refused("分案、PCT、海牙只能写一种", remedy="请只保留一个日期")
    for route, text in given:
        return legal_filing_date(filing, route, required(text, route))  # type: ignore[arg-type]  # a route by its name
    return filing


@app.command()
def fee(
    type_: Annotated[PatentType, typer.Option("--type", help="专利类型")],
    filing: Annotated[str, typer.Option("--filing", help=FILING)],
    year: Annotated[int, typer.Option(min=1, help="年度（自申请日起第几年）")],
    grant: Annotated[str, typer.Option(help="授权公告日")] = "",
    reduction: Annotated[Reduction | None, typer.Option(help="获准的减缴比例")] = None,
    open_licence: Annotated[bool, typer.Option("--open-licence", help="开放许可正在实施")] = False,
    pay_on: Annotated[str, typer.Option(help="缴费日；不填按期缴纳")] = "",
    already_paid: Annotated[str, typer.Option("--already-paid", help="已缴的元数，求补缴额")] = "",
    charged_year: Annotated[
        int | None, typer.Option(min=1, help="登记时实际收取的年度，与授权日所在年度不同时填写")
    ] = None,
    parent_filing: ParentOption = "",
    international_filing: InternationalOption = "",
    hague_registration: HagueOption = "",
    json_out: JsonFlag = False,
) -> None:
    """某一年度的年费和滞纳金。例：qiangxian law fee --type invention --filing 2020-04-10 --year 7 --reduction 85 --pay-on 2026-05-12"""
    terms = FeeTerms(
        right_type=type_.value,
        filing_date=_base(required(filing, "--filing"), parent_filing, international_filing, hague_registration),
        grant_date=_granted(grant, filing),
        reduction=int(reduction) if reduction else 0,
        open_licence=open_licence,
        charged_year=charged_year,
    )
    bill = fee_bill(terms, year, day_of(pay_on, "--pay-on"))
    answer = bill_json(bill)
    if already_paid:
        paid = _yuan(already_paid)
        rest = outstanding(bill, paid)
        answer |= {"already_paid": paid.as_number(), "outstanding": rest.as_number() if rest else None}
    tell(answer, {**MORE_FEE_WORDS, **FEE_WORDS}, json_out)


def _granted(grant: str, filing: str) -> date | None:
    found = day_of(grant, "--grant")
    if found and found < required(filing, "--filing"):
        raise Refused("授权公告日早于申请日", column="--grant", value=grant, remedy="请核对两个日期")
    return found


def _yuan(text: str) -> Money:
    try:
        return Money.yuan(text)
    except (ValueError, ArithmeticError):
        raise Refused("金额写法不对", column="--already-paid", value=text, remedy="请写成 925 或 925.50") from None


@app.command()
def due(
    start: Annotated[str, typer.Option("--from", help="起算日（当日不计入）")],
    months: Annotated[int | None, typer.Option(help="月数")] = None,
    days: Annotated[int | None, typer.Option(help="日数")] = None,
    working_days: Annotated[int | None, typer.Option(help="工作日数")] = None,
    calendar: Annotated[CalendarName, typer.Option(help="cnipa 国家知识产权局；office 本地机关")] = CalendarName.CNIPA,
    posted: Annotated[bool, typer.Option("--posted", help="起算日是邮寄文件的发文日，自推定收到日起算")] = False,
    json_out: JsonFlag = False,
) -> None:
    """一段期限的届满日。例：qiangxian law due --from 2026-11-30 --months 3"""
    begun, more = required(start, "--from"), {}
    if posted:
        begun = deadline("postal_delivery", begun).due
        more = {"received": begun}
    end = CALENDARS[calendar].due(begun, months=months, days=days, working_days=working_days)
    answer = {"nominal": end.nominal, "due": end.due, "provisional": end.provisional, "because": end.because}
    tell({**answer, **more}, DUE_WORDS, json_out)


@app.command()
def status(
    file: Annotated[Path, typer.Argument(help="JSON 文件：类型、日期、法律事件、年费")],
    as_of: Annotated[str, typer.Option("--as-of", help="生效日，默认今天")] = "",
    known: Annotated[str, typer.Option("--known", help="已知日，默认与生效日相同")] = "",
    json_out: JsonFlag = False,
) -> None:
    """一件权利在某日的法律状态（统计口径与法律口径）。例：qiangxian law status right.json --as-of 2026-06-30 --known 2027-03-01"""
    document = document_of(file)
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    day = AsOf.on(day_of(as_of, "--as-of") or today, day_of(known, "--known"))
    answer = status_answer(read_facts(document), day, document.get("number"))
    tell(answer, STATUS_WORDS, json_out)


for command in law_rules.COMMANDS:
    app.command()(command)

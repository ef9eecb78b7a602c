"""`law term|fee|due|status` and the smaller questions beside them: the law as a calculator. No database."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from qiangxian.engines.lifecycle.answer import status_answer
from qiangxian.engines.lifecycle.consistency import refuse_contradictions
from qiangxian.engines.lifecycle.facts import Event, RightFacts, read_facts
from qiangxian.engines.lifecycle.fees import FeeTerms, fee_bill, outstanding, patent_year
from qiangxian.engines.lifecycle.reductions import offered_percents
from qiangxian.engines.lifecycle.terms import (
    MARK_TYPES,
    PRINTED_ONLY,
    Route,
    Term,
    author_term,
    copyright_term,
    layout_term,
    legal_filing_date,
    mark_term,
    patent_term,
    plant_variety_term,
    renewals_until,
)
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.calendar import CALENDARS
from qiangxian.kernel.clocks import deadline
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.words import PATENT_TYPES, RightType, words

from . import law_rules
from .law_words import (
    DUE_WORDS,
    FEE_WORDS,
    MORE_FEE_WORDS,
    STATUS_WORDS,
    TERM_WORDS,
    amount,
    bill_json,
    day_of,
    document_of,
    lawful,
    past,
    required,
    tell,
    today_in_county,
)

app = typer.Typer(no_args_is_help=True, help="法律计算器：保护期、年费、法律状态、期限；不需要数据库。")


TERMS = (*(kind.value for kind in RightType if kind not in PRINTED_ONLY), "copyright", "software")
ROUTES = {"parent_filing", "international_filing", "hague_registration"}
ASKED: dict[str, frozenset[str]] = {
    **dict.fromkeys(PATENT_TYPES, frozenset({"filing", "compensation_days", *ROUTES})),
    **dict.fromkeys(MARK_TYPES, frozenset({"registration", "filing", "renewals", "renewed"})),
    RightType.PLANT_VARIETY: frozenset({"grant", "woody"}),
    RightType.LAYOUT: frozenset({"filing", "exploited", "created"}),
    **dict.fromkeys(("copyright", "software"), frozenset({"published", "completed", "died"})),
}
"""What the term of each kind of right is asked by; an option that belongs to another kind is a contradiction."""


def _refuse_others(given: Mapping[str, object], right_type: str) -> None:
    """Refuse an option that says nothing about this kind of right: a renewal of a patent, days added to a mark."""
    named = {name for name, value in given.items() if value or value is False} - {"type_", "json_out"}
    for name in sorted(named - ASKED[right_type]):
        reason = f"这一项不适用于{words('right_types').get(right_type, right_type)}"
        raise Refused(reason, column=f"--{name.replace('_', '-')}", value=given[name], remedy="请去掉，或核对权利种类")


def _one_of(text: str, offered: Iterable[str]) -> str:
    """The kind of right, by its code."""
    if text not in offered:
        raise Refused("没有这种权利", column="--type", value=text, remedy=f"应为 {'、'.join(offered)} 之一")
    return text


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
    context: typer.Context,
    type_: Annotated[str, typer.Option("--type", help="权利种类")],
    filing: Annotated[str, typer.Option("--filing", help=FILING)] = "",
    compensation_days: Annotated[int, typer.Option(min=0, help="期限补偿的天数（只有发明）")] = 0,
    registration: Annotated[str, typer.Option("--registration", help="商标注册日")] = "",
    renewals: Annotated[int, typer.Option(min=0, max=20, help="商标已续展次数")] = 0,
    renewed: Annotated[
        list[str] | None, typer.Option("--renewed", help="续展日，可写多个；各算各的期，代替次数")
    ] = None,
    grant: Annotated[str, typer.Option("--grant", help="植物新品种授权公告日")] = "",
    woody: Annotated[bool | None, typer.Option("--woody/--not-woody", help="植物新品种是否木本、藤本")] = None,
    published: Annotated[str, typer.Option("--published", help="作品、软件的首次发表日")] = "",
    completed: Annotated[str, typer.Option("--completed", help="作品、软件的完成日")] = "",
    died: Annotated[str, typer.Option("--died", help="自然人软件的作者死亡日")] = "",
    exploited: Annotated[str, typer.Option("--exploited", help="布图设计首次商业利用日")] = "",
    created: Annotated[str, typer.Option("--created", help="布图设计创作完成日")] = "",
    parent_filing: ParentOption = "",
    international_filing: InternationalOption = "",
    hague_registration: HagueOption = "",
    json_out: JsonFlag = False,
) -> None:
    """保护期的最后一日与期满终止日。例：qiangxian law term --type design --filing 2021-06-01"""
    type_ = _one_of(type_, TERMS)
    _refuse_others(context.params, type_)
    if type_ in MARK_TYPES:
        registered = required(registration or filing, "--registration")
        days = [required(text, "--renewed") for text in renewed or ()]
        if days and renewals:
            raise Refused("续展次数与续展日只写一种", column="--renewals", value=renewals, remedy="请只保留一种")
        lawful(RightFacts(type_, registration_date=registered, events=tuple(Event("renewal", day) for day in days)))
        count = renewals_until(registered, days, type_) if days else renewals
        tell(_mark(registered, count, type_), TERM_WORDS, json_out)
        return
    if type_ == RightType.PLANT_VARIETY:
        if woody is None:
            raise Refused("没有写明是否木本、藤本", column="--woody", remedy="请加 --woody 或 --not-woody")
        granted = required(grant, "--grant")
        lawful(RightFacts(type_, grant_date=granted))
        found = plant_variety_term(granted, woody=woody)
    elif type_ in ("copyright", "software"):
        author, shown, made = past(died, "--died"), past(published, "--published"), past(completed, "--completed")
        if author and (shown or made):
            raise Refused(
                "作者死亡日与发表日、完成日只写一种", column="--died", value=died, remedy="自然人的软件写死亡日"
            )
        found = author_term(author) if author else copyright_term(shown, made)
    elif type_ == RightType.LAYOUT:
        found = layout_term(past(filing, "--filing"), past(exploited, "--exploited"), past(created, "--created"))
    else:
        submitted = required(filing, "--filing")
        base = _base(submitted, parent_filing, international_filing, hague_registration, type_)
        lawful(RightFacts(type_, submitted, compensation_days=compensation_days))
        found = patent_term(type_, base, compensation_days)
    tell(_term(found), TERM_WORDS, json_out)


def _term(found: Term) -> dict[str, Any]:
    return {
        "last_day": found.last_day,
        "terminated_on": found.terminated_on,
        "source": found.rule.source,
        "note": "；".join(found.notes) or None,
    }


def _mark(registered: date, renewals: int, right_type: str) -> dict[str, Any]:
    found = mark_term(registered, renewals, right_type)
    return {
        "first_day": found.first_day,
        "last_day": found.last_day,
        "terminated_on": found.last_day + timedelta(days=1),
        "renewal_window_start": found.window_start,
        "grace_end_date": found.grace_end,
        "grace_safe_day": found.grace_safe_day,
    }


def _base(filing: date, parent: str, international: str, hague: str, right_type: str) -> date:
    """The legal filing date of the route that is named; naming two is a contradiction."""
    named: dict[Route, str] = {"divisional": parent, "pct": international, "hague": hague}
    given = [(route, text) for route, text in named.items() if text]
    if len(given) > 1:
        raise Refused("分案、PCT、海牙只能写一种", remedy="请只保留一个日期")
    for route, text in given:
        return legal_filing_date(filing, route, required(text, route), right_type)
    return filing


@app.command()
def fee(
    type_: Annotated[str, typer.Option("--type", help="专利类型")],
    filing: Annotated[str, typer.Option("--filing", help=FILING)],
    year: Annotated[int, typer.Option(min=1, help="年度（自申请日起第几年）")],
    grant: Annotated[str, typer.Option(help="授权公告日")] = "",
    reduction: Annotated[int, typer.Option(help="获准的减缴比例，如 85 或 70")] = 0,
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
    type_ = _one_of(type_, PATENT_TYPES)
    submitted, granted, paid = required(filing, "--filing"), day_of(grant, "--grant"), day_of(pay_on, "--pay-on")
    if reduction and reduction not in offered_percents():
        offered = "、".join(map(str, offered_percents()))
        raise Refused("没有这种减缴比例", column="--reduction", value=reduction, remedy=f"可选：{offered}")
    base = _base(submitted, parent_filing, international_filing, hague_registration, type_)
    lawful(RightFacts(type_, submitted, granted))
    if paid and paid < submitted:
        raise Refused("缴费日早于申请日", column="--pay-on", value=pay_on, remedy="请核对两个日期")
    last = patent_year(base, patent_term(type_, base).last_day)
    if charged_year and charged_year > last:
        raise Refused("年度超出保护期", column="--charged-year", value=charged_year, remedy=f"应为 1 至 {last}")
    terms = FeeTerms(
        right_type=type_,
        filing_date=base,
        grant_date=granted,
        reduction=reduction,
        open_licence=open_licence,
        charged_year=charged_year,
    )
    bill = fee_bill(terms, year, paid)
    answer = bill_json(bill)
    if already_paid:
        sum_paid = amount(already_paid, "--already-paid")
        rest = outstanding(bill, sum_paid)
        answer |= {"already_paid": sum_paid.as_number(), "outstanding": rest.as_number() if rest else None}
    tell(answer, {**MORE_FEE_WORDS, **FEE_WORDS}, json_out)


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
    today = today_in_county()
    day = AsOf.on(day_of(as_of, "--as-of") or today, day_of(known, "--known"))
    facts = read_facts(document)
    refuse_contradictions(facts, max(today, day.effective, day.known))
    answer = status_answer(facts, day, document.get("number"))
    tell(answer, STATUS_WORDS, json_out)


for command in law_rules.COMMANDS:
    app.command()(command)

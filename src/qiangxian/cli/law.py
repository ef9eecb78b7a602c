"""`law term|fee|due|status` and the smaller questions beside them: the law as a calculator. No database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from qiangxian.engines.lifecycle.answer import status_answer
from qiangxian.engines.lifecycle.consistency import refuse_contradictions
from qiangxian.engines.lifecycle.facts import Event, RightFacts, read_facts
from qiangxian.engines.lifecycle.fees import FeeBill, FeeTerms, fee_bill, outstanding, patent_year
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
from .options import JsonFlag, Options, declared

app = typer.Typer(no_args_is_help=True, help="法律计算器：保护期、年费、法律状态、期限；不需要数据库。")


FILING = "申请日，如 2020-04-10"


@dataclass(frozen=True, kw_only=True)
class RouteAsked(Options):
    """By which way an application came, told by the day from which its term and fees count."""

    parent_filing: Annotated[str, typer.Option("--parent-filing", help="分案申请的母案申请日")] = ""
    international_filing: Annotated[str, typer.Option("--international-filing", help="PCT 申请的国际申请日")] = ""
    hague_registration: Annotated[str, typer.Option("--hague-registration", help="海牙外观设计的国际注册日")] = ""

    def base(self, filing: date, right_type: str) -> date:
        """The legal filing date of the route that is named; naming two is a contradiction."""
        named: dict[Route, str] = {
            "divisional": self.parent_filing,
            "pct": self.international_filing,
            "hague": self.hague_registration,
        }
        given = [(route, text) for route, text in named.items() if text]
        if len(given) > 1:
            raise Refused("分案、PCT、海牙只能写一种", remedy="请只保留一个日期")
        for route, text in given:
            return legal_filing_date(filing, route, required(text, route), right_type)
        return filing


@dataclass(frozen=True, kw_only=True)
class MarkAsked(Options):
    """A mark: registered when, renewed how often or when."""

    registration: Annotated[str, typer.Option("--registration", help="商标注册日")] = ""
    renewals: Annotated[int, typer.Option(min=0, max=20, help="商标已续展次数")] = 0
    renewed: Annotated[list[str] | None, typer.Option("--renewed", help="续展日，可写多个；各算各的期，代替次数")] = (
        None
    )

    def answer(self, right_type: str, filing: str) -> dict[str, Any]:
        """The term that runs, its renewal window and its grace."""
        registered = required(self.registration or filing, "--registration")
        days = [required(text, "--renewed") for text in self.renewed or ()]
        if days and self.renewals:
            raise Refused("续展次数与续展日只写一种", column="--renewals", value=self.renewals, remedy="请只保留一种")
        lawful(RightFacts(right_type, registration_date=registered, events=tuple(Event("renewal", d) for d in days)))
        count = renewals_until(registered, days, right_type) if days else self.renewals
        found = mark_term(registered, count, right_type)
        return {
            "first_day": found.first_day,
            "last_day": found.last_day,
            "terminated_on": found.last_day + timedelta(days=1),
            "renewal_window_start": found.window_start,
            "grace_end_date": found.grace_end,
            "grace_safe_day": found.grace_safe_day,
        }


@dataclass(frozen=True, kw_only=True)
class VarietyAsked(Options):
    """A plant variety."""

    grant: Annotated[str, typer.Option("--grant", help="植物新品种授权公告日")] = ""
    woody: Annotated[bool | None, typer.Option("--woody/--not-woody", help="植物新品种是否木本、藤本")] = None

    def term(self) -> Term:
        """Its term from the grant."""
        if self.woody is None:
            raise Refused("没有写明是否木本、藤本", column="--woody", remedy="请加 --woody 或 --not-woody")
        granted = required(self.grant, "--grant")
        lawful(RightFacts(RightType.PLANT_VARIETY, grant_date=granted))
        return plant_variety_term(granted, woody=self.woody)


@dataclass(frozen=True, kw_only=True)
class WorkAsked(Options):
    """A work or a programme."""

    published: Annotated[str, typer.Option("--published", help="作品、软件的首次发表日")] = ""
    completed: Annotated[str, typer.Option("--completed", help="作品、软件的完成日")] = ""
    died: Annotated[str, typer.Option("--died", help="自然人软件的作者死亡日")] = ""

    def term(self) -> Term:
        """From the author's death, else from publication or completion."""
        author, shown, made = (
            past(text, option)
            for text, option in (
                (self.died, "--died"),
                (self.published, "--published"),
                (self.completed, "--completed"),
            )
        )
        if author and (shown or made):
            raise Refused(
                "作者死亡日与发表日、完成日只写一种", column="--died", value=self.died, remedy="自然人的软件写死亡日"
            )
        return author_term(author) if author else copyright_term(shown, made)


@dataclass(frozen=True, kw_only=True)
class LayoutAsked(Options):
    """A layout design."""

    exploited: Annotated[str, typer.Option("--exploited", help="布图设计首次商业利用日")] = ""
    created: Annotated[str, typer.Option("--created", help="布图设计创作完成日")] = ""

    def term(self, filing: str) -> Term:
        """From filing or exploitation, the earlier."""
        days = (past(filing, "--filing"), past(self.exploited, "--exploited"), past(self.created, "--created"))
        return layout_term(*days)


@dataclass(frozen=True, kw_only=True)
class TermAsked(Options):
    """A right of any kind."""

    type_: Annotated[str, typer.Option("--type", help="权利种类")]
    filing: Annotated[str, typer.Option("--filing", help=FILING)] = ""
    compensation_days: Annotated[int, typer.Option(min=0, help="期限补偿的天数（只有发明）")] = 0
    mark: MarkAsked
    variety: VarietyAsked
    work: WorkAsked
    layout: LayoutAsked
    route: RouteAsked

    def patent(self) -> Term:
        """The term of a patent, from its legal filing date."""
        submitted = required(self.filing, "--filing")
        base = self.route.base(submitted, self.type_)
        lawful(RightFacts(self.type_, submitted, compensation_days=self.compensation_days))
        return patent_term(self.type_, base, self.compensation_days)


TERMS = (*(kind.value for kind in RightType if kind not in PRINTED_ONLY), "copyright", "software")
ASKED: dict[str, frozenset[str]] = {
    **dict.fromkeys(PATENT_TYPES, frozenset({"filing", "compensation_days"}) | RouteAsked.names()),
    **dict.fromkeys(MARK_TYPES, frozenset({"filing"}) | MarkAsked.names()),
    RightType.PLANT_VARIETY: VarietyAsked.names(),
    RightType.LAYOUT: frozenset({"filing"}) | LayoutAsked.names(),
    **dict.fromkeys(("copyright", "software"), WorkAsked.names()),
}
"""What the term of each kind of right is asked by; an option that belongs to another kind is a contradiction."""


def _refuse_others(given: Mapping[str, object], right_type: str) -> None:
    """Refuse an option that says nothing about this kind of right: a renewal of a patent, days added to a mark."""
    named = {name for name, value in given.items() if value or value is False} - {"type_"}
    for name in sorted(named - ASKED[right_type]):
        reason = f"这一项不适用于{words('right_types').get(right_type, right_type)}"
        raise Refused(reason, column=f"--{name.replace('_', '-')}", value=given[name], remedy="请去掉，或核对权利种类")


def _one_of(text: str, offered: Iterable[str]) -> str:
    """The kind of right, by its code."""
    if text not in offered:
        raise Refused("没有这种权利", column="--type", value=text, remedy=f"应为 {'、'.join(offered)} 之一")
    return text


@app.command()
@declared
def term(asked: TermAsked, json_out: JsonFlag = False) -> None:
    """保护期的最后一日与期满终止日。例：qiangxian law term --type design --filing 2021-06-01"""
    kind = _one_of(asked.type_, TERMS)
    _refuse_others(asked.given(), kind)
    if kind in MARK_TYPES:
        tell(asked.mark.answer(kind, asked.filing), TERM_WORDS, json_out)
        return
    if kind == RightType.PLANT_VARIETY:
        found = asked.variety.term()
    elif kind == RightType.LAYOUT:
        found = asked.layout.term(asked.filing)
    else:
        found = asked.work.term() if kind in ("copyright", "software") else asked.patent()
    answer = {"last_day": found.last_day, "terminated_on": found.terminated_on, "source": found.rule.source}
    tell({**answer, "note": "；".join(found.notes) or None}, TERM_WORDS, json_out)


@dataclass(frozen=True, kw_only=True)
class FeeAsked(Options):
    """One year's fee of a patent, and when it is paid."""

    type_: Annotated[str, typer.Option("--type", help="专利类型")]
    filing: Annotated[str, typer.Option("--filing", help=FILING)]
    year: Annotated[int, typer.Option(min=1, help="年度（自申请日起第几年）")]
    grant: Annotated[str, typer.Option(help="授权公告日")] = ""
    reduction: Annotated[int, typer.Option(help="获准的减缴比例，如 85 或 70")] = 0
    open_licence: Annotated[bool, typer.Option("--open-licence", help="开放许可正在实施")] = False
    pay_on: Annotated[str, typer.Option(help="缴费日；不填按期缴纳")] = ""
    already_paid: Annotated[str, typer.Option("--already-paid", help="已缴的元数，求补缴额")] = ""
    charged_year: Annotated[
        int | None, typer.Option(min=1, help="登记时实际收取的年度，与授权日所在年度不同时填写")
    ] = None
    route: RouteAsked

    def bill(self) -> FeeBill:
        """The bill of the year on the day of payment."""
        kind, submitted = _one_of(self.type_, PATENT_TYPES), required(self.filing, "--filing")
        granted, paid = day_of(self.grant, "--grant"), day_of(self.pay_on, "--pay-on")
        if self.reduction and self.reduction not in offered_percents():
            offered = "、".join(map(str, offered_percents()))
            raise Refused("没有这种减缴比例", column="--reduction", value=self.reduction, remedy=f"可选：{offered}")
        base = self.route.base(submitted, kind)
        lawful(RightFacts(kind, submitted, granted))
        if paid and paid < submitted:
            raise Refused("缴费日早于申请日", column="--pay-on", value=self.pay_on, remedy="请核对两个日期")
        last = patent_year(base, patent_term(kind, base).last_day)
        if self.charged_year and self.charged_year > last:
            remedy = f"应为 1 至 {last}"
            raise Refused("年度超出保护期", column="--charged-year", value=self.charged_year, remedy=remedy)
        terms = FeeTerms(
            right_type=kind,
            filing_date=base,
            grant_date=granted,
            reduction=self.reduction,
            open_licence=self.open_licence,
            charged_year=self.charged_year,
        )
        return fee_bill(terms, self.year, paid)


@app.command()
@declared
def fee(asked: FeeAsked, json_out: JsonFlag = False) -> None:
    """某一年度的年费和滞纳金。例：qiangxian law fee --type invention --filing 2020-04-10 --year 7 --reduction 85 --pay-on 2026-05-12"""
    bill = asked.bill()
    answer = bill_json(bill)
    if asked.already_paid:
        paid = amount(asked.already_paid, "--already-paid")
        rest = outstanding(bill, paid)
        answer |= {"already_paid": paid.as_number(), "outstanding": rest.as_number() if rest else None}
    tell(answer, {**MORE_FEE_WORDS, **FEE_WORDS}, json_out)


class CalendarName(StrEnum):
    """Whose rest days count."""

    CNIPA = "cnipa"
    OFFICE = "office"


@dataclass(frozen=True, kw_only=True)
class DueAsked(Options):
    """From when, and how long."""

    start: Annotated[str, typer.Option("--from", help="起算日（当日不计入）")]
    months: Annotated[int | None, typer.Option(help="月数")] = None
    days: Annotated[int | None, typer.Option(help="日数")] = None
    working_days: Annotated[int | None, typer.Option(help="工作日数")] = None
    calendar: Annotated[CalendarName, typer.Option(help="cnipa 国家知识产权局；office 本地机关")] = CalendarName.CNIPA
    posted: Annotated[bool, typer.Option("--posted", help="起算日是邮寄文件的发文日，自推定收到日起算")] = False


@app.command()
@declared
def due(asked: DueAsked, json_out: JsonFlag = False) -> None:
    """一段期限的届满日。例：qiangxian law due --from 2026-11-30 --months 3"""
    begun, more = required(asked.start, "--from"), {}
    if asked.posted:
        begun = deadline("postal_delivery", begun).due
        more = {"received": begun}
    lengths = {"months": asked.months, "days": asked.days, "working_days": asked.working_days}
    end = CALENDARS[asked.calendar].due(begun, **lengths)
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

"""The smaller questions of the calculator: named statutory periods, restoration, reductions, added terms, documents."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

import typer

from qiangxian.engines.lifecycle.compensation import Examination, drug_days, grant_delay
from qiangxian.engines.lifecycle.facts import RightFacts
from qiangxian.engines.lifecycle.fees import compensation_bill
from qiangxian.engines.lifecycle.reductions import Requester, reduction_percent, request_by
from qiangxian.engines.lifecycle.restoration import WITH_FEE, restoration_window
from qiangxian.engines.lifecycle.terms import patent_term
from qiangxian.kernel.clocks import (
    COUNTY_ZONE,
    Length,
    Pause,
    clock_codes,
    clock_rule,
    clock_rules,
    deadline,
    light,
    rule_for_type,
    working_days_left,
)
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.identifiers import VALIDATORS, not_ahead, publication_number
from qiangxian.kernel.period import Period
from qiangxian.kernel.words import RightType

from .law_words import (
    DUE_WORDS,
    MORE_FEE_WORDS,
    amount,
    amount_of,
    day_of,
    lawful,
    past,
    required,
    tell,
    today_in_county,
)
from .options import JsonFlag, Options, declared

UNITS = {"y": "years", "m": "months", "d": "days", "w": "working_days", "h": "hours"}


class GroundName(StrEnum):
    """Why a right was lost."""

    FORCE_MAJEURE = "force_majeure"
    OTHER = "other"


def periods(
    on: Annotated[str, typer.Option("--on", help="适用哪一天的规则")],
    json_out: JsonFlag = False,
) -> None:
    """某日适用的全部期限规则。例：qiangxian law periods --on 2026-11-22"""
    listed = [
        {
            "rule": rule.code,
            "label": rule.label,
            "begins": rule.begins,
            "length": f"{rule.length.count} {rule.length.unit}",
            "calendar": rule.calendar.kind,
            "extensions": [f"{each.length.count} {each.length.unit}" for each in rule.extensions],
            "source": rule.source,
            "note": rule.note or None,
        }
        for rule in clock_rules(required(on, "--on"))
    ]
    tell({"periods": listed}, DUE_WORDS, json_out)


@dataclass(frozen=True, kw_only=True)
class PeriodAsked(Options):
    """A named period: from when, with what added and left out, seen on which day."""

    start: Annotated[
        str, typer.Option("--from", help="起算日（当日不计入）；按小时计算的写到分，如 2026-11-27T16:30")
    ] = ""
    issued: Annotated[str, typer.Option("--issued", help="发文日：先推定收到，再起算；与 --from 二选一")] = ""
    type_: Annotated[str, typer.Option("--type", help="权利种类；只有因种类而不同的期限须填")] = ""
    extend: Annotated[
        list[str] | None, typer.Option("--extend", help="批准的延长，如 1m、30d、5w（月、日、工作日）")
    ] = None
    pause: Annotated[
        list[str] | None, typer.Option("--pause", help="不计入的期间，如 2026-07-01:2026-07-31（末日不含）")
    ] = None
    version_on: Annotated[str, typer.Option("--version-on", help="按哪一天的规则，如收到投诉举报之日；默认起算日")] = ""
    day: Annotated[str, typer.Option("--on", help="到哪一天看剩余")] = ""


@declared
def period(
    rule: Annotated[str, typer.Argument(help="期限规则，见 law periods")],
    asked: PeriodAsked,
    json_out: JsonFlag = False,
) -> None:
    """一个法定期限的截止日，含延长和不计入的期间。例：qiangxian law period ruling_decision --from 2026-06-22 --extend 1m"""
    if rule not in clock_codes():
        raise Refused("没有这一期限规则", column="RULE", value=rule, remedy="可用的规则见 qiangxian law periods")
    kind = asked.type_
    if kind and kind not in RightType.values:
        raise Refused("没有这种权利", column="--type", value=kind, remedy=f"应为 {'、'.join(RightType.values)} 之一")
    code = rule_for_type(rule, kind)
    begun, more = _begun(code, asked.start, asked.issued)
    end = deadline(
        code,
        begun,
        extensions=tuple(_length(text) for text in asked.extend or ()),
        pauses=tuple(_pause(text) for text in asked.pause or ()),
        version_on=day_of(asked.version_on, "--version-on"),
    )
    answer: dict[str, Any] = {
        "rule": code,
        "label": end.rule.label,
        "statutory": end.statutory,
        "nominal": end.nominal,
        "due": end.due,
        "provisional": end.provisional,
        "source": end.rule.source,
        "note": end.rule.note or None,
        **more,
        **({"due_at": end.due_at.isoformat()} if end.due_at else {}),
    }
    if on := day_of(asked.day, "--on"):
        answer |= {"day": on, "working_days_left": working_days_left(end, on), "light": light(end, on)}
    tell(answer, DUE_WORDS, json_out)


def _begun(code: str, start: str, issued: str) -> tuple[date, dict[str, Any]]:
    """The first day, and the day of presumed service where only the day of issue is known."""
    if bool(start) == bool(issued):
        raise Refused(
            "--from 与 --issued 须写一个，且只写一个", column="--from", remedy="收到日写 --from，发文日写 --issued"
        )
    if start:
        return (_instant(start) if "T" in start else required(start, "--from")), {}
    sent = required(issued, "--issued")
    rule = clock_rule(code, sent)
    if not rule.served:
        remedy = f"请用 --from 写明{rule.begins}之日"
        raise Refused(f"“{rule.label}”不自送达起算", column="--issued", value=issued, remedy=remedy)
    received = deadline(rule.served, sent).due
    return received, {"received": received}


def _instant(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Refused("时刻写法不对", column="--from", value=text, remedy="请写成 2026-11-27T16:30 的形式") from None
    return found if found.tzinfo else found.replace(tzinfo=COUNTY_ZONE)


def _length(text: str) -> Length:
    count, unit = text[:-1], UNITS.get(text[-1:])
    if unit is None or not count.isascii() or not count.isdecimal() or not 0 < int(count) < 1000:
        raise Refused("延长的写法不对", column="--extend", value=text, remedy="请写成 1m、30d 或 5w")
    return Length.of(unit, int(count))


def _pause(text: str) -> Pause:
    first, _, end = text.partition(":")
    span = Period(required(first, "--pause"), required(end, "--pause"))
    return Pause(span.start, span.end, "")


def restoration(
    ground: Annotated[GroundName, typer.Option(help="force_majeure 不可抗力；other 其他正当理由")],
    noticed: Annotated[str, typer.Option(help="收到通知日")] = "",
    obstacle_ended: Annotated[str, typer.Option("--obstacle-ended", help="障碍消除日")] = "",
    period_ended: Annotated[str, typer.Option("--period-ended", help="所误期限的届满日")] = "",
    lost_period: Annotated[
        str, typer.Option("--lost-period", help="所误的期限，如 patent_law_29、national_entry")
    ] = "",
    json_out: JsonFlag = False,
) -> None:
    """请求恢复权利的最后一日。例：qiangxian law restoration --ground other --noticed 2026-12-21"""
    found = restoration_window(
        ground.value,
        lost_period=lost_period,
        noticed=day_of(noticed, "--noticed"),
        obstacle_ended=day_of(obstacle_ended, "--obstacle-ended"),
        period_ended=day_of(period_ended, "--period-ended"),
    )
    tell(
        {
            "last_day": found.due,
            "safe_day": found.nominal,
            "has_fee": ground.value in WITH_FEE,
            "source": found.rule.source,
        },
        MORE_FEE_WORDS,
        json_out,
    )


def reduction(
    holder: Annotated[
        list[str], typer.Option(help="权利人，如 institution、enterprise:999999.99、individual:4500（月收入）")
    ],
    on: Annotated[str, typer.Option("--on", help="请求日")],
    fee_due: Annotated[str, typer.Option("--fee-due", help="所减年费的应缴日，求最迟请求日")] = "",
    json_out: JsonFlag = False,
) -> None:
    """共同权利人能否请求费减、减多少。例：qiangxian law reduction --holder institution --holder enterprise:999999.99 --on 2026-01-10"""
    answer: dict[str, Any] = {
        "percent": reduction_percent(tuple(_holder(text) for text in holder), required(on, "--on"))
    }
    if due := day_of(fee_due, "--fee-due"):
        answer["request_by"] = request_by(due)
    tell(answer, MORE_FEE_WORDS, json_out)


def _holder(text: str) -> Requester:
    kind, _, income = text.partition(":")
    return Requester(kind, amount(income, "--holder") if income else None)


@dataclass(frozen=True, kw_only=True)
class DelayAsked(Options):
    """The days by which the delay of a grant is estimated."""

    requested: Annotated[
        str, typer.Option("--examination-requested", help="实质审查请求日：与授权日一起估算补偿天数")
    ] = ""
    grant: Annotated[str, typer.Option("--grant", help="授权公告日")] = ""
    reasonable: Annotated[int, typer.Option(min=0, help="合理延迟天数")] = 0
    by_applicant: Annotated[int, typer.Option("--by-applicant", min=0, help="申请人引起的延迟天数")] = 0
    publication: Annotated[str, typer.Option("--publication", help="公布日：请求早于公布的，三年自公布起算")] = ""
    national_entry: Annotated[str, typer.Option("--national-entry", help="PCT 申请进入国家阶段日")] = ""
    submitted: Annotated[str, typer.Option("--submitted", help="分案申请的提交日")] = ""
    same_day: Annotated[
        bool, typer.Option("--same-day-utility-model", help="同日申请的实用新型已授权，放弃后取得发明")
    ] = False

    def estimated(self, filed: date) -> tuple[date, int]:
        """From which day the grant was late, and by how many days."""
        case = Examination(
            filed,
            required(self.requested, "--examination-requested"),
            required(self.grant, "--grant"),
            day_of(self.publication, "--publication"),
            day_of(self.national_entry, "--national-entry"),
            day_of(self.submitted, "--submitted"),
        )
        own = {"reasonable": self.reasonable, "by_applicant": self.by_applicant}
        return grant_delay(case, **own, same_day_utility_model=self.same_day)


@declared
def compensation(
    *,
    filing: Annotated[str, typer.Option("--filing", help="申请日")],
    days: Annotated[int | None, typer.Option(min=0, help="批准补偿的天数：求补偿期年费")] = None,
    pay_on: Annotated[str, typer.Option("--pay-on", help="缴费日；不填为 20 年届满前最后一日")] = "",
    delay: DelayAsked,
    approved: Annotated[str, typer.Option("--drug-approved", help="新药上市许可日：估算药品补偿天数")] = "",
    json_out: JsonFlag = False,
) -> None:
    """期限补偿的天数（估算）和补偿期年费。例：qiangxian law compensation --filing 2006-09-06 --days 365"""
    filed, more = required(filing, "--filing"), dict[str, Any]()
    asked = (days is not None, bool(delay.requested or delay.grant), bool(approved))
    if sum(asked) > 1:
        raise Refused("天数、审查日期、药品上市许可日只写一种", remedy="一次求一种补偿")
    lawful(RightFacts("invention", filed, past(delay.grant, "--grant")))
    if drug := past(approved, "--drug-approved"):
        days = drug_days(filed, drug)
    elif delay.requested or delay.grant:
        more["begins"], days = delay.estimated(filed)
    if days is None:
        raise Refused("没有补偿天数", column="--days", remedy="请给出天数，或给出估算所需的日期")
    lawful(RightFacts("invention", filed, compensation_days=days), compensation_days="days")
    answer = {"days": days, **more, **_compensation(filed, days, day_of(pay_on, "--pay-on"))}
    tell(answer, _COMPENSATION_WORDS, json_out)


_COMPENSATION_WORDS = {**MORE_FEE_WORDS, "total": "补偿期年费（元）", "warnings": "提示"}


def _compensation(filed: date, days: int, pay_on: date | None) -> dict[str, Any]:
    bill = compensation_bill(filed, days, pay_on or patent_term("invention", filed).last_day)
    return {name: amount_of(getattr(bill, name)) for name in ("years", "total", "last_day", "in_time", "warnings")}


def document(
    kind: Annotated[str, typer.Argument(help="文献种类代码或完整的公开（公告）号，如 B、CN1234567C")],
    published: Annotated[str, typer.Option(help="公开（公告）日")],
    json_out: JsonFlag = False,
) -> None:
    """一份专利文献是不是授权公告：种类代码要连同日期看。例：qiangxian law document CN1234567C --published 2004-05-05"""
    text, day = kind.strip().upper(), required(published, "--published")
    if len(text) > 2:
        check = publication_number.validate(text)
        if check.canonical is None:
            raise Refused(check.reason, column="KIND", value=kind, remedy=check.remedy)
        text = publication_number.split(check.canonical)[1]
    answer = {
        "kind": text,
        "meaning": publication_number.meaning(text, day),
        "is_grant": publication_number.is_grant(text, day),
    }
    tell(answer, MORE_FEE_WORDS, json_out)


def number(
    kind: Annotated[str, typer.Argument(help="号码种类，如 application_number、uscc、trademark_number")],
    text: Annotated[str, typer.Argument(help="号码，按所见原样")],
    json_out: JsonFlag = False,
) -> None:
    """一个号码对不对、规范写法是什么。例：qiangxian law number application_number "ZL 2013 1 0699744.2" """
    if kind not in VALIDATORS:
        raise Refused("没有这种号码", column="KIND", value=kind, remedy="可用：" + "、".join(sorted(VALIDATORS)))
    check = not_ahead(kind, VALIDATORS[kind](text), today_in_county())
    answer = {
        "result": check.status,
        "canonical": check.canonical,
        "reason": check.reason or None,
        "remedy": check.remedy or None,
    }
    tell(answer, MORE_FEE_WORDS, json_out)


COMMANDS: tuple[Callable[..., None], ...] = (
    periods, period, restoration, reduction, compensation, document, number,
)  # fmt: skip

"""Who qualifies for a reduction of patent fees (专利收费减缴办法, 财税〔2016〕78号 and the notices 272 and 316)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from qiangxian.engines.lifecycle.rules import rule_on
from qiangxian.kernel import rulebook
from qiangxian.kernel.calendar import add_months
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Requester:
    """A holder who asks for a reduction: kind and income of the year before.

    `kind`: individual (income a month), enterprise (taxable income a year), institution, social_body,
    nonprofit_research (income plays no part). None: not known.
    """

    kind: str
    income: Money | None = None


def reduction_percent(holders: tuple[Requester, ...], on: date) -> int | None:
    """The reduction all holders together qualify for on the day of the request; None where an income is not known.

    One qualified holder 85 %, several of whom each qualifies 70 %, one who does not: nothing (财税〔2016〕78号).
    """
    answers = [_qualifies(holder, on) for holder in holders]
    if not answers or False in answers:
        return 0
    if None in answers:
        return None
    number = "one_holder" if len(holders) == 1 else "several_holders"
    return int(rule_on(f"fees.reduction_percents.{number}", on).value)


def offered_percents() -> dict[int, str]:
    """Every share the rules ever offered, the greatest first, with the number of holders it is for."""
    words = {"one_holder": "一个权利人", "several_holders": "两个以上权利人"}
    offered = {
        int(entry.value): words[name]
        for name in words
        for entry in rulebook.RULEBOOK.history("lifecycle", f"fees.reduction_percents.{name}", None)
    }
    return dict(sorted(offered.items(), reverse=True))


def request_by(due_date: date) -> date:
    """The last day to ask for a reduction of the fee with that nominal due day: two and a half months before it."""
    months = rulebook.parameter("lifecycle", "fees.reduction_request_months", due_date, None)
    days = rulebook.parameter("lifecycle", "fees.reduction_request_days", due_date, None)
    return add_months(due_date, -int(months)) - timedelta(days=int(days))


def _qualifies(holder: Requester, on: date) -> bool | None:
    if holder.kind in rulebook.load("lifecycle", "fees", division=None)["always_qualified"]:
        return True
    limits = {"individual": "individual_month", "enterprise": "enterprise_year"}
    if holder.kind not in limits:
        raise Refused(
            "不认识的权利人类别",
            column="kind",
            value=holder.kind,
            remedy="应为个人、企业、事业单位、社会团体或非营利性科研机构",
        )
    if holder.income is None:
        return None
    limit = rule_on(f"fees.reduction_limits_yuan.{limits[holder.kind]}", on).value
    return holder.income < Money.yuan(int(limit))

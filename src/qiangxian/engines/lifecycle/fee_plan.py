"""The fees of one patent, year by year, as they stand on a day: what was paid, what is due, what it costs to wait.

A year of which nothing is recorded is never called unpaid: past its grace it is `unknown`, within its grace it is
`unknown_due`, and only a year that is listed without a payment is `overdue`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from qiangxian.engines.lifecycle.facts import FeeYear
from qiangxian.engines.lifecycle.fees import (
    Band,
    FeeBill,
    FeeTerms,
    compensation_bill,
    compensation_last_day,
    fee_bill,
    full_fee,
    nominal_due_date,
    patent_year,
    payable_fee,
    restoration_cost,
    surcharge_bands,
)
from qiangxian.engines.lifecycle.rules import has_rule
from qiangxian.engines.lifecycle.status import Status
from qiangxian.engines.lifecycle.terms import patent_term
from qiangxian.kernel import rulebook
from qiangxian.kernel.calendar import add_months
from qiangxian.kernel.money import ZERO, Money

PaymentState = Literal[
    "grant_year", "paid", "paid_late", "paid_too_late", "unpaid", "overdue", "lost", "unknown", "unknown_due", "future",
    "ended",
]  # fmt: skip
PAID: Mapping[str, PaymentState] = {"on_time": "paid", "grace": "paid_late"}
OPEN = frozenset({"unpaid", "overdue", "unknown_due", "future"})
GONE = frozenset({"lapsed", "abandoned", "expired", "never_existed"})
LIVES = frozenset({"in_force", "in_force_grace"})


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One year: its bill on the day it was paid, else on the day asked for, and its bands (none for the grant year)."""

    bill: FeeBill
    state: PaymentState
    paid_on: date | None
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Paying on a day: which day, what it is (`today`, `next_month`, `due`, `free_end`, `grace_end`), the bill, why."""

    name: str
    day: date
    bill: FeeBill
    words: str


@dataclass(frozen=True, slots=True)
class RestorationCost:
    """Getting a right back that lapsed for the fee of a year: the whole cost and its three parts."""

    year: int
    total: Money
    request: Money
    fee: Money
    surcharge: Money


@dataclass(frozen=True, slots=True)
class FeePlan:
    """All years, and for the first open one what it costs today, in a month and at the end of grace."""

    lines: tuple[FeeLine, ...]
    next: FeeLine | None
    choices: tuple[Choice, ...]
    restoration: RestorationCost | None


def fee_plan(terms: FeeTerms, fees: Iterable[FeeYear], today: date, status: Status | None = None) -> FeePlan:
    """The plan on the day. `status`: of the right on that day, which the plan never contradicts: a fee is only lost where
    the right is."""
    ended_on = status.since if status and status.state in GONE else None
    known = {fee.year: fee for fee in fees if fee.is_known(today)}
    last = patent_year(terms.filing_date, patent_term(terms.right_type, terms.filing_date).last_day)
    years = (year for year in range(terms.grant_year, last + 1) if is_priced(terms, year))
    lines = tuple(_line(terms, year, known.get(year), today, ended_on) for year in years)
    if compensation_last_day(terms.filing_date, terms.compensation_days):
        lines += (_compensation_line(terms, last + 1, known.get(last + 1), today, ended_on),)
    lines = tuple(_fitting(line, status) for line in lines) if status else lines
    lost = next((line for line in lines if line.state == "lost"), None)
    coming = None if lost or ended_on else next((line for line in lines if line.state in OPEN), None)
    return FeePlan(
        lines,
        coming,
        choices(terms, coming.bill.year, today) if coming and coming.bands else (),
        _restoration(terms, lost.bill.year, today) if lost and lost.bands and ended_on is None else None,
    )


def _fitting(line: FeeLine, status: Status) -> FeeLine:
    """A fee that is past its grace is still owed where a freeze or a restoration keeps the right; of a right that has ended
    nothing is owed."""
    if status.state in LIVES and line.state == "lost":
        return replace(line, state="overdue")
    if status.state in GONE and line.state in {"overdue", "unknown_due"}:
        return replace(line, state="ended")
    return line


def is_priced(terms: FeeTerms, year: int) -> bool:
    """Whether the rulebook knows what the year cost; the oldest years of old patents it does not."""
    due = nominal_due_date(terms.filing_date, year)
    return all(has_rule(name, due) for name in ("fees.surcharge_percents", f"fees.schedules.{terms.right_type}"))


def choices(terms: FeeTerms, year: int, today: date) -> tuple[Choice, ...]:
    """What the year's fee costs on the days that matter, each once, in order."""
    nominal, bands = (
        nominal_due_date(terms.filing_date, year),
        surcharge_bands(nominal_due_date(terms.filing_date, year)),
    )
    due = fee_bill(terms, year).due_date or nominal
    days = {
        today: "today", due: "due", bands[0].last_day: "free_end", add_months(today, 1): "next_month",
        bands[-1].last_day: "grace_end",
    }  # fmt: skip
    days |= {today: "today", bands[-1].last_day: "grace_end"}
    asked = sorted(day for day in days if today <= day <= bands[-1].last_day)
    bills = {day: fee_bill(terms, year, day) for day in asked}
    return tuple(Choice(days[day], day, bills[day], _why(bills[day], bands, day)) for day in asked)


def _why(bill: FeeBill, bands: tuple[Band, ...], day: date) -> str:
    band = next((band for band in bands if band.first_day <= day <= band.last_day), None)
    if band is None:
        return f"应缴日（{bill.due_date}）以前，没有滞纳金"
    if not band.percent:
        return f"应缴日后第一个月（至 {band.last_day}），不收滞纳金"
    return f"{band.first_day} 至 {band.last_day}：加收全额 {bill.full.as_number()} 元的 {band.percent}%"


def _line(terms: FeeTerms, year: int, fee: FeeYear | None, today: date, ended_on: date | None) -> FeeLine:
    paid_on = fee.paid_on if fee and fee.paid_on and fee.paid_on <= today else None
    if year == terms.grant_year:
        return FeeLine(fee_bill(terms, year), "paid" if paid_on else "grant_year", paid_on, ())
    bands = surcharge_bands(nominal_due_date(terms.filing_date, year))
    if paid_on:
        bill = fee_bill(terms, year, paid_on)
        return FeeLine(bill, PAID.get(bill.outcome or "", "paid_too_late"), paid_on, bands)
    if fee and terms.grant_date and year <= patent_year(terms.filing_date, terms.grant_date):
        return FeeLine(fee_bill(terms, year), "grant_year", None, bands)
    state = _unpaid_state(fee_bill(terms, year), bands, fee, today, ended_on)
    is_asked = state in {"overdue", "unknown_due", "lost"}  # of the others the bill in time is shown
    return FeeLine(fee_bill(terms, year, today if is_asked else None), state, None, bands)


def _compensation_line(terms: FeeTerms, year: int, fee: FeeYear | None, today: date, ended_on: date | None) -> FeeLine:
    """The one fee of an added term: due before the plain term ends, without grace or restoration."""
    paid_on = fee.paid_on if fee and fee.paid_on and fee.paid_on <= today else None
    cost = compensation_bill(terms.filing_date, terms.compensation_days, paid_on or today)
    surcharge, total = (ZERO, cost.total) if cost.in_time else (None, None)
    bill = FeeBill(
        year, cost.last_day, cost.last_day, False, cost.total, cost.total, "补偿期年费，一次缴纳，不减缴",
        0 if cost.in_time else None, surcharge, total, None, "on_time" if cost.in_time else "too_late", cost.warnings,
    )  # fmt: skip
    state: PaymentState = "unpaid" if fee else "future"
    if paid_on:
        state = "paid" if cost.in_time else "paid_too_late"
    elif ended_on is not None and cost.last_day >= ended_on:
        state = "ended"
    elif not cost.in_time:
        state = "lost" if fee else "unknown"
    return FeeLine(bill, state, paid_on, ())


def _unpaid_state(
    bill: FeeBill, bands: tuple[Band, ...], fee: FeeYear | None, today: date, ended_on: date | None
) -> PaymentState:
    due = bill.due_date
    if ended_on is not None and bill.nominal_due_date is not None and bill.nominal_due_date >= ended_on:
        return "lost" if bill.nominal_due_date == ended_on else "ended"
    if due is None or today <= due:
        return "unpaid" if fee and not fee.paid_on else "future"
    if today <= bands[-1].last_day:
        return "overdue" if fee else "unknown_due"
    return "lost" if fee else "unknown"


def _restoration(terms: FeeTerms, year: int, today: date) -> RestorationCost:
    total = restoration_cost(terms, year, today)
    fee = payable_fee(terms, year, today)
    bands = surcharge_bands(nominal_due_date(terms.filing_date, year))
    surcharge = full_fee(terms.right_type, terms.filing_date, year).percent(bands[-1].percent)
    return RestorationCost(year, total, total - fee - surcharge, fee, surcharge)


def restoration_for(terms: FeeTerms, lapsed_on: date, today: date) -> RestorationCost | None:
    """The cost of getting a right back that lapsed as of a fee's due day; None where that day is no due day."""
    year = patent_year(terms.filing_date, lapsed_on)
    last = patent_year(terms.filing_date, patent_term(terms.right_type, terms.filing_date).last_day)
    is_due_day = nominal_due_date(terms.filing_date, year) == lapsed_on and terms.grant_year < year <= last
    is_due_day = is_due_day and is_priced(terms, year)
    return _restoration(terms, year, today) if is_due_day else None


def fee_rules(terms: FeeTerms, on: date) -> tuple[tuple[str, rulebook.DatedValue], ...]:
    """The rules a bill of the day rests on, each under what it is called."""
    names = {
        f"fees.schedules.{terms.right_type}": "收费标准",
        "fees.surcharge_percents": "滞纳金",
        "fees.grant_year": "授权当年年费",
    }
    if terms.reduction or terms.reductions:
        names |= {"fees.reduction_years": "减缴年限", "fees.reduction_covers": "减缴审批的效力"}
    if terms.open_licence or terms.worked:
        names["fees.open_licence_percent"] = "开放许可"
    return tuple((label, rulebook.dated("lifecycle", name, on, None)) for name, label in names.items())

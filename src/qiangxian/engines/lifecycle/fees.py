"""Annual fees of patents (专利法实施细则 2023 第一百一十五条; 审查指南 2025 第五部分第九章 4.2; patent-lifecycle.md §3–§6).

Patent year n is the n-th twelve-month block counted from the filing date, and its fee is due before the year before it
ends: on the (n−1)-th anniversary. Six months of grace follow; the surcharge is a share of the FULL fee of the year, never
of the reduced one, and the first month is free. The ends of due day and bands roll by the calendar of the office; the
day before rolling is always the safe one and stands in the warnings.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from qiangxian.engines.lifecycle.facts import PATENT_TYPES
from qiangxian.engines.lifecycle.terms import patent_term
from qiangxian.kernel import rulebook
from qiangxian.kernel.calendar import CNIPA, add_months
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.money import ZERO, Money

Outcome = Literal["on_time", "grace", "too_late"]

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Band:
    """A span of payment days (both included) with its surcharge; `safe_day` is the last day before rolling."""

    percent: int
    first_day: date
    last_day: date
    safe_day: date


@dataclass(frozen=True, slots=True)
class FeeTerms:
    """What decides the size of a fee besides type and year.

    `reduction`: approved reduction in per cent (85, 70, or 0). `open_licence`: an open licence is recorded as worked.
    """

    right_type: str
    filing_date: date
    grant_date: date | None = None
    reduction: int = 0
    open_licence: bool = False


@dataclass(frozen=True, slots=True)
class FeeBill:
    """One year's fee as it stands on a day of payment. All of the grant-year fee's days are None: it is paid with the
    registration formalities. Surcharge and total are None where it is too late.
    """

    year: int
    nominal_due_date: date | None
    due_date: date | None
    provisional: bool
    full: Money
    payable: Money
    band_percent: int | None
    surcharge: Money | None
    total: Money | None
    grace_end_date: date | None
    outcome: Outcome | None
    warnings: tuple[str, ...]


def patent_year(filing_date: date, day: date) -> int:
    """The patent year that contains the day; the first begins on the filing date."""
    year = day.year - filing_date.year
    return year + 1 if add_months(filing_date, 12 * year) <= day else year


def nominal_due_date(filing_date: date, year: int) -> date:
    """The day on which the fee of the year falls due, before rolling: the (year−1)-th anniversary of filing."""
    return add_months(filing_date, 12 * (year - 1))


def full_fee(right_type: str, filing_date: date, year: int) -> Money:
    """The full fee of the year by the schedule in force on its due day. `Refused` for a year outside the term."""
    if right_type not in PATENT_TYPES:
        raise Refused(
            "只有专利缴纳年费", column="type", value=right_type, remedy=f"应为 {'、'.join(PATENT_TYPES)} 之一"
        )
    last = patent_year(filing_date, patent_term(right_type, filing_date).last_day)
    if not 1 <= year <= last:
        raise Refused("年度超出保护期", column="year", value=year, remedy=f"应为 1 至 {last}")
    due = nominal_due_date(filing_date, year)
    spans = rulebook.parameter("lifecycle", f"fees.schedules.{right_type}", due, None)
    return next(Money.yuan(span["yuan"]) for span in spans if span["years"][0] <= year <= span["years"][1])


def payable_fee(terms: FeeTerms, year: int) -> Money:
    """The fee without surcharge. Reduction and open licence do not add up: the better one counts."""
    full = full_fee(terms.right_type, terms.filing_date, year)
    due = nominal_due_date(terms.filing_date, year)
    reduction = terms.reduction if _is_reduced_year(terms, year, due) else 0
    discount = rulebook.parameter("lifecycle", "fees.open_licence_percent", due, None) if terms.open_licence else 0
    return full.percent(100 - max(reduction, discount))


def surcharge_bands(nominal: date) -> tuple[Band, ...]:
    """The six bands after a nominal due day, in order; the first is free of surcharge."""
    percents = rulebook.parameter("lifecycle", "fees.surcharge_percents", nominal, None)
    bands: list[Band] = []
    first_day = CNIPA.roll(nominal) + _DAY
    for month, percent in enumerate(percents, start=1):
        safe_day = add_months(nominal, month)
        bands.append(Band(percent, first_day, CNIPA.roll(safe_day), safe_day))
        first_day = bands[-1].last_day + _DAY
    return tuple(bands)


def fee_bill(terms: FeeTerms, year: int, pay_on: date | None = None) -> FeeBill:
    """The fee of the year when paid on that day (without one: paid in time)."""
    full, payable = full_fee(terms.right_type, terms.filing_date, year), payable_fee(terms, year)
    grant_year = patent_year(terms.filing_date, terms.grant_date) if terms.grant_date else 1
    if year < grant_year:
        raise Refused("授权年度之前的年度不缴年费", column="year", value=year, remedy=f"授权在第 {grant_year} 年度")
    if year == grant_year:
        return _grant_year_bill(year, full, payable)
    nominal = nominal_due_date(terms.filing_date, year)
    due, bands = CNIPA.roll(nominal), surcharge_bands(nominal)
    band, outcome = _paid_in(bands, due, pay_on or nominal)
    surcharge = None if outcome == "too_late" else full.percent(band.percent) if band else ZERO
    return FeeBill(
        year=year,
        nominal_due_date=nominal,
        due_date=due,
        provisional=CNIPA.is_provisional(nominal) or CNIPA.is_provisional(due),
        full=full,
        payable=payable,
        band_percent=None if surcharge is None else band.percent if band else 0,
        surcharge=surcharge,
        total=None if surcharge is None else payable + surcharge,
        grace_end_date=bands[-1].last_day,
        outcome=outcome,
        warnings=(*_warnings(nominal, due, bands, band, pay_on), *_reduction_warnings(terms)),
    )


def fee_calendar(terms: FeeTerms, pay_on: date | None = None) -> tuple[FeeBill, ...]:
    """The bills of all years from the grant year to the last, as they stand on the day."""
    last = patent_year(terms.filing_date, patent_term(terms.right_type, terms.filing_date).last_day)
    first = patent_year(terms.filing_date, terms.grant_date) if terms.grant_date else 1
    return tuple(fee_bill(terms, year, pay_on) for year in range(first, last + 1))


def outstanding(bill: FeeBill, already_paid: Money) -> Money | None:
    """What a top-up must add: fee and surcharge of the band of the top-up day, less what was paid. None: too late."""
    return None if bill.total is None else Money(max(bill.total.fen - already_paid.fen, 0))


def restoration_cost(terms: FeeTerms, year: int, requested_on: date) -> Money:
    """Restoration after a lapse: the request fee, the fee of the year and the highest surcharge, always (审查指南)."""
    nominal = nominal_due_date(terms.filing_date, year)
    request = Money.yuan(rulebook.parameter("lifecycle", "fees.restoration_fee_yuan", requested_on, None))
    highest = surcharge_bands(nominal)[-1].percent
    return request + payable_fee(terms, year) + full_fee(terms.right_type, terms.filing_date, year).percent(highest)


def compensation_fee(filing_date: date, compensation_days: int, pay_on: date) -> Money:
    """The fee for the term added to an invention: per full year, part of a year free, paid once before year 20 ends."""
    begins = patent_term("invention", filing_date).terminated_on
    ends = patent_term("invention", filing_date, compensation_days).terminated_on
    years = max(patent_year(begins, ends) - 1, 0)
    return Money.yuan(rulebook.parameter("lifecycle", "fees.compensation_year_yuan", pay_on, None)) * years


def _is_reduced_year(terms: FeeTerms, year: int, due: date) -> bool:
    """Whether a reduction reaches the year: so many years from the grant year, by the rule in force on the due day."""
    if not terms.reduction:
        return False
    first = patent_year(terms.filing_date, terms.grant_date) if terms.grant_date else 1
    years: int = rulebook.parameter("lifecycle", "fees.reduction_years", due, None)
    return first <= year < first + years


def _paid_in(bands: tuple[Band, ...], due: date, pay_on: date) -> tuple[Band | None, Outcome]:
    if pay_on <= due:
        return None, "on_time"
    band = next((band for band in bands if pay_on <= band.last_day), None)
    return band, "grace" if band else "too_late"


def _grant_year_bill(year: int, full: Money, payable: Money) -> FeeBill:
    words = "授权当年的年费在办理登记手续时一并缴纳（收到通知之日起 2 个月内），没有滞纳期；年度以缴费通知书为准"
    return FeeBill(year, None, None, False, full, payable, 0, ZERO, payable, None, None, (words,))


def _warnings(
    nominal: date, due: date, bands: tuple[Band, ...], band: Band | None, pay_on: date | None
) -> tuple[str, ...]:
    words = [] if due == nominal else [f"{nominal} 为休息日，应缴日顺延至 {due}；稳妥起见请不晚于 {nominal} 缴纳"]
    for end in dict.fromkeys((band, bands[-1])):
        if end is not None and end.last_day != end.safe_day:
            words.append(
                f"{end.percent}% 档的最后一日 {end.safe_day} 为休息日，顺延至 {end.last_day}；稳妥起见请不晚于 {end.safe_day} 缴纳"
            )
    if band == bands[0] and pay_on is not None:
        days = rulebook.parameter("lifecycle", "fees.free_month_warning_days", nominal, None)
        if (band.safe_day - pay_on).days <= days:
            words.append(f"首月不收滞纳金，至 {band.last_day} 止；审查指南示例的写法更严，请提前缴纳")
    if pay_on is not None and pay_on > bands[-1].last_day:
        words.append(f"已超过滞纳期，专利权自 {nominal} 起终止；可在收到终止通知之日起 2 个月内请求恢复")
    if CNIPA.is_provisional(bands[-1].last_day):
        words.append(f"规则库中没有 {bands[-1].last_day.year} 年的放假通知，滞纳期的日期为暂定")
    return (*words, "以缴费通知书和专利登记簿为准") if words else ()


def _reduction_warnings(terms: FeeTerms) -> tuple[str, ...]:
    if terms.reduction and terms.grant_date is None:
        return ("未给出授权公告日，减缴年限按自第 1 年度起推算",)
    return ()

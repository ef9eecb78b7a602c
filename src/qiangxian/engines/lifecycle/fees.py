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

from qiangxian.engines.lifecycle.facts import MOST_YEARS, RightFacts
from qiangxian.engines.lifecycle.rules import has_rule, rule_on
from qiangxian.engines.lifecycle.terms import patent_term
from qiangxian.kernel import rulebook
from qiangxian.kernel.calendar import CNIPA, add_months
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.money import ZERO, Money
from qiangxian.kernel.words import PATENT_TYPES

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
class DaySpan:
    """From a day to a last day, both included; None: open."""

    first_day: date
    last_day: date | None = None

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True, slots=True)
class Reduction:
    """An approved reduction (费减) of so many per cent from a day on; `ends`: the first day it no longer holds, such as
    that of a transfer."""

    percent: int
    begins: date
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class FeeTerms:
    """What decides the size of a fee besides type and year.

    `reduction`: approved reduction in per cent (85, 70, or 0) for all years it can reach; `reductions`: the same with its
    days. `open_licence`: an open licence is recorded as worked; `worked`: the same with its days. `charged_year`: the
    patent year whose fee the office charged with the grant, where it is not the year that contains the grant.
    `compensation_days`: days added to the term of an invention, which cost one fee of their own.
    """

    right_type: str
    filing_date: date
    grant_date: date | None = None
    reduction: int = 0
    open_licence: bool = False
    reductions: tuple[Reduction, ...] = ()
    worked: tuple[DaySpan, ...] = ()
    charged_year: int | None = None
    compensation_days: int = 0

    @property
    def grant_year(self) -> int:
        """The patent year paid with the registration formalities; 1 where the grant is not known."""
        if self.charged_year is not None:
            return self.charged_year
        return patent_year(self.filing_date, self.grant_date) if self.grant_date else 1


@dataclass(frozen=True, slots=True)
class Share:
    """How many per cent are taken off a fee, and why, in Chinese."""

    percent: int
    words: str


@dataclass(frozen=True, slots=True)
class FeeBill:
    """One year's fee as it stands on a day of payment. All of the grant-year fee's days are None: it is paid with the
    registration formalities. Surcharge and total are None where it is too late. `reason`: why so much is payable.
    """

    year: int
    nominal_due_date: date | None
    due_date: date | None
    provisional: bool
    full: Money
    payable: Money
    reason: str
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


def last_fee_year(facts: RightFacts) -> int:
    """The last patent year that can have a fee row: of the term, and one more for the fee of a compensated term."""
    if facts.filing_date is None or not has_rule(f"terms.{facts.type}.years", facts.filing_date):
        return MOST_YEARS
    last = patent_year(facts.filing_date, patent_term(facts.type, facts.filing_date).last_day)
    return last + 1 if facts.compensation_days else last


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
    rule_on("fees.surcharge_percents", due)  # no bill is complete without them
    spans = rule_on(f"fees.schedules.{right_type}", due).value
    return next(Money.yuan(span["yuan"]) for span in spans if span["years"][0] <= year <= span["years"][1])


def payable_fee(terms: FeeTerms, year: int, pay_on: date | None = None) -> Money:
    """The fee without surcharge. Reduction and open licence do not add up: the better one counts."""
    return full_fee(terms.right_type, terms.filing_date, year).percent(100 - fee_share(terms, year, pay_on).percent)


def fee_share(terms: FeeTerms, year: int, pay_on: date | None = None) -> Share:
    """What is taken off the fee of the year (专利法第五十一条第二款; 专利收费减缴办法) when paid on the day."""
    due = nominal_due_date(terms.filing_date, year)
    approved = max(terms.reduction, *(r.percent for r in terms.reductions if _holds(r, due, pay_on)), 0)
    reduced = approved if _is_reduced_year(terms, year, due) else 0
    worked = terms.open_licence or any(due in span for span in terms.worked)
    discount = rulebook.parameter("lifecycle", "fees.open_licence_percent", due, None) if worked else 0
    if reduced >= discount and reduced:
        place = f"授权当年起第 {year - terms.grant_year + 1} 年"
        also = "；开放许可的减免不与费减叠加，取优惠较大者" if worked else ""
        return Share(reduced, f"减缴 {reduced}%（{place}，共减 {_reduction_years(due)} 年）{also}")
    if discount:
        return Share(discount, f"开放许可实施期间减免 {discount}%")
    if approved:
        return Share(0, f"全额：减缴只及于授权当年起 {_reduction_years(due)} 年")
    return Share(0, "全额" + _ended_words(terms, due, pay_on))


def _holds(reduction: Reduction, due: date, pay_on: date | None) -> bool:
    """Approved before the fee fell due, and still the same holder's when the fee falls due and is paid."""
    covered = rulebook.parameter("lifecycle", "fees.reduction_covers", due, None)
    if covered == "year_of_approval" and due >= add_months(reduction.begins, 12):
        return False
    latest = max(due, pay_on or due)
    return reduction.begins <= due and (reduction.ends is None or latest < reduction.ends)


def _ended_words(terms: FeeTerms, due: date, pay_on: date | None) -> str:
    ended = [r.ends for r in terms.reductions if r.ends and r.begins <= due and r.ends <= max(due, pay_on or due)]
    return f"：原减缴自 {max(ended)} 起终止，须由现权利人重新请求" if ended else ""


def _reduction_years(due: date) -> int:
    years: int = rulebook.parameter("lifecycle", "fees.reduction_years", due, None)
    return years


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
    full = full_fee(terms.right_type, terms.filing_date, year)
    share, grant_year = fee_share(terms, year, pay_on), terms.grant_year
    payable = full.percent(100 - share.percent)
    if year < grant_year:
        raise Refused("授权年度之前的年度不缴年费", column="year", value=year, remedy=f"授权在第 {grant_year} 年度")
    if year == grant_year:
        return _grant_year_bill(terms, year, full, payable, share.words)
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
        reason=share.words,
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
    return tuple(fee_bill(terms, year, pay_on) for year in range(terms.grant_year, last + 1))


def outstanding(bill: FeeBill, already_paid: Money) -> Money | None:
    """What a top-up must add: fee and surcharge of the band of the top-up day, less what was paid. None: too late."""
    return None if bill.total is None else Money(max(bill.total.fen - already_paid.fen, 0))


def restoration_cost(terms: FeeTerms, year: int, requested_on: date) -> Money:
    """Restoration after a lapse: the request fee, the fee of the year and the highest surcharge, always (审查指南)."""
    nominal = nominal_due_date(terms.filing_date, year)
    request = Money.yuan(rulebook.parameter("lifecycle", "fees.restoration_fee_yuan", requested_on, None))
    highest = surcharge_bands(nominal)[-1].percent
    return (
        request
        + payable_fee(terms, year, requested_on)
        + full_fee(terms.right_type, terms.filing_date, year).percent(highest)
    )


@dataclass(frozen=True, slots=True)
class CompensationBill:
    """The fee for the term added to an invention: full years, sum, last day to pay, whether a payment on the day is in
    time. There is neither surcharge nor restoration: unpaid, the added term is lost."""

    years: int
    total: Money
    last_day: date
    in_time: bool
    warnings: tuple[str, ...]


def compensation_bill(filing_date: date, compensation_days: int, pay_on: date) -> CompensationBill:
    """The fee for an added term when paid on the day: once, before the twentieth year ends, never reduced."""
    years, last_day = _compensation_years(filing_date, compensation_days), _compensation_end(filing_date)
    yearly = Money.yuan(rule_on("fees.compensation_year_yuan", last_day).value)
    note = rule_on("fees.compensation_fee_rolls", last_day).note
    words = (note, "没有滞纳期，也不适用恢复；逾期未缴的，补偿期不生效") if years else ()
    return CompensationBill(years, yearly * years, last_day, pay_on <= last_day, words)


def compensation_last_day(filing_date: date, compensation_days: int) -> date | None:
    """The last day to pay for an added term; None where the term has no full year, which costs nothing."""
    return _compensation_end(filing_date) if _compensation_years(filing_date, compensation_days) else None


def _compensation_years(filing_date: date, compensation_days: int) -> int:
    begins = patent_term("invention", filing_date).terminated_on
    ends = patent_term("invention", filing_date, compensation_days).terminated_on
    return patent_year(begins, ends) - 1


def _compensation_end(filing_date: date) -> date:
    last_day, rule = patent_term("invention", filing_date).last_day, "fees.compensation_fee_rolls"
    rolls = has_rule(rule, last_day) and rule_on(rule, last_day).value
    return CNIPA.roll(last_day) if rolls else last_day


def _is_reduced_year(terms: FeeTerms, year: int, due: date) -> bool:
    """Whether a reduction reaches the year: so many years from the grant year, by the rule in force on the due day."""
    return terms.grant_year <= year < terms.grant_year + _reduction_years(due)


def _paid_in(bands: tuple[Band, ...], due: date, pay_on: date) -> tuple[Band | None, Outcome]:
    if pay_on <= due:
        return None, "on_time"
    band = next((band for band in bands if pay_on <= band.last_day), None)
    return band, "grace" if band else "too_late"


def _grant_year_bill(terms: FeeTerms, year: int, full: Money, payable: Money, reason: str) -> FeeBill:
    words = "授权当年的年费在办理登记手续时一并缴纳（收到通知之日起 2 个月内），没有滞纳期；年度以缴费通知书为准"
    notes = (words,) if terms.charged_year is not None else (words, _grant_year_note(terms))
    return FeeBill(
        year, None, None, False, full, payable, reason, 0, ZERO, payable, None, None, tuple(filter(None, notes))
    )


def _grant_year_note(terms: FeeTerms) -> str:
    """The reading that names the grant year, where notice and grant may fall into different patent years."""
    return rulebook.dated("lifecycle", "fees.grant_year", terms.grant_date or terms.filing_date, None).note


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
    if (terms.reduction or terms.reductions) and terms.grant_date is None and terms.charged_year is None:
        return ("未给出授权公告日，减缴年限按自第 1 年度起推算",)
    return ()

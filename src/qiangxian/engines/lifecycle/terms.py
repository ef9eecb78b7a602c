"""How long a right lasts (patent-lifecycle.md §1, identifiers.md §4 and §6; parameters in `lifecycle/terms.yaml`).

Terms are counted from the legal filing date (never the priority date; for a divisional the parent's; for a PCT
application the international filing date) or, where the law says so, from registration or grant. The last day of a term
never rolls over a holiday (审查指南 2025 第五部分第九章 4.1).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from qiangxian.engines.lifecycle.facts import RightFacts
from qiangxian.engines.lifecycle.rules import has_rule, rule_on
from qiangxian.kernel import rulebook
from qiangxian.kernel.calendar import OFFICE, add_days, add_months, kept_by_calendar
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.rulebook import DatedValue

MARK_TYPES = frozenset({"trademark", "madrid_mark"})
PRINTED_ONLY = frozenset({"geographical_indication", "copyright", "overseas_invention", "pct_application"})

_DAY = timedelta(days=1)


Route = Literal["ordinary", "divisional", "pct", "hague"]


@dataclass(frozen=True, slots=True)
class Term:
    """`last_day`: the last day in force. `terminated_on`: the day after, on which 期满终止 takes effect. `rule`: why.
    `notes`: readings of the law this answer rests on that are not certain, for the screen.
    """

    last_day: date
    rule: DatedValue
    notes: tuple[str, ...] = ()

    @property
    def terminated_on(self) -> date:
        """The first day without the right."""
        return self.last_day + _DAY


@dataclass(frozen=True, slots=True)
class MarkTerm:
    """One ten-year term of a mark with its renewal window and its grace: the last day as it rolls, and before it rolls."""

    first_day: date
    last_day: date
    window_start: date
    grace_end: date
    grace_safe_day: date


def patent_term(right_type: str, filing_date: date, compensation_days: int = 0) -> Term:
    """Term of an invention, utility model, design or layout design.

    The anniversary of filing ends it: filed 1999-09-06, a utility model is in force to 2009-09-05 and terminated on
    2009-09-06. Without such a day (29 February) the last day of the month counts as the anniversary. Compensation
    (专利法第四十二条第二、三款) is added in days.
    """
    rule = rule_on(f"terms.{right_type}.years", filing_date)
    anniversary, reading = _anniversary(filing_date, rule.value)
    notes = tuple(filter(None, (rule.note, reading)))
    return Term(add_days(anniversary - _DAY, compensation_days), rule, notes)


def _anniversary(filing_date: date, years: int) -> tuple[date, str]:
    """The day that ends a term, and the reading it rests on where the last month has no such day."""
    day = add_months(filing_date, 12 * years)
    if day.day == filing_date.day:
        return day, ""
    reading = rulebook.dated("lifecycle", "terms.no_corresponding_day", filing_date, None)
    return (day if reading.value == "last_day_of_month" else day + _DAY), reading.note


def legal_filing_date(filing_date: date, route: Route, base: date | None, right_type: str) -> date:
    """The day from which terms and fees count: of a divisional the parent's filing date (实施细则第四十九条), of a PCT
    application the international filing date (第一百一十九条), of a Hague design its international registration date
    (第一百三十七条). `Refused` where the route needs that day and it is missing or after the own filing day."""
    if route == "ordinary":
        return filing_date
    if (route == "hague") != (right_type == "design") and route != "divisional":
        words = {"pct": "外观设计没有 PCT 国际申请", "hague": "只有外观设计有海牙国际注册"}
        raise Refused(words[route], column="type", value=right_type, remedy="请核对专利类型和申请途径")
    if base is None or base > filing_date:
        names = {"divisional": "母案申请日", "pct": "国际申请日", "hague": "国际注册日"}
        raise Refused(f"{names[route]}缺失或晚于提交日", column=names[route], value=base, remedy="请核对受理通知书")
    return base


def maintained_longer_than(filing_date: date, years: int, day: date) -> bool:
    """Whether a right still in force on the day has been kept for more than so many years (维持年限超过 N 年).

    Counted from filing, and strict: filed 2016-06-30, ten years are exceeded from 2026-07-01.
    """
    return day > add_months(filing_date, 12 * years)


def plant_variety_term(grant_date: date, *, woody: bool) -> Term:
    """Term of a plant variety from its grant announcement, by the rules in force on that day."""
    kind = "woody" if woody else "other"
    rule = rule_on(f"terms.plant_variety.{kind}_years", grant_date)
    return Term(add_months(grant_date, 12 * rule.value) - _DAY, rule, tuple(filter(None, (rule.note,))))


def mark_term(registration_date: date, renewals: int = 0, right_type: str = "trademark") -> MarkTerm:
    """The mark's term after so many renewals; each begins the day after the one before ends (商标法第四十条). Marks of our own
    registered before the law of 1982 took force have their first term from that day (商标局 1988-11-21)."""
    first_day = _first_mark_day(registration_date, right_type)
    for _ in range(renewals):
        first_day = mark_last_day(first_day) + _DAY
    last_day = mark_last_day(first_day)
    window = rulebook.parameter("lifecycle", f"terms.{right_type}.renewal_window_months", last_day, None)
    safe_day = add_months(last_day, _grace_months(last_day))
    return MarkTerm(first_day, last_day, add_months(last_day + _DAY, -window), mark_grace_end(last_day), safe_day)


def _first_mark_day(registration_date: date, right_type: str) -> date:
    begins: date = rulebook.load("lifecycle", "terms", division=None)["trademark"]["first_term_from"]
    return max(registration_date, begins) if right_type == "trademark" else registration_date


def renewals_until(registration_date: date, renewed: Iterable[date], right_type: str = "trademark") -> int:
    """How many terms the renewals on file have added. A renewal's own day says which term it renews: the one in whose window,
    grace or aftermath it falls, so that one renewal noted twice counts once, and earlier ones missing on file are implied by a
    later one. A day before the first window renews nothing."""
    last, count, first_day = max(renewed, default=None), 0, _first_mark_day(registration_date, right_type)
    widest: int = rulebook.load("lifecycle", "terms", division=None)["trademark"]["widest_window_months"]
    while last is not None and last >= add_months((next_day := mark_last_day(first_day) + _DAY), -widest):
        count, first_day = count + 1, next_day
    return count


def mark_last_day(first_day: date) -> date:
    """The last day of a term that begins on `first_day`: the day before the corresponding day of the tenth year.

    Where the month has no such day, its last day (registered 2016-02-29, valid to 2026-02-28), never rolled.
    """
    years = rule_on("terms.trademark.years", first_day).value
    corresponding = add_months(first_day, 12 * years)
    return corresponding - _DAY if corresponding.day == first_day.day else corresponding


def mark_grace_end(last_day: date) -> date:
    """The last day on which a lapsed mark can still be renewed: a procedural period, so it rolls to the first working day,
    and a make-up day is one (商标法实施条例第十二条)."""
    return OFFICE.roll(add_months(last_day, _grace_months(last_day)))


def _grace_months(last_day: date) -> int:
    months: int = rulebook.parameter("lifecycle", "terms.trademark.grace_months", last_day, None)
    return months


def copyright_term(published: date | None, completed: date | None = None) -> Term:
    """Works of legal persons: to 31 December of the fiftieth year after first publication; unpublished, after completion
    (著作权法第二十三条). The same holds for their software (计算机软件保护条例第十四条)."""
    begins = published or completed
    if begins is None:
        raise Refused("没有首次发表日，也没有完成日", remedy="请至少给出一个日期")
    rule = rule_on("terms.copyright.years", begins)
    if published and completed and published < completed:
        raise Refused("首次发表日早于完成日", value=published, remedy="请核对两个日期")
    if published and completed and published.year - completed.year > rule.value:
        raise Refused("完成后五十年内没有发表的，不再受保护", value=published, remedy="请核对完成日和首次发表日")
    last_day = add_months(date(begins.year, 12, 31), 12 * rule.value)
    return Term(last_day, rule, tuple(filter(None, (rule.note,))))


def author_term(died: date) -> Term:
    """Software and works of a natural person: to 31 December of the fiftieth year after death (软件保护条例第十四条)."""
    rule = rule_on("terms.copyright.years", died)
    return Term(add_months(date(died.year, 12, 31), 12 * rule.value), rule)


def layout_term(filing_date: date | None, exploited: date | None = None, created: date | None = None) -> Term:
    """Ten years from filing or first commercial exploitation anywhere, the earlier; never past fifteen years from creation
    (集成电路布图设计保护条例第十二条)."""
    days = [day for day in (filing_date, exploited) if day]
    if created and days and created > min(days):
        raise Refused("创作完成日晚于申请日或首次商业利用日", value=created, remedy="请核对两个日期")
    if not days:
        raise Refused("没有申请日，也没有首次商业利用日", remedy="请至少给出一个日期")
    begins = min(days)
    rule = rule_on("terms.layout.years", begins)
    end = _anniversary(begins, rule.value)[0]
    longest: int = rulebook.load("lifecycle", "terms", division=None)["layout"]["longest_years_from_creation"]
    limit = add_months(created, 12 * longest) if created else end
    notes = tuple(
        filter(
            None, (rule.note if exploited is None else "", "自创作完成起满十五年，不再受保护" if limit < end else "")
        )
    )
    return Term(min(end, limit) - _DAY, rule, notes)


@kept_by_calendar(maxsize=1024)
def first_listed_expiry(day: date) -> date:
    """The earliest first day after a term with which a mark is still listed on the day, because its grace has not ended.

    On 2026-07-13 a mark that expired on 2026-01-11: the six months end on a Saturday and roll to the Monday."""
    first = add_months(day, -_grace_months(day))
    while mark_grace_end(first - _DAY) >= day:
        first -= _DAY
    while mark_grace_end(first - _DAY) < day:
        first += _DAY
    return first


def expiry_date(facts: RightFacts, *, renewed: Iterable[date] = ()) -> date | None:
    """The first day after the term, as far as the facts tell; None for no term or unknown days.

    Patents and layouts: by law from the filing date, else the day after the printed expiry. Plant varieties: the day
    after the printed expiry, else by rule. Trademarks, also international ones: the later of printed expiry and the term
    that the renewals of these days give. Rights without a term of our law (`terms.yaml`: `by: none`), and days before the first
    rule, which can only be mistakes of a source: the day after the printed expiry.
    """
    printed = facts.printed_expiry + _DAY if facts.printed_expiry else None
    if facts.type in MARK_TYPES:
        return _mark_expiry(facts, renewed, printed)
    if facts.type == "plant_variety":
        return printed or _plant_variety_expiry(facts)
    if facts.type in PRINTED_ONLY:
        return printed
    if facts.filing_date is None or not has_rule(f"terms.{facts.type}.years", facts.filing_date):
        return printed
    return patent_term(facts.type, facts.filing_date, facts.compensation_days).terminated_on


def _mark_expiry(facts: RightFacts, renewed: Iterable[date], printed: date | None) -> date | None:
    """Where only a printed last day is known, its own term begins ten years before it."""
    years = 12 * rulebook.parameter("lifecycle", "terms.trademark.years", date.max, None)
    registered = facts.registration_date or facts.grant_date or (printed and add_months(printed, -years))
    if registered is None or not has_rule("terms.trademark.years", registered):
        return printed
    count = renewals_until(registered, renewed, facts.type)
    computed = mark_term(registered, count, facts.type).last_day + _DAY
    return max(computed, printed) if printed else computed


def _plant_variety_expiry(facts: RightFacts) -> date | None:
    granted = facts.grant_date or facts.registration_date
    if granted is None or facts.woody is None or not has_rule("terms.plant_variety.other_years", granted):
        return None
    return plant_variety_term(granted, woody=facts.woody).terminated_on

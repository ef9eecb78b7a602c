"""What cannot be: days and numbers of one right that contradict each other or the law. One set of rules for the calculator, the
forms, the imports and the pages; whoever asks decides whether a contradiction refuses the input or becomes a finding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from qiangxian.engines.lifecycle.facts import CLOSING, ENDING, MOST_YEARS, STARTING, Event, FeeYear, RightFacts
from qiangxian.engines.lifecycle.fees import last_fee_year
from qiangxian.engines.lifecycle.terms import MARK_TYPES
from qiangxian.kernel import rulebook
from qiangxian.kernel.calendar import LAST_DAY, add_months
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.words import PATENT_TYPES, EventType, word

AFTER_GRANT = frozenset(ENDING) - {EventType.ABANDONMENT} | {
    EventType.INVALIDATION_FULL, EventType.INVALIDATION_PARTIAL, EventType.RENEWAL,
}  # fmt: skip


DECIDED = AFTER_GRANT - {EventType.RENEWAL} | {EventType.ABANDONMENT, EventType.RESTORATION}
"""What an office decides may be put into a question about a coming day; what parties do, and a grant, has happened or not."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Which value cannot be, why, and what to do; `row` counts events or fees from 1."""

    column: str
    value: Any
    words: str
    remedy: str
    row: int | None = None

    def refusal(self, file: str | None = None) -> Refused:
        """The same as an error."""
        return Refused(self.words, remedy=self.remedy, file=file, row=self.row, column=self.column, value=self.value)


def _horizon(day: date) -> date:
    """How far ahead an announcement may lie: what is announced later than one asks for is simply not known yet."""
    years: int = rulebook.load("lifecycle", "consistency", division=None)["years_asked_ahead"]
    return add_months(day, 12 * years)


def refuse_contradictions(facts: RightFacts, today: date) -> None:
    """Raise `Refused` for the first contradiction."""
    for contradiction in contradictions(facts, today):
        raise contradiction.refusal()


def contradictions(facts: RightFacts, today: date) -> Iterator[Contradiction]:
    """Everything that cannot be on the latest day asked about; a day more is allowed for clocks that differ."""
    rules = rulebook.load("lifecycle", "consistency", division=None)
    latest = today + timedelta(days=rules["days_ahead"])
    yield from _days(facts, rules, latest)
    yield from _compensation(facts, rules)
    for row, event in enumerate(facts.events, start=1):
        yield from _event(facts, event, row, latest)
    for row, fee in enumerate(facts.fees, start=1):
        yield from _fee(facts, fee, row, latest)


def _fee(facts: RightFacts, fee: FeeYear, row: int, latest: date) -> Iterator[Contradiction]:
    """The first thing that cannot be about one annual fee."""
    filed = facts.filing_date
    if facts.type in MARK_TYPES:
        yield Contradiction("fees", fee.year, "商标不缴年费", "请核对权利种类，或删去年费", row)
    elif filed and not 1 <= fee.year <= last_fee_year(facts):
        remedy = f"应为 1 至 {last_fee_year(facts)}"
        yield Contradiction("fees.year", fee.year, "年度超出保护期", remedy, row)
    elif fee.year in {other.year for other in facts.fees[: row - 1]}:
        yield Contradiction("fees.year", fee.year, "同一年度写了两次", "请只保留一行", row)
    elif filed and not filed <= fee.due_date <= add_months(filed, 12 * MOST_YEARS):
        yield Contradiction("fees.due_date", fee.due_date, "应缴日不在保护期内", f"申请日是 {filed}", row)
    elif fee.paid_on and filed and fee.paid_on < filed:
        yield Contradiction("fees.paid_on", fee.paid_on, "缴费日早于申请日", f"申请日是 {filed}", row)
    elif fee.paid_on and fee.paid_on > latest:
        yield Contradiction("fees.paid_on", fee.paid_on, "缴费日在将来", "请核对日期，尚未缴纳的留空", row)


def event_contradictions(facts: RightFacts, event: Event, today: date) -> list[Contradiction]:
    """What cannot be about one event beside those recorded: whichever of two that contradict each other comes second is refused."""
    own = replace(facts, grant_date=None, registration_date=None) if event.type in STARTING else facts
    judged = contradictions(replace(own, events=(event,), fees=()), today)
    own_faults = [one for one in judged if one.column.startswith("events.")]
    later = [
        other for other in facts.events if other.type in AFTER_GRANT and other.effective_date < event.effective_date
    ]
    if event.type in STARTING and later:
        words = f"晚于已登记的“{word('event_types', later[0].type)}”"
        own_faults.append(Contradiction("events.effective_date", event.effective_date, words, "请核对两个日期"))
    return own_faults


def fee_contradictions(facts: RightFacts, fee: FeeYear, today: date) -> list[Contradiction]:
    """What cannot be about one annual fee: its year, the day it is due, the day it was paid."""
    judged = contradictions(replace(facts, events=(), fees=(fee,)), today)
    return [one for one in judged if one.column.startswith("fees")]


def _days(facts: RightFacts, rules: Mapping[str, Any], latest: date) -> Iterator[Contradiction]:
    earliest = _earliest(facts)
    days = {name: getattr(facts, name) for name in ("filing_date", "grant_date", "registration_date")}
    labels = {"filing_date": "申请日", "grant_date": "授权公告日", "registration_date": "注册日"}
    for name, day in days.items():
        if day and day > latest:
            yield Contradiction(name, day, f"{labels[name]}在将来", "请核对日期")
        elif day and day < earliest:
            yield Contradiction(name, day, f"{labels[name]}早于 {earliest}，当时还没有这种权利", "请核对日期")
    for name in ("grant_date", "registration_date"):
        if (day := days[name]) and facts.filing_date and day < facts.filing_date:
            yield Contradiction(name, day, f"{labels[name]}早于申请日", f"申请日是 {facts.filing_date}，请核对两个日期")
    begun = max(filter(None, days.values()), default=earliest)
    if (printed := facts.printed_expiry) and not begun <= printed < LAST_DAY:
        yield Contradiction("printed_expiry", printed, "届满日不可能是这一天", f"应晚于 {begun}，请核对证书")


def _earliest(facts: RightFacts) -> date:
    bounds: Mapping[str, date] = rulebook.load("lifecycle", "consistency", division=None)["earliest"]
    return bounds["patent" if facts.type in PATENT_TYPES else "other"]


def _compensation(facts: RightFacts, rules: Mapping[str, Any]) -> Iterator[Contradiction]:
    days, longest = facts.compensation_days, rules["longest_compensation_days"]
    if days and facts.type != "invention":
        yield Contradiction("compensation_days", days, "只有发明专利有期限补偿", "请去掉")
    elif not 0 <= days <= longest:
        yield Contradiction("compensation_days", days, f"期限补偿天数应在 0 至 {longest} 之间", "请按登记簿核对")


def _event(facts: RightFacts, event: Event, row: int, latest: date) -> Iterator[Contradiction]:
    name, day, announced = word("event_types", event.type), event.effective_date, event.announced_date
    if event.type == EventType.RENEWAL and facts.type not in MARK_TYPES:
        yield Contradiction("events.type", event.type, "只有商标可以续展", "请核对权利种类或事件", row)
    if event.type == EventType.LAPSE_UNPAID_FEE and facts.type in MARK_TYPES:
        yield Contradiction("events.type", event.type, "商标不因未缴年费终止", "请核对权利种类或事件", row)
    if day > (_horizon(latest) if event.type in DECIDED else latest):
        yield Contradiction("events.effective_date", day, f"“{name}”在将来", "请核对日期", row)
    if announced and announced > _horizon(latest):
        yield Contradiction("events.announced_date", announced, f"“{name}”的公告日在将来", "请核对日期", row)
    if event.until and event.until < day:
        yield Contradiction("events.until", event.until, "截止日早于生效日", f"生效日是 {day}", row)
    earliest = facts.filing_date or _earliest(facts)
    if day < earliest:
        words = "生效日早于申请日" if facts.filing_date else f"“{name}”早于 {earliest}，当时还没有这种权利"
        yield Contradiction("events.effective_date", day, words, f"应不早于 {earliest}，请核对日期", row)
    begun = (
        facts.grant_date
        or facts.registration_date
        or min((other.effective_date for other in facts.events if other.type in STARTING), default=None)
    )
    if begun and event.type in AFTER_GRANT and day < begun:
        yield Contradiction(
            "events.effective_date", day, f"“{name}”早于授权（注册）日", f"授权（注册）日是 {begun}", row
        )
    if begun and event.type in CLOSING and day > begun:
        yield Contradiction(
            "events.effective_date", day, f"授权（注册）以后不会再有“{name}”", f"授权（注册）日是 {begun}", row
        )

"""What the pages of a right show of its law: two readings, the term as a bar, the fees year by year, what to pay when."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from qiangxian.contexts.registers.records.words import state_words
from qiangxian.contexts.registers.rights.readers.facts import RightLaw, proofs_of, sources_of
from qiangxian.contexts.registers.types import EventType
from qiangxian.engines.lifecycle.facts import RightFacts
from qiangxian.engines.lifecycle.fee_plan import Choice, FeeLine, FeePlan, RestorationCost, fee_rules
from qiangxian.engines.lifecycle.fees import Band, FeeBill, FeeTerms
from qiangxian.engines.lifecycle.open_licence import open_licence_bars
from qiangxian.engines.lifecycle.reductions import request_by
from qiangxian.engines.lifecycle.status import Status
from qiangxian.engines.lifecycle.terms import MarkTerm, mark_term, patent_term, plant_variety_term, renewals_until
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.calendar import CNIPA
from qiangxian.kernel.words import PATENT_TYPES, word, words

PAYMENT_TONES = {
    "paid": "green", "paid_late": "green", "paid_too_late": "red", "overdue": "yellow", "lost": "red", "unknown_due": "yellow",
}  # fmt: skip
CHOICE_WORDS = {
    "today": "当日缴",
    "due": "应缴日缴",
    "free_end": "首月届满日缴",
    "next_month": "一个月后缴",
    "grace_end": "滞纳期截止日缴",
}
BEFORE_RIGHT = frozenset({"not_granted", "closed"})
WIDTH = 1000


@dataclass(frozen=True)
class Year:
    """One line of the fee calendar."""

    line: FeeLine
    bill: FeeBill
    state: str
    tone: str
    is_next: bool
    source: str
    fee_id: int | None

    @property
    def is_rolled(self) -> bool:
        """Whether the due day was moved by a rest day."""
        return self.bill.nominal_due_date != self.bill.due_date

    @property
    def bands(self) -> list[tuple[Band, str]]:
        """The surcharge bands with the sum each adds, in yuan."""
        full = self.bill.full
        return [(band, f"{full.percent(band.percent).as_number():g}") for band in self.line.bands]

    @property
    def may_record(self) -> bool:
        """Whether a payment of the year is worth asking for: it is the next one, or its day has come."""
        return self.is_next or self.line.state in {"unknown", "unknown_due", "unpaid", "overdue", "lost"}

    @property
    def is_provisional(self) -> bool:
        """Whether a holiday notice can still move one of the days."""
        return self.bill.provisional or any(CNIPA.is_provisional(band.last_day) for band in self.line.bands)


def law_view(right: Any, as_of: AsOf, today: date) -> dict[str, Any]:
    """Everything the page of a right shows of its law on the day; `right` was read through the reader's scope."""
    law = RightLaw(right, as_of, today)
    readings = [
        _reading("统计口径", f"{word('right_sources', right.type)}在 {as_of.effective} 显示的状态", law.statistical),
        _reading("法律口径", f"依据 {law.known} 可知的信息，{as_of.effective} 的真实状态", law.legal),
    ]
    contradiction = law.contradiction
    return {
        "readings": readings,
        "is_patent": right.type in PATENT_TYPES,
        "differ": law.statistical.state != law.legal.state,
        "bar": term_bar(law.facts, law.legal, as_of.effective),
        "notes": _notes(law.facts),
        "fees": _fees(law, as_of.effective),
        "reductions": law.reductions,
        "worked": law.worked,
        "bars": _bars(law, as_of),
        "contradiction": contradiction,
        "contradicted": state_words(contradiction["computed"]) if contradiction else ("", ""),
        "premature": law.premature,
        "mark": _mark(law.facts),
    }


def _reading(label: str, words: str, status: Status) -> dict[str, Any]:
    """One reading of the status: its name, what it answers, the state in words and tone, since when, the proof."""
    state, tone = state_words(status.state)
    flags = "、".join(word("right_flags", flag) for flag in status.flags)
    return {
        "label": label,
        "words": words,
        "state": state,
        "tone": tone,
        "flags": flags,
        "since": status.since,
        "because": proofs_of(status.because),
    }


def term_bar(facts: RightFacts, status: Status, today: date) -> dict[str, Any] | None:
    """Filing, grant, today and expiry on one line, in thousandths of it; None where a right has no first or no last day."""
    first, last = facts.filing_date or facts.registration_date or facts.grant_date, status.expiry_date
    if first is None or last is None or last <= first:
        return None
    granted = facts.grant_date or facts.registration_date
    ended = status.since if status.state in {"lapsed", "abandoned"} else None
    length = (last - first).days

    def at(day: date) -> int:
        return round(WIDTH * (min(max(day, first), last) - first).days / length)

    marks = [("申请", facts.filing_date), ("授权（注册）", granted), ("终止", ended), ("届满", last)]
    shown = [{"label": label, "day": day, "at": at(day)} for label, day in marks if day]
    pieces = _pieces(first, granted if status.state not in BEFORE_RIGHT else None, ended, last, today, at)
    inside = at(today) if first <= today <= last else None
    spoken = "；".join(f"{label} {day}" for label, day in marks if day)
    return {"pieces": pieces, "marks": shown, "today_at": inside, "words": spoken}


def _pieces(
    first: date, granted: date | None, ended: date | None, last: date, today: date, at: Any
) -> list[dict[str, Any]]:
    """Application, term used up, term to come; what follows an early end is empty."""
    living = min(ended or last, last)
    cuts = [(first, granted or today, "application")]
    if granted:
        cuts += [(granted, min(today, living), "past"), (max(granted, min(today, living)), living, "coming")]
    cuts.append((living if granted else max(today, first), last, "lost" if ended else "none"))
    widths = [(at(start), at(stop) - at(start), look) for start, stop, look in cuts if stop > start]
    return [{"offset": offset, "width": width, "look": look} for offset, width, look in widths if width > 0]


def _notes(facts: RightFacts) -> list[str]:
    """Readings of the law the term rests on that are not certain."""
    if facts.filing_date and facts.type in {"invention", "utility_model", "design", "layout"}:
        return list(patent_term(facts.type, facts.filing_date, facts.compensation_days).notes)
    granted = facts.grant_date or facts.registration_date
    if facts.type == "plant_variety" and granted:
        return _variety_notes(facts, granted)
    return []


def _variety_notes(facts: RightFacts, granted: date) -> list[str]:
    """Both terms a variety can have by the rules of its grant, where the certificate's own day is not recorded."""
    terms = {sort: plant_variety_term(granted, woody=sort == "木本、藤本") for sort in ("木本、藤本", "其他植物")}
    ends = "；".join(f"{sort}至 {term.last_day}" for sort, term in terms.items())
    missing = [] if facts.printed_expiry else [f"没有登记证书所载届满日：按授权时的规定，{ends}"]
    return [*missing, *dict.fromkeys(note for term in terms.values() for note in term.notes)]


def _mark(facts: RightFacts) -> MarkTerm | None:
    """The running term of a mark with its renewal window and grace."""
    registered = facts.registration_date or facts.grant_date
    if facts.type != "trademark" or registered is None:
        return None
    renewed = [event.effective_date for event in facts.events if event.type == EventType.RENEWAL]
    return mark_term(registered, renewals_until(registered, renewed))


def _bars(law: Any, as_of: AsOf) -> tuple[str, ...]:
    """What stands against an open licence; asked for granted patents alone."""
    if law.terms is None or law.legal.state in BEFORE_RIGHT:
        return ()
    return open_licence_bars(law.facts, as_of, pledgee_agrees=False, evaluated=False)


def _fees(law: Any, today: date) -> dict[str, Any] | None:
    if law.terms is None or law.plan is None:
        return None
    ids = {fee.year: fee.pk for fee in law.fees}
    shown = fee_view(law.terms, law.plan, today, law.restoration, sources_of(law.fees), ids)
    return {**shown, "is_announced": any(event.announced_date for event in law.legal.because)}


def fee_view(
    terms: FeeTerms,
    plan: FeePlan,
    today: date,
    restoration: RestorationCost | None = None,
    sources: dict[int, str] | None = None,
    ids: dict[int, int] | None = None,
) -> dict[str, Any]:
    """The fee calendar for the screen, of a registered patent or, without `ids`, of one typed into the calculator."""
    states = {**words("fee_states"), **(words("fee_states_asked") if ids is None else {})}
    years = [
        Year(
            line,
            line.bill,
            states[line.state],
            PAYMENT_TONES.get(line.state, "none"),
            plan.next is line,
            (sources or {}).get(line.bill.year, ""),
            (ids or {}).get(line.bill.year),
        )
        for line in plan.lines
    ]
    coming = next((year for year in years if year.is_next), None)
    nominal = coming.bill.nominal_due_date if coming and coming.line.bands else None  # an added term is never reduced
    by = request_by(nominal) if nominal else None
    return {
        "years": years,
        "next": coming,
        "waits": [_wait(choice, coming) for choice in plan.choices],
        "request_by": by if by and by >= today else None,
        "restoration": restoration or plan.restoration,
        "rules": fee_rules(terms, today),
        "provisional": any(year.is_provisional for year in years),
        "is_registered": ids is not None,
    }


def _wait(choice: Choice, year: Year | None) -> dict[str, Any]:
    """A day of payment; where a rest day moved it, the unrolled one is the safe one."""
    band = next((band for band, _ in year.bands if band.last_day == choice.day), None) if year else None
    rolled = (
        f"{band.safe_day} 为休息日顺延，稳妥起见不晚于 {band.safe_day}" if band and band.safe_day != choice.day else ""
    )
    return {"label": CHOICE_WORDS[choice.name], "choice": choice, "rolled": rolled}

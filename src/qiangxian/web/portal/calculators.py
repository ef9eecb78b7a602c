"""The public calculators: annual fees, terms and statutory periods. Everything stands in the address, so that an answer
can be sent as a link; nothing is stored and nobody logs in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from qiangxian.engines.lifecycle.consistency import refuse_contradictions
from qiangxian.engines.lifecycle.facts import RightFacts
from qiangxian.engines.lifecycle.fee_plan import fee_plan
from qiangxian.engines.lifecycle.fees import FeeTerms, fee_bill, patent_year
from qiangxian.engines.lifecycle.reductions import offered_percents
from qiangxian.engines.lifecycle.status import Status
from qiangxian.engines.lifecycle.terms import mark_term, patent_term, plant_variety_term
from qiangxian.kernel import rulebook
from qiangxian.kernel.calendar import CALENDARS
from qiangxian.kernel.clocks import Length, Pause, PeriodEnd, clock_rules, deadline, light, working_days_left
from qiangxian.kernel.errors import DomainError, Refused
from qiangxian.kernel.period import Period
from qiangxian.kernel.words import PATENT_TYPES, RightType, word
from qiangxian.web.components.choosing import offer
from qiangxian.web.components.days import DayField
from qiangxian.web.components.right_law import fee_view
from qiangxian.web.request import Request

PATENTS = tuple((kind.value, kind.label) for kind in PATENT_TYPES)
TERMS = (
    *PATENTS,
    (RightType.LAYOUT.value, RightType.LAYOUT.label),
    ("trademark", "注册商标"),
    ("plant_variety_woody", "植物新品种（木本、藤本）"),
    ("plant_variety_other", "植物新品种（其他）"),
)
REDUCTIONS = (("", "不减缴"), *((str(n), f"减缴 {n}%（{who}）") for n, who in offered_percents().items()))
UNITS = (("months", "个月"), ("days", "日"), ("working_days", "个工作日"))
UNIT_WORDS = {**dict(UNITS), "years": "年", "hours": "小时"}
MOST_RENEWALS = 20
CALENDAR_WORDS = (("cnipa", "国家知识产权局（调休上班日仍为休息日）"), ("office", "本地机关（调休上班日为工作日）"))


def day(label: str, *, required: bool = True, hint: str = "") -> DayField:
    """A day, typed or picked."""
    return DayField(
        label=label,
        required=required,
        help_text=hint,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "不是日期，请写成 2025-12-31 的形式", "required": "请填写日期"},
    )


class FeeForm(forms.Form):
    """What decides a patent's annual fees."""

    type = forms.ChoiceField(label="专利类型", choices=PATENTS)
    filing = day("申请日", hint="分案申请填母案申请日，PCT 申请填国际申请日，海牙外观设计填国际注册日；不是优先权日")
    grant = day("授权公告日", required=False, hint="授权当年的年费随登记手续缴纳，减缴年限也从这一年起算")
    reduction = forms.ChoiceField(label="获准的费减", choices=REDUCTIONS, required=False)
    open_licence = forms.BooleanField(label="开放许可正在实施", required=False)
    year = forms.IntegerField(
        label="年度",
        required=False,
        min_value=1,
        max_value=25,
        help_text="自申请日起第几年；不填则取缴费日当时该缴的一年",
    )
    pay_on = day("缴费日", required=False, hint="不填为今天")


@require_safe
def fee_calculator(request: Request) -> HttpResponse:
    """年费计算器."""
    asked = bool(request.GET.get("filing") or request.GET.get("type"))
    form = FeeForm(request.GET if asked else None)
    answer = None
    if asked and form.is_valid():
        try:
            answer = fee_answer(form.cleaned_data, timezone.localdate())
        except DomainError as error:
            form.add_error(None, str(error))
    context = {"form": form, "answer": answer, "address": request.build_absolute_uri(), "today": timezone.localdate()}
    return render(request, "portal/fee_calculator.html", context)


def fee_answer(asked: dict[str, Any], today: date) -> dict[str, Any]:
    """What the law's engine says to the form; `Refused` names what does not fit."""
    refuse_contradictions(RightFacts(asked["type"], asked["filing"], asked["grant"]), today)
    pay_on = asked["pay_on"] or today
    if pay_on < asked["filing"]:
        raise Refused("缴费日早于申请日", column="缴费日", value=pay_on, remedy="请核对两个日期")
    terms = FeeTerms(
        asked["type"],
        asked["filing"],
        asked["grant"],
        reduction=int(asked["reduction"] or 0),
        open_licence=asked["open_licence"],
    )
    term = patent_term(terms.right_type, terms.filing_date)
    is_over = pay_on >= term.terminated_on
    plan = fee_plan(terms, (), pay_on, Status("expired", term.terminated_on, ()) if is_over else None)
    last = patent_year(terms.filing_date, term.last_day)
    year = asked["year"] or (plan.next.bill.year if plan.next else last)
    bill = fee_bill(terms, year, pay_on)
    fees = fee_view(terms, plan, pay_on)
    return {
        "bill": bill,
        "warnings": bill.warnings,
        "pay_on": pay_on,
        "fees": fees,
        "last_day": term.last_day,
        "notes": term.notes,
    }


class TermForm(forms.Form):
    """What decides a term."""

    type = forms.ChoiceField(label="权利种类", choices=TERMS)
    day = day("起算日", hint="专利和布图设计填申请日，商标填注册日，植物新品种填授权公告日")
    more = forms.IntegerField(
        label="补偿天数或续展次数",
        required=False,
        min_value=0,
        max_value=4000,
        help_text="发明填期限补偿天数，商标填已续展次数",
    )


class PeriodForm(forms.Form):
    """A statutory period by its rule, or one of free length."""

    rule = forms.ChoiceField(label="期限", required=False)
    start = day("起算日", hint="当日不计入，自次日起算")
    count = forms.IntegerField(
        label="自定长度", required=False, min_value=1, max_value=2000, help_text="不选期限时填写"
    )
    unit = forms.ChoiceField(label="单位", choices=UNITS, required=False)
    calendar = forms.ChoiceField(label="日历", choices=CALENDAR_WORDS, required=False, help_text="自定长度时使用")
    extend = forms.IntegerField(label="批准的延长", required=False, min_value=0, max_value=365)
    extend_unit = forms.ChoiceField(label="延长的单位", choices=UNITS, required=False)
    pause_from = day("不计入期间的首日", required=False)
    pause_to = day("不计入期间的末日的次日", required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        rules = [(rule.code, f"{rule.label}（自{rule.begins}起）") for rule in clock_rules(timezone.localdate())]
        offer(self, "rule", [("", "自定长度"), *rules])


@dataclass(frozen=True)
class TermAnswer:
    """A term with what stands beside it."""

    lines: list[tuple[str, date]]
    source: str
    notes: tuple[str, ...]
    bar: dict[str, Any] | None = None


@dataclass(frozen=True)
class PeriodAnswer:
    """When a period ends and why."""

    label: str
    nominal: date
    due: date
    statutory: date
    provisional: bool
    because: str
    source: str
    note: str
    left: int | None = None
    light: str = "none"
    light_words: str = ""

    @property
    def overdue(self) -> int:
        """By how many working days the end has passed."""
        return max(0, -(self.left or 0))


@require_safe
def period_calculator(request: Request) -> HttpResponse:
    """期限计算: terms of rights and statutory periods, two forms on one page."""
    today, query = timezone.localdate(), request.GET
    term_form = TermForm(query if query.get("day") else None)
    period_form = PeriodForm(query if query.get("start") else None)
    context = {
        "term_form": term_form,
        "period_form": period_form,
        "term": _answered(term_form, lambda asked: term_answer(asked, today)),
        "period": _answered(period_form, lambda asked: period_answer(asked, today)),
        "address": request.build_absolute_uri(),
        "today": today,
    }
    return render(request, "portal/period_calculator.html", context)


def _answered(form: forms.Form, answer: Any) -> Any:
    if not form.is_bound or not form.is_valid():
        return None
    try:
        return answer(form.cleaned_data)
    except DomainError as error:
        form.add_error(None, str(error))
        return None


def term_answer(asked: dict[str, Any], today: date) -> TermAnswer:
    """The term of a right from its first day."""
    kind, start, more = asked["type"], asked["day"], asked["more"] or 0
    if kind == "trademark":
        if more > MOST_RENEWALS:
            raise Refused("续展次数过多", value=more, remedy=f"应为 0 至 {MOST_RENEWALS}")
        refuse_contradictions(RightFacts(kind, registration_date=start), today)
        mark = mark_term(start, more)
        lines = [
            ("本期第一日", mark.first_day),
            ("可申请续展之日", mark.window_start),
            ("有效期最后一日", mark.last_day),
            ("宽展期截止日", mark.grace_end),
            ("宽展期稳妥日", mark.grace_safe_day),
        ]
        rule = rulebook.dated("lifecycle", "terms.trademark.years", start, None)
        return TermAnswer(lines, rule.source, tuple(filter(None, (rule.note,))))
    if kind in PATENT_TYPES:
        refuse_contradictions(RightFacts(kind, start, compensation_days=more), today)
    elif more:
        raise Refused("只有发明专利有期限补偿", value=more, remedy="请清空这一栏")
    variety, _, sort = kind.rpartition("_")
    is_variety = variety == "plant_variety"
    term = plant_variety_term(start, woody=sort == "woody") if is_variety else patent_term(kind, start, more)
    lines = [("保护期最后一日", term.last_day), ("期满终止日", term.terminated_on)]
    return TermAnswer(lines, term.rule.source, term.notes)


def period_answer(asked: dict[str, Any], today: date) -> PeriodAnswer:
    """The end of a named period, or of one of free length."""
    if not asked["rule"]:
        return _free(asked)
    extensions = (Length(asked["extend_unit"] or "months", asked["extend"]),) if asked["extend"] else ()
    found = deadline(asked["rule"], asked["start"], extensions=extensions, pauses=tuple(_pauses(asked)))
    left, colour = working_days_left(found, today), light(found, today)
    return PeriodAnswer(
        label=found.rule.label,
        nominal=found.nominal,
        due=found.due,
        statutory=found.statutory,
        provisional=found.provisional,
        because=_because(found, asked),
        source=found.rule.source,
        note=found.rule.note,
        left=left,
        light=colour,
        light_words=word("clock_lights", colour),
    )


def _pauses(asked: dict[str, Any]) -> Iterator[Pause]:
    if asked["pause_from"] and asked["pause_to"]:
        span = Period(asked["pause_from"], asked["pause_to"])
        yield Pause(span.start, span.end, "")
    elif asked["pause_from"] or asked["pause_to"]:
        raise Refused("不计入的期间缺少一端", remedy="请填写首日和末日的次日")


def _because(found: PeriodEnd, asked: dict[str, Any]) -> str:
    words = [f"自 {asked['start']}（{found.rule.begins}）起，当日不计入，{_length(found.rule.length)}"]
    if asked["extend"]:
        words.append(f"批准延长 {asked['extend']} {dict(UNITS)[asked['extend_unit'] or 'months']}")
    if asked["pause_from"]:
        words.append(f"{asked['pause_from']} 至 {asked['pause_to']}（末日不含）不计入")
    if found.due != found.nominal:
        words.append(f"{found.nominal} 为休息日，顺延至 {found.due}")
    if not found.rule.rolls:
        words.append("这一期限不顺延")
    return "；".join(words)


def _length(length: Length) -> str:
    return f"{length.count} {UNIT_WORDS[length.unit]}"


def _free(asked: dict[str, Any]) -> PeriodAnswer:
    if not asked["count"]:
        raise Refused("没有期限", remedy="请选择一个期限，或填写自定长度")
    unit, calendar = asked["unit"] or "months", CALENDARS[asked["calendar"] or "cnipa"]
    end = calendar.due(asked["start"], **{unit: asked["count"]})
    label = f"{asked['count']} {dict(UNITS)[unit]}"
    source = rulebook.load("calendar", "notices", division=None)["sources"][calendar.kind]
    return PeriodAnswer(label, end.nominal, end.due, end.due, end.provisional, end.because, source, "")

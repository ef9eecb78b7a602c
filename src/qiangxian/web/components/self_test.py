"""The self-test of a title as a page and as a file, for the desk and for the enterprise itself."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpResponseBase, QueryDict

from qiangxian.contexts.registers.portfolio.eligibility import facts_of_enterprise
from qiangxian.contexts.registers.records.scope import visible
from qiangxian.engines.eligibility.figures import entry
from qiangxian.engines.eligibility.titles import (
    OUTCOME_WORDS,
    SelfTest,
    Tested,
    declared_figures,
    self_test,
    titles,
)
from qiangxian.kernel.errors import NotFound
from qiangxian.web.components.choosing import offer
from qiangxian.web.components.days import DayField
from qiangxian.web.lists.downloads import download
from qiangxian.web.request import Request

TONES = {"met": "green", "not_met": "red", "unknown": "yellow", "manual_review": "none"}
KINDS = {
    "automatic": "自动判断",
    "manual": "人工核查",
    "trigger": "核查情形",
    "preference": "优先条件",
    "timing": "受理时间",
}
HEADINGS = ("条件", "判断", "要求", "数据", "数据来源", "还缺什么", "下一步", "依据", "判断方式")
YES_NO = (("", "未填"), ("true", "是"), ("false", "否"))


class TestForm(forms.Form):
    """Which title, on which day, first application or review; below, what only the enterprise can state."""

    title = forms.ChoiceField(label="称号")
    on = DayField(label="申请日期", widget=forms.DateInput(attrs={"type": "date"}))
    review = forms.BooleanField(label="复核申请", required=False)

    def __init__(self, query: QueryDict, *, division: str, today: date) -> None:
        chosen = titles(division)
        data = query.copy()
        data.setdefault("title", chosen[0][0])
        data.setdefault("on", today.isoformat())
        super().__init__(data)
        offer(self, "title", chosen)
        self.stated: list[str] = []
        if self.is_valid():
            self._ask(declared_figures(self.cleaned_data["title"], self.cleaned_data["on"], division))

    def _ask(self, codes: tuple[str, ...]) -> None:
        for code in codes:
            about = entry(code)
            self.fields[code] = _number(about) if about.get("unit") else _flag(about)
            self.stated.append(code)
        self.full_clean()

    @property
    def declared(self) -> dict[str, Decimal | bool]:
        """What was stated; an empty field states nothing."""
        return {code: value for code in self.stated if (value := self.cleaned_data.get(code)) is not None}

    @property
    def stated_fields(self) -> list[Any]:
        """The bound fields of what the enterprise states."""
        return [self[code] for code in self.stated]


def _number(about: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=f"{about['label']}（{about['unit']}）", required=False, min_value=0, max_digits=12, decimal_places=2
    )


def _flag(about: Any) -> forms.NullBooleanField:
    return forms.NullBooleanField(label=about["label"], required=False, widget=forms.Select(choices=YES_NO))


class SelfTestPage:
    """The test the query string asks for, of an enterprise the actor may see: the form, the enterprise and the answer (None while the
    form has errors)."""

    def __init__(self, request: Request, record_id: int) -> None:
        row = visible("enterprise", request.actor).filter(record_id=record_id).order_by("id").first()
        if row is None:
            raise NotFound("没有这家企业，或者它不在您可以查看的范围内", remedy="请回到列表重新查找")
        self.record_id, self.name, self.query = record_id, row.name, request.GET.urlencode()
        self.form = TestForm(request.GET, division=row.division_code, today=request.as_of.effective)
        self.answer: SelfTest | None = None
        if self.form.is_valid():
            asked = self.form.cleaned_data
            facts = facts_of_enterprise(request.actor, record_id, asked["on"], self.form.declared)
            self.answer = self_test(facts, asked["title"], row.division_code, review=asked["review"])

    @property
    def lines(self) -> list[tuple[Tested, str, str]]:
        """Conditions with their tone and kind in words."""
        return [(one, TONES[one.outcome], KINDS[one.kind]) for one in (self.answer.conditions if self.answer else ())]

    @property
    def numbers(self) -> list[tuple[str, str, int]]:
        """How many conditions came out how: tone, words, number."""
        answer = self.answer
        return [(TONES[code], words, answer.number(code)) for code, words in OUTCOME_WORDS.items()] if answer else []


def file_of(request: Request, view: SelfTestPage, form: str) -> HttpResponseBase:
    """The answer as CSV or XLSX, with what it is and who took it out."""
    if view.answer is None:
        raise NotFound("自测的条件没有填对，没有可以导出的结果", remedy="请回到自测页面改正")
    name = f"{view.answer.label}自测-{view.name}-{view.answer.on}"
    return download(request, form, name, HEADINGS, _rows(view), _about(view))


def _rows(view: SelfTestPage) -> Iterator[tuple[str, ...]]:
    for one, _, kind in view.lines:
        yield (
            one.label,
            one.words,
            one.required,
            "；".join(
                f"{figure.label} {figure.shown}" + (f"（{figure.words}）" if figure.words else "")
                for figure in one.figures
            ),
            "、".join(dict.fromkeys(figure.origin for figure in one.figures)),
            "、".join(one.missing),
            one.next,
            one.source,
            kind,
        )


def _about(view: SelfTestPage) -> list[tuple[str, str]]:
    answer = view.answer
    assert answer is not None  # noqa: S101 - file_of refused before; tells the type checker
    return [
        ("企业", view.name),
        ("称号", answer.label),
        ("规则", f"{answer.version}，自 {answer.rule_from} 起（{answer.source}）"),
        ("申请日期", f"{answer.on}" + ("（复核）" if answer.review else "")),
        ("提示", "自测只按已登记的数据判断，不代表主管部门的认定结果；本次填报的数据未经核实。"),
    ]

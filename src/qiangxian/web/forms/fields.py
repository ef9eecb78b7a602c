"""A form field for everything that can be asked."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.urls import reverse

from qiangxian.kernel import division
from qiangxian.kernel.asking import Field
from qiangxian.kernel.identifiers import industry
from qiangxian.web.components.days import DayField

REQUIRED = "此项必填"
FEN = {"元": Decimal(100), "万元": Decimal(1_000_000)}


def _industry(code: str) -> str:
    names = (industry.name(code, edition) for edition in reversed(industry.EDITIONS)) if industry.is_valid(code) else ()
    return f"{code} {next(filter(None, names), '')}".strip()


def _place(code: str) -> str:
    known = division.is_valid(code)
    return f"{code} {division.full_name(code)}" if known else code


YES_NO = (("", "未报送"), ("true", "是"), ("false", "否"))


def day(label: str, *, required: bool = True, hint: str = "") -> DayField:
    """A day, typed or picked."""
    return DayField(
        label=label,
        required=required,
        help_text=hint,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "不是日期，请写成 2025-12-31 的形式", "required": REQUIRED},
    )


def source() -> forms.CharField:
    """Where the fact comes from."""
    return forms.CharField(label="来源", required=False, max_length=200, help_text="公报、登记簿副本、文件名称等")


def reason(*, required: bool = True) -> forms.CharField:
    """Why it is changed."""
    return forms.CharField(
        label="理由",
        required=required,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明理由，更正会连同理由永久留痕"},
    )


NAMED: dict[str, Callable[[str], str]] = {"industry": _industry, "division": _place}
"""Codes one chooses by searching for their names, and what a code stands for."""


class Searched(forms.TextInput):
    """A code that is found by its name: where scripts run, words typed offer what fits; without them the code is typed."""

    def __init__(self, what: str) -> None:
        super().__init__(attrs={"autocomplete": "off"})
        self.what = what

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """With where to ask, and the name of the code that stands there now."""
        context = super().get_context(name, value, attrs)
        told = {
            "data-find": reverse("desk:choices", args=(self.what,)),
            "data-named": NAMED[self.what](str(value or "")),
        }
        context["widget"]["attrs"] |= told
        return context


class Offered(forms.ChoiceField):
    """Offers choices but leaves the judgement to the context: a recorded value outside the list must survive."""

    def __init__(self, *, choices: Iterable[tuple[str, str]], **more: Any) -> None:
        self.offered = list(choices)
        super().__init__(choices=self.offered, **more)

    def prepare_value(self, value: Any) -> Any:
        if value and value not in dict(self.offered):
            self.choices = [*self.offered, (value, value)]
        return value

    def valid_value(self, value: str) -> bool:
        return True


def form_field(asked: Field, own: Any = None) -> forms.Field:
    """What is asked, as a field of a form; `own`: what a step is about."""
    words = {"required": asked.remedy or f"请填写{asked.label}", "invalid": f"{asked.label}写法不对"}
    label = f"{asked.label}（{asked.measured(own)}）" if asked.measured and own is not None else asked.label
    common = {"label": label, "required": asked.required, "help_text": asked.hint, "error_messages": words}
    if asked.takes in ("choice", "many"):
        return _choice(asked, asked.options(own), common)
    return MAKERS[asked.takes](asked, common)


def _choice(asked: Field, options: list[tuple[str, str]], common: dict[str, Any]) -> forms.Field:
    if asked.takes == "many":
        ticks = forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"})
        return forms.MultipleChoiceField(choices=options, widget=ticks, **common)
    if asked.required and not options:
        common = {**common, "help_text": f"还没有可以选的{asked.label}，请先登记；{asked.hint}".rstrip("；")}
    named = any(not code for code, _ in options)
    blank = [] if named else [("", "请选择" if asked.required else asked.blank or "（无）")]
    make = Offered if asked.offered else forms.ChoiceField
    return make(**common, choices=[*blank, *options])


def _money(asked: Field, common: dict[str, Any]) -> forms.Field:
    """Typed in 元 or 万元, kept in fen."""
    label, places = f"{asked.label}（{asked.unit}）", 2 if asked.unit == "元" else 6
    return forms.DecimalField(**{**common, "label": label}, min_value=asked.least, max_digits=14, decimal_places=places)


def _text(asked: Field, common: dict[str, Any]) -> forms.Field:
    widget = Searched(asked.check) if asked.check in NAMED else forms.TextInput
    return forms.CharField(**common, max_length=asked.length or None, widget=widget)


MAKERS: dict[str, Callable[[Field, dict[str, Any]], forms.Field]] = {
    "day": lambda asked, _common: day(asked.label, required=asked.required, hint=asked.hint),
    "hidden": lambda _asked, common: forms.CharField(max_length=200, widget=forms.HiddenInput, **common),
    "row": lambda _asked, common: forms.IntegerField(widget=forms.HiddenInput, **common),
    "decimal": lambda _asked, common: forms.DecimalField(max_digits=20, decimal_places=6, **common),
    "text": _text,
    "document_number": _text,
    "long": lambda asked, common: forms.CharField(
        **common, max_length=asked.length or None, widget=forms.Textarea(attrs={"rows": asked.rows})
    ),
    "flag": lambda asked, common: forms.BooleanField(**{**common, "required": False}),
    "yes_no": lambda asked, common: forms.NullBooleanField(**common, widget=forms.Select(choices=YES_NO)),
    "number": lambda asked, common: forms.IntegerField(**common, min_value=asked.least, max_value=asked.most),
    "money": _money,
}


class AskedForm(forms.Form):
    """A form of these fields; money comes out in fen under `<name>_fen`, what is left empty as None."""

    def __init__(self, *args: Any, asks: Iterable[Field], **more: Any) -> None:
        super().__init__(*args, **more)
        self.asks = tuple(asks)
        for one in self.asks:
            self.fields[one.name] = form_field(one)

    def clean(self) -> dict[str, Any]:
        """Amounts in fen under the names an action takes."""
        data = super().clean() or {}
        for one in self.asks:
            if one.takes == "money":
                amount = data.pop(one.name, None)
                data[f"{one.name}_fen"] = None if amount is None else round(amount * FEN[one.unit])
        return data

    def refuse(self, error: Exception) -> None:
        """Show an error of the context, beside the field it names where it names one."""
        column = getattr(error, "column", None)
        name = next((one.name for one in self.asks if column and one.label == column), None)
        self.add_error(name if name in self.fields else None, str(error))


class ReasonForm(forms.Form):
    """Why something is done or taken back."""

    reason = forms.CharField(label="理由", max_length=300, error_messages={"required": "请写明理由"})

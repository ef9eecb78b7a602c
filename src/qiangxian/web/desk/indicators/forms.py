"""What the indicator pages ask for. What is allowed the domain decides; the forms only read the fields."""

from typing import Any

from django import forms
from django.utils import timezone

from qiangxian.contexts.indicators.types import FrozenState
from qiangxian.contexts.registers.readers import Series

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
BAD_DAY = {"invalid": "请写成 2025-12-31 的形式。", "required": "请填写日期。"}
BAD_NUMBER = {"invalid": "请填写数字。", "required": "请填写数值；没有数据的不要上报，0 须是真实的 0。"}


class FreezeForm(forms.Form):
    """A value put on record."""

    state = forms.ChoiceField(label="状态", choices=FrozenState.choices)
    value = forms.DecimalField(
        label="上级公布的数值",
        required=False,
        error_messages=BAD_NUMBER,
        help_text="只在状态为“上级公布”且与系统测算值不同时填写。",
    )
    source = forms.CharField(label="公布来源", required=False, max_length=200)
    reason = forms.CharField(
        label="理由",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="已有冻结值时必须写明另存新版本的理由。",
    )


class ReportForm(forms.Form):
    """One figure of a series for a day or a period."""

    part = forms.ChoiceField(label="分项", required=False)
    period_start = forms.DateField(label="期间起", widget=DAY, error_messages=BAD_DAY)
    period_end = forms.DateField(label="期间止", widget=DAY, error_messages=BAD_DAY)
    value = forms.DecimalField(label="数值", max_digits=20, decimal_places=6, error_messages=BAD_NUMBER)
    bulletin = forms.CharField(
        label="数据来源", max_length=200, error_messages={"required": "没有来源的数据不能上报。"}
    )
    vintage = forms.CharField(label="版本", required=False, max_length=120, help_text="例如“2025 年公报”。")
    published_date = forms.DateField(
        label="公布日", widget=DAY, required=False, error_messages=BAD_DAY, help_text="留空为今天。"
    )
    unit_name = forms.CharField(label="填报单位", required=False, max_length=120)
    evidence = forms.FileField(label="佐证文件", required=False)

    def __init__(self, *given: Any, series: Series, own_unit: bool, **named: Any) -> None:
        super().__init__(*given, **named)
        self.series = series
        chosen: Any = self.fields["part"]
        chosen.choices = [(one.code, f"{one.label}（{one.unit}）") for one in series.parts]
        if len(series.parts) == 1:
            del self.fields["part"]
        if series.kind == "stock":
            del self.fields["period_start"]
            self.fields["period_end"].label = "数据截至"
        if not series.has_vintage:
            del self.fields["vintage"]
        if own_unit:
            del self.fields["unit_name"]
        else:
            self.fields["unit_name"].initial = series.reporter
        self.fields["evidence"].help_text = f"一般为{series.evidence}。"

    def arguments(self) -> dict[str, Any]:
        """What the action is given."""
        return with_evidence(self.cleaned_data)


class CorrectForm(forms.Form):
    """Another value, with the reason."""

    value = forms.DecimalField(label="数值", max_digits=20, decimal_places=6, error_messages=BAD_NUMBER)
    bulletin = forms.CharField(label="数据来源", max_length=200, required=False)
    vintage = forms.CharField(label="版本", required=False, max_length=120)
    published_date = forms.DateField(
        label="公布日", widget=DAY, required=False, error_messages=BAD_DAY, help_text="留空为今天。"
    )
    evidence = forms.FileField(label="佐证文件", required=False)
    reason = forms.CharField(
        label="理由", widget=forms.Textarea(attrs={"rows": 2}), error_messages={"required": "请写明理由。"}
    )

    def arguments(self) -> dict[str, Any]:
        """What the action is given."""
        return with_evidence(self.cleaned_data)


class ConfirmForm(forms.Form):
    """Compared with its evidence."""

    reason = forms.CharField(label="核对说明", required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def arguments(self) -> dict[str, Any]:
        """What the action is given."""
        return dict(self.cleaned_data)


class OfficialForm(forms.Form):
    """Which bulletin printed the figure, and when."""

    bulletin = forms.CharField(label="公报或文件", max_length=200, error_messages={"required": "请写明公报或文件。"})
    published_date = forms.DateField(label="公布日", widget=DAY, error_messages=BAD_DAY, initial=timezone.localdate)
    reason = forms.CharField(label="说明", required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def arguments(self) -> dict[str, Any]:
        """What the action is given."""
        return dict(self.cleaned_data)


class WithdrawForm(forms.Form):
    """Why the figure is taken back."""

    reason = forms.CharField(
        label="理由", widget=forms.Textarea(attrs={"rows": 2}), error_messages={"required": "请写明理由。"}
    )

    def arguments(self) -> dict[str, Any]:
        """What the action is given."""
        return dict(self.cleaned_data)


def with_evidence(cleaned: dict[str, Any]) -> dict[str, Any]:
    """The uploaded file as name and content."""
    values = dict(cleaned)
    upload = values.pop("evidence", None)
    return {**values, "evidence": (upload.name, upload.read()) if upload else None}

"""What the indicator pages ask for. What is allowed the domain decides; the forms only read the fields."""

from django import forms

from qiangxian.contexts.indicators.types import FrozenState

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

"""What one says when a finding is let be."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from qiangxian.web.components.days import DayField

DAYS_LET_BE = 90


class IgnoreForm(forms.Form):
    """Why, and until when; the choice of findings stands beside them in the list."""

    reason = forms.CharField(
        label="理由",
        max_length=300,
        error_messages={"required": "请写明不处理的理由"},
        help_text="写明依据，例如“分案申请，已核对受理通知书”",
    )
    until_date = DayField(
        label="到期日",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请填写到期日", "invalid": "日期写法不对，请写成 2025-12-31 的形式"},
        help_text="到期后自动回到待处理",
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["until_date"].initial = timezone.localdate() + timedelta(days=DAYS_LET_BE)

    def clean_until_date(self) -> date:
        """A day to come."""
        day: date = self.cleaned_data["until_date"]
        if day <= timezone.localdate():
            raise forms.ValidationError("到期日须在今天之后")
        return day

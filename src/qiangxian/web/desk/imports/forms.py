"""What the import pages ask for."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from qiangxian.engines.intake import KINDS, load_vocabulary
from qiangxian.web.components.choosing import offer


def kinds() -> list[tuple[str, str]]:
    """Every kind of table with its name on screen."""
    return [(kind, load_vocabulary(kind).label) for kind in KINDS]


class UploadForm(forms.Form):
    """A table, what it holds, and through which day the register is complete with it."""

    kind = forms.ChoiceField(label="登记表")
    file = forms.FileField(
        label="文件", error_messages={"required": "请选择文件", "empty": "文件是空的，请检查是否传输完整"}
    )
    through = forms.DateField(label="数据齐全截至", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        offer(self, "kind", kinds())
        self.fields["through"].initial = timezone.localdate

    def clean_through(self) -> date:
        """Not a day to come."""
        day: date = self.cleaned_data["through"]
        if day > timezone.localdate():
            raise forms.ValidationError("不能填将来的日期，请填今天或以前的日期")
        return day

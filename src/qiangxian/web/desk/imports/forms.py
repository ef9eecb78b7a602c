"""What the import pages ask for."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from qiangxian.engines.intake import KINDS, load_vocabulary
from qiangxian.web.components.choosing import offer
from qiangxian.web.components.days import DayField


def kinds() -> list[tuple[str, str]]:
    """Every kind of table with its name on screen."""
    return [(kind, load_vocabulary(kind).label) for kind in KINDS]


class UploadForm(forms.Form):
    """A table, what it holds, and whether the register is complete with it, and through which day: asked, never assumed."""

    kind = forms.ChoiceField(label="登记表")
    file = forms.FileField(
        label="文件", error_messages={"required": "请选择文件", "empty": "文件是空的，请检查是否传输完整"}
    )
    extent = forms.ChoiceField(
        label="这份清单",
        choices=(
            ("whole", "是这类登记的全部内容，可以声明数据齐全"),
            ("part", "只是补充或更正一部分，不声明数据齐全"),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": "请选择这份清单是全部内容还是只补充一部分"},
    )
    through = DayField(
        label="数据齐全截至",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        offer(self, "kind", kinds())

    def clean_through(self) -> date | None:
        """A day for a whole list, not one to come; none for a supplement."""
        day: date | None = self.cleaned_data["through"]
        if self.cleaned_data.get("extent") == "part":
            return None
        if day is None:
            raise forms.ValidationError("请填写这份清单齐全到哪一天（清单导出或核对的日期）")
        if day > timezone.localdate():
            raise forms.ValidationError("不能填将来的日期，请填今天或以前的日期")
        return day

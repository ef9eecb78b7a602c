"""What the pages of the pool ask for. What is allowed the domain decides; the forms only read the fields."""

from collections.abc import Iterable
from typing import Any

from django import forms

from qiangxian.contexts.dossiers.readers import kinds
from qiangxian.web.forms import day, reason

TICKS = forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"})


class PieceUploadForm(forms.Form):
    """A file somebody brings."""

    file = forms.FileField(
        label="文件",
        error_messages={"required": "请选择文件"},
        help_text="PDF、图片按原样装订；.docx、.xlsx、.ofd、.wps、.et 等原样留存，卷宗中附一页说明",
    )
    label = forms.CharField(label="名称", required=False, max_length=300, help_text="不填则用文件名")
    source = forms.CharField(
        label="来源", max_length=200, help_text="出具单位或文号", error_messages={"required": "请填写出具单位或文号"}
    )
    day = day("材料日期")
    is_personal = forms.BooleanField(label="含个人信息（身份证号、电话、住址、未公开的姓名等）", required=False)
    redacted = forms.FileField(
        label="脱敏件", required=False, help_text="含个人信息的必须上传；卷宗只用脱敏件，原件只留存"
    )


class KindForm(forms.Form):
    """Which sort of thing is frozen, on which day."""

    kind = forms.ChoiceField(label="种类")
    as_of = day("数据截至")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["kind"].choices = kinds()  # type: ignore[attr-defined]  # a choice field has choices


class PieceFreezeForm(forms.Form):
    """Which one of the sort; where it can be asked more narrowly, under which conditions."""

    key = forms.ChoiceField(label="内容", error_messages={"required": "请选择要固定的内容"})
    conditions = forms.CharField(
        label="筛选条件",
        required=False,
        max_length=200,
    )

    def __init__(self, *args: Any, offered: Iterable[tuple[str, str]], narrowed: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["key"].choices = list(offered)  # type: ignore[attr-defined]  # a choice field has choices
        self.fields["conditions"].help_text = narrowed
        if not narrowed:
            del self.fields["conditions"]

    @property
    def chosen(self) -> str:
        """The key with its conditions."""
        conditions = str(self.cleaned_data.get("conditions") or "").lstrip("?")
        return str(self.cleaned_data["key"]) + (f"?{conditions}" if conditions else "")


class WithdrawForm(forms.Form):
    """Why a piece leaves the pool."""

    reason = reason()

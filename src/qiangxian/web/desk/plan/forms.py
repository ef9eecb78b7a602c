"""What the plan pages take in."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict

from qiangxian.contexts.documents.types import ItemKind
from qiangxian.contexts.programmes.types import AssignmentRole
from qiangxian.kernel import division
from qiangxian.kernel.actor import Actor
from qiangxian.web.components.choosing import offer

from .pages import FieldInput

NEW = "0"


class PlanForm(forms.Form):
    """A plan file and the county it is for."""

    file = forms.FileField(
        label="方案文件",
        help_text="可上传 .txt、.html、.docx 和带文字层的 .pdf；扫描件请先识别成文字",
        error_messages={"required": "请选择文件", "empty": "文件是空的，请核对后重新选择"},
    )
    division_code = forms.ChoiceField(label="属于哪个县（市、区）")
    programme = forms.ChoiceField(label="与现行方案的关系", required=False)

    def __init__(self, *args: Any, actor: Actor, programmes: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = sorted(actor.divisions("office"))
        offer(self, "division_code", [(code, division.full_name(code)) for code in codes])
        amend = [(str(row.pk), f"是《{row.title}》的修订") for row in programmes]
        choices = [("", "自动认定（文号相同或标题相近时按修订处理）"), (NEW, "是另一个新方案"), *amend]
        offer(self, "programme", choices)

    def clean_file(self) -> Any:
        """The limit is told before anything is read."""
        file = self.cleaned_data["file"]
        if file.size > settings.MAX_UPLOAD:
            raise forms.ValidationError(f"文件超过 {settings.MAX_UPLOAD // 1048576} MB 的上限，请压缩或拆分后上传")
        return file


def corrected(kind: str, inputs: list[FieldInput], posted: QueryDict) -> dict[str, Any]:
    """The values of a correction form in the shape of the item; only what was changed is handed on."""
    given = {one.name: posted.get(one.name, "").strip() for one in inputs if one.name in posted}
    changed = {one.name for one in inputs if one.name in given and given[one.name] != one.value.replace("\r\n", "\n")}
    values: dict[str, Any] = {name: given[name] for name in changed if not name.startswith("role_")}
    if kind == ItemKind.TASK and any(name.startswith("role_") for name in changed):
        values["assignments"] = [
            {"role": role.value, "unit": unit}
            for role in AssignmentRole
            for unit in re.split(r"[、,，;；\s]+", given.get(f"role_{role.value}", ""))
            if unit
        ]
    return values

"""Forms of units and townships."""

from typing import Any

from django import forms

from qiangxian.contexts.people import readers
from qiangxian.contexts.people.types import UnitKind
from qiangxian.kernel.actor import Actor
from qiangxian.web.components.choosing import offer


class UnitForm(forms.Form):
    """A new unit."""

    name = forms.CharField(label="单位全称", max_length=80, help_text="与公文落款一致，如“市市场监督管理局”")
    short_name = forms.CharField(
        label="简称", max_length=40, required=False, help_text="方案里常用的写法，如“市市场监管局”"
    )
    kind = forms.ChoiceField(label="类型", choices=UnitKind.choices)


class UnitChangeForm(UnitForm):
    """Another name, short name or kind for a unit."""

    reason = forms.CharField(label="更正理由", max_length=200)


class MergeForm(forms.Form):
    """A unit becomes part of another."""

    into_id = forms.TypedChoiceField(label="并入", coerce=int)
    reason = forms.CharField(label="并入理由", max_length=200, help_text="机构改革文件的名称、文号")

    def __init__(self, *args: Any, actor: Actor, unit: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "merge-%s", **kwargs})
        others = readers.standing_units(actor).filter(division_code=unit.division_code).exclude(pk=unit.pk)
        offer(self, "into_id", [(str(one.pk), one.name) for one in others])


class TownshipsForm(forms.Form):
    """The county's townships, one a line."""

    townships = forms.CharField(
        label="乡镇名单",
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false"}),
        help_text="每行一个：九位代码、空格、名称。可以从表格里整列粘贴；不再设置的删去那一行。",
    )
    reason = forms.CharField(label="更正理由", max_length=200, help_text="批复文件的名称、文号")

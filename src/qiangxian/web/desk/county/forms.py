"""Forms of units and townships."""

import re
from typing import Any

from django import forms
from django.utils import timezone

from qiangxian.contexts.people import readers
from qiangxian.contexts.people.types import UnitKind
from qiangxian.kernel.actor import Actor
from qiangxian.web.components.choosing import offer

from ..people.forms import RoleForm

SEPARATOR = re.compile(r"[,，\t]")


class CountyForm(forms.Form):
    """In whose name and where the county speaks outwards."""

    issuing_body = forms.CharField(
        label="对外发文单位", max_length=80, help_text="公示、入库通知和提醒由它发文，一般是牵头的市场监督管理局"
    )
    site_address = forms.CharField(
        label="政府网站公示栏目网址", max_length=200, required=False, help_text="公示期从挂到网上的次日起算；没有的留空"
    )
    notice_board = forms.CharField(
        label="纸质公示栏", max_length=100, required=False, help_text="如“市民中心一楼公示栏”"
    )


class UnitsForm(forms.Form):
    """Several units at once, one a line: full name, short name, kind."""

    units = forms.CharField(
        label="单位名单",
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text="每行一个：全称，简称，类型。简称和类型可以不写；类型有部门、乡镇街道、司法机关、其他单位。",
    )

    def __init__(self, *args: Any, division_code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.division_code = division_code

    def clean_units(self) -> list[dict[str, str]]:
        """The units that are not there yet, each a line."""
        kinds, found = {label: code for code, label in UnitKind.choices}, []
        for number, line in enumerate(self.cleaned_data["units"].splitlines(), 1):
            name, short, kind, *more = [*(part.strip() for part in SEPARATOR.split(line.strip())), "", ""]
            if any(more):
                raise forms.ValidationError(f"第 {number} 行多了一栏：{line.strip()}。请写成“全称，简称，类型”")
            if kind and kind not in kinds:
                raise forms.ValidationError(f"第 {number} 行的类型“{kind}”不认识，请写{'、'.join(kinds)}之一")
            if name and not readers.has_unit(self.division_code, name):
                found.append({"name": name, "short_name": short, "kind": kinds.get(kind, UnitKind.BUREAU)})
        if not found:
            raise forms.ValidationError("这些单位都已经建立。")
        return list({unit["name"]: unit for unit in found}.values())


class FirstRoleForm(RoleForm):
    """A role for one of the accounts, in the county that is being set up."""

    account_id = forms.TypedChoiceField(label="账号", coerce=int)
    field_order = ("account_id", "role", "valid_from", "note")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, divisions=[], **{"initial": {"valid_from": timezone.localdate()}, **kwargs})
        for name in ("division_code", "valid_to"):
            self.fields.pop(name)
        offer(self, "account_id", [(str(one.pk), _told(one)) for one in readers.accounts(actor)])


def _told(account: Any) -> str:
    return f"{account}（{'在用' if account.is_active else '还没有启用'}）"


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

"""Forms of the account pages."""

from typing import Any

from django import forms

from qiangxian.contexts.people import readers
from qiangxian.contexts.registers.enterprises.readers.enterprises import record_of
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import DomainError
from qiangxian.kernel.roles import OFFICIALS, choices
from qiangxian.web.components.choosing import offer
from qiangxian.web.components.days import DayField

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _units(actor: Actor) -> list[tuple[str, str]]:
    return [("", "（无单位）"), *((str(u.pk), u.name) for u in readers.standing_units(actor))]


def _persons(actor: Actor) -> list[tuple[str, str]]:
    return [(str(person.pk), str(person)) for person in readers.persons(actor)]


class AccountForm(forms.Form):
    """A new account; its password is generated."""

    name = forms.RegexField(
        regex=r"^[\w.\-]{2,60}$",
        label="登录名",
        help_text="2–60 个字母、数字或汉字，不分大小写",
        error_messages={"invalid": "只能用字母、数字、汉字、点和短横"},
    )
    display_name = forms.CharField(label="姓名或称呼", max_length=60, required=False)
    email = forms.EmailField(label="电子邮箱", required=False)
    unit_id = forms.TypedChoiceField(label="单位", coerce=int, empty_value=None, required=False)
    person_id = forms.TypedChoiceField(
        label="使用人",
        coerce=int,
        empty_value=None,
        required=False,
        help_text="同一人有几个账号的，选择同一人；两人分办的事项按人核对",
    )

    uscc = forms.CharField(
        label="企业的统一社会信用代码",
        max_length=18,
        required=False,
        help_text="只有企业的账号填写，登录后只看得到这一家；企业须已录入基础台账。其他账号留空",
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.home = actor.home
        offer(self, "unit_id", _units(actor))
        offer(self, "person_id", [("", "（新登记，姓名同上）"), *_persons(actor)])

    def clean(self) -> dict[str, Any]:
        """What the account is told of: the enterprise itself instead of its code."""
        given = {**super().clean(), "enterprise_record_id": None}  # type: ignore[dict-item]
        if code := given.pop("uscc", ""):
            try:
                given["enterprise_record_id"] = record_of(code, self.home)
            except DomainError as error:
                self.add_error("uscc", str(error))
        return given


class AccountChangeForm(forms.Form):
    """Another name to be called by, mail address or unit."""

    display_name = forms.CharField(label="姓名或称呼", max_length=60)
    email = forms.EmailField(label="电子邮箱", required=False)
    unit_id = forms.TypedChoiceField(label="单位", coerce=int, empty_value=None, required=False)
    reason = forms.CharField(label="更正理由", max_length=200)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "account-%s", **kwargs})
        offer(self, "unit_id", _units(actor))


class PersonForm(forms.Form):
    """Another name or post for the person behind an account."""

    person_id = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label="姓名", max_length=60)
    post = forms.CharField(label="职务", max_length=60, required=False)
    reason = forms.CharField(label="更正理由", max_length=200)


class AssignForm(forms.Form):
    """Another person behind an account."""

    person_id = forms.TypedChoiceField(label="改为", coerce=int)
    reason = forms.CharField(label="更改理由", max_length=200)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "assign-%s", **kwargs})
        offer(self, "person_id", _persons(actor))


class RoleForm(forms.Form):
    """A role in one of the actor's counties, from a day on."""

    role = forms.ChoiceField(label="角色", choices=choices)
    division_code = forms.ChoiceField(label="县（市、区）")
    valid_from = DayField(label="自何日起", widget=DAY)
    valid_to = DayField(label="至何日止（不含）", widget=DAY, required=False)
    note = forms.CharField(label="任命依据", max_length=200, help_text="任命或分工文件的名称、文号")

    def __init__(self, *args: Any, divisions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "division_code", divisions)


class EndRoleForm(forms.Form):
    """End one role, with a reason."""

    assignment_id = forms.IntegerField(widget=forms.HiddenInput)
    valid_to = DayField(label="自何日起不再担任", widget=DAY)
    reason = forms.CharField(label="理由", max_length=200)


class EndDelegationForm(forms.Form):
    """End what was lent, with a reason."""

    delegation_id = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label="理由", max_length=200)


class SecondForm(forms.Form):
    """The second person's word on what another administrator asked; the reason stands where it is refused."""

    step_id = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label="退回理由", max_length=200, required=False)

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        if self.data.get("step") == "refuse" and not cleaned.get("reason"):
            self.add_error("reason", "请写明退回理由")
        return cleaned


class DelegationForm(forms.Form):
    """Lend one of one's own roles to a colleague."""

    role = forms.ChoiceField(label="委托的角色")
    taker_id = forms.TypedChoiceField(label="受托人", coerce=int)
    valid_from = DayField(label="自", widget=DAY)
    valid_to = DayField(label="至（含）", widget=DAY)
    reason = forms.CharField(label="理由", max_length=200)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = {grant.role for grant in actor.holding(*OFFICIALS) if grant.giver is None}
        offer(self, "role", [choice for choice in choices() if choice[0] in own])
        offer(self, "taker_id", [(str(a.pk), str(a)) for a in readers.colleagues(actor)])

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("valid_from"), cleaned.get("valid_to")
        if start and end and end < start:
            self.add_error("valid_to", "结束日不能早于开始日")
        return cleaned

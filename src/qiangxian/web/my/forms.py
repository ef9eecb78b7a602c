"""Forms an enterprise fills in."""

from django import forms


class ApplyForm(forms.Form):
    """The enterprise applies, names who speaks for it and consents."""

    contact_name = forms.CharField(label="联系人", max_length=60, error_messages={"required": "请填写联系人"})
    contact_phone = forms.CharField(
        label="联系电话",
        max_length=30,
        help_text="手机号，或带区号的座机；只供办公室联系，不公开",
        error_messages={"required": "请填写联系电话"},
    )
    consent_date = forms.DateField(
        label="企业盖章同意书的日期",
        help_text="同意入库后由办公室查询本企业的登记信息、公示企业名称和代码",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "不是日期，请写成 2025-12-31 的形式", "required": "请填写日期"},
    )
    statement = forms.CharField(
        label="申报说明",
        required=False,
        help_text="主要产品、知识产权现状、希望得到的支持",
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class WithdrawForm(forms.Form):
    """The enterprise takes its application back."""

    reason = forms.CharField(label="原因", required=False, widget=forms.Textarea(attrs={"rows": 2}))

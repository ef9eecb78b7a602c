"""Forms of trusteeship contracts, public lists and the non-normal list."""

from django import forms

from qiangxian.contexts.registers.types import ListingKind

from .forms import day, reason, source


class ListingForm(forms.Form):
    """An enterprise is put on a public list."""

    kind = forms.ChoiceField(label="名录", choices=ListingKind.choices)
    effective_date = day("列入日")
    known_date = day("公布日", required=False, hint="不填则以列入日为准")
    document_number = forms.CharField(label="决定文号", required=False, max_length=60)
    detail = forms.CharField(label="事由", required=False, max_length=300)
    source = source()


class EndListingForm(forms.Form):
    """An enterprise is taken off a public list."""

    effective_date = day("移出日", hint="从这一天起不再在列")
    known_date = day("公布日", required=False)
    source = source()
    reason = reason()


class CoverForm(forms.Form):
    """One more right under a contract."""

    number = forms.CharField(label="申请号（注册号）", max_length=40)
    source = source()


class ServiceForm(forms.Form):
    """One entry of the service log of a contract."""

    day = day("服务日")
    words = forms.CharField(label="服务内容", widget=forms.Textarea(attrs={"rows": 3}))
    deliverable = forms.CharField(
        label="交付物", required=False, max_length=200, help_text="报告、清单、培训签到表等的名称或编号"
    )
    source = source()


class EndContractForm(forms.Form):
    """A contract ends early."""

    effective_date = day("终止日", hint="从这一天起不再托管")
    known_date = day("备案日", required=False, hint="办公室得知终止的日期；不填则以终止日为准")
    source = source()
    reason = reason()


class ReinstateForm(forms.Form):
    """A filing is taken off the non-normal list."""

    effective_date = day("恢复日", hint="从这一天起重新计入统计")
    known_date = day("通知日", required=False)
    source = source()
    reason = reason()

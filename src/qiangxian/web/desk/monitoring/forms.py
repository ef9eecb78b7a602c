"""What the pages of reminders ask: the channels, and how somebody was told outside the product."""

from datetime import date

from django import forms
from django.utils import timezone

from qiangxian.web.components.days import DayField

WAYS = ("电话告知", "上门告知", "寄送书面通知", "请乡镇（街道）转告", "当面签收")


class ChannelsForm(forms.Form):
    """Whether reminders go out by themselves, and the robot's address; it is never shown again once it is saved."""

    automatic = forms.BooleanField(label="每天自动发送到期提醒", required=False)
    webhook = forms.CharField(label="群机器人地址", required=False, max_length=400)
    no_webhook = forms.BooleanField(label="不再发给群机器人", required=False)


class OfflineForm(forms.Form):
    """How the office told whom nothing reaches, and when."""

    how = forms.ChoiceField(label="告知方式", choices=[(one, one) for one in WAYS])
    told_on = DayField(label="告知日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def clean_told_on(self) -> date:
        """Not a day to come."""
        told: date = self.cleaned_data["told_on"]
        if told > timezone.localdate():
            raise forms.ValidationError("请填写已经告知的日期")
        return told

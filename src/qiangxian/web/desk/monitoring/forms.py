"""The form of the channels."""

from django import forms


class ChannelsForm(forms.Form):
    """Whether reminders go out by themselves, and the robot's address; it is never shown again once it is saved."""

    automatic = forms.BooleanField(label="每天自动发送到期提醒", required=False)
    webhook = forms.CharField(label="群机器人地址", required=False, max_length=400)
    no_webhook = forms.BooleanField(label="不再发给群机器人", required=False)

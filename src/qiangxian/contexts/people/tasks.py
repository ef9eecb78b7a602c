"""What is cleared every night: sessions that ended, and failures nobody counts any more."""

from datetime import date, datetime, timedelta

from django.apps import apps
from django.contrib.sessions.models import Session

from qiangxian.kernel.schedule import daily

from .models import LoginFailure

FAILURES_KEPT_DAYS = 31


@daily("people.clear_sessions", label="清理过期的登录和失败记录", hour=3)
def clear_sessions(*, today: date, at: datetime) -> None:
    """Sessions that ended, the devices they stood for, and failures of more than a month ago."""
    Session.objects.filter(expire_date__lt=at).delete()
    devices = apps.get_model("usersessions", "UserSession")
    devices.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    LoginFailure.objects.filter(last_at__lt=at - timedelta(days=FAILURES_KEPT_DAYS)).delete()

"""Django's registration of the notices context."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "qiangxian.contexts.notices"
    label = "notices"
    verbose_name = "通知提醒"

    def ready(self) -> None:
        from . import integrity, tasks  # noqa: F401 - importing them registers the check and the daily job

"""Django's registration of the schedule context."""

from django.apps import AppConfig


class ScheduleConfig(AppConfig):
    name = "qiangxian.contexts.schedule"
    label = "schedule"
    verbose_name = "每日任务"

    def ready(self) -> None:
        from . import integrity  # noqa: F401 - importing them registers the checks

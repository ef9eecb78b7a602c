"""Django's registration of the holidays context."""

from django.apps import AppConfig


class HolidaysConfig(AppConfig):
    name = "qiangxian.contexts.holidays"
    label = "holidays"
    verbose_name = "放假安排"

    def ready(self) -> None:
        from qiangxian.kernel.calendar import ACCEPTED

        from . import flow, readers  # noqa: F401 - importing it declares the flow

        ACCEPTED.source = readers.accepted_notices

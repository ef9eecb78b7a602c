"""Django's registration of the meetings context."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "qiangxian.contexts.meetings"
    label = "meetings"
    verbose_name = "收文和会议"

    def ready(self) -> None:
        from . import bodies, evidence, incoming, integrity  # noqa: F401, I001 - importing them declares flows and checks
        from . import calling, attending, minuting, closing, demonstration  # noqa: F401 - the steps of a meeting in their order

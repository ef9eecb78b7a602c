"""Django's registration of the handovers context."""

from django.apps import AppConfig


class HandoversConfig(AppConfig):
    name = "qiangxian.contexts.handovers"
    label = "handovers"
    verbose_name = "工作交接"

    def ready(self) -> None:
        from . import flow  # noqa: F401 - importing it declares the flow

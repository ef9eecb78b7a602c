"""Django's registration of the indicators context."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "qiangxian.contexts.indicators"
    label = "indicators"
    verbose_name = "指标"

    def ready(self) -> None:
        from . import evidence, integrity, upper_flow  # noqa: F401 - importing them registers the checks and declares the flow

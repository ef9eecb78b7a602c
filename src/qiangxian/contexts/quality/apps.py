"""Django's registration of the quality context."""

from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "qiangxian.contexts.quality"
    label = "quality"
    verbose_name = "数据质量"

    def ready(self) -> None:
        from . import tasks  # noqa: F401 - importing it registers the nightly job

"""Django's registration of the cultivation context."""

from django.apps import AppConfig


class CultivationConfig(AppConfig):
    name = "qiangxian.contexts.cultivation"
    label = "cultivation"
    verbose_name = "企业培育库"

    def ready(self) -> None:
        from . import actions, demonstration, integrity, shapes, tasks  # noqa: F401 - importing them fills the registries

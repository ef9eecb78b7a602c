"""Django's registration of the supervision context."""

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "qiangxian.contexts.supervision"
    label = "supervision"
    verbose_name = "工作调度"

    def ready(self) -> None:
        from . import actions, demonstration, designations  # noqa: F401 - importing them declares flows and actions

"""Django's registration of the dossiers context."""

from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "qiangxian.contexts.dossiers"
    label = "dossiers"
    verbose_name = "验收卷宗"

    def ready(self) -> None:
        from . import demonstration, flow, integrity, pool, tasks  # noqa: F401 - importing them declares actions, steps and checks

"""Django's registration of the programmes context."""

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "qiangxian.contexts.programmes"
    label = "programmes"
    verbose_name = "工作方案"

    def ready(self) -> None:
        from . import integrity  # noqa: F401 - importing it registers the checks

"""Django's registration of the matters context."""

from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "qiangxian.contexts.matters"
    label = "matters"
    verbose_name = "事项"

    def ready(self) -> None:
        from . import evidence, integrity, merging, tasks  # noqa: F401 - importing them fills the registries of checks and daily jobs

"""Django's registration of the patents context."""

from django.apps import AppConfig


class PatentsConfig(AppConfig):
    name = "qiangxian.contexts.patents"
    label = "patents"
    verbose_name = "专利信息"

    def ready(self) -> None:
        from . import actions, demonstration, integrity, tasks  # noqa: F401 - importing them declares actions, checks and daily jobs

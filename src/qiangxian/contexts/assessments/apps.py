"""Django's registration of the assessment context."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "qiangxian.contexts.assessments"
    label = "assessments"
    verbose_name = "考核评估"

    def ready(self) -> None:
        from . import appealing, demonstration, integrity, reporting, reviewing, rounds, schemes, upper_flow  # noqa: F401 - importing them declares flows

"""Django's registration of the registers context."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "qiangxian.contexts.registers"
    label = "registers"
    verbose_name = "登记库"

    def ready(self) -> None:
        from . import (  # noqa: F401 - importing them fills the registries of measures, evidence, jobs
            evidence,
            integrity,
            measures,
            nightly,
            reminders,
        )

"""Django's registration of the audit context."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "qiangxian.contexts.audit"
    label = "audit"
    verbose_name = "审计"

    def ready(self) -> None:
        from . import integrity, tasks  # noqa: F401 - importing them registers the check, the proofs and what follows an upgrade

"""Django's registration of the audit context."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "qiangxian.contexts.audit"
    label = "audit"
    verbose_name = "审计"

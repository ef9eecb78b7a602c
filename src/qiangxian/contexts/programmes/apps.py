"""Django's registration of the programmes context."""

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "qiangxian.contexts.programmes"
    label = "programmes"
    verbose_name = "工作方案"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from . import changing, demonstration, evidence, flow, integrity, tasks  # noqa: F401 - importing them fills the registries
        from .progress import demonstration as progress_demonstration  # noqa: F401 - it declares a story
        from .progress import evidence as progress_evidence  # noqa: F401 - it offers accepted reports
        from .progress import milestones, steps  # noqa: F401 - importing them declares the flows
        from .releasing import freeze_carried_over

        post_migrate.connect(freeze_carried_over, sender=self)

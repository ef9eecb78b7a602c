"""Django's registration of the registers context."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "qiangxian.contexts.registers"
    label = "registers"
    verbose_name = "基础台账"

    def ready(self) -> None:
        from . import integrity, kinds, measures  # noqa: F401 - importing them fills the registries
        from .demonstration import actions as story  # noqa: F401 - as above
        from .due import reminders, shapes  # noqa: F401 - as above
        from .intake import tasks as fetching  # noqa: F401 - as above
        from .portfolio import tasks as climbing  # noqa: F401 - as above
        from .records import evidence
        from .reported import actions  # noqa: F401 - as above
        from .reported import tasks as adopting  # noqa: F401 - as above
        from .rights.conflicts import tasks as comparing  # noqa: F401 - as above

        evidence.offer_all()

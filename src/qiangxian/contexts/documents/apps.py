"""Django's registration of the documents context."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "qiangxian.contexts.documents"
    label = "documents"
    verbose_name = "文件"

    def ready(self) -> None:
        from . import integrity  # noqa: F401 - importing it registers the checks

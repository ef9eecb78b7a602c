"""Django's registration of the documents context."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "qiangxian.contexts.documents"
    label = "documents"
    verbose_name = "文件"

"""Django's registration of the records' templates."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "qiangxian.web.records"
    label = "web_records"

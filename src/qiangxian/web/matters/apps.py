"""Django's registration of the matter pages, for their templates."""

from django.apps import AppConfig


class MatterPagesConfig(AppConfig):
    name = "qiangxian.web.matters"
    label = "matter_pages"
    verbose_name = "事项页面"

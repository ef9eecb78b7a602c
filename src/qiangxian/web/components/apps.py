"""Django's registration of the components templates."""

from django.apps import AppConfig


class ComponentsConfig(AppConfig):
    name = "qiangxian.web.components"
    label = "web_components"

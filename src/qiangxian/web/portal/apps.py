"""Django's registration of the portal templates."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "qiangxian.web.portal"
    label = "web_portal"

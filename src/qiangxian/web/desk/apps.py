"""Django's registration of the desk templates."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "qiangxian.web.desk"
    label = "web_desk"

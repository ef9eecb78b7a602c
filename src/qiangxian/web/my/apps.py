"""Django's registration of the my templates."""

from django.apps import AppConfig


class MyConfig(AppConfig):
    name = "qiangxian.web.my"
    label = "web_my"

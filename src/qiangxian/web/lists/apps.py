"""Django's registration of the list's templates."""

from django.apps import AppConfig


class ListsConfig(AppConfig):
    name = "qiangxian.web.lists"
    label = "web_lists"

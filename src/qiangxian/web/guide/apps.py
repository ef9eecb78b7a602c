"""Django's registration of the guide's templates."""

from django.apps import AppConfig


class GuideConfig(AppConfig):
    name = "qiangxian.web.guide"
    label = "web_guide"

"""Django's registration of the people context."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "qiangxian.contexts.people"
    label = "people"
    verbose_name = "单位与账号"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        user_logged_in.disconnect(dispatch_uid="update_last_login")  # our own action writes it, with a line
        from qiangxian.kernel import division

        from . import integrity, tasks, townships  # noqa: F401 - importing them registers the checks and the nightly job

        division.CORRECTED.source = townships.corrected_townships

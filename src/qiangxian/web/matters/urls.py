"""Addresses of matters, the same on the desk and on the enterprise's site."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponseBase
from django.urls import path

from qiangxian.kernel.errors import NotAllowed
from qiangxian.web.request import Request

from . import views


def own_site(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Staff act at the desk, an enterprise on its own site."""

    @wraps(view)
    def guarded(request: Request, *args: Any, **given: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if request.path.startswith("/my/") != request.actor.has("enterprise"):
            raise NotAllowed("这一页在另一个入口", remedy="工作人员请从工作台进入，企业用户请从“我的企业”进入")
        return view(request, *args, **given)

    return guarded


both = [
    path("todo/", own_site(views.todo), name="todo"),
    path("matters/new/<slug:flow_code>/<slug:step>/", own_site(views.matter_new), name="matter_new"),
    path("matters/<int:matter_id>/", own_site(views.matter), name="matter"),
    path("matters/<int:matter_id>/files/<int:file_id>/", own_site(views.matter_file), name="matter_file"),
    path("matters/<int:matter_id>/<slug:step>/", own_site(views.matter_step), name="matter_step"),
]
urlpatterns = [
    *both,
    path("matters/", views.matters, name="matters"),
    path("numbers/", views.numbers, name="numbers"),
    path("numbers/reserve/", views.number_reserve, name="number_reserve"),
    path("matters/offline/", views.matters_offline, name="matters_offline"),
]

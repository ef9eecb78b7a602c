"""Between the door and the desk: a session made longer without leaving a form, and an administrator whose second factor waits."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views.decorators.http import require_safe

from qiangxian.contexts.people import readers

BEGAN = "began_at"


def ends_at(request: HttpRequest) -> int:
    """When the session ends however busy it is, in seconds since 1970; 0 where it has not begun."""
    began = request.session.get(BEGAN)
    return int(began + readers.login_rules()["absolute_hours"] * 3600) if began else 0


@require_safe
def stay(request: HttpRequest) -> HttpResponse:
    """Asking is enough: the middleware has noted it. Who is logged in gets the token with which an open form can be sent; who is
    not, gets none."""
    if not request.user.is_authenticated:
        return JsonResponse({"staying": False}, status=401)
    return JsonResponse({"staying": True, "token": get_token(request), "ends": ends_at(request)})


@require_safe
def waits(request: HttpRequest) -> HttpResponse:
    """What is missing before an administrator whose authenticator is new may work."""
    user = request.user
    steps = readers.steps_of(user)[:1] if user.is_authenticated else []
    return render(request, "account/waits.html", {"steps": steps})

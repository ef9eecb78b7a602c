"""The bare view and its address."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from qiangxian.contexts.people import readers

TEXT = "<!doctype html><title>bare</title><h1>{{ user }}</h1><ul>{% for unit in units %}<li>{{ unit.name }}</li>{% endfor %}</ul>"


@login_required
def bare(request: HttpRequest) -> HttpResponse:
    """One query, one small template."""
    template = engines["django"].from_string(TEXT)
    return HttpResponse(template.render({"user": request.user, "units": readers.visible_units(request.actor)}, request))


urlpatterns = [path("bare/", bare)]

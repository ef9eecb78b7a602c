"""The first page of the desk."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from qiangxian.web.context import current_programme


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Where the programme stands."""
    return render(request, "desk/overview/overview.html", {"programme": current_programme(request)})

"""The public list of enterprises proposed for the cultivation library, while their publicity runs."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from qiangxian.contexts.cultivation import readers
from qiangxian.web.request import Request

from . import pages


@require_safe
def publicity(request: Request, programme_id: int) -> HttpResponse:
    """Names, codes and days of one county; no person, no contact."""
    shown = pages.public_programme(programme_id)
    today = timezone.localdate()
    context = {
        "programme": shown,
        "county": pages.county_name(shown),
        "lines": readers.in_publicity(shown.division_code, today),
        "today": today,
    }
    return render(request, "portal/publicity.html", context)

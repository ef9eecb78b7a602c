"""The public site: read-only, without login, the same for everybody."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from qiangxian.web.request import Request

from . import pages


@require_safe
def front(request: Request) -> HttpResponse:
    """The default county's programme; an installation without one says how to get one."""
    shown = pages.default_programme()
    if shown is None:
        return render(request, "portal/front_empty.html")
    return _programme(request, shown)


def _programme(request: Request, shown: Any) -> HttpResponse:
    page = pages.programme_page(shown, request.as_of, request.actor)
    return render(request, "portal/programme.html", {"page": page})


@require_safe
def programme(request: Request, programme_id: int) -> HttpResponse:
    """One county's programme."""
    return _programme(request, pages.public_programme(programme_id))


@require_safe
def text(request: Request, programme_id: int) -> HttpResponse:
    """The full text of the plan, each clause with its own address."""
    return render(request, "portal/text.html", {"page": pages.text_page(pages.public_programme(programme_id))})


@require_safe
def target(request: Request, programme_id: int, code: str) -> HttpResponse:
    """How one target's figure comes about."""
    shown = pages.public_programme(programme_id)
    page = pages.target_page(shown, code, request.as_of, request.actor)
    return render(request, "portal/target.html", {"page": page})


@require_safe
def robots(request: Request) -> HttpResponse:
    """Search engines may read the public pages and nothing else."""
    lines = ["User-agent: *", "Disallow: /desk/", "Disallow: /my/", "Disallow: /accounts/", "Disallow: /api/"]
    lines.append("Sitemap: " + request.build_absolute_uri(reverse("portal:sitemap")))
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request: Request) -> HttpResponse:
    """The addresses of the public pages."""
    addresses = [request.build_absolute_uri(path) for path in pages.public_paths()]
    return render(request, "portal/sitemap.xml", {"addresses": addresses}, content_type="application/xml")

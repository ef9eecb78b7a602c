"""The public site: read-only, without login, the same for everybody."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from qiangxian.contexts.programmes import readers
from qiangxian.web.request import Request

from . import pages


@require_safe
def front(request: Request) -> HttpResponse:
    """What the county has published; an installation where nothing is published says so."""
    shown = pages.front_programme()
    if shown is None:
        return render(request, "portal/front_empty.html")
    return _shown(request, "portal/programme.html", readers.released_page(shown, request.as_of.effective))


def _shown(request: Request, template: str, page: readers.ReleasedPage) -> HttpResponse:
    return render(request, template, {"page": page, "county": page.county})


@require_safe
def programme(request: Request, programme_id: int) -> HttpResponse:
    """One county's programme."""
    shown = readers.public_programme(programme_id)
    return _shown(request, "portal/programme.html", readers.released_page(shown, request.as_of.effective))


@require_safe
def text(request: Request, programme_id: int) -> HttpResponse:
    """The full text of the plan, each clause with its own address."""
    shown = readers.public_programme(programme_id)
    return _shown(request, "portal/text.html", readers.released_page(shown, request.as_of.effective))


@require_safe
def target(request: Request, programme_id: int, code: str) -> HttpResponse:
    """How one target's figure comes about."""
    shown = readers.public_programme(programme_id)
    return _shown(request, "portal/target.html", pages.target_page(shown, code, request.as_of.effective))


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

"""A page that nothing has changed since is sent again as it was.

Every change in the product is an action, and every action leaves an audit line; so what a page shows is a function of who asks,
what for, on which day, and the head of the audit chain. Pages that show something else (the progress of an import, a check run
now) say `@always_fresh`."""

import hashlib
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache import caches
from django.http import HttpResponse
from django.urls import ResolverMatch
from django.utils import timezone

from qiangxian.contexts.audit import readers as audit

from .request import Request

V = TypeVar("V", bound=Callable[..., Any])
HTML = "text/html"
KEPT_PREFIXES = ("/desk/", "/my/", "/p/")
SECONDS = 60 * 60


def always_fresh(view: V) -> V:
    """Mark a view whose page depends on more than what actions change."""
    view.always_fresh = True  # type: ignore[attr-defined]
    return view


def _is_kept(request: Request) -> bool:
    """Only plain reading: no pending message, no page outside the sites."""
    if request.method != "GET" or not (request.path == "/" or request.path.startswith(KEPT_PREFIXES)):
        return False
    return "messages" not in request.COOKIES


def _key(request: Request) -> str:
    """Who asks (session and form token), what for, today, and the head of the chain."""
    parts = (
        request.get_full_path(),
        request.session.session_key if request.user.is_authenticated else "",
        request.COOKIES.get("csrftoken", ""),
        request.headers.get("HX-Request", ""),
        request.headers.get("HX-Target", ""),
        timezone.localdate().isoformat(),
        *audit.head(),
    )
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()


class UnchangedPageMiddleware:
    """Looks the page up before the view is called, keeps it after."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        if not _is_kept(request):
            return self.get_response(request)
        pages, key = caches["pages"], _key(request)
        if (kept := pages.get(key)) is not None:
            return HttpResponse(kept, headers={"X-Page": "unchanged"})
        response = self.get_response(request)
        if self._may_keep(request, response):
            pages.set(key, response.content, SECONDS)
        return response

    def _may_keep(self, request: Request, response: HttpResponse) -> bool:
        match: ResolverMatch | None = request.resolver_match
        plain = response.status_code == 200 and not response.streaming and not response.cookies
        html = response.headers.get("Content-Type", "").startswith(HTML)
        fresh = match is None or getattr(match.func, "always_fresh", False)
        token_made_now = request.META.get("CSRF_COOKIE_NEEDS_UPDATE", False) and "csrftoken" not in request.COOKIES
        return plain and html and not fresh and not token_made_now

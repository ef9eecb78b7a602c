"""The auditor's pages: the chain, its proof, and the permission matrix."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from qiangxian.contexts.audit.chain import broken_links
from qiangxian.contexts.audit.lists import AUDIT_LINES
from qiangxian.contexts.audit.policies import may_read
from qiangxian.contexts.people import policies
from qiangxian.web.lists.views import answer
from qiangxian.web.request import Request
from qiangxian.web.unchanged import always_fresh

from ..places import place
from .pages import PERMISSIONS


def _must_read(request: Request) -> None:
    may_read.anywhere(request.actor).demand()


@require_http_methods(["GET", "HEAD", "POST"])
def audit(request: Request) -> HttpResponseBase:
    """The chain, newest first; its file has the seals, so that it can be checked against the chain."""
    _must_read(request)
    return answer(request, AUDIT_LINES, place, template="desk/audit/audit.html")


@always_fresh
@require_safe
def audit_check(request: Request) -> HttpResponse:
    """Walk the whole chain now and say whether it holds."""
    _must_read(request)
    return render(request, "desk/audit/audit_check.html", {"failures": list(broken_links()), "at": timezone.now()})


@require_http_methods(["GET", "HEAD", "POST"])
def permissions(request: Request) -> HttpResponseBase:
    """Who may do what, straight from the policies."""
    policies.may_read_accounts.anywhere(request.actor).demand()
    return answer(request, PERMISSIONS, place, template="desk/audit/permissions.html")

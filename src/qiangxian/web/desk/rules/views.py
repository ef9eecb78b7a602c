"""The rules in force, as a list and as files."""

from django.http import HttpResponseBase
from django.views.decorators.http import require_http_methods

from qiangxian.contexts.registers.records import policies
from qiangxian.kernel.roles import STAFF
from qiangxian.web.lists.views import answer
from qiangxian.web.request import Request

from ..places import place
from . import pages


@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: Request) -> HttpResponseBase:
    """Every dated parameter with its value on the day of the page, or with all it has had."""
    policies.may_read.anywhere(request.actor).demand()
    division = min(request.actor.divisions(*STAFF), default=None)
    found = pages.rules(division, request.as_of.effective)
    declared = pages.rule_list(found, request.GET.get("which") or "day", division)
    context = {"doubts": sum(rule.is_doubtful for rule in found)}
    return answer(request, declared, place, template="desk/rules/rules.html", context=context)

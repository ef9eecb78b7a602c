"""The rules in force, as a page and as files."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from qiangxian.contexts.registers.records import policies
from qiangxian.kernel.errors import NotFound
from qiangxian.kernel.roles import STAFF
from qiangxian.web.components import tables
from qiangxian.web.request import Request

from . import pages

HEADINGS = ["类别", "参数", "自", "值", "依据", "核对日", "说明", "位置"]


def _asked(request: Request) -> pages.Wish:
    query = request.GET
    return pages.Wish(query.get("topic", ""), query.get("q", "").strip(), query.get("doubtful") == "1")


def _division(request: Request) -> str | None:
    policies.may_read.anywhere(request.actor).demand()
    return min(request.actor.divisions(*STAFF), default=None)


@require_safe
def rules(request: Request) -> HttpResponse:
    """Every dated parameter with its value on the day of the page."""
    division, wish = _division(request), _asked(request)
    found = pages.groups(division, request.as_of.effective, wish)
    every = pages.groups(division, request.as_of.effective, pages.Wish())
    context = {
        "groups": found,
        "wish": wish,
        "topics": pages.topics(division),
        "narrowed": wish != pages.Wish(),
        "doubts": sum(group.doubts for group in every),
    }
    return render(request, "desk/rules/rules.html", context)


@require_safe
def rules_export(request: Request, form: str) -> HttpResponse:
    """All values of the rules shown, one line a version."""
    if form not in ("csv", "xlsx"):
        raise NotFound("没有这种文件格式", remedy="请选择 CSV 或 Excel")
    found = pages.groups(_division(request), request.as_of.effective, _asked(request))
    rows = [
        [
            group.label,
            rule.label,
            version.since,
            version.words,
            version.source,
            version.checked,
            version.note,
            rule.where,
        ]
        for group in found
        for rule in group.rules
        for version in rule.versions
    ]
    if form == "csv":
        return tables.csv_response("法规与参数", HEADINGS, rows)
    about = [["内容", "规则库中按日期给出的参数"], ["查看日", request.as_of.effective.isoformat()]]
    return tables.xlsx_response("法规与参数", HEADINGS, rows, about)

"""The auditor's pages: the chain, its proof, and the permission matrix."""

import csv
from collections.abc import Iterator
from datetime import date, datetime

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from qiangxian.contexts.audit import readers
from qiangxian.contexts.audit.chain import broken_links
from qiangxian.contexts.audit.policies import may_read
from qiangxian.contexts.people import policies
from qiangxian.kernel import roles
from qiangxian.kernel.errors import Refused
from qiangxian.web.request import Request
from qiangxian.web.unchanged import always_fresh

from .pages import permission_matrix

PAGE_SIZE = 50
COLUMNS = {
    "seq": "序号",
    "at": "时间",
    "actor_label": "办理人",
    "roles": "角色",
    "acting_for": "代理",
    "action": "动作",
    "outcome": "结果",
    "target_kind": "对象类别",
    "target_id": "对象编号",
    "target_label": "对象",
    "reason": "理由",
    "request_id": "请求号",
    "hash": "校验值",
}
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def _must_read(request: Request) -> None:
    may_read.anywhere(request.actor).demand()
    for name in ("from", "to"):
        if value := request.GET.get(name):
            try:
                date.fromisoformat(value)
            except ValueError:
                raise Refused("日期写法不对", column=name, value=value, remedy="请写成 2025-12-31 的形式") from None


@require_safe
def audit(request: Request) -> HttpResponse:
    """The chain, newest first, with filters in the query string."""
    _must_read(request)
    page = Paginator(readers.filtered_lines(request.actor, request.GET.dict()), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    rows = [(line, readers.action_label(line.action)) for line in page]
    context = {"page": page, "rows": rows, "actions": readers.action_entries(), "filters": request.GET}
    return render(request, "desk/audit/audit.html", context)


class _Echo:
    """A file-like object whose `write` hands the line back, for a streamed CSV."""

    def write(self, line: str) -> str:
        return line


def _safe(value: object) -> str:
    text = timezone.localtime(value).isoformat() if isinstance(value, datetime) else str(value)
    return "'" + text if text.startswith(DANGEROUS) else text


@require_safe
def audit_export(request: Request) -> StreamingHttpResponse:
    """Exactly the filtered lines as CSV, with the seals, so that the file can be checked against the chain."""
    _must_read(request)
    lines = readers.filtered_lines(request.actor, request.GET.dict())
    writer = csv.writer(_Echo())

    def rows() -> Iterator[str]:
        yield "\ufeff" + writer.writerow(COLUMNS.values())
        for line in lines.iterator(chunk_size=1000):
            yield writer.writerow([_safe(getattr(line, name)) for name in COLUMNS])

    response = StreamingHttpResponse(rows(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="audit-{timezone.localdate():%Y%m%d}.csv"'
    return response


@always_fresh
@require_safe
def audit_check(request: Request) -> HttpResponse:
    """Walk the whole chain now and say whether it holds."""
    _must_read(request)
    return render(request, "desk/audit/audit_check.html", {"failures": list(broken_links()), "at": timezone.now()})


@require_safe
def permissions(request: Request) -> HttpResponse:
    """Who may do what, straight from the policies."""
    policies.may_read_accounts.anywhere(request.actor).demand()
    return render(request, "desk/audit/permissions.html", {"matrix": permission_matrix(), "roles": roles.choices()})

"""Exporting hits: a few at once, many in the background, by the one list of the page and the one exporter of the house."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django_tasks import task

from qiangxian.contexts.lists import readers as lists
from qiangxian.contexts.patents import exporting
from qiangxian.contexts.people import readers as people
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import Refused
from qiangxian.web.lists.pages import ListView
from qiangxian.web.request import Request

from .patents import PatentSearch, list_of, settings


def exported(request: Request, found: PatentSearch, back: str) -> HttpResponseBase | None:
    """Where a file is asked for: None where it is small enough to be sent at once, else it is put on its way and told on the page
    `back`. The public takes few, and at once."""
    form = request.GET.get("format", "")
    if form not in ("csv", "xlsx"):
        return None
    total = ListView(request, list_of(found), lambda *_: "").page.total
    most = int(settings()["most_exported_public" if request.actor.id is None else "most_exported"])
    if total > most:
        remedy = "请再加检索条件，分几次导出" + ("；登录后可导出更多" if request.actor.id is None else "")
        raise Refused(f"一次最多导出 {most} 件，现有 {total} 件", remedy=remedy)
    if request.actor.id is None or total <= int(settings()["most_exported_at_once"]):
        return None
    query = request.GET.copy()
    for name in ("format", "page", "after"):
        query.pop(name, None)
    own: dict[str, Any] = {"actor": request.actor, "at": timezone.now(), "account_id": request.actor.id}
    with transaction.atomic():
        row = exporting.ask_export(**own, query=query.urlencode(), form=form, total=total).result
        make_export.enqueue(row.pk)
    messages.success(request, f"正在后台生成 {total:,} 件的文件，完成后在下面的“导出的文件”中下载。")
    return redirect(back)


@task()
def make_export(export_id: int) -> None:
    """The worker's part."""
    exporting.make_file(export_id, _lines, at=timezone.now)


def _lines(row: Any) -> tuple[str, Sequence[str], Iterable[Sequence[Any]], Iterable[Sequence[Any]]]:
    """What the page would show to the account now, in the order and the columns it was asked in."""
    today = timezone.localdate()
    request = Request()
    request.GET = QueryDict(row.query)
    request.actor, request.as_of = people.actor_named(row.account.name, on=today), AsOf.on(today)
    found = PatentSearch(request, facets=False)
    view = ListView(request, list_of(found), lambda *_: "")
    columns = lists.file_columns(view.declared, view.query)
    rows = lists.all_rows(view.declared, view.viewer, view.query)
    about = [
        ("内容", view.declared.label),
        ("数据截至", str(view.viewer.as_of)),
        ("行数", "{rows}"),
        *lists.said(view.declared, view.viewer, view.query),
        ("导出人", request.actor.label),
        ("导出时间", f"{timezone.localtime():%Y-%m-%d %H:%M:%S}"),
    ]
    return view.declared.label, [one.label for one in columns], _cells(rows, columns), about


def _cells(rows: Iterable[Any], columns: Sequence[Any]) -> Iterator[Sequence[Any]]:
    most = int(settings()["most_exported"])
    for number, row in enumerate(rows):
        if number == most:
            return
        yield [row.cells[column.key].in_file for column in columns]

"""Exporting hits: a few at once, many in the background, by the one list of the page and the one exporter of the house."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from qiangxian.contexts.lists import readers as lists
from qiangxian.contexts.patents import exporting
from qiangxian.contexts.patents.types import ExportState
from qiangxian.contexts.people import readers as people
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import Refused
from qiangxian.web.lists.downloads import taken
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
    _ask(request, query, form, total)
    messages.success(request, f"正在后台生成 {total:,} 件的文件，完成后在下面的“导出的文件”中下载。")
    return redirect(back)


def _ask(request: Request, query: QueryDict, form: str, total: int) -> Any:
    own: dict[str, Any] = {"actor": request.actor, "at": timezone.now(), "account_id": request.actor.id}
    with transaction.atomic():
        row = exporting.ask_export(**own, query=query.urlencode(), form=form, total=total).result
        make_export.enqueue(row.pk)
    return row


def ask_for(request: Request, asked: Mapping[str, str]) -> Any:
    """A program asks for a file; the row, on its way."""
    query = QueryDict(mutable=True)
    query.update({name: value for name in ("line", "words", "sort") if (value := asked[name].strip())})
    own = _request(query, request.actor)
    found = PatentSearch(own, facets=False)
    if found.fault is not None:
        raise found.fault
    total, most = ListView(own, list_of(found), lambda *_: "").page.total, int(settings()["most_exported"])
    if total > most:
        raise Refused(f"一次最多导出 {most} 件，现有 {total} 件", remedy="请再加检索条件，分几次导出")
    return _ask(own, query, asked["format"], total)


def told_file(row: Any) -> dict[str, Any]:
    """A file for a program."""
    names = ("uid", "state", "total", "done", "asked_at", "problem")
    is_done = row.state == ExportState.DONE
    return {
        **{name: getattr(row, name) for name in names},
        "state_words": ExportState(row.state).label,
        "format": row.form,
        "url": reverse("api-1:file_content", args=(row.uid,)) if is_done else None,
    }


def sent_file(row: Any, place: Path) -> FileResponse:
    """The file under the name it is saved by."""
    name = f"专利信息-{timezone.localtime(row.asked_at):%Y-%m-%d}.{row.form}"
    return FileResponse(place.open("rb"), as_attachment=True, filename=name)


@task()
def make_export(export_id: int) -> None:
    """The worker's part."""
    exporting.make_file(export_id, _lines, at=timezone.now)


def _lines(row: Any) -> tuple[str, Sequence[str], Iterable[Sequence[Any]], Iterable[Sequence[Any]]]:
    """What the page would show to the account now, in the order and the columns it was asked in."""
    request = _request(QueryDict(row.query), people.actor_named(row.account.name, on=timezone.localdate()))
    found = PatentSearch(request, facets=False)
    view = ListView(request, list_of(found), lambda *_: "")
    columns = lists.file_columns(view.declared, view.query)
    rows = lists.all_rows(view.declared, view.viewer, view.query)
    about = [*view.about, ("范围", "只含公开来源的文献，合同数据不导出"), *taken(request.actor)]
    return view.declared.label, [one.label for one in columns], _cells(rows, columns), about


def _request(query: QueryDict, actor: Actor) -> Request:
    """The question as a page would be asked it; nobody is at a desk, so that only what is open is found."""
    request = Request()
    request.GET = QueryDict(query.urlencode())
    request.actor, request.as_of = actor, AsOf.on(timezone.localdate())
    return request


def _cells(rows: Iterable[Any], columns: Sequence[Any]) -> Iterator[Sequence[Any]]:
    most = int(settings()["most_exported"])
    for number, row in enumerate(rows):
        if number == most:
            return
        yield [row.cells[column.key].in_file for column in columns]

"""One list at one address: GET shows it, a part of it, its file, its paper or a page of it for a program; POST keeps a view or
takes a step."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import chain, islice
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone

from qiangxian.contexts.lists import readers
from qiangxian.contexts.lists.types import Cell, List
from qiangxian.contexts.people import actions as people
from qiangxian.kernel import division
from qiangxian.kernel.errors import DomainError, NotFound, Refused
from qiangxian.web.request import Request

from .downloads import FORMATS, download
from .pages import ListView, Place

ROWS = "<!-- rows -->"
AT_ONCE = 200


def answer(
    request: Request,
    declared: List,
    place: Place,
    *,
    template: str = "lists/list.html",
    context: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponseBase:
    """Answer any request to the list's address. Whether the reader may be here is the caller's question.

    `place(actor, kind, key)` is the page of a thing. `context` may hold `drawn`: by column a template that draws its cells
    (with `row`, `cell`), for what is more than text. A page whose own form was refused passes the `status` of that."""
    view = ListView(request, declared, place)
    if status != 200:
        return _page(request, view, template, context or {}, status)
    if request.method == "POST":
        return _changed(request, view, template, context or {})
    form = request.GET.get("format", "")
    if form in FORMATS:
        return _file(request, view, form)
    if form == "print":
        return _paper(request, view)
    if form == "json":
        return JsonResponse(_document(view))
    if form:
        raise NotFound("没有这种文件格式", remedy="可以导出 CSV 或 XLSX，程序读取用 json")
    return _page(request, view, template, context or {})


def _page(
    request: Request, view: ListView, template: str, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    partial = request.headers.get("HX-Target") == view.element
    shown = {"base": "desk/base.html", **context, "view": view}
    answer = render(request, "lists/_list.html" if partial else template, shown, status=status)
    answer["Vary"] = "HX-Target"
    return answer


def _file(request: Request, view: ListView, form: str) -> HttpResponseBase:
    """All rows of the filters, the chosen columns, private ones left out; who is logged in leaves a line of it."""
    if request.actor.id is not None:
        own: dict[str, Any] = {"actor": request.actor, "at": timezone.now(), "account_id": request.actor.id}
        people.export_list(**own, page=view.declared.name, query=view.query_string.lstrip("?"), form=form)
    columns = readers.file_columns(view.declared, view.query)
    rows = readers.all_rows(view.declared, view.viewer, view.query)
    lines = ([row.cells[column.key].in_file for column in columns] for row in rows)
    name = f"{view.declared.label}-{view.viewer.as_of.effective.isoformat()}"
    return download(request, form, name, [column.label for column in columns], lines, view.about)


def _document(view: ListView) -> dict[str, Any]:
    """One page for a program: the same filters, sort, columns and paging as on the screen; private columns are left out and
    missing values are null, as in files."""
    page, columns = view.page, readers.file_columns(view.declared, view.query)
    return {
        "list": view.declared.name,
        "label": view.declared.label,
        "as_of": view.viewer.as_of.effective.isoformat(),
        "known": view.viewer.as_of.known.isoformat(),
        "total": page.total,
        "page": page.page,
        "pages": page.pages,
        "next": page.next or None,
        "columns": [{"key": one.key, "label": one.label, "sortable": bool(one.order)} for one in columns],
        "rows": [
            {"key": str(row.key), "cells": {one.key: _plain(row.cells.get(one.key, Cell()).in_file) for one in columns}}
            for row in page.rows
        ],
    }


def _plain(value: Any) -> Any:
    """Numbers stay numbers, days are ISO."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date) else value


def _paper(request: Request, view: ListView) -> HttpResponseBase:
    """All rows on paper, the head on every sheet; however many there are, some are written at a time."""
    columns = readers.paper_columns(view.declared, view.query)
    rows = readers.all_rows(view.declared, view.viewer, view.query)
    context = {
        "view": view,
        "columns": columns,
        "total": readers.total_of(view.declared, view.viewer, view.query),
        "said": readers.said(view.declared, view.viewer, view.query),
        "counties": [division.find(code).name for code in view.viewer.divisions],
        "printed_at": timezone.localtime(),
    }
    before, _mark, after = render_to_string("lists/print.html", context, request).partition(ROWS)
    lines = iter(view.lines_of(rows, columns))
    some = iter(lambda: list(islice(lines, AT_ONCE)), [])
    body = (render_to_string("lists/_print_rows.html", {"lines": one, "columns": columns}) for one in some)
    return StreamingHttpResponse(chain([before], body, [after]))


def _changed(request: Request, view: ListView, template: str, context: Mapping[str, Any]) -> HttpResponseBase:
    """A view is kept or dropped, a step is taken on the ticked rows; what is refused is said on the page."""
    asked = request.POST.get("list", "")
    if asked == "batch":
        return _stepped(request, view, template, context)
    changes = {"save": _save_view, "drop": _drop_view}
    if asked not in changes:
        raise Refused("没有选择操作", remedy="请用页面上的按钮")
    changes[asked](request, view)
    return redirect(request.get_full_path())


def _save_view(request: Request, view: ListView) -> None:
    own: dict[str, Any] = {"actor": request.actor, "at": timezone.now(), "account_id": request.actor.id or 0}
    name, query = request.POST.get("name", ""), view.query_string.lstrip("?")
    try:
        people.save_view(**own, page=view.declared.name, name=name, query=query)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "视图已保存，可以在列表上方再次打开。")


def _drop_view(request: Request, _view: ListView) -> None:
    text = request.POST.get("view", "")
    own: dict[str, Any] = {"actor": request.actor, "at": timezone.now(), "account_id": request.actor.id or 0}
    people.drop_view(**own, view_id=int(text) if text.isdecimal() else 0)
    messages.success(request, "视图已删除。")


def _stepped(request: Request, view: ListView, template: str, context: Mapping[str, Any]) -> HttpResponseBase:
    """One step on the ticked rows, with what its form asks once for all of them."""
    step = next((one for one in view.declared.batch if one.code == request.POST.get("step")), None)
    if step is None:
        raise Refused("没有选择操作", remedy="请用页面上的按钮")
    view.ticked = request.POST.getlist("key")
    view.form = step.form(request.POST, prefix=step.code) if step.form else None
    if not view.ticked:
        view.error = "没有勾选任何一行，请先在列表中勾选"
    elif view.form is None or view.form.is_valid():
        asked = view.form.cleaned_data if view.form else {}
        try:
            words = step.take(actor=request.actor, at=timezone.now(), keys=view.ticked, **asked)
        except DomainError as error:
            view.error = str(error)
        else:
            messages.success(request, words)
            return redirect(request.get_full_path())
    return _page(request, view, template, context, status=400)

"""What one keeps of the literature and looks up beside it, on the desk and in public alike: collections, comparison of two firms,
marked lists, searches that tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qiangxian.contexts.lists.sources import Rows
from qiangxian.contexts.lists.types import BatchStep, Cell, Column, List, moment
from qiangxian.contexts.patents import comparing, exporting, keeping, readers, sampling, watching
from qiangxian.contexts.patents import policies as patents
from qiangxian.contexts.people import readers as people
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.words import words
from qiangxian.web.lists.views import answer
from qiangxian.web.request import Request
from qiangxian.web.unchanged import always_fresh

from .patent_analysis import division_of
from .patent_charts import chart_of
from .patent_exports import sent_file
from .patents import FILES, count_question, reader_of, settings

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Site:
    """Where the pages stand: the names of its addresses begin with `name`, `guard` says who may be here."""

    name: str
    guard: Callable[[Request], None]

    def url(self, view: str, *args: Any) -> str:
        """An address of this site."""
        return reverse(f"{self.name}:{view}", args=args)

    def page(self, request: Request, template: str, **context: Any) -> HttpResponseBase:
        """A page in the frame of the site."""
        return render(request, f"components/patents/{template}.html", {**self.frame, **context})

    @property
    def frame(self) -> dict[str, Any]:
        """What every page of the site is given."""
        return {"base": f"{self.name}/base.html", "site": self.name, "hits_url": self.url("patents")}

    def place(self, _actor: Actor, kind: str, key: Any) -> str:
        """The page of a record or a list."""
        known = {"patent": "patent", "folder": "patents_folder"}
        return self.url(known[kind], key) if kind in known else ""


class MarkForm(forms.Form):
    """Into which list, with which note."""

    name = forms.CharField(label="清单", max_length=60, help_text="写已有的清单名称则加入其中，否则新建")
    note = forms.CharField(label="备注", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


def mark_step() -> BatchStep:
    """The step of the list of hits."""

    def take(*, actor: Actor, at: datetime, keys: Sequence[str], name: str, note: str) -> str:
        account = patents.signed_in(actor)
        told = keeping.mark(actor=actor, at=at, account_id=account, keys=keys, name=name, note=note)
        folder, fresh = told.result
        return f"已加入清单“{folder.name}”{fresh} 件。" if fresh else f"所选文献已在清单“{folder.name}”中。"

    return BatchStep("mark", "加入清单", take, MarkForm)


# -- collections --------------------------------------------------------------------------------------------------------
def collections(request: Request, site: Site) -> HttpResponseBase:
    """All of them, with how many records each finds and how precise it is."""
    count_question(request)
    lines = []
    for one in sampling.collections(timezone.localdate(), division_of(request.actor)):
        total = readers.search(reader_of(request), readers.Asked(line=one.line, size=0)).answer.total
        found = f"{site.url('patents')}?{urlencode({'line': one.line})}"
        lines.append((one, total, found, f"{site.url('patents_analysis')}?{urlencode({'line': one.line})}"))
    return site.page(request, "collections", lines=lines, keeps=patents.keeps.anywhere(request.actor))


def collection(request: Request, site: Site, code: str) -> HttpResponseBase:
    """One of them, where the office draws samples and judges them."""
    patents.keeps.anywhere(request.actor).demand()
    own: dict[str, Any] = {"actor": request.actor, "at": timezone.now()}
    own["division_code"] = sorted(request.actor.divisions("office"))[0]
    one = sampling.collection(code, timezone.localdate(), own["division_code"])
    if request.method == "POST":
        if request.POST.get("step") == "draw":
            sampling.draw_sample(**own, code=code)
        elif one.sample is not None:
            said = {key: request.POST.get(f"is-{key}") for key in one.sample.answers}
            answers = {key: value == "yes" for key, value in said.items() if value in ("yes", "no")}
            sampling.judge_sample(**own, sample_id=one.sample.pk, answers=answers)
            messages.success(request, f"已保存 {len(answers)} 件的判断。")
        return redirect(request.path)
    rows = sampling.sampled(one.sample) if one.sample else ()
    found = f"{site.url('patents')}?{urlencode({'line': one.line})}"
    return site.page(request, "collection", one=one, rows=rows, found_url=found)


# -- two firms ----------------------------------------------------------------------------------------------------------
def compare(request: Request, site: Site) -> HttpResponseBase:
    """Two names, one picture."""
    count_question(request)
    first, second = (" ".join(request.GET.get(name, "").split())[:100] for name in ("first", "second"))
    context: dict[str, Any] = {"first": first, "second": second, "day": request.as_of.effective.isoformat()}
    if first and second:
        reader = reader_of(request)
        public = not patents.sees_contract(reader)
        most = int(settings()["most_analysed_public" if public else "most_analysed"])
        found = comparing.compared(reader, first, second, most)
        context |= {"found": found, "charts": [chart_of(one) for one in found.tables]}
    elif request.GET.get("first") or request.GET.get("second"):
        context["error"] = "请写两个名称再比较"
    return site.page(request, "compare", **context)


# -- what one keeps -----------------------------------------------------------------------------------------------------
def mine(request: Request, site: Site) -> HttpResponseBase:
    """Saved searches, which of them tell, and the lists of one's unit."""
    account = patents.signed_in(request.actor)
    if request.method == "POST":
        on, text = request.POST.get("on") == "yes", request.POST.get("view", "")
        view_id = int(text) if text.isdecimal() else 0
        own: dict[str, Any] = {"actor": request.actor, "at": timezone.now(), "account_id": account}
        try:
            watching.watch(**own, view_id=view_id, on=on)
        except Refused as fault:
            messages.error(request, f"这个检索不能设置提醒：{fault}")
        else:
            messages.success(request, "有新文献或状态变化时，每天汇总提醒一次。" if on else "不再提醒。")
        return redirect(request.path)
    watched = watching.watched(account)
    searches = [(view, view.pk in watched) for view in people.saved_views(account, watching.PAGE).order_by("name")]
    files = [(row, site.url("patents_export", row.uid)) for row in exporting.exports(account)[:20]]
    return site.page(request, "mine", searches=searches, folders=keeping.folders(request.actor), files=files)


def export_file(request: Request, site: Site, uid: str) -> HttpResponseBase:
    """A file that was made in the background."""
    return sent_file(*exporting.file_of(patents.signed_in(request.actor), uid))


def mark(request: Request, site: Site) -> HttpResponseBase:
    """One record into a list, from its page."""
    patents.signed_in(request.actor)
    form, key = MarkForm(request.POST), request.POST.get("key", "")
    if not form.is_valid():
        messages.error(request, "请写清单名称，最多 60 个字。")
    else:
        messages.success(
            request, mark_step().take(actor=request.actor, at=timezone.now(), keys=[key], **form.cleaned_data)
        )
    return redirect(site.url("patent", key) if key and "/" not in key else site.url("patents_mine"))


def folder(request: Request, site: Site, folder_id: int) -> HttpResponseBase:
    """One list with its notes."""
    account = patents.signed_in(request.actor)
    found = keeping.folder_of(request.actor, folder_id)
    own: dict[str, Any] = {"account_id": account, "folder_id": folder_id}
    reader = patents.in_public(request.actor) if request.GET.get("format") in FILES else reader_of(request)
    if request.POST.get("step") == "drop" and not request.POST.get("list"):
        keeping.drop_folder(actor=request.actor, at=timezone.now(), **own)
        messages.success(request, f"清单“{found.name}”已删除。")
        return redirect(site.url("patents_mine"))

    def remove(*, actor: Actor, at: datetime, keys: Sequence[str]) -> str:
        return f"已移出 {keeping.unmark(actor=actor, at=at, keys=keys, **own).result} 件。"

    columns = (
        Column("title", "名称", ("record__title",)),
        Column("number", "申请号"),
        Column("applicants", "申请人"),
        Column("status", "法律状态", ("record__status", "record__key")),
        Column("note", "备注"),
        Column("by", "加入人和时间", ("marked_at",)),
    )
    declared = List(
        "patents/folder",
        found.name,
        "件",
        columns,
        lambda _viewer: Rows(keeping.marked(reader, found)),
        lambda rows, _viewer: [_marked(row) for row in rows],
        search=lambda _viewer, text: Q(record__title__icontains=text) | Q(note__icontains=text),
        search_label="名称或备注",
        key=lambda row: row.record.key,
        link=lambda row: ("patent", row.record.key),
        batch=(BatchStep("remove", "移出清单", remove),),
        empty_title="清单里还没有文献",
        empty="在检索结果中勾选文献，用“加入清单”加进来。",
    )
    context = {**site.frame, "folder": found}
    return answer(request, declared, site.place, template="components/patents/folder.html", context=context)


def _marked(row: Any) -> Mapping[str, Cell]:
    record = row.record
    return {
        "title": Cell(record.title or "（无名称）"),
        "number": Cell(record.application_number or record.key),
        "applicants": Cell("、".join(record.applicants)),
        "status": Cell(readers.status_words(record), tone=words("right_state_tones").get(record.status, "none")),
        "note": Cell(row.note),
        "by": Cell(row.marked_by, note=moment(row.marked_at).text),
    }


def paths(site: Site) -> list[URLPattern]:
    """The addresses of these pages on a site."""

    def at(route: str, view: View, name: str, methods: Callable[[View], View]) -> URLPattern:
        @wraps(view)
        def guarded(request: Request, **given: Any) -> HttpResponseBase:
            site.guard(request)
            return view(request, site, **given)

        return path(f"patents/{route}", always_fresh(methods(guarded)), name=name)

    both = require_http_methods(["GET", "HEAD", "POST"])
    return [
        at("collections/", collections, "patents_collections", require_safe),
        at("collections/<slug:code>/", collection, "patents_collection", both),
        at("compare/", compare, "patents_compare", require_safe),
        at("mine/", mine, "patents_mine", both),
        at("exports/<slug:uid>/", export_file, "patents_export", require_safe),
        at("mark/", mark, "patents_mark", require_POST),
        at("lists/<int:folder_id>/", folder, "patents_folder", both),
    ]

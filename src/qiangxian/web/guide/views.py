"""The guide: its contents, a page, the questions, the booklet, the pictures."""

from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import NotFound
from qiangxian.web.request import Request

from . import pages, refusals
from .links import for_reader

MISSING = "指南里没有这一页"


@require_safe
def contents(request: Request) -> HttpResponse:
    """All pages."""
    return render(request, "guide/contents.html", {"groups": pages.groups()})


@require_safe
def page(request: Request, name: str) -> HttpResponse:
    """One page, with the one before and after it."""
    every = list(pages.pages().values())
    found = next((one for one in every if one.name == name), None)
    if found is None:
        raise NotFound(MISSING, remedy="从目录重新选择")
    place = every.index(found)
    context: dict[str, Any] = {
        "page": found,
        "groups": pages.groups(),
        "before": every[place - 1] if place else None,
        "after": every[place + 1] if place + 1 < len(every) else None,
    }
    if name == pages.QUESTIONS:
        return render(request, "guide/questions.html", {**context, **_questions(request)})
    return render(request, "guide/page.html", {**context, "body": _safe(name, request.actor)})


def _questions(request: Request) -> dict[str, Any]:
    """The refusals, those with all the words looked for."""
    looked = request.GET.get("q", "").strip()[:60]
    areas = [
        (area, [one for one in some if all(word in "".join(one) for word in looked.split())])
        for area, some in refusals.refusals()
    ]
    rights = [pair for pair in refusals.rights() if all(word in "".join(pair) for word in looked.split())]
    return {"areas": [pair for pair in areas if pair[1]], "rights": rights, "looked": looked}


def _safe(name: str, actor: Actor, *, in_booklet: bool = False) -> str:
    """Our own files, in which HTML is not let through."""
    return mark_safe(for_reader(pages.html_of(name, in_booklet=in_booklet), actor))  # noqa: S308 - made from our own Markdown, without HTML


@require_safe
def booklet(request: Request) -> HttpResponse:
    """All pages one after another, to be printed; the questions are looked up, not printed."""
    chapters = [
        (one, _safe(one.name, request.actor, in_booklet=True))
        for one in pages.pages().values()
        if one.name != pages.QUESTIONS
    ]
    return render(request, "guide/booklet.html", {"chapters": chapters})


@require_safe
def picture(request: Request, name: str) -> FileResponse:
    """A picture of a page."""
    file = pages.PICTURES / name
    if file.parent != pages.PICTURES or not file.is_file():
        raise NotFound("指南里没有这张图", remedy="从目录重新选择")
    return FileResponse(file.open("rb"), headers={"Cache-Control": "public, max-age=3600"})

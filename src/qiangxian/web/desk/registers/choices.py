"""What a box that is searched offers: codes of industries and places by their names."""

from collections.abc import Callable, Mapping

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from qiangxian.kernel import division
from qiangxian.kernel.errors import NotFound
from qiangxian.kernel.identifiers import industry
from qiangxian.web.request import Request

LISTS: Mapping[str, Callable[[str], list[tuple[str, str]]]] = {
    "industry": industry.matching,
    "division": division.matching,
}


@require_safe
def choices(request: Request, what: str) -> HttpResponse:
    """The entries of a public list of codes that fit the words typed."""
    if what not in LISTS:
        raise NotFound("没有这张代码表", remedy="请回到填写的页面重新打开")
    found = LISTS[what](request.GET.get("q", "").strip()[:40])
    return JsonResponse({"items": [{"value": code, "text": f"{code} {name}"} for code, name in found]})

"""One page for every refusal: what happened, where, and what to do next."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.urls import Resolver404, resolve

from qiangxian.kernel.errors import Conflict, DomainError, NotAllowed, NotFound, Refused, TooOften

from .desk.places import place
from .kept import came_from_here, fields_of, kept_form

STATUS: dict[type[DomainError], int] = {NotAllowed: 403, NotFound: 404, Conflict: 409, TooOften: 429, Refused: 400}
WORDS = {
    400: ("这个请求无法处理", "提交的内容不完整或写法不对。", "请返回上一页，核对后再试。"),
    403: ("您无权查看或办理", "这一页不对您当前的角色开放。", "如确需办理，请联系本单位的系统管理员或安全管理员。"),
    404: ("没有找到这一页", "地址不存在，或记录已不在这个地址。", "请核对地址，或从首页重新进入。"),
    429: ("请求太频繁", "短时间内请求太多。", "请过一分钟再试。"),
    413: ("内容太大，没有接收", "提交的内容超过了允许的大小。", "上传文件先登录；文件太大的，拆分后再上传。"),
    503: (
        "数据库暂时不能使用",
        "刚才的操作没有保存。可能是磁盘已满、文件夹只读，或数据库正忙、已停止。",
        "请稍后再试；若仍然如此，请告诉系统管理员。",
    ),
    409: ("内容已被他人改动", "您打开页面之后，这条内容已经变化。", "请刷新页面，核对最新内容后再提交。"),
}
STALE_FORM = ("表单已失效", "页面打开太久或登录状态已变化，为安全起见没有提交。", "请返回上一页，刷新后重新提交。")


def _page(
    request: HttpRequest, status: int, words: tuple[str, str, str], error: DomainError | None = None
) -> HttpResponse:
    title, message, remedy = words
    context = {
        "back": _way_back(request, status, error),
        "status": status,
        "title": title,
        "where": error.where if error else "",
        "message": error.message if error else message,
        "remedy": (error.remedy if error else "") or remedy,
    }
    return render(request, "components/error.html", context, status=status)


def _way_back(request: HttpRequest, status: int, error: DomainError | None) -> tuple[str, str] | None:
    """Words and address of where one goes on: the thing the error names, the page the form stood on, the list above."""
    actor = getattr(request, "actor", None)
    if error and error.about and actor is not None and (url := place(actor, *error.about)):
        return "打开这条登记", url
    if request.method == "POST" and came_from_here(request):
        from_page = urlsplit(request.headers.get("Referer", ""))
        return "回到原来的页面，查看最新内容", from_page.path + (f"?{from_page.query}" if from_page.query else "")
    if status == 409:
        return "重新打开这一页", request.path
    above = _above(request.path) if status == 404 else ""
    return ("回到上一级", above) if above else None


def _above(path: str) -> str:
    """The nearest address above that is a page; the front page is offered anyway."""
    parts = [part for part in path.split("/") if part]
    for length in range(len(parts) - 1, 1, -1):
        above = f"/{'/'.join(parts[:length])}/"
        try:
            resolve(above)
        except Resolver404:
            continue
        return above
    return ""


def domain_error(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The page of a named error of the domain; a program that asked for JSON gets the same as JSON."""
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
    if request.GET.get("format") == "json":
        return JsonResponse({"message": error.message, "remedy": error.remedy, "where": error.where}, status=status)
    return _page(request, status, WORDS[status], error)


def too_large(request: HttpRequest) -> HttpResponse:
    """More than anybody may send, or more than somebody who has not logged in may."""
    return _page(request, 413, WORDS[413])


def out_of_order(request: HttpRequest) -> HttpResponse:
    """The database cannot be read or written; a page that needs none says so."""
    title, message, remedy = WORDS[503]
    text = loader.get_template("503.html").render({"title": title, "message": message, "remedy": remedy})
    return HttpResponse(text, status=503, headers={"Retry-After": "60"})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django refused the request."""
    return _page(request, 400, WORDS[400])


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django or a library denied it."""
    return _page(request, 403, WORDS[403])


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No such address."""
    return _page(request, 404, WORDS[404])


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token does not fit this session: one logged in anew meanwhile, and what was filled in is kept."""
    if came_from_here(request) and fields_of(request) and not request.path.startswith("/accounts/"):
        return kept_form(request)
    return _page(request, 403, STALE_FORM)

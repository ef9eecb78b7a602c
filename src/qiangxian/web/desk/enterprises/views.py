"""Size classes of a year, self-tests of titles, the ladder of titles; each also as a file."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from qiangxian.contexts.registers.portfolio import title_ladder as ladders
from qiangxian.web.components import self_test as tests
from qiangxian.web.lists.views import answer
from qiangxian.web.records.places import division_of, must_read
from qiangxian.web.request import Request

from ..places import place
from . import pages


@require_http_methods(["GET", "HEAD", "POST"])
def size_classes(request: Request) -> HttpResponseBase:
    """The county's enterprises with their class of a year and what each rests on."""
    must_read(request)
    declared = pages.size_list(request, division_of(request))
    return answer(request, declared, place, template="desk/enterprises/size_classes.html", context={"tab": "sizes"})


@require_http_methods(["GET", "HEAD", "POST"])
def title_ladder(request: Request) -> HttpResponseBase:
    """Steps, moves of the year and who is near."""
    must_read(request)
    code = division_of(request)
    found = ladders.newest_ladder(request.actor, code, request.as_of, today=timezone.localdate())
    context = {"ladders": found, "tab": "ladder"}
    declared = pages.near_list(found, code)
    return answer(request, declared, place, template="desk/enterprises/title_ladder.html", context=context)


@require_safe
def self_test(request: Request, record_id: int) -> HttpResponse:
    """One enterprise, one title, one day of application."""
    must_read(request)
    test = tests.SelfTestPage(request, record_id)
    return render(request, "desk/enterprises/self_test.html", {"test": test})


@require_safe
def self_test_download(request: Request, record_id: int, form: str) -> HttpResponseBase:
    """The same as a file."""
    must_read(request)
    return tests.file_of(request, tests.SelfTestPage(request, record_id), form)

"""The enterprise tests itself: which title it could apply for, and what is still missing."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from qiangxian.contexts.registers.enterprises.readers.sizes import enterprise_sizes
from qiangxian.engines.eligibility.size import standard_for, standard_label
from qiangxian.kernel.roles import own_enterprise
from qiangxian.web.components import self_test as tests
from qiangxian.web.request import Request


def _own_record(request: Request) -> int:
    own_enterprise.says("这里是企业用户自测的页面。").anywhere(request.actor).demand("工作人员请从工作台的企业评价进入")
    return request.actor.enterprise_record_id or 0


@require_safe
def self_test(request: Request) -> HttpResponse:
    """Its own figures by year with the size class, and the test of one title."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    record_id = _own_record(request)
    standard = standard_for("statistics", request.as_of.effective)
    context = {
        "test": tests.SelfTestPage(request, record_id),
        "years": enterprise_sizes(record_id, standard),
        "standard": standard_label(standard),
    }
    return render(request, "my/self_test.html", context)


@require_safe
def self_test_download(request: Request, form: str) -> HttpResponseBase:
    """The test as a file."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    return tests.file_of(request, tests.SelfTestPage(request, _own_record(request)), form)

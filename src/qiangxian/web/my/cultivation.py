"""The enterprise's own file in the cultivation library: what is asked of an applicant, or the newest file as a matter."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from qiangxian.contexts.cultivation import readers
from qiangxian.contexts.cultivation.page import preview
from qiangxian.contexts.cultivation.types import LIVE
from qiangxian.contexts.registers.records.readers import record_page
from qiangxian.contexts.registers.types import RecordKind
from qiangxian.kernel.roles import own_enterprise
from qiangxian.web.request import Request

from .places import place

OWN = own_enterprise.says("这里是企业用户办理培育库申报的页面。")


@require_safe
def cultivation(request: Request) -> HttpResponse:
    """The newest file; without one under way, the conditions as they stand today and earlier files."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    OWN.anywhere(request.actor).demand("工作人员请从工作台的企业培育库办理")
    record_id = request.actor.enterprise_record_id or 0
    files = readers.files_of(request.actor, record_id)
    if files and files[0].state in LIVE:
        return redirect("my:matter", files[0].matter_id)
    context = {
        "record": record_page(request.actor, RecordKind.ENTERPRISE, record_id, request.as_of),
        "conditions": preview(request.actor, record_id, request.as_of),
        "files": files,
        "place": place,
    }
    return render(request, "my/cultivation.html", context)

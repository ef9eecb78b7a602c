"""What a programme's way to the public shows besides every matter: what everybody will see, before it is decided."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from qiangxian.contexts.programmes import actions, policies, readers
from qiangxian.contexts.programmes.flow import FLOW
from qiangxian.kernel.errors import Conflict, NotFound
from qiangxian.web.matters.pages import BLOCKS, Blocks
from qiangxian.web.request import Request


def _shown(request: Request, programme: Any) -> Mapping[str, Any]:
    proposed = readers.proposed(programme) if programme.matter.state in ("submitted", "checked") else None
    today = timezone.localdate()
    return {
        "proposed": proposed,
        "changes": readers.public_changes(programme, proposed) if proposed else [],
        "released": readers.released(programme, today) if programme.is_public else None,
        "current": readers.current_programme(request.actor, programme.division_code),
        "may_use": policies.may_edit.decide(request.actor, {"programme_id": programme.pk}),
    }


BLOCKS[FLOW.code] = Blocks(
    facts="desk/plan/_programme_facts.html", body="desk/plan/_publishing.html", context=_shown, back="desk:plans"
)


@require_safe
def plan_preview(request: Request, programme_id: int) -> HttpResponse:
    """The public page as it would be."""
    programme = readers.programme(request.actor, programme_id)
    release = readers.proposed(programme)
    if release is None:
        raise NotFound("还没有提交校核的内容", remedy="先提交校核，系统冻结拟公开的内容后再预览")
    page = readers.ReleasedPage(programme, release, timezone.localdate())
    return render(request, "desk/plan/plan_preview.html", {"page": page})


@require_POST
def plan_use(request: Request, programme_id: int) -> HttpResponse:
    """The county works by this plan from now on."""
    reason = request.POST.get("reason", "").strip()
    programme = readers.programme(request.actor, programme_id)
    try:
        actions.use_programme(actor=request.actor, at=timezone.now(), programme_id=programme_id, reason=reason)
    except Conflict as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"《{programme.title}》已设为本县方案。")
    return redirect("desk:matter", programme.matter_id)

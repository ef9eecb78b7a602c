"""A step by somebody without an account: the link, then the code, then the form. Whatever is wrong has one answer, and a network that
failed often waits."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from qiangxian.contexts.audit.actions import ACTIONS
from qiangxian.contexts.matters import invitations, readers
from qiangxian.contexts.matters.flow import flow_of
from qiangxian.contexts.people import actions as people_actions
from qiangxian.contexts.people import readers as people
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import DomainError, NotAllowed, Refused
from qiangxian.web.addresses import address_of
from qiangxian.web.matters.forms import StepForm
from qiangxian.web.request import Request

KEPT = "guest"


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def guest(request: Request, link: str) -> HttpResponse:
    """Ask for the code; whoever was let in sees the matter and the steps open to them."""
    if "code" in request.POST:
        return _enter(request, link)
    try:
        actor, matter = invitations.guest(request.session.get(KEPT), link, timezone.now())
    except NotAllowed:
        return render(request, "portal/guest_code.html")
    return _steps(request, link, actor, matter)


def _enter(request: Request, link: str) -> HttpResponse:
    now, address = timezone.now(), address_of(request)
    try:
        if people.wait_seconds(address, at=now):
            raise NotAllowed(invitations.NO[0], remedy=invitations.NO[1])
        request.session[KEPT] = invitations.admitted(link, request.POST["code"].strip(), now)
    except NotAllowed as error:
        people_actions.login_failed(actor=Actor.visitor(), at=now, name="", address=address, factor="link")
        return render(request, "portal/guest_code.html", {"refusal": str(error)}, status=403)
    return redirect("portal:guest", link)


def _steps(request: Request, link: str, actor: Actor, matter: Any) -> HttpResponse:
    flow = flow_of(matter)
    own, today, wanted = flow.own(matter), timezone.localdate(), request.POST.get("step", "")
    about = {"own": own, "signers": (), "today": today, "given": {}, "outside": True}
    forms, done = [], request.GET.get("done") == "1"
    for one in readers.offers(actor, matter, own, today):
        sent = (request.POST, request.FILES) if one.allowed and one.code == wanted else (None, None)
        form = StepForm(*sent, spec=one.spec, **about)
        if sent[0] is not None and form.is_valid() and _taken(actor, matter, form, request.POST.get("expected", "")):
            return redirect(f"{request.path}?done=1")
        if one.allowed:
            forms.append((one, form))
    context = {"matter": matter, "state": flow.state_words(matter.state), "forms": forms, "done": done}
    return render(request, "portal/guest.html", context)


def _taken(actor: Actor, matter: Any, form: StepForm, expected: str) -> bool:
    """Take the step as the guest; a refusal stands beside the form."""
    act = ACTIONS[form.spec.action].function
    given = {**form.given(), "files": form.files_given(), "expected": expected}
    try:
        if not expected:
            raise Refused("没有写明办理时的状态", remedy="请重新打开链接")
        act(actor=actor, at=timezone.now(), matter_id=matter.pk, **given)
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    return True

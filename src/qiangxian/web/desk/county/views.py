"""What a county is made of: the list of the first week, units, townships."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from qiangxian.contexts.people import actions, policies, readers
from qiangxian.contexts.people.lists import unit_list
from qiangxian.contexts.people.townships import read_townships, township_changes
from qiangxian.kernel import division
from qiangxian.kernel.errors import DomainError, NotAllowed
from qiangxian.web.lists.views import answer
from qiangxian.web.request import Request

from ..places import place
from .forms import MergeForm, TownshipsForm, UnitChangeForm, UnitForm

ASK = "单位和乡镇由领导小组办公室或系统管理员维护"


def _county(request: Request) -> str:
    """The county whose units the actor looks after; somebody without one is refused in words."""
    policies.may_edit_units.anywhere(request.actor).demand(ASK)
    codes = sorted(request.actor.divisions("office", "sysadmin"))
    asked = request.GET.get("division") or request.POST.get("division") or codes[0]
    if asked not in codes:
        raise NotAllowed("只能维护本县（市、区）的单位和乡镇。", remedy="请从左侧“系统”进入本县的页面")
    return asked


@require_http_methods(["GET", "HEAD", "POST"])
def units(request: Request) -> HttpResponseBase:
    """The units of the county."""
    code = _county(request)
    return answer(request, unit_list(code), place, template="desk/county/units.html", context={"code": code})


@require_http_methods(["GET", "HEAD", "POST"])
def unit_new(request: Request) -> HttpResponse:
    """Another unit."""
    code = _county(request)
    form = UnitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_unit(actor=request.actor, at=timezone.now(), division_code=code, **form.cleaned_data)
        except DomainError as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, f"已建立“{made.label}”。")
            return redirect("desk:units")
    return render(request, "desk/county/unit_new.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def unit(request: Request, unit_id: int) -> HttpResponse:
    """One unit: its names, its accounts, correcting it, making it part of another."""
    _county(request)
    found = readers.unit_by_id(request.actor, unit_id)
    change = UnitChangeForm(
        request.POST if request.POST.get("step") == "correct" else None,
        initial={"name": found.name, "short_name": found.short_name, "kind": found.kind},
    )
    merge = MergeForm(request.POST if request.POST.get("step") == "merge" else None, actor=request.actor, unit=found)
    if request.method == "POST" and (done := _changed(request, unit_id, change, merge)):
        return done
    context = {"unit": found, "form": change, "merge": merge, "accounts": readers.accounts_of_unit(unit_id)}
    return render(request, "desk/county/unit.html", context)


def _changed(request: Request, unit_id: int, change: UnitChangeForm, merge: MergeForm) -> HttpResponse | None:
    """The one action asked for; the page it leads to, or nothing where a field has to be mended."""
    given: dict[str, Any] = {"actor": request.actor, "at": timezone.now(), "unit_id": unit_id}
    try:
        if change.is_bound and change.is_valid():
            actions.correct_unit(**given, **change.cleaned_data)
            messages.success(request, "单位已更正，原来的名称仍能认出。")
            return redirect("desk:unit", unit_id)
        if merge.is_bound and merge.is_valid():
            into = actions.merge_unit(**given, **merge.cleaned_data).result
            messages.success(request, f"已并入“{into.name}”：账号、分工和未办结的事项随之转过去。")
            return redirect("desk:unit", into.pk)
    except DomainError as error:
        (change if change.is_bound else merge).add_error(None, str(error))
    return None


@require_http_methods(["GET", "HEAD", "POST"])
def townships(request: Request) -> HttpResponse:
    """The townships of the county: compared and confirmed, or corrected; what would change is shown before it is kept."""
    code = _county(request)
    step = request.POST.get("step", "")
    given: dict[str, Any] = {"actor": request.actor, "at": timezone.now(), "division_code": code}
    if step == "check":
        actions.check_townships(**given)
        messages.success(request, "已记下：乡镇名单核对无误。")
        return redirect("desk:townships")
    standing = division.townships(code)
    lines = "\n".join(f"{row.code} {row.name}" for row in standing)
    form = TownshipsForm(request.POST if step else None, initial={"townships": lines})
    changes: list[Any] = []
    if step and form.is_valid():
        try:
            wanted = read_townships(form.cleaned_data["townships"])
            changes = township_changes(code, wanted)
            if step == "save":
                actions.correct_townships(**given, townships=wanted, reason=form.cleaned_data["reason"])
                messages.success(request, f"乡镇名单已更正 {len(changes)} 处。")
                return redirect("desk:townships")
            if not changes:
                form.add_error("townships", "名单没有变动。")
        except DomainError as error:
            form.add_error("townships", str(error))
    context = {
        "place_of": division.find(code),
        "standing": standing,
        "form": form,
        "changes": changes,
        "checked": readers.county_set_up(code),
        "corrections": readers.township_corrections(code),
    }
    return render(request, "desk/county/townships.html", context)

"""The registers' home, one register as a list, its declaration of completeness."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from qiangxian.contexts.lists.types import Viewer
from qiangxian.contexts.registers.records import policies, summary
from qiangxian.contexts.registers.records.actions.declare import declare_through
from qiangxian.contexts.registers.records.kinds import named_kind
from qiangxian.contexts.registers.records.listing import register_of
from qiangxian.contexts.registers.records.lists import completeness, reported_through
from qiangxian.contexts.registers.rights.conflicts.readers import open_conflicts
from qiangxian.kernel import division
from qiangxian.kernel.asking import Field
from qiangxian.kernel.errors import DomainError
from qiangxian.kernel.words import word
from qiangxian.web.desk.places import place
from qiangxian.web.forms import AskedForm
from qiangxian.web.lists.views import answer
from qiangxian.web.records.places import division_of, must_read
from qiangxian.web.request import Request

DECLARE = (
    Field(
        "through_date",
        "数据齐全截至",
        "day",
        required=True,
        hint="这一天及以前发生的都已登记；指标在此日之后显示为“部分”",
    ),
    Field("reason", "说明", hint="往回改时必填"),
)


@require_safe
def registers(request: Request) -> HttpResponse:
    """One card a register: how many on the day, complete until when, the last import, what to do."""
    must_read(request)
    code = division_of(request)
    viewer = Viewer(request.actor, request.as_of)
    cards = [
        (card, completeness(card.through.through_date if card.through else None, request.as_of.effective))
        for card in summary.cards(viewer, code)
    ]
    context = {
        "cards": [(card, state, word("completeness", state)) for card, state in cards],
        "division_name": division.find(code).name,
        "may_edit": policies.may_edit.decide(request.actor, {"division_code": code}),
        "conflicts": open_conflicts(request.actor),
    }
    return render(request, "desk/registers/registers.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: Request, register: str) -> HttpResponseBase:
    """One register as a list."""
    must_read(request)
    found = register_of(named_kind(register))
    context = {
        "register": found,
        "may_edit": policies.may_edit.decide(request.actor, {"division_code": division_of(request)}),
        "empty_actions": "desk/registers/_empty.html",
        "line_extra": "desk/registers/_declare_link.html",
    }
    return answer(request, found, place, template="desk/registers/register.html", context=context)


@require_http_methods(["GET", "HEAD", "POST"])
def register_declare(request: Request, register: str) -> HttpResponse:
    """Declare the register complete through a day."""
    must_read(request)
    found, code = register_of(named_kind(register)), division_of(request)
    form = AskedForm(request.POST or None, asks=DECLARE, initial={"through_date": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            declare_through(
                actor=request.actor,
                at=timezone.now(),
                division_code=code,
                register=found.kind,
                **form.cleaned_data,
            )
        except DomainError as error:
            form.add_error("through_date", str(error))
        else:
            messages.success(request, f"已声明{found.label}数据齐全截至 {form.cleaned_data['through_date']}。")
            return redirect("desk:register", found.slug)
    context = {
        "form": form,
        "register": found,
        "standing": reported_through(code).get(found.kind),
        "may_edit": policies.may_edit.decide(request.actor, {"division_code": code}),
    }
    return render(request, "desk/registers/declare.html", context)

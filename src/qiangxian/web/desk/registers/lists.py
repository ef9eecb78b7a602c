"""The registers' home, one register as a list, its files, its saved views, its declaration of completeness."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qiangxian.contexts.people import actions as people_actions
from qiangxian.contexts.registers import actions, readers
from qiangxian.contexts.registers.records import policies
from qiangxian.kernel.errors import DomainError, NotFound
from qiangxian.web.request import Request

from . import exports, pages
from .forms import DeclareForm

FORMS = {"csv": exports.as_csv, "xlsx": exports.as_xlsx}


@require_safe
def registers(request: Request) -> HttpResponse:
    """One card a register: how many on the day, complete until when, the last import, what to do."""
    pages.must_read(request)
    code = pages.division_of(request)
    viewer = pages.viewer_of(request)
    cards = [
        (card, readers.completeness(card.through.through_date if card.through else None, request.as_of.effective))
        for card in readers.cards(viewer, code)
    ]
    context = {
        "cards": [(card, state, pages.COMPLETENESS[state]) for card, state in cards],
        "division_name": pages.division_name(code),
        "may_edit": policies.may_edit(request.actor, {"division_code": code}),
        "conflicts": readers.open_conflicts(request.actor),
    }
    return render(request, "desk/registers/registers.html", context)


@require_safe
def register(request: Request, register: str) -> HttpResponse:
    """The list; only its body where HTMX asks for it."""
    pages.must_read(request)
    found = pages.register_named(register)
    context = {
        "view": pages.list_view(request, found),
        "may_edit": policies.may_edit(request.actor, {"division_code": pages.division_of(request)}),
    }
    partial = request.headers.get("HX-Target") == "register-list"
    answer = render(request, "desk/registers/_list.html" if partial else "desk/registers/register.html", context)
    answer["Vary"] = "HX-Target"
    return answer


@require_safe
def register_export(request: Request, register: str, form: str) -> HttpResponseBase:
    """The list as a file."""
    pages.must_read(request)
    found = pages.register_named(register)
    if form not in FORMS:
        raise NotFound("没有这种文件格式", remedy="可以导出 CSV 或 XLSX")
    return FORMS[form](found, pages.viewer_of(request), pages.wish_of(found, request.GET), timezone.localtime())


@require_http_methods(["GET", "HEAD", "POST"])
def register_declare(request: Request, register: str) -> HttpResponse:
    """Declare the register complete through a day."""
    pages.must_read(request)
    found, code = pages.register_named(register), pages.division_of(request)
    form = DeclareForm(request.POST or None, initial={"through_date": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.declare_through(
                actor=request.actor,
                at=timezone.now(),
                division_code=code,
                register=found.kind,
                **form.cleaned_data,
            )
        except DomainError as error:
            form.add_error("through_date", str(error))
        else:
            messages.success(request, f"已声明{found.label}登记完整至 {form.cleaned_data['through_date']}。")
            return redirect("desk:register", found.slug)
    context = {
        "form": form,
        "register": found,
        "standing": readers.reported_through(code).get(found.kind),
        "may_edit": policies.may_edit(request.actor, {"division_code": code}),
    }
    return render(request, "desk/registers/declare.html", context)


@require_POST
def view_save(request: Request) -> HttpResponse:
    """Keep the present filters, sorting and columns under a name."""
    pages.must_read(request)
    found = pages.register_named(request.POST.get("register", ""))
    query = request.POST.get("query", "").lstrip("?")
    try:
        people_actions.save_view(
            actor=request.actor,
            at=timezone.now(),
            account_id=request.actor.id or 0,
            page=pages.page_name(found),
            name=request.POST.get("name", ""),
            query=query,
        )
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "视图已保存，可以在列表上方再次打开。")
    return redirect(reverse("desk:register", args=[found.slug]) + (f"?{query}" if query else ""))


@require_POST
def view_drop(request: Request, view_id: int) -> HttpResponse:
    """Forget a saved view."""
    pages.must_read(request)
    found = pages.register_named(request.POST.get("register", ""))
    people_actions.drop_view(actor=request.actor, at=timezone.now(), account_id=request.actor.id or 0, view_id=view_id)
    messages.success(request, "视图已删除。")
    return redirect("desk:register", found.slug)

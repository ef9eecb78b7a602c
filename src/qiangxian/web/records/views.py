"""One record: its page, the form that registers or corrects it, and its steps."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from qiangxian.contexts.audit import readers as audit
from qiangxian.contexts.registers.records import policies
from qiangxian.contexts.registers.records.actions import records
from qiangxian.contexts.registers.records.kinds import label_of, named_kind
from qiangxian.contexts.registers.records.readers import comparison, record_id_by_key, record_page, standing_version
from qiangxian.contexts.registers.records.steps import RecordStep
from qiangxian.kernel.errors import Conflict, DomainError, NotFound
from qiangxian.web.forms import AskedForm
from qiangxian.web.lists.pages import carrying
from qiangxian.web.recent import opened
from qiangxian.web.request import Request

from .contexts import CONTEXTS
from .forms import RecordForm
from .places import division_of, must_read, place

WAYS = ["GET", "HEAD", "POST"]
MOST_LINES = 50
ASK_THE_OFFICE = "如需更改，请联系领导小组办公室"


@require_safe
def record(request: Request, register: str, record_id: int) -> HttpResponse:
    """Everything about one record."""
    must_read(request)
    kind = named_kind(register)
    shown = record_page(request.actor, kind.code, record_id, request.as_of)
    lines = audit.lines_about(request.actor, f"registers.{kind.code}", str(record_id))[:MOST_LINES]
    steps = [(code, step) for code, step in records.steps_of(kind).items() if step.button and step.offered(shown.row)]
    context = {
        "register": kind,
        "record": shown,
        "may_edit": policies.may_edit_record.decide(request.actor, {"record_id": record_id}),
        "history": [(line, audit.action_label(line.action)) for line in lines],
        "steps": steps,
        "owners": kind.owners(shown.row, shown.extra),
        "place": place,
    }
    if more := CONTEXTS.get(kind.code):
        context |= more(request, shown.row)
    opened(request, kind.label, shown.label)
    return render(request, "records/record.html", context)


@require_safe
def record_by_key(request: Request, register: str, key: str) -> HttpResponse:
    """From a natural key, as figures name their proof, to the record."""
    must_read(request)
    kind = named_kind(register)
    record_id = record_id_by_key(request.actor, kind.code, key)
    return redirect(carrying(request, reverse("desk:record", args=[kind.slug, record_id])))


@require_http_methods(WAYS)
def record_new(request: Request, register: str) -> HttpResponse:
    """Register something new."""
    must_read(request)
    kind, code = named_kind(register), division_of(request)
    policies.may_edit.decide(request.actor, {"division_code": code}).demand(ASK_THE_OFFICE)
    initial, existing = kind.initial(code), ""
    form = RecordForm(request.POST or None, kind=kind, division_code=code, correcting=False, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = records.create_record(
                actor=request.actor,
                at=timezone.now(),
                kind=kind.code,
                division_code=code,
                values=form.record_values(),
                source=form.cleaned_data["source"],
                **form.beside,
            )
        except DomainError as error:
            form.refuse(error)
            existing = reverse("desk:record", args=[kind.slug, error.about[1]]) if error.about else ""
        else:
            messages.success(request, f"已登记“{made.label}”。")
            for words in form.doubts.values():
                messages.warning(request, f"号码存疑，已登记并标记：{words}。请核对原件。")
            return redirect("desk:record", kind.slug, made.result)
    context = {"form": form, "register": kind, "title": f"录入{kind.label}", "confirm": "登记", "existing": existing}
    return render(request, "records/form.html", context)


@require_http_methods(WAYS)
def record_correct(request: Request, register: str, record_id: int) -> HttpResponse:
    """Correct what was recorded wrongly: first the comparison is shown, then it is stored."""
    must_read(request)
    kind = named_kind(register)
    standing = standing_version(request.actor, kind.code, record_id)
    policies.may_edit_record.decide(request.actor, {"record_id": record_id}).demand(ASK_THE_OFFICE)
    seen, code = _number(request.POST.get("revision"), standing.revision), standing.division_code
    initial = {field.name: getattr(standing, field.name) for field in kind.fields}
    form = RecordForm(request.POST or None, kind=kind, division_code=code, correcting=True, initial=initial)
    differences: list[tuple[str, str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            differences = _differences(form, standing, seen)
            if differences and request.POST.get("step") == "save":
                return _store_correction(request, form, standing, seen)
        except DomainError as error:
            form.refuse(error)
        else:
            if not differences:
                form.add_error(None, "没有任何改动。")
    context = {
        "form": form,
        "register": kind,
        "label": label_of(standing),
        "record_id": record_id,
        "revision": seen,
        "differences": differences,
    }
    return render(request, "records/correct.html", context)


def _differences(form: RecordForm, standing: Any, seen: int) -> list[tuple[str, str, str]]:
    if standing.revision != seen:
        raise Conflict(
            f"这条登记已由{standing.recorded_by}更改，您看到的是旧版本", remedy="请重新打开“更正”，在新版本上修改"
        )
    corrected = records.corrected(standing.record, standing, form.record_values())
    return comparison(form.kind.code, standing, corrected)


def _store_correction(request: Request, form: RecordForm, standing: Any, seen: int) -> HttpResponse:
    made = records.correct_record(
        actor=request.actor,
        at=timezone.now(),
        record_id=standing.record_id,
        revision=seen,
        values=form.record_values(),
        reason=form.cleaned_data["reason"],
        source=form.cleaned_data["source"],
    )
    messages.success(request, f"已更正“{made.label}”，旧版本保留在历史中。")
    return redirect("desk:record", form.kind.slug, standing.record_id)


@require_http_methods(WAYS)
def record_step(request: Request, register: str, record_id: int, step: str) -> HttpResponse:
    """Ask for a step, then take it."""
    must_read(request)
    kind = named_kind(register)
    plan = records.steps_of(kind).get(step)
    if plan is None:
        raise NotFound("没有这个步骤", remedy="请从登记页面进入")
    standing = standing_version(request.actor, kind.code, record_id)
    policies.may_edit_record.decide(request.actor, {"record_id": record_id}).demand(ASK_THE_OFFICE)
    revision = _number(request.POST.get("revision"), standing.revision)
    target = _number(request.POST.get("target") or request.GET.get("target"), 0)
    form = AskedForm(request.POST or None, asks=plan.asks, initial=dict(plan.initial(standing, target)))
    if request.method == "POST" and form.is_valid():
        try:
            _take(request, plan, record_id, revision, target, form)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, plan.done or f"{plan.title}：已登记。")
            return redirect("desk:record", kind.slug, record_id)
    context = {
        "form": form,
        "register": kind,
        "title": plan.title,
        "words": plan.words,
        "confirm": plan.confirm,
        "label": label_of(standing),
        "record_id": record_id,
        "revision": revision,
        "target": target,
    }
    return render(request, "records/form.html", context)


def _take(request: Request, plan: RecordStep, record_id: int, revision: int, target: int, form: AskedForm) -> None:
    more: dict[str, Any] = {"revision": revision} if plan.is_versioned else {}
    if plan.part:
        more[plan.part] = target
    plan.act(actor=request.actor, at=timezone.now(), record_id=record_id, **more, **form.cleaned_data)


def _number(text: str | None, otherwise: int) -> int:
    """A number carried through the post: the version the form was filled from, the part it is about."""
    return int(text) if text and text.isdecimal() and len(text) < 18 else otherwise

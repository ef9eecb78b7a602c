"""One record: its page, and the forms that register, correct and close it and add events."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from qiangxian.contexts.audit import readers as audit
from qiangxian.contexts.registers import actions, readers
from qiangxian.contexts.registers.records import policies
from qiangxian.contexts.registers.types import RecordKind
from qiangxian.kernel.errors import Conflict, DomainError
from qiangxian.web.components.right_law import law_view
from qiangxian.web.desk.enterprises.pages import enterprise_sections
from qiangxian.web.request import Request

from . import pages
from .forms import ENDING_FIRST, CloseForm, EventForm, RecordForm, lines_of_holders

WAYS = ["GET", "HEAD", "POST"]
NEW_EVENT = "right_event_new"

ASK_THE_OFFICE = "如需更改，请联系领导小组办公室"


@require_safe
def record(request: Request, register: str, record_id: int) -> HttpResponse:
    """Everything about one record."""
    pages.must_read(request)
    found = pages.register_named(register)
    shown = readers.record_page(request.actor, found.kind, record_id, request.as_of)
    context = {
        "register": found,
        "record": shown,
        "may_edit": policies.may_edit_record.decide(request.actor, {"record_id": record_id}),
        "history": _history(request, found.kind, record_id),
        "may_close": found.kind in actions.CLOSING_FIELDS and getattr(shown.row, _end(found.kind)) is None,
    }
    if found.kind == RecordKind.RIGHT:
        context["law"] = law_view(shown.row, request.as_of, timezone.localdate())
    if found.kind == RecordKind.ENTERPRISE:
        context |= enterprise_sections(shown.row, request.as_of.effective)
    return render(request, f"desk/registers/record_{found.kind}.html", context)


def _end(kind: str) -> str:
    return actions.CLOSING_FIELDS[RecordKind(kind)][0]


def _history(request: Request, kind: str, record_id: int) -> list[tuple[Any, str]]:
    lines = audit.lines_about(request.actor, f"registers.{kind}", str(record_id))
    return [(line, audit.action_label(line.action)) for line in lines[:50]]


@require_safe
def record_by_key(request: Request, register: str, key: str) -> HttpResponse:
    """From a natural key, as figures name their proof, to the record."""
    pages.must_read(request)
    found = pages.register_named(register)
    return redirect(pages.address(request, found.slug, readers.record_id_by_key(request.actor, found.kind, key)))


@require_http_methods(WAYS)
def record_new(request: Request, register: str) -> HttpResponse:
    """Register something new."""
    pages.must_read(request)
    found, code = pages.register_named(register), pages.division_of(request)
    policies.may_edit.decide(request.actor, {"division_code": code}).demand(ASK_THE_OFFICE)
    initial = {"area_code": code, "industry_edition": "2017", "entity_kind": "company"}
    form = RecordForm(request.POST or None, kind=found.kind, division_code=code, correcting=False, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = _create(request, form, found.kind, code)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"已登记“{made.label}”。")
            for words in form.doubts.values():
                messages.warning(request, f"号码存疑，已登记并标记：{words}。请核对原件。")
            return redirect("desk:record", found.slug, made.result)
    context = {"form": form, "register": found, "title": f"登记{found.label}", "confirm": "登记"}
    return render(request, "desk/registers/record_new.html", context)


def _create(request: Request, form: RecordForm, kind: str, division_code: str) -> Any:
    return actions.create_record(
        actor=request.actor,
        at=timezone.now(),
        kind=kind,
        division_code=division_code,
        values=form.record_values(),
        holders=lines_of_holders(form.cleaned_data.get("holders", "")),
        source=form.cleaned_data["source"],
    )


@require_http_methods(WAYS)
def record_correct(request: Request, register: str, record_id: int) -> HttpResponse:
    """Correct what was recorded wrongly: first the comparison is shown, then it is stored."""
    pages.must_read(request)
    found = pages.register_named(register)
    standing = readers.standing_version(request.actor, found.kind, record_id)
    policies.may_edit_record.decide(request.actor, {"record_id": record_id}).demand(ASK_THE_OFFICE)
    seen = _seen(request, standing.revision)
    code = standing.division_code
    initial = {entry.name: getattr(standing, entry.name) for entry in readers.FIELDS[found.kind]}
    form = RecordForm(request.POST or None, kind=found.kind, division_code=code, correcting=True, initial=initial)
    differences: list[tuple[str, str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            answer, differences = _corrected(request, form, found, standing, seen)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            if answer:
                return answer
    context = {
        "form": form,
        "register": found,
        "label": readers.label_of(standing),
        "record_id": record_id,
        "revision": seen,
        "differences": differences,
    }
    return render(request, "desk/registers/record_correct.html", context, status=200)


def _corrected(
    request: Request, form: RecordForm, found: Any, standing: Any, seen: int
) -> tuple[HttpResponse | None, list[tuple[str, str, str]]]:
    """Stored where the person has confirmed the comparison, else the comparison."""
    values = form.record_values()
    if standing.revision != seen:
        raise Conflict(
            f"这条登记已由{standing.recorded_by}更改，您看到的是旧版本", remedy="请重新打开“更正”，在新版本上修改"
        )
    differences = readers.comparison(found.kind, standing, actions.corrected(standing.record, standing, values))
    if request.POST.get("step") != "save" or not differences:
        if not differences:
            form.add_error(None, "没有任何改动。")
        return None, differences
    made = actions.correct_record(
        actor=request.actor,
        at=timezone.now(),
        record_id=standing.record_id,
        revision=seen,
        values=values,
        reason=form.cleaned_data["reason"],
        source=form.cleaned_data["source"],
    )
    messages.success(request, f"已更正“{made.label}”，旧版本保留在历史中。")
    return redirect("desk:record", found.slug, standing.record_id), differences


@require_http_methods(WAYS)
def record_close(request: Request, register: str, record_id: int) -> HttpResponse:
    """Close a record; of a right, go to the event that ends it."""
    pages.must_read(request)
    found = pages.register_named(register)
    standing = readers.standing_version(request.actor, found.kind, record_id)
    policies.may_edit_record.decide(request.actor, {"record_id": record_id}).demand(ASK_THE_OFFICE)
    if found.kind == RecordKind.RIGHT:
        return redirect("desk:right_event_new", record_id)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.close_record(
                actor=request.actor,
                at=timezone.now(),
                record_id=record_id,
                revision=_seen(request, standing.revision),
                **form.cleaned_data,
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "已记录终止，登记内容和历史保留。")
            return redirect("desk:record", found.slug, record_id)
    context = {
        "form": form,
        "register": found,
        "label": readers.label_of(standing),
        "record_id": record_id,
        "revision": _seen(request, standing.revision),
    }
    return render(request, "desk/registers/record_close.html", context)


@require_http_methods(WAYS)
def right_event_new(request: Request, record_id: int) -> HttpResponse:
    """Add a legal event to a right."""
    pages.must_read(request)
    standing = readers.standing_version(request.actor, RecordKind.RIGHT, record_id)
    policies.may_edit_record.decide(request.actor, {"record_id": record_id}).demand(ASK_THE_OFFICE)
    form = EventForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _add_event(request, form, record_id, _seen(request, standing.revision))
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "已补录法律状态，状态和指标随之变化。")
            return redirect("desk:record", "rights", record_id)
    context = {
        "form": form,
        "register": pages.register_named("rights"),
        "label": readers.label_of(standing),
        "record_id": record_id,
        "revision": _seen(request, standing.revision),
        "endings": "、".join(kind.label for kind in ENDING_FIRST),
    }
    return render(request, f"desk/registers/{NEW_EVENT}.html", context)


def _add_event(request: Request, form: EventForm, record_id: int, revision: int) -> None:
    data = dict(form.cleaned_data)
    note = data.pop("note")
    actions.add_right_event(
        actor=request.actor,
        at=timezone.now(),
        record_id=record_id,
        revision=revision,
        detail={"说明": note} if note else {},
        **data,
    )


def _seen(request: Request, standing: int) -> int:
    """The version the form was filled from, carried through the post."""
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 18 else standing

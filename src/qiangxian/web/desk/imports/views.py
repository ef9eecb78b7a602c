"""Importing tables: upload, preview, run in the background, receipt, undo."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from qiangxian.contexts.registers.intake import readers as intake
from qiangxian.contexts.registers.intake import tasks
from qiangxian.contexts.registers.intake.actions.imports import (
    HandedIn,
    bury_dead,
    open_import,
    queue_import,
    rekind_batch,
    undo_batch,
)
from qiangxian.contexts.registers.intake.lists import BATCHES
from qiangxian.contexts.registers.intake.records import HOLDER_CHANGES
from qiangxian.contexts.registers.records import policies
from qiangxian.engines.intake import KINDS, UnknownHeaders, empty_workbook, load_vocabulary, read_table, survey
from qiangxian.kernel.errors import DomainError
from qiangxian.web.forms import ReasonForm
from qiangxian.web.lists.downloads import XLSX_TYPE
from qiangxian.web.lists.views import answer
from qiangxian.web.request import Request
from qiangxian.web.unchanged import always_fresh

from ..places import place
from .forms import UploadForm, kinds
from .pages import batch_page, refused_csv, refused_xlsx

FORMS = {"csv": (refused_csv, "text/csv; charset=utf-8"), "xlsx": (refused_xlsx, XLSX_TYPE)}


def home_division(request: Request) -> str:
    """The county whose registers the actor keeps; the pages are the office's alone."""
    policies.may_edit.anywhere(request.actor).demand("需要导入登记表的，请交由领导小组办公室办理")
    return min(request.actor.divisions("office"))


@always_fresh
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: Request) -> HttpResponseBase:
    """Upload a table, fetch an empty one, find an earlier import again."""
    division = home_division(request)
    sent = request.method == "POST" and "list" not in request.POST
    form = UploadForm(request.POST, request.FILES) if sent else UploadForm()
    if sent and form.is_valid():
        try:
            uid = _open(request, division, form)
        except DomainError as error:
            form.add_error("file", str(error))
        else:
            return redirect("desk:import_batch", uid)
    context = {
        "form": form,
        "kinds": kinds(),
        "waiting": len(intake.waiting_names(request.actor, division)),
        "rows_waiting": intake.waiting_rows(request.actor, division).count(),
        "mappings": intake.header_mappings(request.actor, division).count(),
    }
    status = 400 if form.errors else 200
    return answer(request, BATCHES, place, template="desk/imports/imports.html", context=context, status=status)


def _open(request: Request, division: str, form: UploadForm) -> str:
    told, upload = form.cleaned_data, form.cleaned_data["file"]
    content = upload.read()
    _look_at(content, told["kind"], division, upload.name)
    said = {"stage": "check", "supplement": told["extent"] == "part"}
    table = HandedIn(told["kind"], upload.name, content, told["through"] or timezone.localdate(), said)
    opened = open_import(actor=request.actor, at=timezone.now(), division_code=division, table=table)
    uid = str(opened.result.uid)
    tasks.check_table.enqueue(request.user.get_username(), division, uid)
    return uid


def _look_at(content: bytes, kind: str, division: str, name: str) -> None:
    """What is no table is told at once beside the field, and nothing of it is kept; unknown columns can be named later."""
    try:
        with read_table(content, load_vocabulary(kind, division), name):
            return
    except UnknownHeaders:
        if not survey(content, load_vocabulary(kind, division), name) and not intake.readable_as(
            content, division, name
        ):
            raise


@require_safe
def import_template(request: Request, kind: str) -> HttpResponse:
    """An empty workbook to fill in."""
    division = home_division(request)
    if kind not in KINDS:
        raise Http404
    vocabulary = load_vocabulary(kind, division)
    answer = HttpResponse(empty_workbook(vocabulary), content_type=XLSX_TYPE)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(vocabulary.label)}-template.xlsx"
    return answer


@always_fresh
@require_http_methods(["GET", "HEAD", "POST"])
def import_batch(request: Request, uid: str) -> HttpResponse:
    """One import at whatever stage it is: being checked, previewed, running, done, failed, undone."""
    division = home_division(request)
    bury_dead(division, timezone.now())
    batch = intake.batch(request.actor, uid)
    form = ReasonForm(request.POST if request.POST.get("step") == "undo" else None)
    if request.method == "POST" and _stepped(request, batch.division_code, uid, form):
        return redirect("desk:import_batch", uid)
    context = {"view": batch_page(batch), "form": form}
    return render(request, "desk/imports/import_batch.html", context, status=400 if form.errors else 200)


def _stepped(request: Request, division: str, uid: str, form: ReasonForm) -> bool:
    step = request.POST.get("step")
    if step == "rekind":
        asked: dict[str, Any] = {"actor": request.actor, "at": timezone.now(), "division_code": division}
        rekind_batch(**asked, batch_uid=uid, kind=request.POST.get("kind", ""))
        queue(request, division, uid, "check")
        return True
    if step in ("check", "import"):
        queue(request, division, uid, step)
        return True
    if step == "undo" and form.is_valid():
        undo_batch(
            actor=request.actor,
            at=timezone.now(),
            division_code=division,
            batch_uid=uid,
            reason=form.cleaned_data["reason"],
        )
        messages.success(request, "批次已撤销，基础台账恢复到导入前的内容。")
        return True
    return False


def queue(request: Request, division: str, uid: str, step: str) -> None:
    """Put the check or the import of the batch in line for the worker, with what was said of it on the page."""
    said: dict[str, Any] = {"strict": request.POST.get("strict") == "1"}
    if "without" in request.POST:
        said["without"] = request.POST.getlist("without")
    if (change := request.POST.get("holder_change")) is not None:
        said["holder_change"] = change if change in HOLDER_CHANGES else ""
    queue_import(actor=request.actor, division_code=division, batch_uid=uid, stage=step, **said)
    task = tasks.check_table if step == "check" else tasks.import_table
    task.enqueue(request.user.get_username(), division, uid)


@always_fresh
@require_safe
def import_progress(request: Request, uid: str) -> HttpResponse:
    """The bar alone, asked for every second; once the work is over the whole page is asked for anew."""
    home_division(request)
    view = batch_page(intake.batch(request.actor, uid))
    answer = render(request, "desk/imports/_progress.html", {"view": view})
    if not view["busy"]:
        answer["HX-Refresh"] = "true"
    return answer


@require_safe
def import_refused(request: Request, uid: str, form: str) -> HttpResponse:
    """Every refused row as a file, for the person who has to mend the table."""
    home_division(request)
    if form not in FORMS:
        raise Http404
    batch = intake.batch(request.actor, uid)
    write, media_type = FORMS[form]
    answer = HttpResponse(write(batch), content_type=media_type)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote('退回的行')}-{uid}.{form}"
    return answer

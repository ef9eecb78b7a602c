"""The pool of evidence, what is missing today, the dossiers with their file and its proof."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qiangxian.contexts.dossiers import lists, policies, pool, readers, verifying
from qiangxian.contexts.dossiers.flow import FLOW, DossierState, slots
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import DomainError, NotFound, Refused
from qiangxian.kernel.evidence import EVIDENCE_SOURCES
from qiangxian.web.components.files import sent_bytes, sent_file
from qiangxian.web.desk.places import place
from qiangxian.web.lists.views import answer
from qiangxian.web.matters.lists import of_flow
from qiangxian.web.matters.pages import BLOCKS, Blocks
from qiangxian.web.request import Request

from .forms import KindForm, PieceFreezeForm, PieceUploadForm, WithdrawForm

DOSSIERS = of_flow(
    FLOW, empty="按一张考核表编卷：考核条目当日固定，佐证、函件和自评报告随时补充，在后台编成可核验的卷宗。"
)


def _county(request: Request) -> str:
    """The county whose pool the reader may see."""
    policies.may_read.anywhere(request.actor).demand()
    return request.actor.home


def _may(request: Request) -> dict[str, bool]:
    actor = request.actor
    return {"may_add": bool(policies.may_add.anywhere(actor)), "may_build": bool(policies.may_build.anywhere(actor))}


@require_http_methods(["GET", "HEAD", "POST"])
def dossiers(request: Request) -> HttpResponseBase:
    """Every dossier."""
    _county(request)
    return answer(
        request, DOSSIERS, place, template="desk/dossiers/list.html", context={"tab": "dossiers", **_may(request)}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def pieces(request: Request) -> HttpResponseBase:
    """The pool."""
    _county(request)
    return answer(
        request, lists.PIECES, place, template="desk/dossiers/list.html", context={"tab": "pieces", **_may(request)}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def dossier_missing(request: Request) -> HttpResponseBase:
    """What each criterion of a table lacks on the day of the page."""
    division = _county(request)
    offered = readers.tables(division)
    code = request.GET.get("table") or offered[0][0]
    rule = readers.table(code, division)
    found = readers.standing_now(request.actor, division, code, request.as_of)
    context = {
        "tab": "missing",
        "tables": offered,
        "code": code,
        "rule": rule,
        "lacking": sum(bool(one.missing) for one in found),
        "total": len(found),
        **_may(request),
    }
    declared = lists.lacking_list(code, rule.label, division)
    return answer(request, declared, place, template="desk/dossiers/missing.html", context=context)


def _subjects(request: Request) -> list[tuple[str, str]]:
    """What was ticked, or named by the page one comes from: pairs of table and subject."""
    told = request.POST.getlist("subject") or request.GET.getlist("subject")
    pairs = [one.partition("|") for one in told]
    known = {
        value
        for _, lines in readers.subjects(request.actor, _county(request), request.as_of.effective)
        for value, _ in lines
    }
    if strange := [one for one in told if one not in known]:
        raise Refused("没有这个考核条目", value=strange[0], remedy="请从“今日缺什么”或佐证页面选择")
    return [(code, subject) for code, _, subject in pairs]


def _citing(request: Request, ticked: set[str]) -> list[tuple[str, list[tuple[str, Any, bool]], int]]:
    """Every criterion, table by table, with those that are ticked."""
    told = readers.subjects(request.actor, _county(request), request.as_of.effective)
    return [
        (label, [(value, one, value in ticked) for value, one in lines], sum(value in ticked for value, _ in lines))
        for label, lines in told
    ]


@require_http_methods(["GET", "POST"])
def piece_new(request: Request) -> HttpResponse:
    """Bring a file."""
    division = _county(request)
    policies.may_add.anywhere(request.actor).demand()
    form = PieceUploadForm(request.POST or None, request.FILES or None, initial={"day": request.as_of.effective})
    subjects = _subjects(request)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        file, redacted = given["file"], given["redacted"]
        brought = pool.Brought(
            file.name, file.read(), given["label"], given["source"], given["day"], given["is_personal"],
            (redacted.name, redacted.read()) if redacted else None,
        )  # fmt: skip
        try:
            made = pool.add_file(
                actor=request.actor, at=timezone.now(), division_code=division, brought=brought, subjects=subjects
            ).result
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"已归集“{made.label}”。")
            return redirect("desk:piece", made.pk)
    ticked = {f"{code}|{subject}" for code, subject in subjects}
    return render(request, "desk/dossiers/piece_new.html", {"form": form, "citing": _citing(request, ticked)})


@require_http_methods(["GET", "POST"])
def piece_freeze(request: Request) -> HttpResponse:
    """Freeze a figure, a register, minutes, an ended matter, a document on a day: first the sort and the day, then which."""
    division = _county(request)
    policies.may_add.anywhere(request.actor).demand()
    first = KindForm(request.GET if "kind" in request.GET else None, initial={"as_of": request.as_of.effective})
    context: dict[str, Any] = {"first": first, "subjects": request.GET.getlist("subject")}
    if "kind" in request.GET and first.is_valid():
        kind, as_of = first.cleaned_data["kind"], AsOf.on(first.cleaned_data["as_of"])
        source = EVIDENCE_SOURCES.named(kind)
        offered = source.offered(request.actor, division, as_of)
        form = PieceFreezeForm(request.POST or None, offered=offered, narrowed=source.narrowed)
        subjects = _subjects(request)
        if request.method == "POST" and form.is_valid():
            about: dict[str, Any] = {"what": pool.Reference(kind, form.chosen, as_of), "subjects": subjects}
            try:
                made = pool.freeze_piece(actor=request.actor, at=timezone.now(), division_code=division, **about).result
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, f"已固定“{made.label}”。")
                return redirect("desk:piece", made.pk)
        ticked = {f"{code}|{subject}" for code, subject in subjects}
        context |= {"form": form, "offered": offered, "label": source.label}
        context["citing"] = _citing(request, ticked)
    return render(request, "desk/dossiers/piece_freeze.html", context)


def _shown(request: Request, piece_id: int, form: WithdrawForm | None = None, error: str = "") -> HttpResponse:
    found = readers.piece(request.actor, piece_id)
    ticked = {f"{row.table}|{row.subject}" for row in found.citations.all()}
    may_cite = policies.may_cite.decide(request.actor, {"piece_id": piece_id}) and found.withdrawn_at is None
    may_withdraw = policies.may_withdraw.decide(request.actor, {"piece_id": piece_id}) and found.withdrawn_at is None
    context = {
        "piece": found,
        "kind": lists.kind_words(found.kind),
        "citing": _citing(request, ticked),
        "may_cite": may_cite,
        "withdraw_form": (form or WithdrawForm()) if may_withdraw else None,
        "error": error,
    }
    return render(request, "desk/dossiers/piece.html", context, status=400 if form or error else 200)


@require_safe
def piece(request: Request, piece_id: int) -> HttpResponse:
    """One piece: what it is, what it proves."""
    _county(request)
    return _shown(request, piece_id)


@require_POST
def piece_cite(request: Request, piece_id: int) -> HttpResponse:
    """What it proves is what is ticked."""
    found = readers.piece(request.actor, piece_id)
    try:
        pool.cite_piece(actor=request.actor, at=timezone.now(), piece_id=found.pk, subjects=_subjects(request))
    except DomainError as error:
        return _shown(request, piece_id, error=str(error))
    messages.success(request, "已更新这份佐证要证明的条目。")
    return redirect("desk:piece", found.pk)


@require_POST
def piece_withdraw(request: Request, piece_id: int) -> HttpResponse:
    """It leaves the pool, with the reason."""
    found, form = readers.piece(request.actor, piece_id), WithdrawForm(request.POST)
    if form.is_valid():
        try:
            pool.withdraw_piece(actor=request.actor, at=timezone.now(), piece_id=found.pk, **form.cleaned_data)
        except DomainError as error:
            form.add_error("reason", str(error))
        else:
            messages.success(request, "已撤下，卷宗再编时不再装入。")
            return redirect("desk:piece", found.pk)
    return _shown(request, piece_id, form)


@require_safe
def piece_file(request: Request, piece_id: int) -> HttpResponse:
    """Its file; of one with personal data the redacted copy."""
    found = readers.piece(request.actor, piece_id)
    if found.shown is None:
        raise NotFound("这份佐证不是文件", remedy="内容就在佐证页面上")
    return sent_file(found.shown)


@require_safe
def dossier_file(request: Request, matter_id: int) -> HttpResponse:
    """The dossier as it was built last."""
    found = readers.dossier(request.actor, matter_id)
    if not found.sha256:
        raise NotFound("这份卷宗还没有编制", remedy="请先编制卷宗")
    return sent_bytes(f"{found.matter.title}.zip", readers.download(found), "application/zip")


@never_cache
@require_safe
def dossier_verify(request: Request, matter_id: int) -> HttpResponse:
    """The proof, gone through now: from the file's own calculations, and from the registers."""
    found = readers.dossier(request.actor, matter_id)
    if not found.sha256:
        raise NotFound("这份卷宗还没有编制", remedy="请先编制卷宗")
    verified = verifying.verify(readers.download(found), offline=False)
    labels = {
        "files": "文件",
        "figures": "指标值",
        "scores": "考核得分",
        "audit_lines": "日志行",
        "registers": "由基础台账重算的指标值",
    }
    checked = [(labels[name], count) for name, count in verified.checked.items()]
    context = {"dossier": found, "found": verified, "checked": checked, "at": timezone.now()}
    return render(request, "desk/dossiers/verify.html", context)


def _dossier(request: Request, own: Any) -> Mapping[str, Any]:
    """How the dossier stands: what was built, what is bound in, what was missing."""
    rule = readers.table(own.table, own.matter.division_code)
    bound = [(label, own.slots.get(code)) for code, label in slots(own)]
    return {
        "dossier": own,
        "rule": rule,
        "standing": rule.standing.get(own.standing, own.standing),
        "bound": bound,
        "items": readers.items(own),
        "criteria": len(own.criteria),
        "is_building": own.matter.state == DossierState.BUILDING,
    }


BLOCKS[FLOW.code] = Blocks(
    facts="desk/dossiers/_facts.html", body="desk/dossiers/_body.html", context=_dossier, back="desk:dossiers"
)

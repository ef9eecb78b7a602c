"""Targets on a day: the list, one target with its proof and curve, and both as files."""

from typing import Any
from urllib.parse import quote

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from qiangxian.contexts.documents import readers as documents
from qiangxian.contexts.indicators.lists import counted_records
from qiangxian.contexts.programmes import readers
from qiangxian.kernel.errors import NotFound
from qiangxian.web.context import current_programme
from qiangxian.web.lists.downloads import download
from qiangxian.web.lists.views import answer
from qiangxian.web.recent import opened
from qiangxian.web.request import Request

from ..places import place
from ..plan.beginning import beginning
from . import pages
from .forms import ProofForm, Reasoned, change_forms
from .lacking import lacks

LIST_HEADINGS = [
    "代码",
    "目标",
    "数值",
    "目标值",
    "单位",
    "基期值",
    "当日序时目标",
    "完成时限",
    "进度",
    "说明",
    "记录数",
    "校验码",
]


def _programme(request: Request) -> Any:
    found = current_programme(request)
    if found is None:
        raise NotFound("本县还没有工作方案，没有目标可看", remedy="请先由办公室导入方案并确认")
    return found


@require_safe
def targets(request: Request) -> HttpResponse:
    """All targets of the programme; a county without one is told how to begin."""
    programme = current_programme(request)
    if programme is None:
        return render(request, "desk/targets/no_targets.html", {"begin": beginning(request.actor)})
    figures = readers.targets_on(programme, request.as_of, request.actor)
    context = {
        "programme": programme,
        "numeric": [one for one in figures if not one.is_existence],
        "existence": [one for one in figures if one.is_existence],
    }
    return render(request, "desk/targets/targets.html", context)


@require_safe
def targets_export(request: Request, form: str) -> HttpResponseBase:
    """The list as a file."""
    programme = _programme(request)
    figures = readers.targets_on(programme, request.as_of, request.actor)
    return download(
        request, form, f"目标-{_day(request)}", LIST_HEADINGS, pages.table_lines(figures), _about(request, programme)
    )


@require_safe
def target(request: Request, programme_id: int, code: str) -> HttpResponse:
    """One target."""
    return show(request, readers.programme(request.actor, programme_id), code)


def show(request: Request, programme: Any, code: str, *, status: int = 200, **sent: Any) -> HttpResponse:
    """The page of a target. `sent`: the forms as they were sent where one was refused: `forms` and which of them is `opened`,
    `proof_form`, or `withdraw_form` with the id of the proof."""
    actor, as_of = request.actor, request.as_of
    page = pages.target_page(programme, code, as_of, actor)
    opened(request, "目标", page["standing"].target.label)
    context: dict[str, Any] = {"page": page, "opened": sent.get("opened", "")}
    context["lacks"] = lacks(actor, page["standing"].figure)
    if page["may_change"] and page["standing"].is_existence:
        context["proof_form"] = sent.get("proof_form") or ProofForm(prefix="proof", candidates=page["candidates"])
        context["withdrawals"] = _withdrawals(page, sent.get("withdraw_form"))
    elif page["may_change"]:
        indicators = pages.known_indicators(as_of.effective, programme.division_code, page["standing"].target.label)
        context["forms"] = sent.get("forms") or change_forms(page["standing"], indicators)
    return render(request, "desk/targets/target.html", context, status=status)


def _withdrawals(page: dict[str, Any], sent: tuple[int, Reasoned] | None) -> dict[int, Reasoned]:
    standing = [one["proof"].pk for one in page["proofs"] if one["proof"].withdrawn_at is None]
    return {pk: sent[1] if sent and sent[0] == pk else Reasoned(prefix=f"withdraw-{pk}") for pk in standing}


@require_http_methods(["GET", "HEAD", "POST"])
def target_records(request: Request, programme_id: int, code: str) -> HttpResponseBase:
    """The records behind the figure: the proof to hand on."""
    programme = readers.programme(request.actor, programme_id)
    explained = readers.explain_target(programme, code, request.as_of, request.actor)
    label = f"{code} {explained.figure.target.label}：计入的记录"
    declared = counted_records("target_records", label, explained.explanation)
    context = {"programme": programme, "standing": explained.figure}
    return answer(request, declared, place, template="desk/targets/records.html", context=context)


@require_safe
def target_curve(request: Request, programme_id: int, code: str) -> HttpResponseBase:
    """The month curve as CSV."""
    programme = readers.programme(request.actor, programme_id)
    standing = readers.target_on(programme, code, request.as_of, request.actor)
    chart = pages.month_chart(programme, standing, request.actor)
    rows = chart.rows if chart else []
    lines = [[month, *(None if value is None else round(value, 2) for value in values)] for month, *values in rows]
    return download(request, "csv", f"{code}-曲线-{_day(request)}", ["月份", "实际", "计划"], lines)


@require_safe
def proof_file(request: Request, programme_id: int, code: str, proof_id: int) -> HttpResponse:
    """The file somebody kept as proof."""
    actor = request.actor
    programme = readers.programme(actor, programme_id)
    found = readers.target_on(programme, code, request.as_of, actor).target
    proof = next((one for one in readers.proofs_of(found) if one.pk == proof_id), None)
    stored = documents.visible_files(actor).filter(pk=proof.file_id).first() if proof and proof.file_id else None
    if stored is None:
        raise NotFound("没有这个佐证文件，或您无权查看", remedy="请回到目标页重新选择")
    response = HttpResponse(documents.file_content(stored), content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=utf-8''{quote(stored.name)}"
    return response


def _about(request: Request, programme: Any) -> list[tuple[str, Any]]:
    return [("来源", programme.title), ("数据截至", str(request.as_of))]


def _day(request: Request) -> str:
    return request.as_of.effective.isoformat()

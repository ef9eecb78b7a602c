"""Progress reports on the desk: how the units stand in a round, the words for the chat group, workbooks and papers; what the page of a
report shows besides every matter."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qiangxian.contexts.lists.types import Cell, Column, Filter, List, Viewer
from qiangxian.contexts.matters import readers as matters
from qiangxian.contexts.matters.freezing import newest
from qiangxian.contexts.matters.remarks import waiting
from qiangxian.contexts.programmes.progress import milestones, opening, papers, periods, readers, workbook, writing
from qiangxian.contexts.programmes.progress.flow import FLOW, OFFICE, entries
from qiangxian.kernel.errors import NotFound, Refused
from qiangxian.kernel.roles import staff
from qiangxian.web.components.files import sent_bytes
from qiangxian.web.components.papers import WORD
from qiangxian.web.context import current_programme
from qiangxian.web.desk.places import place
from qiangxian.web.lists.downloads import XLSX_TYPE
from qiangxian.web.lists.views import answer
from qiangxian.web.matters.lists import cells, of_flow
from qiangxian.web.matters.pages import BLOCKS, Blocks
from qiangxian.web.request import Request

MILESTONES = of_flow(milestones.FLOW, empty="在任务页面设置节点：到时能看到什么，由谁办，哪天前。")


def _cells(rows: Sequence[Any], viewer: Viewer) -> list[dict[str, Cell]]:
    """What every matter shows, and how many of the tasks are written."""
    count = readers.written_counts([row.pk for row in rows])
    pairs = [(found, count.get(row.pk, (0, 0))) for row, found in zip(rows, cells(rows, viewer), strict=True)]
    return [{**found, "written": Cell(f"{done} / {owed} 项")} for found, (done, owed) in pairs]


def reports(rounds: Sequence[tuple[str, str]]) -> List:
    """The reports, those of the newest round where no other is asked for."""
    listed = of_flow(FLOW, empty="每季度自动下发；滞后的任务按月下发。办公室也可以提前下发。")
    condition = lambda _viewer, code: Q(pk__in=readers.of_round(code))  # noqa: E731 - one line of the declaration
    period = Filter("round", "报告期", condition, lambda _viewer: rounds, default=rounds[0][0] if rounds else "")
    columns = [one for one in listed.columns if one.key not in ("number", "owes", "opened")]
    columns.insert(1, Column("written", "已填写"))
    return replace(listed, cells=_cells, columns=tuple(columns), filters=(period, *listed.filters), order="title")


def _programme(request: Request) -> Any:
    staff.anywhere(request.actor).demand()
    return current_programme(request)


@require_http_methods(["GET", "HEAD", "POST"])
def progress(request: Request) -> HttpResponseBase:
    """The round: unit by unit how far it is, the words for the chat group, the papers made of it."""
    programme, today = _programme(request), timezone.localdate()
    rounds = readers.rounds(request.actor, programme.pk) if programme else []
    asked = request.GET.get("round", "") or (rounds[0][0] if rounds else "")
    context: dict[str, Any] = {"programme": programme, "tab": "reports"}
    if programme is not None and OFFICE.decide(request.actor, programme):
        context |= {"next_rounds": _to_open(programme, today), "may": True}
        context |= _round(request, programme, asked, today) if asked in dict(rounds) else {}
    return answer(request, reports(rounds), place, template="desk/progress/progress.html", context=context)


def _round(request: Request, programme: Any, period: str, today: date) -> dict[str, Any]:
    rows = readers.standing(request.actor, programme.pk, period, today)
    message = readers.group_message(rows, period, min(one.due_date for one in rows))
    return {"period": period, "message": message}


def _to_open(programme: Any, today: date) -> list[tuple[str, str, int]]:
    """The rounds of today that can be asked for now: code, words, how many units were not asked yet."""
    rounds = [one for one in periods.asked_in(today, programme.division_code) if one.due >= today]
    found = [(one.code, one.label, len(opening.missing(programme, one, today))) for one in rounds]
    return [one for one in found if one[2]]


@require_http_methods(["GET", "HEAD", "POST"])
def milestone_list(request: Request) -> HttpResponseBase:
    """Every milestone."""
    context = {"programme": _programme(request), "tab": "milestones", "may": OFFICE.anywhere(request.actor)}
    return answer(request, MILESTONES, place, template="desk/progress/milestones.html", context=context)


@require_POST
def progress_open(request: Request, period: str) -> HttpResponse:
    """Ask every unit for the round now, before the daily job does."""
    programme, today = _programme(request), timezone.localdate()
    if programme is None:
        raise NotFound("本县（市、区）还没有工作方案", remedy="请先导入方案")
    OFFICE.decide(request.actor, programme).demand()
    asked = periods.ReportingRound(period, programme.division_code)
    if not asked.start <= today <= asked.due:
        raise Refused("这一期现在不能下发", column="报告期", value=asked.label, remedy="只能下发当前这一期")
    number = opening.open_round(programme, asked, actor=request.actor, today=today, at=timezone.now())
    messages.success(request, f"已向 {number} 个单位下发{asked.label}进展报告。")
    return redirect(reverse("desk:progress") + f"?round={asked.code}")


@require_safe
def progress_paper(request: Request, period: str, name: str) -> HttpResponse:
    """The brief or the circular of a round."""
    programme = _programme(request)
    if programme is None or name not in papers.PAPERS:
        raise NotFound("没有这种材料", remedy="请从进展报告页面下载")
    return sent_bytes(
        *papers.paper(
            programme,
            periods.ReportingRound(period, programme.division_code).code,
            name,
            request.actor,
            timezone.localdate(),
        ),
        WORD,
    )


@require_safe
def progress_workbook(request: Request, matter_id: int) -> HttpResponse:
    """The workbook of one unit."""
    staff.anywhere(request.actor).demand()
    report = _report(request, matter_id)
    return sent_bytes(f"{report.matter.title}.xlsx", workbook.make(report), XLSX_TYPE)


@require_safe
def progress_workbooks(request: Request, period: str) -> HttpResponse:
    """The workbooks of every unit that has not handed in yet, in one archive."""
    programme = _programme(request)
    OFFICE.anywhere(request.actor).demand()
    rows = readers.not_handed_in(request.actor, programme, period)
    if not rows:
        raise NotFound("没有待报送的单位", remedy="本期各单位都已报送")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for report in rows:
            archive.writestr(f"{report.matter.title}.xlsx", workbook.make(report))
    return sent_bytes(f"{periods.words(period)}进展报告工作簿.zip", out.getvalue(), "application/zip")


def _report(request: Request, matter_id: int) -> Any:
    found = matters.matter(request.actor, matter_id)
    if found.flow != FLOW.code:
        raise NotFound("没有这份进展报告", remedy="请回到进展报告列表重新选择")
    return FLOW.own(found)


def _report_page(request: Request, report: Any) -> Mapping[str, Any]:
    """The entries with their files, what a workbook would change, and which may be written."""
    rows = entries(report)
    files = {one.pk: one for one in readers.files_of(rows)}
    shown = [(row, [files[number] for number in row.file_ids if number in files]) for row in rows]
    standing = {row.task_key: row for row in rows}
    incoming = [(line, _said(line, standing[line["task_key"]])) for line in report.incoming]
    may_write = matters.may_now(FLOW, "write", request.actor, report, timezone.localdate())
    return {
        "report": report,
        "shown": shown,
        "may_write": may_write,
        "incoming": incoming,
        "kept": newest(report.matter),
    }


def _said(line: Mapping[str, Any], row: Any) -> list[tuple[str, str, str]]:
    """Column, what stands, what the workbook says."""
    names = {label: name for name, label in workbook.ASKED.items()}
    pairs = [(label, names[label]) for label in line["changed"]]
    return [(label, _shown(name, getattr(row, name)), _shown(name, line["said"][name])) for label, name in pairs]


def _shown(name: str, value: str) -> str:
    return readers.status_words(value) if name == "status" else value or "（空）"


def _beside(request: Request, report: Any) -> Mapping[str, Any]:
    """Beside the form of an entry: the task, what the registers say, what was said the period before, what was remarked."""
    entry = writing.chosen(report)
    if entry is None:
        return {}
    counted = writing.figures(report, entry.task_key, timezone.localdate())
    remarks = [one for one in waiting(report.matter) if one.item.startswith(f"{entry.task_key}.")]
    return {"entry": entry, "last": writing.before(entry), "counted": counted, "remarked": remarks}


def _next_entry(matter: Any, step: str) -> str:
    """Who wrote one entry goes on with the next that says nothing yet."""
    row = next((one for one in entries(FLOW.own(matter)) if not one.status), None) if step == "write" else None
    return urlencode({"task": row.task_key}) if row else ""


BLOCKS[FLOW.code] = Blocks(
    facts="desk/progress/_facts.html",
    body="desk/progress/_body.html",
    context=_report_page,
    back="desk:progress",
    beside="desk/progress/_beside.html",
    asked=_beside,
    then=_next_entry,
)
BLOCKS[milestones.FLOW.code] = Blocks(
    facts="desk/progress/_milestone.html",
    back="desk:milestones",
    context=lambda _request, one: {"task": milestones.task_of(one)},
)

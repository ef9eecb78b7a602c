"""The steps of a unit's report."""

from datetime import date
from typing import Any

from qiangxian.contexts.documents import readers as documents
from qiangxian.contexts.matters import units
from qiangxian.contexts.matters.flow import Matter, Step
from qiangxian.contexts.matters.types import EvidenceWish
from qiangxian.contexts.matters.working import urging
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asking import needed, offered
from qiangxian.kernel.decision import Decision, allow, deny
from qiangxian.kernel.errors import Conflict, Refused
from qiangxian.kernel.roles import by_person

from ..readers.programmes import current_programme
from . import opening, periods, workbook, writing
from .flow import FLOW, HEAD, OFFICE, REMINDER, UNIT, WATCHING, entries
from .models import Entry, Report
from .types import WRITING, EntrySource, EntryStatus, ReportState


def _tasks(report: Report) -> list[tuple[str, str]]:
    return [(row.task_key, row.title) for row in entries(report)]


@FLOW.step(
    "open",
    "下发填报",
    target=ReportState.DRAFT,
    may=OFFICE,
    starts="report",
    tell="lead",
    asks={
        "unit_id": needed("填报单位", "choice", choices=units.choices),
        "period": needed("报告期", "text", length=8, hint="季度写成 2026Q3，月份写成 2026-11"),
        "due_date": needed("报送期限", "day"),
    },
)
def open_report(matter: Matter, step: Step, *, unit_id: str, period: str, due_date: date) -> Report:
    """A unit is asked for the report of a period: its part in every task that is still to be done, or in the late ones of a month."""
    code = matter.division_code
    programme, asked = current_programme(Actor.system(), code), periods.ReportingRound(period, code)
    if programme is None:
        raise Refused("本县（市、区）没有正在执行的工作方案", remedy="请先导入并确认方案")
    if due_date < step.day:
        raise Refused("报送期限在今天以前", column="报送期限", value=due_date, remedy="请填写今天或以后的日期")
    about: dict[str, Any] = {"programme": programme, "unit_id": int(unit_id), "period": asked.code}
    if Report.objects.filter(**about).exists():
        raise Conflict("这个单位本期的进展报告已经下发", remedy="请在进展报告列表中打开")
    parts = opening.parts(programme, asked, step.day).get(int(unit_id), [])
    if not parts:
        raise Refused("这个单位本期没有需要报送的任务", column="填报单位", remedy="请核对任务分工；按月只报滞后的任务")
    matter.title, matter.is_demo = f"{asked.label}进展报告", step.actor.demo
    matter.subject_kind, matter.subject_id = "programme", str(programme.pk)
    matter.save()
    days = {"start_date": asked.start, "end_date": asked.end, "due_date": due_date}
    report = Report.objects.create(matter=matter, **about, **days)
    units.hand_to(matter, step.day, unit_id)
    for task, role in parts:
        told = {"task_key": task.key, "title": task.title, "role": role, "source": EntrySource.OPENED}
        Entry.objects.create(report=report, version=1, written_at=step.at, written_by=step.by, **told)
        matter.subjects.create(kind="task", key=f"{programme.pk}/{task.key}")
    step.reason = f"{'商请' if units.is_asked_only(matter) else '请'}于 {due_date} 前报送{asked.label}进展，共 {len(parts)} 项任务。"
    return report


@FLOW.step(
    "write",
    "填写进展",
    sources=WRITING,
    may=UNIT | OFFICE,
    owed=True,
    evidence=EvidenceWish.OFFERED,
    asks={
        "task": needed(
            "任务",
            "hidden",
            choices=_tasks,
            initial=lambda report, _today: getattr(writing.chosen(report), "task_key", ""),
        ),
        "status": needed("本期情况", "choice", choices=EntryStatus.choices, initial=writing.start("status")),
        "done": offered(
            "进展情况", rows=4, initial=writing.start("done"), hint="做了什么、到什么数；上期的内容可在此修改"
        ),
        "next_step": offered("下一步打算", initial=writing.start("next_step")),
        "obstacles": offered("存在困难", initial=writing.start("obstacles"), hint="需要协调的事项，没有的不填"),
        "why": offered("无新进展的原因", initial=writing.start("why"), hint="选“本期无新进展”的须填写"),
    },
)
def write(report: Report, step: Step, *, task: str, **said: Any) -> None:
    """One entry in its next version."""
    entry = next(row for row in entries(report) if row.task_key == task)
    made = writing.write(report, step, entry, said, EntrySource.FORM)
    step.detail = {"task": made.title, "version": made.version}


@FLOW.step(
    "receive",
    "收回工作簿",
    sources=WRITING,
    may=UNIT | OFFICE,
    evidence=EvidenceWish.REQUIRED,
    words="只收本单位本期下发的工作簿（.xlsx）；先列出与系统中内容的差别，确认后才写入。",
)
def receive(report: Report, step: Step) -> None:
    """A workbook came back: it is kept, its lines wait beside what stands."""
    if len(step.files) != 1:
        raise Refused("一次只收一个工作簿", column="佐证材料", remedy="请选择下发给本单位的那个 .xlsx 文件")
    name, content = step.files[0].name, documents.file_content(step.files[0])
    report.incoming = workbook.read(report, content, name)
    step.detail = {"lines": len(report.incoming), "faults": sum(bool(line["fault"]) for line in report.incoming)}


def _something_waits(report: Report, _today: date) -> Decision:
    return allow() if report.incoming else deny("没有等待写入的工作簿；请先办理“收回工作簿”。")


@FLOW.step("take_in", "写入工作簿", sources=WRITING, may=UNIT | OFFICE, guards=(_something_waits,))
def take_in(report: Report, step: Step) -> None:
    """The lines that differ and have no fault become the next versions; the others stay as they are."""
    rows = {row.task_key: row for row in entries(report)}
    lines = [
        line for line in report.incoming if not line["fault"] and line["version"] == rows[line["task_key"]].version
    ]
    for line in lines:
        writing.write(report, step, rows[line["task_key"]], line["said"], EntrySource.WORKBOOK)
    step.detail = {"lines": len(lines), "left": len(report.incoming) - len(lines)}
    report.incoming = []


@FLOW.step("leave_out", "不采用工作簿", sources=WRITING, may=UNIT | OFFICE, guards=(_something_waits,))
def leave_out(report: Report, step: Step) -> None:
    """The workbook stays on file; nothing of it is written."""
    report.incoming = []


def _all_written(report: Report, _today: date) -> Decision:
    missing = [row.title for row in entries(report) if not row.status]
    if report.incoming:
        return deny("收回的工作簿还没有写入或放弃；请先核对差别，写入或不采用。")
    return deny(f"还有 {len(missing)} 项没有填写：{'、'.join(missing)}；请先逐项填写。") if missing else allow()


urge = urging(
    FLOW,
    sources=(*WRITING, ReportState.SIGNING),
    may=WATCHING,
    words=lambda report: f"请于 {report.matter.due_date or report.due_date} 前报送{periods.words(report.period)}进展。",
    paper=lambda _report: REMINDER,
)


@FLOW.step(
    "send",
    "送审签",
    sources=WRITING,
    target=ReportState.SIGNING,
    may=UNIT,
    owed=True,
    answers=True,
    guards=(_all_written,),
    tell="lead",
    asks={"reason": offered("说明")},
)
def send(report: Report, step: Step, *, reason: str) -> str:
    """The unit's head is asked to sign."""
    return reason or "请负责人审签后报送。"


@FLOW.step(
    "recall",
    "撤回修改",
    sources=(ReportState.SIGNING,),
    target=ReportState.DRAFT,
    may=UNIT,
    asks={"reason": needed("理由")},
)
def recall(report: Report, step: Step, *, reason: str) -> None:
    """Before it is signed the unit goes on writing; a head who does not sign says why."""


@FLOW.step(
    "sign",
    "审签报送",
    sources=(ReportState.SIGNING,),
    target=ReportState.SUBMITTED,
    may=HEAD & by_person,
    paper=UNIT | OFFICE,
    owed=True,
    stops=("report", "rework"),
    freezes=True,
    tell="office",
    asks={"reason": offered("意见")},
    words="纸质审签的，登记审签人、职务、日期，并上传盖章扫描件。",
)
def sign(report: Report, step: Step, *, reason: str) -> None:
    """The head signs, by the own account or on paper with the stamped scan; from here on the content stands."""
    if step.offline and not step.files:
        raise Refused("线下审签没有盖章扫描件", column="签批扫描件", remedy="请上传盖章的扫描件或照片")


@FLOW.step(
    "accept",
    "采纳",
    sources=(ReportState.SUBMITTED,),
    target=ReportState.ACCEPTED,
    may=OFFICE & by_person,
    owed=True,
    batch=True,
    other_than={"sign": "审签由您本人办理，须由另一人审核。", "send": "报告由您本人送出，须由另一人审核。"},
    tell="lead",
    asks={"reason": offered("意见")},
)
def accept(report: Report, step: Step, *, reason: str) -> str:
    """The office takes it as it was signed."""
    return reason or "已采纳。"


@FLOW.step(
    "return",
    "退回修改",
    sources=(ReportState.SUBMITTED, ReportState.ACCEPTED),
    target=ReportState.RETURNED,
    may=OFFICE & by_person,
    starts="rework",
    thaws=True,
    remarks=True,
    tell="lead",
    asks={"reason": offered("总的意见")},
)
def send_back(report: Report, step: Step, *, reason: str) -> str:
    """Item by item what is to be changed; what was signed or accepted before stays as its own version."""
    return "；".join(filter(None, [reason, *step.said.values()]))


@FLOW.step(
    "excuse",
    "免报",
    sources=(*WRITING, ReportState.SIGNING),
    target=ReportState.EXCUSED,
    may=OFFICE,
    tell="lead",
    asks={"reason": needed("理由")},
)
def excuse(report: Report, step: Step, *, reason: str) -> str:
    """The unit need not report this period."""
    return f"本期免报：{reason}"

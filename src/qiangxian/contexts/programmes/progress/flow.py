"""How a unit's report moves: written, signed by the head (by account, or on paper with the stamped scan), accepted or returned item
by item. What was signed is frozen; a return opens it again and what follows is a new version."""

from typing import Any

from qiangxian.contexts.matters.flow import Flow
from qiangxian.contexts.matters.policies import owed_by
from qiangxian.contexts.matters.types import Clock, Item
from qiangxian.contexts.matters.units import is_asked_only
from qiangxian.kernel.roles import by_person, role, staff

from . import periods
from .models import Entry, Report
from .types import EntryStatus, ReportState

OFFICE = role("office")
WATCHING = role("office", "leader") & by_person
REMINDER = "提醒函"
UNIT = owed_by("lead", who="填报单位")
HEAD = owed_by("lead", who="填报单位负责人", by=("unit_head",))
FIELDS = {"done": "进展情况", "next_step": "下一步打算", "obstacles": "存在困难", "why": "无新进展的原因"}


def entries(report: Report) -> list[Entry]:
    """The newest version of every entry, in the order of the plan."""
    return list({row.task_key: row for row in report.entries.select_related("copied_from")}.values())


def content(report: Report) -> dict[str, Any]:
    """What the head signs and what is kept with its digest."""
    return {
        "unit": report.unit_id,
        "programme": report.programme_id,
        "period": report.period,
        "entries": [_frozen(row) for row in entries(report)],
    }


def _frozen(row: Entry) -> dict[str, Any]:
    told = ("task_key", "title", "role", "version", "status", *FIELDS, "figures", "file_ids")
    copied = {"copied": row.copied_from.report.period} if row.copied_from else {}
    return {name: getattr(row, name) for name in told} | copied


def items(report: Report) -> list[Item]:
    """Field by field, for remarks: what an entry does not say is asked under 进展情况."""
    found = []
    for row in entries(report):
        for name, label in FIELDS.items():
            value = getattr(row, name)
            if value or name == ("why" if row.status == EntryStatus.NONE else "done"):
                found.append(Item(f"{row.task_key}.{name}", f"{row.title}：{label}", value))
        shown = f"{len(row.file_ids)} 份" if row.file_ids else "没有附文件"
        found.append(Item(f"{row.task_key}.files", f"{row.title}：佐证材料", " ".join(map(str, row.file_ids)), shown))
    return found


FLOW = Flow(
    "progress",
    "进展报告",
    "programmes.Report",
    ReportState,
    sees=staff,
    ended={ReportState.ACCEPTED, ReportState.EXCUSED},
    clocks={
        "report": Clock("报送期限", day=lambda report: report.due_date, runs=lambda report: not is_asked_only(report)),
        "rework": Clock("补正期限", "progress_rework", runs=lambda report: not is_asked_only(report)),
    },
    roles={"lead": "填报单位"},
    tones={ReportState.ACCEPTED: "green", ReportState.RETURNED: "yellow"},
    rule="进展报告办理流程（法规与参数：进展报告）",
    title=lambda report: f"{report.unit.name}{periods.words(report.period)}进展报告",
    content=content,
    items=items,
)

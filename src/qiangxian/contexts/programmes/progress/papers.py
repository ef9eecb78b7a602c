"""The brief (工作简报) and the circular (工作进展通报) of a round as Word files, made of what was accepted."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from qiangxian.contexts.people.outward import outward
from qiangxian.engines.docgen.filling import make
from qiangxian.kernel import division
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Refused

from ..models import Programme
from ..readers.tree import tasks_of
from . import periods, readers
from .flow import FLOW
from .readers import AcceptedReport
from .types import EntryStatus, ReportState

PAPERS = {"brief": ("工作简报", "progress_brief"), "circular": ("工作进展通报", "progress_circular")}


def paper(programme: Programme, period: str, name: str, actor: Actor, today: date) -> tuple[str, bytes]:
    """The file's name and bytes; `Refused` where nothing of the round was accepted yet."""
    label, document = PAPERS[name]
    told = facts(programme, period, actor, today)
    if not told["tasks"]:
        raise Refused(f"{told['period']}还没有采纳的进展报告", remedy="请先审核采纳各单位报送的进展报告")
    docx = make(document, told, division=programme.division_code, day=today)
    return f"{told['county']}{told['period']}{label}.docx", docx


def facts(programme: Programme, period: str, actor: Actor, today: date) -> dict[str, Any]:
    """What both say: task by task what was reported, how many units handed in, what hinders, what was done."""
    reports = readers.accepted(programme.pk, until=today, period=period)
    rows = readers.standing(actor, programme.pk, period, today)
    ordered = [row for row in rows if not row.is_court]
    owing = {row.pk for row in ordered}
    return {
        "county": division.find(programme.division_code).name,
        "issuing_body": outward(programme.division_code).body,
        "programme": programme.title,
        "period": periods.words(period),
        "tasks": [told for task in tasks_of(programme.pk) if (told := _task(task.key, task.title, reports))],
        "asked": len(ordered),
        "handed_in": sum(row.is_handed_in for row in ordered),
        "waiting": [_waits(row) for row in ordered if not row.is_handed_in and row.matter.state != ReportState.EXCUSED],
        "late": [one.unit for one in reports if one.is_late and one.matter_id in owing],
        "units": [_unit(row, reports) for row in ordered],
        "obstacles": [_line(report, entry) for report in reports for entry in report.entries if entry["obstacles"]],
    }


def _waits(row: Any) -> str:
    late = f"（逾期{row.days_late}日）" if row.days_late else ""
    return f"{row.unit.name}{late}"


def _task(key: str, title: str, reports: list[AcceptedReport]) -> dict[str, Any] | None:
    pairs = [(report, entry) for report in reports for entry in report.entries if entry["task_key"] == key]
    if not pairs:
        return None
    pairs.sort(key=lambda pair: pair[1]["role"] != "lead")
    figures = {one["label"]: one for _, entry in pairs for one in entry["figures"]}
    counted = [f"{one['label']} {one['value'] or one['state']}" for one in figures.values()]
    as_of = max((one["as_of"] for one in figures.values()), default="")
    return {"title": title, "lines": [_line(*pair) for pair in pairs], "figures": counted, "as_of": as_of}


def _line(report: AcceptedReport, entry: Mapping[str, Any]) -> dict[str, str]:
    words = entry["done"] if entry["status"] != EntryStatus.NONE else f"本期无新进展（{entry['why']}）"
    next_step = f"下一步：{_ended(entry['next_step'])}" if entry["next_step"] else ""
    told = {"unit": report.unit, "words": _ended(words) + next_step, "obstacles": _ended(entry["obstacles"])}
    return {**told, "title": entry["title"], "is_done": entry["status"] == EntryStatus.DONE}


def _ended(words: str) -> str:
    words = words.strip()
    return words if not words or words[-1] in "。！？；" else f"{words}。"


def _unit(row: Any, reports: list[AcceptedReport]) -> dict[str, str]:
    kept = next((one for one in reports if one.matter_id == row.pk), None)
    when = f"{kept.signed_date:%Y-%m-%d}" if kept else "—"
    in_time = "—" if kept is None else "逾期" if kept.is_late else "按期"
    done = sum(entry["status"] == EntryStatus.DONE for entry in kept.entries) if kept else 0
    told = {
        "tasks": str(row.owed),
        "done": str(done),
        "signed": when,
        "in_time": in_time,
        "state": FLOW.state_words(row.matter.state),
    }
    return {"unit": row.unit.name, **told}

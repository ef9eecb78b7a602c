"""Questions to the progress reports: what was accepted by a day (with its frozen text, digest and files), how the units stand in a
round, what a task was reported to be. Accepted reports are what assessment and dossier build on."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from qiangxian.contexts.documents.readers import files_named
from qiangxian.contexts.matters import readers as matters
from qiangxian.kernel.actor import Actor

from ..models import Programme
from . import periods
from .flow import FLOW
from .models import Entry, Milestone, Report
from .types import WRITING, EntryStatus, MilestoneState, ReportState


@dataclass(frozen=True)
class AcceptedReport:
    """One unit's report of a period as it was signed and accepted. `content` is the frozen text (`entries`: a list of mappings with
    task_key, title, role, status, done, next_step, obstacles, why, figures, file_ids, copied), `digest` its SHA-256; `files` are the
    kept files it names, each with `sha256`; `signed_date` the day the head signed, by which it was in time or late."""

    matter_id: int
    programme_id: int
    unit_id: int
    unit: str
    period: str
    start_date: date
    end_date: date
    due_date: date
    signed_date: date
    accepted_date: date
    returned: int
    revision: int
    digest: str
    content: Mapping[str, Any]
    files: tuple[Any, ...]

    @property
    def period_words(self) -> str:
        """`2026年第3季度`."""
        return periods.words(self.period)

    @property
    def entries(self) -> list[Mapping[str, Any]]:
        """What was said task by task."""
        return list(self.content["entries"])

    @property
    def is_late(self) -> bool:
        """Whether the head signed after the day."""
        return self.signed_date > self.due_date

    def files_of(self, task_key: str) -> list[Any]:
        """The files that came with one task."""
        named = {number for one in self.entries if one["task_key"] == task_key for number in one["file_ids"]}
        return [file for file in self.files if file.pk in named]


def accepted(programme_id: int, *, until: date, unit_id: int | None = None, period: str = "") -> list[AcceptedReport]:
    """The reports that stood accepted at the end of a day, by period and unit; one that was opened again since is told as it stood.
    Whoever may read the programme may read them: the caller asks that."""
    rows = Report.objects.filter(programme=programme_id).select_related("matter", "unit")
    rows = rows.filter(unit=unit_id) if unit_id is not None else rows
    rows = rows.filter(period=period) if period else rows
    found = [
        _accepted(row, until)
        for row in rows.order_by("end_date", "unit_id").prefetch_related(
            "matter__steps", "matter__revisions", "matter__participants"
        )
    ]
    return [one for one in found if one]


def _accepted(report: Report, until: date) -> AcceptedReport | None:
    steps = [row for row in report.matter.steps.all() if row.day <= until]
    if not steps or steps[-1].to_state != ReportState.ACCEPTED:
        return None
    taken = {row.step: row for row in steps}
    revision = [row for row in report.matter.revisions.all() if row.at <= taken["accept"].at][-1]
    named = dict.fromkeys(number for one in revision.content["entries"] for number in one["file_ids"])
    part = next((part.label for part in report.matter.participants.all() if part.role == "lead"), report.unit.name)
    return AcceptedReport(
        matter_id=report.pk,
        programme_id=report.programme_id,
        unit_id=report.unit_id,
        unit=part,
        period=report.period,
        start_date=report.start_date,
        end_date=report.end_date,
        due_date=report.due_date,
        signed_date=taken["sign"].day,
        accepted_date=taken["accept"].day,
        returned=sum(row.step == "return" for row in steps),
        revision=revision.number,
        digest=revision.digest,
        content=revision.content,
        files=tuple(files_named(named)),
    )


def due_between(programme_id: int, unit_id: int, first: date, last: date) -> list[Report]:
    """The reports a unit owed by a day in the span, both ends included; excused ones are not owed."""
    rows = Report.objects.filter(programme=programme_id, unit=unit_id, due_date__range=(first, last))
    return list(rows.exclude(matter__state=ReportState.EXCUSED).select_related("matter").order_by("due_date", "pk"))


def visible_reports(actor: Actor) -> Any:
    """Every report the actor may see."""
    seen = matters.visible_matters(actor).filter(flow=FLOW.code)
    return Report.objects.filter(matter__in=seen).select_related("matter", "unit", "programme")


def not_handed_in(actor: Actor, programme: Programme | None, period: str) -> list[Report]:
    """The reports of a round that are still with their units."""
    rows = visible_reports(actor).filter(period=period, programme=programme)
    return list(rows.filter(matter__state__in=WRITING))


def report(actor: Actor, matter_id: int) -> Report:
    """One report the actor may see."""
    found: Report = FLOW.own(matters.matter(actor, matter_id))
    return found


def standing(actor: Actor, programme_id: int, period: str, today: date) -> list[Any]:
    """The report of every unit asked in a round, those that are late first: with how many entries are `written` of how many `owed`,
    and by how many days it is late (`days_late`)."""
    rows = visible_reports(actor).filter(programme=programme_id, period=period)
    found = list(rows.prefetch_related("matter__participants"))
    count = written_counts(row.pk for row in found)
    for row in found:
        row.written, row.owed = count[row.pk]
        row.days_late = matters.days_late(row.matter, today)
    return sorted(found, key=lambda one: (-one.days_late, one.unit.name))


def of_round(period: str) -> Any:
    """The matters of a round."""
    return Report.objects.filter(period=period).values("pk")


def written_counts(matter_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """By report how many entries say something, of how many."""
    held: dict[int, dict[str, str]] = defaultdict(dict)
    rows = Entry.objects.filter(report__in=list(matter_ids)).order_by("version")
    for pk, key, status in rows.values_list("report_id", "task_key", "status"):
        held[pk][key] = status
    return {pk: (sum(map(bool, said.values())), len(said)) for pk, said in held.items()}


def rounds(actor: Actor, programme_id: int) -> list[tuple[str, str]]:
    """The periods that were asked for, the newest first, with their words."""
    rows = visible_reports(actor).filter(programme=programme_id).order_by("-end_date", "period")
    return [(code, periods.words(code)) for code in dict.fromkeys(rows.values_list("period", flat=True))]


def of_task(actor: Actor, programme_id: int, task_key: str) -> list[tuple[Report, Entry]]:
    """What every unit says of its part in a task in its newest version, the newest period first: the lead sees all."""
    rows = Entry.objects.filter(report__in=visible_reports(actor).filter(programme=programme_id), task_key=task_key)
    rows = rows.select_related("report__unit", "report__matter", "copied_from").order_by("version")
    newest: dict[int, Entry] = {row.report_id: row for row in rows}
    found = sorted(newest.values(), key=lambda row: (-row.report.end_date.toordinal(), row.report.unit_id))
    return [(row.report, row) for row in found if row.status]


def group_message(rows: Iterable[Any], period: str, due: date) -> str:
    """The words for an ordinary chat group: who has handed in, who has not and by how many days. A court is asked, it is
    neither named nor counted among them."""
    told: dict[str, list[str]] = defaultdict(list)
    for one in rows:
        name = one.unit.name
        if one.is_court or one.matter.state == ReportState.EXCUSED:
            continue
        if one.is_handed_in:
            told["已报送"].append(name)
        elif one.matter.state == ReportState.RETURNED:
            told["退回待补正"].append(name)
        else:
            told["未报送"].append(f"{name}（逾期{one.days_late}日）" if one.days_late else name)
    lines = [
        f"{label}（{len(told[label])}个）：{'、'.join(told[label])}。"
        for label in ("未报送", "退回待补正", "已报送")
        if told[label]
    ]
    head = f"【进展报告】{periods.words(period)}进展报告请于{due.month}月{due.day}日前报送。"
    return "\n".join([head, *lines, "手机登录系统“我的待办”即可填写，也可交回工作簿。"])


def status_words(code: str) -> str:
    """What a unit says of its part."""
    return EntryStatus(code).label if code else "未填写"


def files_of(rows: Iterable[Entry]) -> list[Any]:
    """The files that entries name."""
    return files_named({number for row in rows for number in row.file_ids})


def milestones(programme_id: int, *, task_key: str = "") -> list[Milestone]:
    """The milestones of a programme or of one task, by their day."""
    rows = Milestone.objects.filter(programme=programme_id).select_related("matter")
    rows = rows.exclude(matter__state=MilestoneState.DROPPED)
    return list(rows.filter(task_key=task_key) if task_key else rows)

"""Writing an entry: what is offered as a start, what is returned by the check, what the registers say beside it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from qiangxian.contexts.matters.flow import Step
from qiangxian.contexts.matters.working import says_nothing
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import Refused

from ..models import STANDING, Target
from ..readers.targets import figure_of
from ..target_words import told
from .flow import FIELDS, entries
from .models import Entry, Report
from .types import EntrySource, EntryStatus


def chosen(report: Report) -> Entry | None:
    """The entry a page is about: the one named, else the first that says nothing yet."""
    rows = entries(report)
    key = report.matter.given.get("task", "")
    open_first = sorted(rows, key=lambda row: bool(row.status))
    return next((row for row in rows if row.task_key == key), open_first[0] if open_first else None)


def before(entry: Entry) -> Entry | None:
    """What the unit said of the task in the period before."""
    rows = Entry.objects.filter(
        report__programme=entry.report.programme_id,
        report__unit=entry.report.unit_id,
        report__end_date__lt=entry.report.start_date,
        task_key=entry.task_key,
        status__gt="",
    )
    return rows.order_by("-report__end_date", "-version").first()


def start(name: str) -> Any:
    """What the form begins with: what was written, else the words of the period before, which one goes on writing."""

    def initial(report: Report, _today: date) -> Any:
        entry = chosen(report)
        if entry is None or entry.status or name == "status":
            return getattr(entry, name, "")
        last = before(entry)
        return getattr(last, name) if last and name in ("done", "next_step", "obstacles") else ""

    return initial


def figures(report: Report, task_key: str, day: date) -> list[dict[str, Any]]:
    """The targets of the task as the registers count them on the day, no later than the period's last."""
    as_of = AsOf.on(min(day, report.end_date))
    rows = Target.objects.filter(STANDING, programme=report.programme_id, task_key=task_key).order_by("position")
    return [_figure(figure_of(row, as_of)) for row in rows.select_related("programme").prefetch_related("settings")]


def _figure(one: Any) -> dict[str, Any]:
    value = "" if one.is_existence else "未报送" if one.value is None else told(one.target, one.value)
    return {
        "code": one.code,
        "label": one.target.label,
        "value": value,
        "state": one.light_words,
        "as_of": one.as_of.effective.isoformat(),
        "digest": one.digest,
    }


def write(report: Report, step: Step, entry: Entry, said: dict[str, Any], source: EntrySource) -> Entry:
    """The next version of an entry; files of earlier versions go with it."""
    files = [*entry.file_ids, *(one.pk for one in step.files if source == EntrySource.FORM)]
    said = tidied(said)
    must_say_something(entry, said, files, report.matter.division_code)
    last = before(entry)
    copied = last if last is not None and last.done and _folded(last.done) == _folded(said["done"]) else None
    return Entry.objects.create(
        report=report,
        task_key=entry.task_key,
        title=entry.title,
        role=entry.role,
        version=entry.version + 1,
        figures=figures(report, entry.task_key, step.day),
        file_ids=list(dict.fromkeys(files)),
        copied_from=copied,
        source=source,
        written_at=step.at,
        written_by=step.by,
        **said,
    )


def tidied(said: Mapping[str, Any]) -> dict[str, str]:
    """What was said, without edges; a reason why nothing moved stands only where nothing did."""
    found = {name: str(said.get(name) or "").strip() for name in ("status", *FIELDS)}
    return found if found["status"] == EntryStatus.NONE else found | {"why": ""}


def must_say_something(entry: Entry, said: dict[str, str], files: Sequence[int], division_code: str) -> None:
    """本期无新进展 names why; anything else a number, a document or a deed; 已完成 is shown by a document."""
    status, done = said["status"], said["done"]
    if status not in EntryStatus.values:
        choices = "、".join(EntryStatus.labels)
        raise Refused("没有选择本期情况", column=entry.title, value=status, remedy=f"请选择：{choices}")
    if status == EntryStatus.NONE:
        if not said["why"]:
            raise Refused("没有写明无新进展的原因", column=entry.title, remedy="请填写原因，写明原因的可以报送")
        return
    if not done:
        raise Refused("没有填写进展情况", column=entry.title, remedy="请写明做了什么、到什么数")
    if says_nothing(done, None, files, division_code):
        remedy = "请写明完成数、附文件，或选择“本期无新进展”并说明原因"
        raise Refused("进展没有数字、文件或原因", column=entry.title, value=done, remedy=remedy)
    if status == EntryStatus.DONE and not files:
        raise Refused("已完成的任务没有佐证材料", column=entry.title, remedy="请附文件，或先报“有进展”")


def _folded(text: str) -> str:
    return "".join(text.split())

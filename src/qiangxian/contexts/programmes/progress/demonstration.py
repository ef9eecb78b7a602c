"""Progress reports of the demonstration county: generated, every one marked 演示, told by the steps real ones take."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from qiangxian.contexts.matters.story import Moment, forget, somebody, story, tell
from qiangxian.contexts.matters.taking import Signature
from qiangxian.contexts.people import readers as people
from qiangxian.kernel import rulebook
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.calendar import OFFICE

from ..models import Programme, Task
from ..readers.programmes import current_programme
from ..readers.tree import tasks_of
from . import milestones, opening, periods
from .flow import FLOW
from .models import Entry, Milestone, Report
from .periods import ReportingRound
from .types import EntryStatus
from .workbook import make

PROOF = [("演示佐证.txt", "演示佐证材料".encode())]


class ProgressStory:
    """The script as moments: the past quarters, the newest of them with everything that can happen, and the running one."""

    def __init__(self, programme: Programme, today: date) -> None:
        self.division, self.today, self.programme = programme.division_code, today, programme
        self.lines = rulebook.load("demonstration", "progress", division=self.division)
        rows = people.visible_units(Actor.system()).filter(division_code=self.division)
        self.names: dict[int, str] = dict(rows.values_list("pk", "name"))
        self.cast = {"clerk": somebody(self.division, "演示办公室", "office")}
        for unit, name in self.names.items():
            self.cast[f"liaison {unit}"] = somebody(self.division, f"演示{name}联络员", "liaison", unit)
            self.cast[f"head {unit}"] = somebody(self.division, f"演示{name}负责人", "unit_head", unit)

    def reports(self) -> Iterator[Moment]:
        """Quarter by quarter, unit by unit."""
        running, *past = periods.latest(self.today, self.division, self.lines["quarters"] + 1)
        for age, asked in reversed(list(enumerate(past))):
            for place, (unit, parts) in enumerate(sorted(opening.parts(self.programme, asked, self.today).items())):
                happens = [what for what, who in self.lines["units"].items() if age == 0 and who == place]
                yield from self._told(asked, unit, parts, place + 3 * age, happens)
        if self.today <= running.due:
            for unit in sorted(opening.parts(self.programme, running, self.today)):
                yield self._opened(running, unit, min(running.opens, self.today))

    def _opened(self, asked: ReportingRound, unit: int, day: date) -> Moment:
        given = {"unit_id": str(unit), "period": asked.code, "due_date": asked.due}
        return Moment(day, 0, "open", (unit, asked.code), given)

    def _told(
        self, asked: ReportingRound, unit: int, parts: list[Any], seed: int, happens: list[str]
    ) -> Iterator[Moment]:
        key, liaison, head = (unit, asked.code), f"liaison {unit}", f"head {unit}"
        yield self._opened(asked, unit, asked.opens)
        if "silent" in happens:
            return
        day = asked.due + timedelta(days=6) if "late" in happens else asked.due - timedelta(days=seed % 4 + 1)
        said = {task.key: self._said(seed + number) for number, (task, _role) in enumerate(parts)}
        if "workbook" in happens:
            yield Moment(day, 1, "receive", key, lambda own: {"files": [_filled(own, said)]}, "clerk")
            yield Moment(day, 2, "take_in", key, {}, "clerk")
        else:
            for number, (task, words) in enumerate(said.items()):
                files = PROOF if number == 0 else []
                yield Moment(day, 1, "write", key, {"task": task, **words, "files": files}, liaison)
        yield Moment(day, 3, "send", key, {}, liaison)
        yield self._signed(day, key, unit, on_paper="paper" in happens)
        if "returned" in happens:
            day = OFFICE.after_working_days(day, 1)
            returned = self.lines["returned"]
            item = f"{parts[0][0].key}.{returned['field']}"
            yield Moment(day, 5, "return", key, {"remarks": {item: returned["words"]}}, "clerk")
            yield Moment(day, 6, "send", key, {"answers": {item: returned["answer"]}}, liaison)
            yield Moment(day, 7, "sign", key, {}, head)
        yield Moment(OFFICE.after_working_days(day, 2), 8, "accept", key, {}, "clerk")

    def _signed(self, day: date, key: Any, unit: int, *, on_paper: bool) -> Moment:
        person = people.demo_person(self.division, "unit_head", unit) or people.demo_person(
            self.division, "leader", None
        )
        if not on_paper or person is None:
            return Moment(day, 4, "sign", key, {}, f"head {unit}")
        signed = Signature(person, f"演示{self.names[unit]}负责人", "局长", day)
        return Moment(
            day,
            4,
            "sign",
            key,
            {"signature": signed, "files": [("演示盖章审签单.txt", "演示".encode())]},
            f"liaison {unit}",
        )

    def _said(self, seed: int) -> dict[str, str]:
        if seed % 7 == 6:
            return {"status": EntryStatus.NONE, "why": self.lines["none"]}
        told = {"done": "moved", "next_step": "next_step", "obstacles": "obstacles"}
        counted = {"n": seed % 9 + 3, "m": seed % 4 + 1}
        words = {name: self.lines[source][seed % len(self.lines[source])] for name, source in told.items()}
        return {"status": EntryStatus.MOVED, **{name: text.format(**counted) for name, text in words.items()}}

    def milestones(self) -> Iterator[Moment]:
        """Some days within tasks: one kept, one ahead, one missed."""
        tasks = tasks_of(self.programme.pk)
        for key, line in enumerate(self.lines["milestones"]):
            unit = _lead(tasks[line["task"]]) if line["task"] < len(tasks) else None
            if unit is None:
                continue
            day, due = self.today - timedelta(days=line["ago"]), self.today + timedelta(days=line["due"])
            given = {"task_key": tasks[line["task"]].key, "title": line["title"], "lead_id": str(unit), "due_date": due}
            yield Moment(day, 0, "plan", key, given)
            if "shown" in line:
                shown = {"reason": line["shown"], "files": [(line["file"], line["file"].encode())]}
                yield Moment(due, 1, "reach", key, shown, f"liaison {unit}")
                yield Moment(due, 2, "confirm", key, {}, "clerk")


def _lead(task: Task) -> int | None:
    return next((row.unit_id for row in task.assignments.all() if row.unit_id and not row.collective), None)


def _filled(report: Report, said: dict[str, dict[str, str]]) -> tuple[str, bytes]:
    return f"{report.unit.name}.xlsx", make(report, said)


def _ours(division_code: str) -> Any:
    return Report.objects.filter(matter__division_code=division_code, matter__is_demo=True)


def _tell(division_code: str, at: datetime) -> None:
    programme = current_programme(Actor.system(), division_code)
    if programme is not None:
        script = ProgressStory(programme, timezone.localdate(at))
        tell(FLOW, division_code, script.cast, script.reports(), script.today)
        tell(milestones.FLOW, division_code, script.cast, script.milestones(), script.today)


def _leave(division_code: str) -> int:
    reports = _ours(division_code)
    days = Milestone.objects.filter(matter__division_code=division_code, matter__is_demo=True)
    matters = [pk for rows in (reports, days) for pk in rows.values_list("pk", flat=True)]
    Entry.objects.filter(report__in=reports).update(copied_from=None)
    Entry.objects.filter(report__in=reports).delete()
    reports.delete()
    days.delete()
    forget(matters)
    return len(matters)


STORY = story("progress", "进展报告", 6, lambda code: _ours(code).count(), _tell, _leave)
demo, remove_demo = STORY.load, STORY.remove

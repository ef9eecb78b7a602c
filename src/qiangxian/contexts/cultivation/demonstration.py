"""The library of the demonstration county: invented files at every step, every one marked 演示, told day by day."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from inspect import unwrap
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from qiangxian.contexts.matters.story import Moment, forget, office_of, story, tell
from qiangxian.contexts.matters.taking import within
from qiangxian.contexts.people import readers as people
from qiangxian.contexts.registers.records.scope import visible
from qiangxian.kernel import rulebook
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.calendar import OFFICE

from .actions.grades import compute_grades
from .flow import FLOW
from .models import EntryCheck, Evaluation, Goal, GradeRecord, GuidancePlan, Membership, ServiceEntry
from .types import GradeDecision

FEWEST = 50  # enterprises the script speaks of


class LibraryStory:
    """The lines of the script as moments, and the enterprises they name by their place in the county."""

    def __init__(self, division_code: str, today: date, officials: Sequence[int]) -> None:
        self.division_code, self.today, self.officials = division_code, today, officials
        self.script = rulebook.load("demonstration", "cultivation", division=division_code)
        rows = visible("enterprise", Actor.system()).filter(division_code=division_code, is_demo=True)
        self.firms = list(rows.order_by("record_id").values_list("record_id", flat=True)[:100])
        self.cast = office_of(division_code)

    def moments(self) -> Iterator[Moment]:
        """Everything that happens, in the order of the script; plans and services need somebody responsible."""
        for order, line in enumerate(self.script["lines"]):
            day = line.get("on") or min(OFFICE.roll(self.today - timedelta(days=line["ago"])), self.today)
            for step in line["take"] if self.officials or "official" not in line else ():
                if step == "compute":
                    yield Moment(day, order, happens=partial(self._compute, confirm="confirm" in line))
                else:
                    given = {**self.script["says"].get(step, {}), **line.get("given", {})}
                    more = self._found(step, line, day)
                    told = partial(_kept_grade, given) if step == "evaluate" else {**given, **more}
                    yield Moment(day, order, step, line["file"], told, line.get("who", "clerk"))

    def _found(self, step: str, line: Mapping[str, Any], day: date) -> Mapping[str, Any]:
        """What no script can know: who stands at a place of the county, and the day."""
        if step == "apply":
            names, place = self.script["contact_names"], line["file"]
            who = {"enterprise_id": self.firms[place], "contact_name": names[place % len(names)]}
            return {**who, "consent_date": day}
        if step == "order_visit":
            return {"visit_date": day + timedelta(days=5)}
        if step == "propose_exit":
            return {"successor_id": self.firms[line["successor"]] if "successor" in line else None}
        if step == "plan":
            return {"responsible_id": str(self.officials[line["official"] % len(self.officials)])}
        return {"day": day} if step == "service" else {}

    def _compute(self, at: datetime, *, confirm: bool) -> None:
        given = {"division_code": self.division_code, "day": timezone.localdate(at)}
        unwrap(compute_grades)(actor=self.cast["clerk"], at=at, **given)
        rows = GradeRecord.objects.filter(membership__division_code=self.division_code, decision=GradeDecision.OPEN)
        for row in rows.exclude(computed="").select_related("membership").order_by("id") if confirm else ():
            chosen = {"grade_id": row.pk, "grade": row.computed, **self.script["says"]["grade"]}
            within(FLOW.steps["grade"], self.cast["clerk"], at, matter_id=row.membership.matter_id, **chosen)


def _kept_grade(given: Mapping[str, Any], file: Membership) -> Mapping[str, Any]:
    """An evaluation that keeps the grade the file has on that day."""
    return {**given, "grade_after": Membership.objects.get(pk=file.pk).grade}


def _files(division_code: str) -> QuerySet[Membership]:
    return Membership.objects.filter(division_code=division_code, is_demo=True)


def _tell(division_code: str, at: datetime, *, officials: Sequence[int] = ()) -> None:
    """`officials`: accounts made responsible for members, those of the demonstration unless others are named; without the
    enterprises of the demonstration there is no story."""
    script = LibraryStory(division_code, timezone.localdate(at), officials or people.demo_liaisons(division_code))
    if len(script.firms) >= FEWEST:
        tell(FLOW, division_code, script.cast, script.moments(), script.today)


def _leave(division_code: str) -> int:
    files = _files(division_code)
    matters = list(files.values_list("matter_id", flat=True))
    Goal.objects.filter(plan__membership__in=files).delete()
    for model in (EntryCheck, GradeRecord, ServiceEntry, Evaluation, GuidancePlan):
        model.objects.filter(membership__in=files).delete()
    files.update(previous=None, inherits=None)
    files.delete()
    forget(matters)
    return len(matters)


STORY = story("cultivation", "企业培育库", 1, lambda code: _files(code).count(), _tell, _leave)
demo, remove_demo = STORY.load, STORY.remove

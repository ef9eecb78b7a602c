"""The library of the demonstration county: invented files at every step, every one marked 演示, told day by day."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from inspect import unwrap
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from qiangxian.contexts.matters.story import Moment, forget, somebody, story, tell
from qiangxian.contexts.matters.taking import within
from qiangxian.contexts.people import readers as people
from qiangxian.contexts.registers.records.scope import visible
from qiangxian.kernel import rulebook
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.calendar import OFFICE

from . import actions
from .flow import FLOW
from .models import EntryCheck, Evaluation, Goal, GradeRecord, GuidancePlan, Membership, ServiceEntry
from .types import GradeDecision

CHILDREN = (EntryCheck, GradeRecord, ServiceEntry, Evaluation)
REVIEWED = [("pass_review", {"reason": "演示：材料齐全"})]
PATHS: Mapping[str, Sequence[tuple[str, Mapping[str, Any]]]] = {
    "applied": [],
    "reviewed": REVIEWED,
    "publicity": [*REVIEWED, ("publish", {})],
    "publicity_over": [*REVIEWED, ("publish", {})],
    "returned": [("return", {"reason": "演示：缺少法定代表人签字的同意书"})],
    "visiting": [("order_visit", {"reason": "演示：核对生产地址和研发场所"})],
    "refused": [("refuse", {"reason": "演示：核查日仍在失信被执行人名单"})],
    "withdrawn": [("withdraw", {"reason": "演示：企业准备充分后再报"})],
}
FEWEST = 50  # enterprises the script speaks of


class LibraryStory:
    """The lines of the script as moments, and the enterprises they name by their place in the county."""

    def __init__(self, division_code: str, today: date, officials: Sequence[int]) -> None:
        self.division_code, self.today, self.officials = division_code, today, officials
        self.lines = rulebook.load("demonstration", "cultivation", division=division_code)
        rows = visible("enterprise", Actor.system()).filter(division_code=division_code, is_demo=True)
        self.firms = list(rows.order_by("record_id").values_list("record_id", flat=True)[:100])
        self.cast = {
            "clerk": somebody(division_code, "演示办公室", "office"),
            "leader": somebody(division_code, "演示副市长", "leader"),
        }

    def moments(self) -> Iterator[Moment]:
        """Everything that happens, in the order of the script."""
        for line in self.lines["members"]:
            yield from self._file(line["enterprise"], line["applied"], 0, "publicity")
            admitted = {"reason": "演示：公示无异议"}
            yield Moment(line["admitted"], 1, "admit", line["enterprise"], admitted, "leader")
        for line in self.lines["waiting"]:
            day = min(OFFICE.roll(self.today - timedelta(days=int(line["ago"]))), self.today)
            yield from self._file(line["enterprise"], day, 2, line["state"])
        for line in self.lines["exits"]:
            heir = self.firms[line["successor"]] if "successor" in line else None
            given = {"exit_reason": line["reason"], "reason": line["words"], "successor_id": heir}
            yield Moment(line["proposed"], 3, "propose_exit", line["enterprise"], given)
            if "approved" in line:
                yield Moment(line["approved"], 4, "approve_exit", line["enterprise"], {}, "leader")
        for number, line in enumerate(self.lines["plans"] if self.officials else ()):
            yield from self._plan(line, self.officials[number % len(self.officials)])
        for line in self.lines["evaluations"]:
            yield Moment(line["on"], 7, "evaluate", line["enterprise"], _kept_grade(line))
        for day in self.lines["grades"]["confirmed"]:
            yield Moment(day, 8, happens=lambda at: self._compute(at, confirm=True))
        for day in self.lines["grades"]["computed"]:
            yield Moment(day, 8, happens=lambda at: self._compute(at, confirm=False))

    def _file(self, place: int, day: date, order: int, state: str) -> Iterator[Moment]:
        names = self.lines["contact_names"]
        given = {
            "enterprise_id": self.firms[place],
            "contact_name": names[place % len(names)],
            "contact_phone": self.lines["contact_phone"],
            "consent_date": day,
            "statement": self.lines["statement"],
        }
        yield Moment(day, order, "apply", place, given)
        for step, more in PATHS[state]:
            visit = {"visit_date": day + timedelta(days=5)} if step == "order_visit" else {}
            yield Moment(day, order, step, place, {**more, **visit})

    def _plan(self, line: Mapping[str, Any], official: int) -> Iterator[Moment]:
        """A plan needs somebody responsible; without accounts there is none."""
        place = line["enterprise"]
        entered = next(one["admitted"] for one in self.lines["members"] if one["enterprise"] == place)
        given = {name: line[name] for name in ("year", "diagnosis")} | {"measures": line.get("measures", "")}
        given |= {"responsible_id": str(official), "goals": dict(line["goals"])}
        yield Moment(max(date(int(line["year"]), 1, 12), entered + timedelta(days=8)), 5, "plan", place, given)
        for one in line["services"]:
            yield Moment(one["day"], 6, "service", place, dict(one))

    def _compute(self, at: datetime, *, confirm: bool) -> None:
        given = {"division_code": self.division_code, "day": timezone.localdate(at)}
        unwrap(actions.compute_grades)(actor=self.cast["clerk"], at=at, **given)
        rows = GradeRecord.objects.filter(membership__division_code=self.division_code, decision=GradeDecision.OPEN)
        for row in rows.exclude(computed="").select_related("membership").order_by("id") if confirm else ():
            chosen = {"grade_id": row.pk, "grade": row.computed, "reason": "演示：与登记一致"}
            within(FLOW.steps["grade"], self.cast["clerk"], at, matter_id=row.membership.matter_id, **chosen)


def _kept_grade(line: Mapping[str, Any]) -> Any:
    """An evaluation that keeps the grade the file has on that day."""
    return lambda file: {
        "year": line["year"],
        "grade_after": Membership.objects.get(pk=file.pk).grade,
        "reason": line["words"],
    }


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
    for model in (*CHILDREN, GuidancePlan):
        model.objects.filter(membership__in=files).delete()
    files.update(previous=None, inherits=None)
    files.delete()
    forget(matters)
    return len(matters)


STORY = story("cultivation", "企业培育库", 1, lambda code: _files(code).count(), _tell, _leave)
demo, remove_demo = STORY.load, STORY.remove

"""The library of the demonstration county: invented files at every step, every one marked 演示, told day by day.

The story runs through the very rules real files go through, but leaves one audit line and tells nobody: days that are past
must not appear in the audit as if somebody had acted on them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from inspect import unwrap
from typing import Any

from django.utils import timezone

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.contexts.matters.taking import forget
from qiangxian.contexts.registers import readers as registers
from qiangxian.kernel import rulebook
from qiangxian.kernel.actor import Actor, Grant
from qiangxian.kernel.calendar import OFFICE
from qiangxian.kernel.roles import system_only

from . import actions
from .flow import silence
from .models import EntryCheck, Evaluation, Goal, GradeRecord, GuidancePlan, Membership, ServiceEntry
from .types import ACTIVE, State
from .types import Decision as GradeDecision

CHILDREN = (EntryCheck, GradeRecord, ServiceEntry, Evaluation)
Act = Callable[..., Receipt]


may_load = system_only.says("演示数据只能在命令行上装入或移除。")


@dataclass(frozen=True)
class Happening:
    """Something that happens on a day of the story; on one day in the order given."""

    day: date
    order: int
    run: Callable[[datetime], object]


class Story:
    """The lines of the script as happenings, and the enterprises they name by their place in the county."""

    def __init__(self, division_code: str, today: date, officials: Sequence[int]) -> None:
        self.division_code, self.today, self.officials = division_code, today, officials
        self.script = rulebook.load("demonstration", "cultivation", division=division_code)
        rows = registers.visible("enterprise", Actor.system()).filter(division_code=division_code, is_demo=True)
        self.firms = list(rows.order_by("record_id").values_list("record_id", flat=True)[:100])
        self.clerk = Actor(None, "演示办公室", frozenset({Grant("office", division_code)}), demo=True)
        self.leader = Actor(None, "演示副市长", frozenset({Grant("leader", division_code)}), demo=True)

    def tell(self) -> int:
        """Everything up to today, in the order of the days; returns how many files there are."""
        happenings = [one for one in self._all() if one.day <= self.today]
        for one in sorted(happenings, key=lambda one: (one.day, one.order)):
            one.run(_at(one.day))
        return Membership.objects.filter(division_code=self.division_code, is_demo=True).count()

    def _all(self) -> Iterator[Happening]:
        yield from self._members()
        yield from self._waiting()
        yield from self._exits()
        yield from self._plans()
        yield from self._evaluations()
        yield from self._grades()

    # -- people and files ---------------------------------------------------------------------------------------------
    def _file(self, place: int) -> Membership:
        return Membership.objects.get(enterprise_id=self.firms[place], state__in=ACTIVE)

    def _do(self, act: Act, at: datetime, actor: Actor | None = None, **given: Any) -> Any:
        """An action without its policy and audit line."""
        return unwrap(act)(actor=actor or self.clerk, at=at, **given).result

    def _apply(self, place: int, at: datetime) -> Membership:
        names = self.script["contact_names"]
        made: Membership = self._do(
            actions.apply,
            at,
            division_code=self.division_code,
            enterprise_id=self.firms[place],
            contact_name=names[place % len(names)],
            contact_phone=self.script["contact_phone"],
            consent_date=timezone.localdate(at),
            statement=self.script["statement"],
        )
        return made

    def _reviewed(self, place: int, at: datetime, *, publish: bool) -> Membership:
        file = self._apply(place, at)
        self._do(actions.pass_review, at, matter_id=file.matter_id, reason="演示：材料齐全")
        if publish:
            self._do(actions.publish, at, matter_id=file.matter_id)
        return file

    # -- the lines of the script --------------------------------------------------------------------------------------
    def _members(self) -> Iterator[Happening]:
        for line in self.script["members"]:
            place = int(line["enterprise"])
            yield Happening(line["applied"], 0, partial(self._reviewed, place, publish=True))
            yield Happening(line["admitted"], 1, partial(self._admit, place))

    def _admit(self, place: int, at: datetime) -> None:
        file = Membership.objects.get(enterprise_id=self.firms[place], state=State.PUBLICITY)
        self._do(actions.admit, at, self.leader, matter_id=file.matter_id, reason="演示：公示无异议")

    def _waiting(self) -> Iterator[Happening]:
        for line in self.script["waiting"]:
            day = OFFICE.roll(self.today - timedelta(days=int(line["ago"])))
            day = min(day, self.today)
            place, state = int(line["enterprise"]), str(line["state"])
            yield Happening(day, 2, partial(self._bring, place, state))

    def _bring(self, place: int, state: str, at: datetime) -> None:
        """As far as the line says."""
        if state in ("reviewed", "publicity", "publicity_over"):
            self._reviewed(place, at, publish=state != "reviewed")
            return
        file = self._apply(place, at)
        given: dict[str, Any] = {"matter_id": file.matter_id}
        if state == "returned":
            self._do(actions.return_file, at, **given, reason="演示：缺少法定代表人签字的同意书")
        elif state == "visiting":
            visit = timezone.localdate(at) + timedelta(days=5)
            self._do(actions.order_visit, at, **given, visit_date=visit, reason="演示：核对生产地址和研发场所")
        elif state == "refused":
            self._do(actions.refuse, at, **given, reason="演示：核查日仍在失信被执行人名单")
        elif state == "withdrawn":
            self._do(actions.withdraw, at, **given, reason="演示：企业准备充分后再报")

    def _exits(self) -> Iterator[Happening]:
        for line in self.script["exits"]:
            yield Happening(line["proposed"], 3, partial(self._propose, line))
            if "approved" in line:
                yield Happening(line["approved"], 4, partial(self._approve, line))

    def _propose(self, line: Mapping[str, Any], at: datetime) -> None:
        successor = self.firms[line["successor"]] if "successor" in line else None
        file = self._file(line["enterprise"])
        given: dict[str, Any] = {"exit_reason": line["reason"], "reason": line["words"], "successor_id": successor}
        self._do(actions.propose_exit, at, matter_id=file.matter_id, **given)

    def _approve(self, line: Mapping[str, Any], at: datetime) -> None:
        self._do(actions.approve_exit, at, self.leader, matter_id=self._file(line["enterprise"]).matter_id)

    def _plans(self) -> Iterator[Happening]:
        """Plans need somebody responsible; without accounts there are none."""
        for number, line in enumerate(self.script["plans"] if self.officials else ()):
            entered = next(one["admitted"] for one in self.script["members"] if one["enterprise"] == line["enterprise"])
            day = max(date(int(line["year"]), 1, 12), entered + timedelta(days=8))
            official = self.officials[number % len(self.officials)]
            yield Happening(day, 5, partial(self._plan, line, official))
            for service in line["services"]:
                yield Happening(service["day"], 6, partial(self._serve, line, service))

    def _plan(self, line: Mapping[str, Any], official: int, at: datetime) -> None:
        self._do(
            actions.set_plan,
            at,
            matter_id=self._file(line["enterprise"]).matter_id,
            year=line["year"],
            diagnosis=line["diagnosis"],
            measures=line.get("measures", ""),
            responsible_id=official,
            goals=dict(line["goals"]),
        )

    def _serve(self, line: Mapping[str, Any], service: Mapping[str, Any], at: datetime) -> None:
        file = self._file(line["enterprise"])
        given = {"day": service["day"], "kind": service["kind"], "words": service["words"]}
        self._do(actions.log_service, at, matter_id=file.matter_id, **given)

    def _evaluations(self) -> Iterator[Happening]:
        for line in self.script["evaluations"]:
            yield Happening(line["on"], 7, partial(self._evaluate, line))

    def _evaluate(self, line: Mapping[str, Any], at: datetime) -> None:
        file = self._file(line["enterprise"])
        given = {"year": line["year"], "grade_after": file.grade, "reason": line["words"]}
        self._do(actions.evaluate, at, matter_id=file.matter_id, **given)

    def _grades(self) -> Iterator[Happening]:
        grades = self.script["grades"]
        for day in grades["confirmed"]:
            yield Happening(day, 8, partial(self._compute, confirm=True))
        for day in grades["computed"]:
            yield Happening(day, 8, partial(self._compute, confirm=False))

    def _compute(self, at: datetime, *, confirm: bool) -> None:
        self._do(actions.compute_grades, at, division_code=self.division_code, day=timezone.localdate(at))
        waiting = GradeRecord.objects.filter(
            membership__division_code=self.division_code, decision=GradeDecision.OPEN
        ).order_by("id")
        for row in waiting if confirm else ():
            if row.computed:
                given: dict[str, Any] = {
                    "matter_id": row.membership.matter_id,
                    "grade_id": row.pk,
                    "grade": row.computed,
                }
                self._do(actions.decide_grade, at, **given, reason="演示：与登记一致")


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(10)))


@action("cultivation.load_demo", label="装入企业培育库演示数据", policy=may_load)
def demo(*, actor: Actor, at: datetime, division_code: str, officials: Sequence[int] = ()) -> Receipt:
    """Tell the story up to the day of `at`. `officials`: accounts that are made responsible for members. Nothing happens
    where files marked 演示 stand already, or where the demonstration county has no enterprises."""
    standing = Membership.objects.filter(division_code=division_code, is_demo=True).count()
    story = Story(division_code, timezone.localdate(at), officials)
    if standing or len(story.firms) < 50:
        return Receipt("demo", division_code, "企业培育库", division_code=division_code, result=standing)
    with silence():
        told = story.tell()
    return Receipt("demo", division_code, "企业培育库", after={"files": told}, division_code=division_code, result=told)


@action("cultivation.remove_demo", label="移除企业培育库演示数据", policy=may_load)
def remove_demo(*, actor: Actor, at: datetime, division_code: str) -> Receipt:
    """The files marked 演示 are invented, so they are taken away whole; the audit keeps how many there were."""
    files = Membership.objects.filter(division_code=division_code, is_demo=True)
    gone = files.count()
    for model in CHILDREN:
        model.objects.filter(membership__in=files).delete()
    plans = GuidancePlan.objects.filter(membership__in=files)
    Goal.objects.filter(plan__in=plans).delete()
    plans.delete()
    files.update(previous=None, inherits=None)
    matters = list(files.values_list("matter_id", flat=True))
    files.delete()
    forget(matters)
    return Receipt("demo", division_code, "企业培育库", after={"files": gone}, division_code=division_code, result=gone)

"""Questions about matters, each limited to what the actor may see: one matter, what is open to whom, what is owed, who is late."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from qiangxian.kernel import rulebook
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.calendar import OFFICE
from qiangxian.kernel.errors import NotFound
from qiangxian.kernel.roles import Policy, labels

from .flow import FLOWS, Flow, FlowStep, flow_of
from .models import Deadline, Matter, Objection, Participant, Step, Subject
from .policies import first_part, may_enter_paper, may_take, owing, visible

__all__ = ["FLOWS", "flow_of", "visible"]


def scope(policy: Policy, actor: Actor) -> Q | None:
    """The policy's lookups as a condition; None where there is nothing the actor may."""
    parts = [_condition(lookups) for lookups in policy.where(actor)]
    return reduce(or_, parts) if parts else None


def _condition(lookups: Any) -> Q:
    """A participant is asked for by a question of its own, so that no matter is listed twice."""
    plain = {name: value for name, value in lookups.items() if not name.startswith("participants__")}
    found = Q(**plain)
    if keys := lookups.get("participants__key__in"):
        found &= Q(Exists(Participant.objects.filter(matter=OuterRef("pk"), key__in=keys)))
    return found


def visible_matters(actor: Actor) -> QuerySet[Matter]:
    """Every matter the actor may read, of every flow; flows with one condition are asked for together."""
    alike: dict[str, tuple[Q, list[str]]] = {}
    for flow in FLOWS.values():
        if (condition := scope(flow.sees, actor)) is not None:
            alike.setdefault(str(condition), (condition, []))[1].append(flow.code)
    found = [Q(flow__in=codes) & condition for condition, codes in alike.values()]
    rows = Matter.objects.all()
    return rows.filter(reduce(or_, found)) if found else rows.none()


def matter(actor: Actor, matter_id: int) -> Matter:
    """One matter the actor may read."""
    found = visible_matters(actor).filter(pk=matter_id).first()
    if found is None:
        raise NotFound("没有这件事项，或您无权查看", remedy="请回到列表重新选择")
    return found


def matter_named(actor: Actor, code: str) -> Matter:
    """The matter of a printed number, or of `flow-id`."""
    flow, _, number = code.rpartition("-")
    named = Q(number=code)
    if flow in FLOWS and number.isdecimal() and len(number) < 18:
        named |= Q(flow=flow, pk=int(number))
    found = visible_matters(actor).filter(named).first()
    if found is None:
        raise NotFound(f"没有事项 {code}，或无权查看", remedy="用 qiangxian matters list 查看编号")
    return found


@dataclass(frozen=True)
class Offer:
    """A step as offered to somebody: allowed, or with the reason why not."""

    spec: FlowStep
    allowed: bool
    reason: str
    on_paper: bool = False
    """Whether the reader may enter that another person took it on paper."""

    @property
    def code(self) -> str:
        """The step's code."""
        return self.spec.code

    @property
    def label(self) -> str:
        """The step in words."""
        return self.spec.label


def offers(actor: Actor, found: Matter, own: Any, today: date) -> list[Offer]:
    """The steps that lead on from where the matter stands, in the order of the declaration."""
    rows = []
    for spec in flow_of(found).offered(found.state):
        if spec.hidden or spec.by_itself or (spec.undoes and not _last_is(found, spec.undoes)):
            continue
        rows.append(offer(spec, actor, found, own, today))
    return rows


def offer(spec: FlowStep, actor: Actor, found: Matter, own: Any, today: date) -> Offer:
    """One step: policy, second person, participant, guards."""
    decision = may_take(spec, actor, found)
    held = next((no for guard in spec.guards if not (no := guard(own, today))), None)
    if not decision and held is None and may_enter_paper(spec, actor, found):
        return Offer(spec, False, decision.reason, on_paper=True)
    if decision and spec.part and first_part(spec, actor, found) is None:
        return Offer(spec, False, "您的单位这一步已经办理，或不在承办单位之列。")
    decision = held if decision and held is not None else decision
    return Offer(spec, bool(decision), decision.reason)


def may_now(flow: Flow, code: str, actor: Actor, own: Any, today: date) -> bool:
    """Whether the step can be taken by the actor from where the matter behind the row stands."""
    spec = flow.steps[code]
    return own.matter.state in spec.sources and offer(spec, actor, own.matter, own, today).allowed


def _last_is(found: Matter, code: str) -> bool:
    last = found.steps.order_by("-number").first()
    return last is not None and last.step == code


def to_be(division_code: str, given: Mapping[str, Any]) -> Matter:
    """What a matter of the county would be, for what the step that opens one asks."""
    found = Matter(division_code=division_code)
    found.given = given
    return found


# -- what is owed ------------------------------------------------------------------------------------------------------
def open_to(actor: Actor, flow: Flow | None = None) -> QuerySet[Matter]:
    """我的待办: open matters with a step that is expected next and open to this actor."""
    found = [
        Q(flow=one.code, state__in=spec.sources) & condition
        for one in ([flow] if flow else FLOWS.values())
        for spec in one.steps.values()
        if spec.owed
        for condition in _expected(spec, actor)
    ]
    rows = visible_matters(actor).filter(closed_date__isnull=True)
    if not found or actor.is_system:
        return rows.none()
    return rows.filter(reduce(or_, found))


def _expected(spec: FlowStep, actor: Actor) -> list[Q]:
    """Where a step is expected of the actor: for a participant; for whoever else may, where no such participant is."""
    found = []
    if (condition := scope(owing(spec.may), actor)) is not None:
        found.append(condition & _part_waits(spec))
    roles = getattr(owing(spec.may), "roles", ())
    if owing(spec.may) is not spec.may and not spec.part and (condition := scope(spec.may, actor)) is not None:
        there = Participant.objects.filter(matter=OuterRef("pk"), role__in=roles).exclude(key="")
        found.append(condition & ~Q(Exists(there)))
    return found


def open_about(actor: Actor, kind: str, prefix: str) -> QuerySet[Matter]:
    """Open matters about things of a kind whose keys begin so: those about the tasks of one programme."""
    besides = Subject.objects.filter(matter=OuterRef("pk"), kind=kind, key__startswith=prefix)
    rows = visible_matters(actor).filter(closed_date__isnull=True)
    rows = rows.filter(Q(subject_kind=kind, subject_id__startswith=prefix) | Q(Exists(besides)))
    return rows.prefetch_related("participants", "subjects").order_by("due_date", "id")


def keys_of(found: Matter, kind: str) -> list[str]:
    """The things of a kind a matter is about."""
    own = [found.subject_id] if found.subject_kind == kind else []
    return [*own, *(one.key for one in found.subjects.all() if one.kind == kind)]


def about(kind: str, key: str) -> Q:
    """Matters about one thing, alone or among others."""
    besides = Subject.objects.filter(matter=OuterRef("pk"), kind=kind, key=key)
    return Q(subject_kind=kind, subject_id=key) | Q(Exists(besides))


def open_by_step(actor: Actor) -> list[tuple[str, str, str, int]]:
    """What waits for this actor, step by step: flow, state, the expected steps in words, how many; the most first."""
    rows = open_to(actor).order_by().values_list("flow", "state").annotate(number=Count("pk"))
    return sorted(
        ((flow, state, _expected_words(FLOWS[flow], state, actor), number) for flow, state, number in rows),
        key=lambda one: (-one[3], one[2]),
    )


def _expected_words(flow: Flow, state: str, actor: Actor) -> str:
    steps = [one for one in flow.offered(state) if one.owed and _expected(one, actor)]
    return f"{flow.label}：{'、'.join(one.label for one in steps)}"


def soonest_first(rows: QuerySet[Matter]) -> QuerySet[Matter]:
    """Those with the nearest day first, those without one last, with who takes part."""
    return rows.prefetch_related("participants").order_by(F("due_date").asc(nulls_last=True), "id")


def due_between(actor: Actor, first: date, last: date) -> QuerySet[Matter]:
    """Open matters the actor may see whose day lies in the span, both ends included, the nearest first."""
    return soonest_first(visible_matters(actor).filter(closed_date__isnull=True, due_date__range=(first, last)))


def may_urge(actor: Actor, found: Matter, today: date) -> str:
    """The code of the step by which the actor may urge those who owe this matter; empty where there is none."""
    for spec in flow_of(found).offered(found.state):
        if spec.urges and offer(spec, actor, found, flow_of(found).own(found), today).allowed:
            return spec.code
    return ""


def owed(rows: QuerySet[Matter]) -> QuerySet[Matter]:
    """Open matters somebody owes: a day runs, or a step is expected where they stand."""
    expected = [
        Q(
            flow=flow.code,
            state__in=sorted({state for spec in flow.steps.values() if spec.owed for state in spec.sources}),
        )
        for flow in FLOWS.values()
    ]
    return rows.filter(reduce(or_, expected, Q(due_date__isnull=False)), closed_date__isnull=True)


def _part_waits(spec: FlowStep) -> Q:
    """Where a step moves a participant's own state, somebody's must be one it starts from."""
    if not spec.part or not spec.part_from:
        return Q()
    rows = Participant.objects.filter(matter=OuterRef("pk"), role__in=spec.part, state__in=spec.part_from)
    return Q(Exists(rows.exclude(key="")))


def late(rows: QuerySet[Matter], today: date) -> QuerySet[Matter]:
    """Those whose day is over; a judicial body is never late."""
    return rows.filter(closed_date__isnull=True, due_date__lt=today).exclude(led_by_a_court())


def taking_part(name: str) -> Q:
    """Matters in which `unit:3`, `account:5` … takes part now."""
    rows = Participant.objects.filter(matter=OuterRef("pk"), key__endswith=f":{name}")
    return Q(Exists(rows))


def led_by_a_court() -> Q:
    """Matters led by a judicial body, which is asked and never late."""
    rows = Participant.objects.filter(matter=OuterRef("pk"), role="lead", is_judicial=True)
    return Q(Exists(rows.exclude(key="")))


@dataclass(frozen=True)
class Owes:
    """Somebody who owes the next step of a matter."""

    kind: str
    id: str
    label: str
    role: str


def owed_by(found: Matter) -> list[Owes]:
    """Who must act next: the participants the expected steps name, else the roles of their policy in words."""
    rows: dict[tuple[str, str], Owes] = {}
    flow = flow_of(found)
    for spec in flow.offered(found.state):
        if not spec.owed:
            continue
        named = _named(spec, found)
        for part in named:
            rows[part.kind, part.code] = Owes(part.kind, part.code, part.label, flow.roles.get(part.role, part.role))
        if not named and not spec.part:
            words = labels(set(spec.may.words) - set(owing(spec.may).words) or spec.may.words)
            rows["role", words] = Owes("role", "office", words, "")
    return list(rows.values())


def _part_roles(spec: FlowStep) -> tuple[str, ...]:
    return tuple(getattr(owing(spec.may), "roles", ())) or spec.part


def _named(spec: FlowStep, found: Matter) -> list[Participant]:
    roles = _part_roles(spec)
    rows = [part for part in found.participants.all() if part.key and part.role in roles]
    return [part for part in rows if not spec.part_from or part.state in spec.part_from]


# -- one matter --------------------------------------------------------------------------------------------------------
def deadlines(found: Matter) -> list[Deadline]:
    """Every run of every clock."""
    return list(found.deadlines.all())


def log(actor: Actor, found: Matter) -> list[Step]:
    """The log, newest first, each with its files. Somebody outside sees changes of the state and what they were told;
    names, words and files only where they acted themselves or were told."""
    rows = list(found.steps.prefetch_related("evidence__file").order_by("-number"))
    if not actor.has("enterprise"):
        return rows
    specs = flow_of(found).steps
    told = {code for code, spec in specs.items() if spec.tell}
    rows = [row for row in rows if row.from_state != row.to_state or row.step in told]
    for row in rows:
        if row.by_id != actor.id:
            row.by, row.files = "", []
            row.reason = row.reason if row.step in told else ""
    return rows


def summary(actor: Actor, found: Matter, today: date) -> dict[str, Any]:
    """The matter as the command line and the API give it."""
    flow = flow_of(found)
    own = flow.own(found)
    return {
        "number": found.code,
        "flow": found.flow,
        "title": found.title,
        "state": found.state,
        "state_words": flow.state_words(found.state),
        "due": found.due_date,
        "days_late": days_late(found, today),
        "owed_by": [vars(one) for one in owed_by(found)],
        "steps": [
            {"code": one.code, "label": one.label, "allowed": one.allowed, "reason": one.reason or None}
            for one in offers(actor, found, own, today)
        ],
        "log": [
            {
                "step": row.step,
                "from": row.from_state or None,
                "to": row.to_state,
                "day": row.day,
                "by": row.by,
                "reason": row.reason or None,
            }
            for row in reversed(log(actor, found))
        ],
    }


def days_late(found: Matter, today: date) -> int:
    """By how many days its day is over; 0 where it is not, and always where a judicial body leads."""
    if any(part.is_judicial and part.role == "lead" for part in found.participants.all()):
        return 0
    return max(0, (today - found.due_date).days) if found.due_date and not found.closed_date else 0


def steps_taken(steps: Iterable[str], *, after: date, until: date) -> QuerySet[Step]:
    """Steps of these codes in the time, whoever may see them: the caller limits them to its own visible matters."""
    return Step.objects.filter(step__in=list(steps), day__gt=after, day__lte=until)


def with_open_objection() -> QuerySet[Matter]:
    """Matters with an objection nobody has answered."""
    return Matter.objects.filter(pk__in=Objection.objects.filter(outcome="").values("matter"))


def tone(found: Matter, today: date) -> str:
    """The light of a matter: red past its day, yellow within the last working days the rulebook names, else its state's own.
    A judicial body that leads is not coloured."""
    flow = flow_of(found)
    is_asked = any(part.is_judicial and part.role == "lead" for part in found.participants.all())
    if found.closed_date or not found.due_date or is_asked:
        return flow.tone(found.state)
    if today > found.due_date:
        return "red"
    near = int(rulebook.load("clocks", "lights", division=found.division_code)["yellow"])
    return "yellow" if OFFICE.due(today, working_days=near).due >= found.due_date else flow.tone(found.state)


def offline_steps(actor: Actor) -> QuerySet[Step]:
    """Steps that were signed on paper, for the auditor."""
    rows = Step.objects.filter(offline=True, matter__in=visible_matters(actor))
    return rows.select_related("matter").order_by("-at")


def words(flows: Iterable[Flow] = ()) -> dict[str, str]:
    """The names of the flows by code."""
    return {flow.code: flow.label for flow in flows or FLOWS.values()}


def file_of(actor: Actor, found: Matter, file_id: int) -> Any:
    """A file among the matter's evidence; None where there is none. Somebody outside gets what they brought themselves."""
    rows = found.evidence.select_related("file").filter(file_id=file_id)
    if actor.has("enterprise"):
        rows = rows.filter(step__by_id=actor.id)
    row = rows.first()
    return row.file if row else None

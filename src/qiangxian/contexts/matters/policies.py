"""Who may take a step: the declared policy, then the second person, by natural person and not by account."""

from collections.abc import Mapping
from dataclasses import dataclass

from qiangxian.kernel.actor import VISITOR, Actor, Grant
from qiangxian.kernel.decision import Decision, allow, deny
from qiangxian.kernel.roles import ROLES, Case, Policy

from . import recusing
from .flow import FlowStep, flow_of
from .models import Matter, Participant, Step


@dataclass(frozen=True, kw_only=True)
class TakesPart(Policy):
    """Who stands for a participant: the unit's own people, the enterprise's, the account itself; a guest holds no role that could
    be named in the permission table."""

    roles: tuple[str, ...]
    place: str
    by: tuple[str, ...]

    def cases(self, actor: Actor) -> tuple[Case, ...]:
        if actor.is_system:
            return (Case(grants=actor.grants),)
        return tuple(
            Case(
                {
                    "division_code": frozenset({grant.division_code}),
                    "participants__key": frozenset(f"{role}:{name}" for role in self.roles for name in names),
                },
                frozenset({grant}),
            )
            for grant in actor.holding(*self.by)
            if (names := _names(actor, grant))
        )

    def decide(self, actor: Actor, subject: object) -> Decision:
        if actor.is_system:
            return allow()
        keys = _keys(subject)
        for case in self.cases(actor):
            here = getattr(subject, "division_code", None) in case.fields["division_code"]
            if here and not case.fields["participants__key"].isdisjoint(keys):
                return Decision(True, grants=case.grants)
        return deny(self.elsewhere if self.cases(actor) else self.refusal)

    @property
    def elsewhere(self) -> str:
        return self.sentence or f"只有{self.place}可以办理。"


def _names(actor: Actor, grant: Grant) -> tuple[str, ...]:
    """What the actor stands for by this grant; a guest for the participant that was invited."""
    if grant.role == VISITOR:
        return (actor.guest,) if actor.guest else ()
    if grant.role == "enterprise":
        return (f"enterprise:{actor.enterprise_record_id}",) if actor.enterprise_record_id is not None else ()
    unit = (f"unit:{grant.unit_id}",) if grant.unit_id is not None else ()
    return (*unit, f"account:{actor.id}")


def _keys(subject: object) -> set[str]:
    if isinstance(subject, Matter):
        return {row.key for row in subject.participants.all() if row.key}
    return set(subject.get("participants__key", ())) if isinstance(subject, Mapping) else set()


def owing(policy: Policy) -> Policy:
    """Who is expected to act: where a participant may, it is the participant and not the office that may act for it."""
    found = next((part for part in getattr(policy, "parts", ()) if isinstance(owing(part), TakesPart)), policy)
    return found if found is policy else owing(found)


def owed_by(*roles: str, who: str = "牵头单位", by: tuple[str, ...] = ("liaison", "unit_head")) -> Policy:
    """Those who stand for a participant in one of the roles, e.g. `owed_by("lead")`: its liaison or head."""
    words = {role: who for role in by if role in ROLES}
    sentence = "" if words else f"只有凭链接和验证码进入的{who}可以办理。"
    return TakesPart(words=words, sentence=sentence, roles=roles, place=who, by=by)


@dataclass(frozen=True, kw_only=True)
class StepPolicy(Policy):
    """The policy of an action that is a step: the matter is looked up, then everything the declaration says is asked."""

    spec: FlowStep

    def cases(self, actor: Actor) -> tuple[Case, ...]:
        return (*self.spec.may.cases(actor), *(self.spec.paper.cases(actor) if self.spec.paper else ()))

    def decide(self, actor: Actor, subject: object) -> Decision:
        arguments = subject if isinstance(subject, Mapping) else {}
        if self.spec.opens:
            return self.spec.may.decide(actor, arguments)
        matter = Matter.objects.filter(pk=arguments.get("matter_id") or 0, flow=self.spec.flow.code).first()
        if matter is None:
            return deny(f"没有这件{self.spec.flow.label}事项，请回到列表重新选择。")
        return may_take(self.spec, actor, matter, signer=arguments.get("signer_id"))


def may_take(spec: FlowStep, actor: Actor, matter: Matter, signer: int | None = None) -> Decision:
    """The declared policy, then the pairs: the second side is another natural person than the first.

    `signer`: the person who signed on paper; the account only entered it, so both must be another person."""
    decision = (spec.paper if spec.paper and signer is not None else spec.may).decide(actor, matter)
    if decision and spec.impartial:
        decision = recusing.stands_clear(spec, actor, matter, signer) and decision
    if not decision or not (spec.other_than or signer is not None):
        return decision
    if actor.is_system:
        return deny("须由经办人以外的工作人员办理，系统不能代替；请由有权的人登录后办理。")
    for first, sentence in spec.other_than.items():
        row = matter.steps.filter(step=first).order_by("-number").first()
        if row is not None and _same(row, actor, signer):
            label = spec.flow.steps[first].label
            return deny(sentence or f"“{label}”由您本人办理，“{spec.label}”须由另一人办理。")
    if signer is not None and signer == actor.person_id:
        return deny("线下签批人不能是录入人本人，请填写实际签批的另一人。")
    return decision


def may_enter_paper(spec: FlowStep, actor: Actor, matter: Matter) -> bool:
    """Whether the actor may enter that somebody else took the step on paper: whom the step names, else the office."""
    if spec.paper is not None:
        return bool(spec.paper.decide(actor, matter)) and not actor.is_system
    return (
        bool(spec.other_than)
        and actor.has("office", division=matter.division_code)
        and bool(spec.may.decide(actor, matter))
    )


def _same(row: Step, actor: Actor, signer: int | None) -> bool:
    """Whether the one who took the first step is the one who takes the second."""
    if signer is not None:
        return row.person_id is not None and row.person_id == signer
    if row.person_id is not None and actor.person_id is not None:
        return row.person_id == actor.person_id
    return (row.by_id, row.by) == (actor.id, actor.label[:120])


def first_part(spec: FlowStep, actor: Actor, matter: Matter) -> Participant | None:
    """The participant for whom the actor takes a step that moves a participant's own state."""
    rows = waiting_parts(spec, matter)[: 1 if spec.in_order else None]
    if actor.is_system or actor.has("office", division=matter.division_code):
        return rows[0] if rows else None
    names = {name for grant in actor.grants for name in _names(actor, grant)}
    return next((row for row in rows if f"{row.kind}:{row.code}" in names), None)


def waiting_parts(spec: FlowStep, matter: Matter) -> list[Participant]:
    """The participants a step still has to move, in the order in which they came."""
    rows = [row for row in matter.participants.all() if row.key and row.role in spec.part]
    return [row for row in rows if not spec.part_from or row.state in spec.part_from]


def visible(actor: Actor, matter: Matter) -> bool:
    """Whether the actor may read the matter."""
    return bool(flow_of(matter).sees.decide(actor, matter))

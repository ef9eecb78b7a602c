"""The one place that names roles and combines policies.

A policy is declared, not programmed: `role("office") | own_unit("liaison")`. It answers three questions from the same
declaration, so that they cannot drift: `decide(actor, subject)` (may it, and why not), `where(actor)` (on which subjects
at all, for lists and to-dos) and `words` (which roles, for the permission table). A grant counts in its own county alone:
an office role here and a liaison role there never make an office there.

A subject is any object or mapping with the fields the policy asks for: `division_code`, `unit_id`, `enterprise_id`, ….
The product itself may do whatever a role may, unless the policy says `& by_person`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce
from typing import Any

from qiangxian.kernel.marked_yaml import Issue, MarkedDocument
from qiangxian.kernel.shapes import Shape, faults

from . import rulebook
from .actor import Actor, Grant
from .decision import Decision, allow, deny

ROLES: Mapping[str, Mapping[str, Any]] = rulebook.load("people", "roles", division=None)


class RoleShape(Shape):
    """One line of `people/roles.yaml`."""

    label: str
    purpose: str
    staff: bool
    administers: bool


class CustomShape(Shape):
    """A number of assessment custom, which a county may tighten."""

    value: int
    source: str
    checked: date


@rulebook.schema("people")
def check_people(document: MarkedDocument) -> Iterator[Issue]:
    """Roles, rules of logging in, surnames."""
    return faults(document, roles=dict[str, RoleShape], login=dict[str, CustomShape], surnames=dict[str, list[str]])


STAFF = frozenset(code for code, role in ROLES.items() if role["staff"])
ADMINISTRATION = frozenset(code for code, role in ROLES.items() if role["administers"])
"""The three duties that stay apart, beside no other role, and are never lent."""
BUSINESS = frozenset(ROLES) - ADMINISTRATION
OFFICIALS = STAFF - ADMINISTRATION
"""Those with business work at the desk: whom one may lend a role or make responsible for something."""

Scope = tuple[Mapping[str, Any], ...]
"""Alternatives of Django-style lookups, one of which a row must satisfy: `()` is nothing, `({},)` everything."""


def label(role: str) -> str:
    """The role as words on the screen."""
    return str(ROLES[role]["label"])


def labels(roles: Iterable[str]) -> str:
    """The roles in words, in the order of the rulebook; those that no account holds (system, visitor) are left out."""
    wanted = set(roles)
    return "、".join(label(code) for code in ROLES if code in wanted)


def choices() -> list[tuple[str, str]]:
    """Every role with its label, for forms and stored fields."""
    return [(code, label(code)) for code in ROLES]


@dataclass(frozen=True)
class Case:
    """One way of being allowed: every named field of the subject lies among its values, by virtue of the grants."""

    fields: Mapping[str, frozenset[Any]] = field(default_factory=dict)
    grants: frozenset[Grant] = frozenset()

    def covers(self, subject: object) -> bool:
        """Whether this subject is one of them; a subject that is not there has no field."""
        return all(_value(subject, name) in values for name, values in self.fields.items())

    def __and__(self, other: Case) -> Case:
        both = {name: self.fields[name] & other.fields[name] for name in self.fields.keys() & other.fields.keys()}
        return Case({**self.fields, **other.fields, **both}, self.grants | other.grants)


def _value(subject: object, name: str) -> Any:
    return subject.get(name) if isinstance(subject, Mapping) else getattr(subject, name, None)


@dataclass(frozen=True, kw_only=True)
class Policy:
    """`words` names the roles that can ever pass, each with what it is bound to besides its county (本单位); `sentence`
    is the refusal of who holds none of them, derived from the words where it is empty."""

    words: Mapping[str, str]
    sentence: str = ""
    verb: str = "办理"
    thing: str = ""

    def cases(self, actor: Actor) -> tuple[Case, ...]:
        """Every way in which the actor is allowed."""
        raise TypeError(f"{type(self).__name__} has no cases")

    def decide(self, actor: Actor, subject: object) -> Decision:
        """May the actor do it to this subject, and if not, why?"""
        cases = self.cases(actor)
        case = next((case for case in cases if case.covers(subject)), None)
        return Decision(True, grants=case.grants) if case else deny(self.elsewhere if cases else self.refusal)

    def where(self, actor: Actor) -> Scope:
        """The subjects for which it is allowed. A `when` cannot be told as lookups: there it is an upper bound."""
        found: list[Mapping[str, Any]] = []
        for case in self.cases(actor):
            lookups = {f"{name}__in": values for name, values in case.fields.items()}
            if not lookups:
                return ({},)
            if lookups not in found:
                found.append(lookups)
        return tuple(found)

    def anywhere(self, actor: Actor) -> Decision:
        """Is there any subject the actor may do it to? For pages and menus, before a subject is chosen."""
        return allow() if self.cases(actor) else deny(self.refusal)

    @property
    def refusal(self) -> str:
        """Why somebody without the roles may not."""
        who = [
            label(code) + (f"（{self.words[code]}）" if self.words[code] else "")
            for code in ROLES
            if code in self.words
        ]
        return self.sentence or f"只有{'、'.join(who) or '系统'}可以{self.verb}{self.thing}。"

    @property
    def elsewhere(self) -> str:
        """Why somebody with the role may not here."""
        return f"只能{self.verb}本县（市、区）的{self.thing or '事项'}。"

    def __or__(self, other: Policy) -> Policy:
        return _Either(words=_joined(self, other, {**self.words, **other.words}, "或"), parts=(self, other))

    def __and__(self, other: Policy) -> Policy:
        shared = {code: "" for code in self.words if code in other.words}
        return _Both(words=_joined(self, other, shared, "、"), parts=(self, other))

    def to(self, verb: str, thing: str) -> Policy:
        """The same with the deed in words, for the refusals: `to("维护", "基础台账")` gives 只有…可以维护基础台账。"""
        return replace(self, verb=verb, thing=thing)

    def says(self, sentence: str) -> Policy:
        """The same with a sentence of its own for who holds none of the roles."""
        return replace(self, sentence=sentence)

    def of(self, find: Callable[[Any], object]) -> Policy:
        """The same, asked about what `find` makes of the subject given, such as the record behind `record_id`."""

        def judge(actor: Actor, subject: Any) -> Decision:
            return self.decide(actor, find(subject))

        return _Ways(words=self.words, sentence=self.refusal, ways=self.cases, judge=judge)


def _joined(one: Policy, other: Policy, roles: Iterable[str], joint: str) -> Mapping[str, str]:
    """For each role what it is bound to by both policies."""
    return {
        code: joint.join(dict.fromkeys(w for policy in (one, other) if (w := policy.words.get(code)))) for code in roles
    }


@dataclass(frozen=True, kw_only=True)
class _Ways(Policy):
    """`place` says where it is allowed; without one the sentence tells it. `judge` decides where the cases cannot."""

    ways: Callable[[Actor], Iterable[Case]]
    place: str = "本县（市、区）"
    judge: Callable[[Actor, Any], Decision] | None = None

    def cases(self, actor: Actor) -> tuple[Case, ...]:
        return tuple(self.ways(actor))

    def decide(self, actor: Actor, subject: object) -> Decision:
        return self.judge(actor, subject) if self.judge else super().decide(actor, subject)

    @property
    def elsewhere(self) -> str:
        return f"只能{self.verb}{self.place}的{self.thing or '事项'}。" if self.place else self.sentence


@dataclass(frozen=True, kw_only=True)
class _Several(Policy):
    parts: tuple[Policy, Policy]

    def to(self, verb: str, thing: str) -> Policy:
        one, other = self.parts
        return replace(self, verb=verb, thing=thing, parts=(one.to(verb, thing), other.to(verb, thing)))


class _Either(_Several):
    def cases(self, actor: Actor) -> tuple[Case, ...]:
        return tuple(case for part in self.parts for case in part.cases(actor))

    def decide(self, actor: Actor, subject: object) -> Decision:
        """The refusal is that of the part whose role the actor holds."""
        held = [part.decide(actor, subject) for part in self.parts if part.cases(actor)]
        return next((d for d in held if d), None) or (held[0] if held else deny(self.refusal))


class _Both(_Several):
    def cases(self, actor: Actor) -> tuple[Case, ...]:
        return reduce(
            lambda left, right: tuple(a & b for a in left for b in right), [part.cases(actor) for part in self.parts]
        )

    def decide(self, actor: Actor, subject: object) -> Decision:
        """The refusal is that of the first part that refuses."""
        if self.sentence and not self.cases(actor):
            return deny(self.sentence)
        decisions = [part.decide(actor, subject) for part in self.parts]
        used = frozenset[Grant]().union(*(decision.grants for decision in decisions))
        return next((d for d in decisions if not d), Decision(True, grants=used))


def _everybody(_actor: Actor) -> tuple[Case, ...]:
    return (Case(),)


def _known(roles: Iterable[str]) -> tuple[str, ...]:
    roles = tuple(roles)
    if strangers := [role for role in roles if role not in ROLES]:
        raise ValueError(f"no such role: {', '.join(strangers)}")
    if not roles:
        raise ValueError("a policy names its roles")
    return roles


def _or_system(actor: Actor, cases: Iterable[Case]) -> tuple[Case, ...]:
    return (Case(grants=actor.grants),) if actor.is_system else tuple(cases)


def _in(grant: Grant, **fields: object) -> Case:
    values = {"division_code": grant.division_code, **fields}
    return Case({name: frozenset({value}) for name, value in values.items()}, frozenset({grant}))


def role(*names: str) -> Policy:
    """Who holds one of the roles in the subject's county (`division_code`)."""
    held = _known(names)

    def ways(actor: Actor) -> tuple[Case, ...]:
        return _or_system(actor, (_in(grant) for grant in actor.holding(*held)))

    return _Ways(words=dict.fromkeys(held, ""), ways=ways)


def holder(*names: str) -> Policy:
    """Who holds one of the roles in any county, for what belongs to none: accounts, the product's own pages."""
    held = _known(names)

    def ways(actor: Actor) -> tuple[Case, ...]:
        return _or_system(actor, (Case(grants=frozenset({grant})) for grant in actor.holding(*held)))

    return _Ways(words=dict.fromkeys(held, ""), ways=ways)


def own_unit(*names: str) -> Policy:
    """Who holds one of the roles for the subject's unit (`division_code`, `unit_id`)."""
    held = _known(names)

    def ways(actor: Actor) -> tuple[Case, ...]:
        grants = (grant for grant in actor.holding(*held) if grant.unit_id is not None)
        return _or_system(actor, (_in(grant, unit_id=grant.unit_id) for grant in grants))

    return _Ways(words=dict.fromkeys(held, "本单位"), ways=ways, place="本单位")


def _own_enterprise(actor: Actor) -> tuple[Case, ...]:
    firm = actor.enterprise_record_id
    grants = actor.holding("enterprise") if firm is not None else ()
    return _or_system(actor, (_in(grant, enterprise_id=firm) for grant in grants))


def owner(name: str = "account_id") -> Policy:
    """The account the subject names under `name`, whatever its roles."""

    def ways(actor: Actor) -> tuple[Case, ...]:
        own = (Case({name: frozenset({actor.id})}),) if actor.id is not None else ()
        return _or_system(actor, own)

    return _Ways(words=dict.fromkeys(ROLES, "本人"), ways=ways, place="本人", sentence="请先登录。")


def only(sentence: str, **fields: Iterable[Any]) -> Policy:
    """Subjects whose fields lie among the values, whoever asks: `only("已经核定", state=["reported"])`."""
    case = Case({name: frozenset(values) for name, values in fields.items()})
    return _Ways(words=dict.fromkeys(ROLES, ""), sentence=sentence, ways=lambda _actor: (case,), place="")


def when(sentence: str, test: Callable[[Actor, Any], bool]) -> Policy:
    """What only the program can tell: `test(actor, subject)`, with the sentence of the refusal."""

    def judge(actor: Actor, subject: Any) -> Decision:
        return allow() if test(actor, subject) else deny(sentence)

    return _Ways(words=dict.fromkeys(ROLES, ""), sentence=sentence, ways=_everybody, judge=judge)


staff: Policy = role(*STAFF)
"""Who reads the county's business data at the desk."""

member: Policy = role(*ROLES)
"""Who belongs to the county in any role."""

own_enterprise: Policy = _Ways(words={"enterprise": "本企业"}, ways=_own_enterprise, place="本企业")
"""The enterprise the subject is about (`division_code`, `enterprise_id`), by an account of its own."""

anybody: Policy = _Ways(words=dict.fromkeys(ROLES, ""), ways=_everybody)
"""Everybody, logged in or not."""

system_only: Policy = _Ways(words={}, ways=lambda actor: _or_system(actor, ()))
"""The product by itself, never a person's hand."""

by_person: Policy = _Ways(
    words=dict.fromkeys(ROLES, ""),
    ways=lambda actor: () if actor.is_system else (Case(),),
    sentence="须由工作人员办理，系统不能代替。",
)
"""Any person; with `&`, what the product must not do by itself."""

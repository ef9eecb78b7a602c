"""A demonstration told by the very steps real matters take, but without policy question and audit line, telling nobody: days
that are past must not appear in the audit as if somebody had acted on them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.contexts.people import readers as people
from qiangxian.kernel.actor import Actor, Grant
from qiangxian.kernel.roles import system_only

from . import numbers
from .flow import Flow
from .models import (
    Deadline,
    Evidence,
    Invitation,
    Matter,
    Message,
    Objection,
    Participant,
    Remark,
    Revision,
    Step,
    Subject,
)
from .notices import silence
from .taking import taken


@dataclass(frozen=True)
class Moment:
    """On a day, in an order within it, somebody takes a step of the matter called `key`; or something else `happens`."""

    day: date
    order: int
    step: str = ""
    key: Any = None
    given: Mapping[str, Any] | Callable[[Any], Mapping[str, Any]] = field(default_factory=dict)
    who: str = "clerk"
    happens: Callable[[datetime], object] | None = None


may_load = system_only.says("演示数据只能在命令行上装入或移除。")


@dataclass(frozen=True)
class Story:
    """A part of the demonstration that is told by steps, in its place among the others: how it is loaded and taken away."""

    label: str
    place: int
    load: Callable[..., Receipt]
    remove: Callable[..., Receipt]


STORIES: list[Story] = []


def story(
    code: str,
    label: str,
    place: int,
    told: Callable[[str], Any],
    tell: Callable[..., object],
    leave: Callable[[str], Any],
) -> Story:
    """Declare one: `told` says of a county how much of it stands, `tell` tells it up to the day of an instant where nothing
    does, `leave` takes it away whole and says how much went. What is invented goes without a trace but for the audit."""

    @action(f"{code}.load_demo", label=f"装入{label}演示数据", policy=may_load)
    def load(*, actor: Actor, at: datetime, division_code: str, **more: Any) -> Receipt:
        if not told(division_code):
            tell(division_code, at, **more)
        number = told(division_code)
        return Receipt("demo", division_code, label, None, {"told": number}, division_code, number)

    @action(f"{code}.remove_demo", label=f"移除{label}演示数据", policy=may_load)
    def remove(*, actor: Actor, at: datetime, division_code: str) -> Receipt:
        gone = leave(division_code)
        return Receipt("demo", division_code, label, None, {"gone": gone}, division_code, gone)

    declared = Story(label, place, load, remove)
    STORIES.append(declared)
    return declared


def stories() -> list[Story]:
    """All of them, in the order in which they are told; they are taken away in the other."""
    return sorted(STORIES, key=lambda one: one.place)


def somebody(division_code: str, label: str, role: str, unit_id: int | None = None) -> Actor:
    """Who acts in a story. Behind it stands the person of the demonstration account of that role, so that this account is not
    offered what a second person must do."""
    person = people.demo_person(division_code, role, unit_id)
    return Actor(None, label, frozenset({Grant(role, division_code, unit_id)}), person_id=person, demo=True)


def office_of(division_code: str, units: Mapping[str, int] | None = None) -> dict[str, Actor]:
    """The usual cast: the clerk of the office, the leader, and the liaison of each of these units under its name."""
    cast = {name: somebody(division_code, f"演示{name}联络员", "liaison", unit) for name, unit in (units or {}).items()}
    clerk, leader = somebody(division_code, "演示办公室", "office"), somebody(division_code, "演示副市长", "leader")
    return {**cast, "clerk": clerk, "leader": leader}


def tell(flow: Flow, division_code: str, cast: Mapping[str, Actor], moments: Iterable[Moment], today: date) -> None:
    """Everything up to today, in the order of the days."""
    made: dict[Any, Any] = {}
    with silence():
        for one in sorted(moments, key=lambda one: (one.day, one.order)):
            at = timezone.make_aware(datetime.combine(one.day, time(10)))
            if one.day <= today and one.happens is not None:
                one.happens(at)
            elif one.day <= today and (one.key in made or flow.steps[one.step].opens):
                _take(flow, division_code, cast[one.who], one, at, made)


def _take(flow: Flow, division_code: str, actor: Actor, one: Moment, at: datetime, made: dict[Any, Any]) -> None:
    spec, own = flow.steps[one.step], made.get(one.key)
    about = {"division_code": division_code} if own is None else {"matter_id": own.matter_id}
    given = one.given(own) if callable(one.given) else one.given
    made[one.key] = taken(spec, actor, at, {**about, **given}).result


def forget(matters: Iterable[int]) -> None:
    """Take away matters that were invented for a demonstration, with everything about them."""
    ids = list(matters)
    numbers.let_go(ids)
    Invitation.objects.filter(participant__matter__in=ids).delete()
    for model in (Evidence, Remark, Subject, Message, Objection, Deadline, Revision, Step, Participant):
        model.objects.filter(matter__in=ids).delete()
    Matter.objects.filter(parent__in=ids).update(parent=None)
    Matter.objects.filter(joined_to__in=ids).update(joined_to=None)
    Matter.objects.filter(pk__in=ids, is_demo=True).delete()

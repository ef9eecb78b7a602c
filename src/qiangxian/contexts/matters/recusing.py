"""Recusal (回避) as part of a flow: a natural person stands aside, with the reason on record, and takes no step that is declared
`impartial`, in this matter or in those below it; nor does whoever stands for a participant with an interest."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from qiangxian.contexts.people import readers as people
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asking import needed
from qiangxian.kernel.decision import Decision, allow, deny
from qiangxian.kernel.errors import Conflict

from .models import Matter, Participant, Step

if TYPE_CHECKING:
    from qiangxian.kernel.roles import Policy

    from .flow import Flow, FlowStep

RECUSED = "recused"
PERSON = "person"


def stands_clear(spec: "FlowStep", actor: Actor, matter: Matter, signer: int | None) -> Decision:
    """Neither who takes the step nor who signed it on paper stands aside, here or in the matter above."""
    persons = {str(one) for one in (actor.person_id, signer) if one is not None}
    aside = Participant.objects.filter(Q(matter=matter) | Q(matter=matter.parent_id), role=RECUSED, kind=PERSON)
    if (row := aside.filter(code__in=persons).exclude(key="").first()) is not None:
        return deny(f"{row.label}在本事项中回避，“{spec.label}”请由他人办理。")
    own = {f"unit:{grant.unit_id}" for grant in actor.grants if grant.unit_id is not None}
    for part in matter.participants.all():
        if part.key and part.role in spec.flow.interested and f"{part.kind}:{part.code}" in own:
            return deny(f"您代表{part.label}，与本事项有利害关系，“{spec.label}”请由他人办理。")
    return allow()


def set_aside(matter: Matter, person_id: int, label: str, day: date) -> None:
    """The person stands aside from this day on."""
    matter.take_part(RECUSED, PERSON, person_id, label, day)


def acted_in(matter: Matter, steps: Iterable[str]) -> dict[int, str]:
    """The natural persons who took these steps, for a matter in which they must stand aside."""
    rows = Step.objects.filter(matter=matter, step__in=list(steps), person_id__isnull=False).order_by("number")
    return {int(row.person_id): str(row.detail.get("signer", row.by)) for row in rows if row.person_id is not None}


def _persons(own: Any) -> list[tuple[str, str]]:
    matter = own if isinstance(own, Matter) else own.matter
    return [(str(one.pk), str(one)) for one in people.persons_of(matter.division_code)]


def recusal(flow: "Flow", *, during: tuple[str, ...], may: "Policy") -> Any:
    """Declare the step by which somebody stands aside; it is not taken back."""
    flow.roles = {**flow.roles, RECUSED: "回避人"}

    @flow.step(
        "recuse",
        "回避",
        name="登记回避",
        sources=during,
        may=may,
        asks={
            "person_id": needed("回避人", "choice", choices=_persons),
            "reason": needed("事由", hint="与被评对象有利害关系、曾经办同一事项等"),
        },
    )
    def recuse(own: Any, step: Step, *, person_id: str, reason: str) -> None:
        """A person says, or is told, to keep out of it."""
        label = dict(_persons(own))[person_id]
        if own.matter.participants.filter(key=f"{RECUSED}:{PERSON}:{person_id}").exists():
            raise Conflict(f"{label}已经登记回避", remedy="请刷新页面")
        set_aside(own.matter, int(person_id), label, step.day)
        step.detail = {"recused": label}

    return recuse

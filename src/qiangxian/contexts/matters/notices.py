"""Whom a step tells: the participants in the roles the declaration names, each once a step."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from qiangxian.contexts.notices import actions as notices
from qiangxian.contexts.notices.types import NewNotice, to_account, to_enterprise, to_office, to_unit
from qiangxian.kernel.actor import Actor

from .flow import FlowStep, flow_of
from .models import Matter, Participant, Step

OFFICE = "office"
SILENT: ContextVar[bool] = ContextVar("matters_silent", default=False)
__all__ = ["OFFICE", "post", "recipient", "silence", "tell", "to_office"]


@contextmanager
def silence() -> Iterator[None]:
    """Nobody is told of what happens in a story that is put in afterwards."""
    token = SILENT.set(True)
    try:
        yield
    finally:
        SILENT.reset(token)


def recipient(part: Participant) -> str:
    """The inbox of a participant; empty for one outside the product."""
    makes = {"unit": to_unit, "account": to_account, "enterprise": to_enterprise}
    return makes[part.kind](int(part.code)) if part.kind in makes else ""


def tell(spec: FlowStep, matter: Matter, own: Any, row: Step, words: str) -> None:
    """Post the notices of a step."""
    if not spec.tell:
        return
    parts = [part for part in _parties(matter) if part.role in spec.tell]
    found = [recipient(part) for part in parts if not (spec.urges and part.is_judicial)]
    if OFFICE in spec.tell:
        found.append(to_office(matter.division_code))
    key = f"{matter.flow}:{own.pk}:{row.number}"
    post(matter, row.at, found, key, spec.notice or f"{spec.label}：{matter.title}", words)


def _parties(matter: Matter) -> list[Participant]:
    """Who takes part now, in the matter or in one that was joined to it."""
    both = Q(matter=matter) | Q(matter__joined_to=matter)
    return list(Participant.objects.filter(both).exclude(key="").order_by("id"))


def post(matter: Matter, at: datetime, recipients: list[str], key: str, title: str, words: str) -> None:
    """Tell these about a matter, once under this key."""
    if SILENT.get():
        return
    flow = flow_of(matter)
    made = [
        NewNotice(
            recipient=one,
            kind=matter.flow,
            key=key,
            title=title[:200],
            words=words,
            rule=flow.rule or flow.label,
            rule_date=timezone.localdate(at),
            due_date=matter.due_date,
            link=f"matter:{matter.pk}",
        )
        for one in dict.fromkeys(recipients)
        if one
    ]
    if made:
        notices.post(actor=Actor.system(), at=at, division_code=matter.division_code, notices=made)

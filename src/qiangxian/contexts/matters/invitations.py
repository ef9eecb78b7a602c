"""A step by somebody without an account: a link, of which only the digest is kept, and a code that is told another way. Whatever is
wrong — the link, the code, an end that is past, too many attempts — has one and the same answer."""

import hashlib
import hmac
import secrets
from datetime import date, datetime, timedelta

from django.db import transaction

from qiangxian.contexts.people import readers as people
from qiangxian.kernel.actor import VISITOR, Actor, Grant
from qiangxian.kernel.clocks import county_day
from qiangxian.kernel.errors import NotAllowed

from .models import Invitation, Matter, Participant, Step

OUTSIDE = "outside"
DIGITS = 6
NO = ("链接或验证码不对，或者已经失效", "请核对验证码，或联系发出链接的单位")


def guest_of(matter: Matter, role: str, label: str, day: date) -> Participant:
    """Somebody outside takes part under this name, once."""
    matter.take_part(role, OUTSIDE, f"{matter.pk}-{role}", label, day)
    return matter.participants.get(key=f"{role}:{OUTSIDE}:{matter.pk}-{role}")


def invite(participant: Participant, step: Step, through: date) -> tuple[str, str]:
    """A new link and its code, each told once; what was sent before is no longer good."""
    end(participant, step.at)
    link, code = secrets.token_urlsafe(18), f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    kept = {"link_digest": _digest(link), "code_digest": _digest(f"{link} {code}"), "through_date": through}
    Invitation.objects.create(participant=participant, made_at=step.at, made_by=step.by, **kept)
    return link, code


def end(participant: Participant, at: datetime) -> None:
    """Nobody comes in by an older link any more."""
    participant.invitations.filter(ended_at__isnull=True).update(ended_at=at)


def admitted(link: str, code: str, at: datetime) -> int:
    """The invitation this link and code open. Every wrong code is counted, also where the answer is no anyway."""
    rules = people.login_rules()
    with transaction.atomic():
        row = Invitation.objects.select_for_update().filter(link_digest=_digest(link)).first()
        is_right = hmac.compare_digest(row.code_digest if row else _digest("nobody"), _digest(f"{link} {code}"))
        is_good = row is not None and is_right and _is_open(row, at)
        if row is not None and not is_right and (row.closed_until is None or row.closed_until <= at):
            row.failures += 1
            if row.failures % rules["failures_before_lock"] == 0:
                row.closed_until = at + timedelta(minutes=rules["lock_minutes"])
            row.save(update_fields=["failures", "closed_until"])
    if row is None or not is_good:
        raise NotAllowed(NO[0], remedy=NO[1])
    return row.pk


def guest(invitation_id: int | None, link: str, at: datetime) -> tuple[Actor, Matter]:
    """Who was let in, while the invitation holds, and on which matter; the link is asked for again, the code is not."""
    row = Invitation.objects.filter(pk=invitation_id or 0, link_digest=_digest(link)).first()
    if row is None or not _is_open(row, at):
        raise NotAllowed(NO[0], remedy=NO[1])
    return _actor(row), row.participant.matter


def _is_open(row: Invitation, at: datetime) -> bool:
    is_closed = row.closed_until is not None and row.closed_until > at
    return row.ended_at is None and not is_closed and county_day(at) <= row.through_date and bool(row.participant.key)


def _actor(row: Invitation) -> Actor:
    part = row.participant
    grant = Grant(VISITOR, part.matter.division_code)
    return Actor(None, part.label, frozenset({grant}), guest=f"{part.kind}:{part.code}")


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()

"""Sealing and proving the chain. The only writer of audit lines in the product."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from qiangxian.kernel.actor import Actor, acting_for
from qiangxian.kernel.decision import Decision
from qiangxian.kernel.integrity import Tick

from .models import AuditHead, AuditLine
from .types import Receipt

SEALED = [
    "seq",
    "at",
    "actor_id",
    "actor_label",
    "roles",
    "acting_for",
    "division_code",
    "action",
    "outcome",
    "target_kind",
    "target_id",
    "target_label",
    "reason",
    "before",
    "after",
    "request_id",
    "address",
    "previous_hash",
]


@dataclass(frozen=True)
class RequestTrace:
    """Where a change came from: set by the web and the command line at their edge."""

    request_id: str = ""
    address: str = ""


NO_TRACE = RequestTrace()
request_trace: ContextVar[RequestTrace] = ContextVar("request_trace", default=NO_TRACE)


def seal(line: AuditLine) -> str:
    """SHA-256 over the sealed fields as canonical JSON; instants in UTC so that every database gives the same text."""
    values = [getattr(line, name) for name in SEALED]
    text = json.dumps(
        [v.astimezone(UTC).isoformat() if isinstance(v, datetime) else v for v in values], ensure_ascii=False
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _json(value: Mapping[str, Any] | None) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


@transaction.atomic
def append(
    *, actor: Actor, at: datetime, action: str, receipt: Receipt, decision: Decision, reason: str = ""
) -> AuditLine:
    """Write one line at the end of the chain, inside the caller's transaction. Of an attempt that was refused the receipt says
    what it named, the decision why. Where all grants by virtue of which it was allowed are lent, the line names who lent them."""
    AuditHead.objects.get_or_create(id=1)
    head = AuditHead.objects.select_for_update().get(id=1)
    trace = request_trace.get()
    line = AuditLine(
        seq=head.seq + 1,
        at=at,
        actor_id=actor.id,
        actor_label=actor.label[:120],
        roles=",".join(sorted(actor.roles))[:200],
        acting_for=acting_for(decision.grants if decision else actor.grants)[:120],
        division_code=receipt.division_code,
        action=action,
        outcome="done" if decision else "refused",
        target_kind=receipt.kind,
        target_id=receipt.id[:80],
        target_label=receipt.label[:300],
        reason=reason or decision.reason,
        before=_json(receipt.before),
        after=_json(receipt.after),
        request_id=trace.request_id,
        address=trace.address,
        previous_hash=head.hash,
    )
    line.hash = seal(line)
    line.save(force_insert=True)
    head.seq, head.hash = line.seq, line.hash
    head.save()
    return line


def broken_links(tick: Tick = lambda: None) -> Iterator[tuple[int, str, str, str]]:
    """Yield (seq, what, expected, found) for every line whose place, link or seal does not hold, and for a cut tail."""
    previous, expected_seq = "", 1
    for line in AuditLine.objects.order_by("seq").iterator(chunk_size=2000):
        if line.seq != expected_seq:
            yield line.seq, "缺少日志行", str(expected_seq), str(line.seq)
            expected_seq = line.seq
        if line.previous_hash != previous:
            yield line.seq, "与前一行不相接", previous, line.previous_hash
        if (sealed := seal(line)) != line.hash:
            yield line.seq, "校验值不符", sealed, line.hash
        previous, expected_seq = line.hash, line.seq + 1
        tick()
    head = AuditHead.objects.filter(id=1).first()
    if head and (head.seq, head.hash) != (expected_seq - 1, previous):
        yield head.seq, "日志末尾被截断", f"{head.seq} {head.hash}", f"{expected_seq - 1} {previous}"
    if head is None and expected_seq > 1:
        yield expected_seq - 1, "日志链头缺失", f"{expected_seq - 1} {previous}", ""

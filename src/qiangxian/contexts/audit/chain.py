"""Sealing and proving the chain. The only writer of audit lines in the product."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction

from qiangxian.kernel import rulebook
from qiangxian.kernel.actor import Actor, acting_for
from qiangxian.kernel.decision import Decision
from qiangxian.kernel.integrity import Discrepancy, Tick
from qiangxian.kernel.release import release

from . import seals
from .models import AuditHead, AuditLine, TableTotal
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
SEALED_SINCE = [*SEALED, "tables", "algorithm"]
"""What the seal of a line covers that names its algorithm; older lines keep theirs."""


@dataclass(frozen=True)
class RequestTrace:
    """Where a change came from: set by the web and the command line at their edge."""

    request_id: str = ""
    address: str = ""


NO_TRACE = RequestTrace()
request_trace: ContextVar[RequestTrace] = ContextVar("request_trace", default=NO_TRACE)


def seal(line: AuditLine) -> str:
    """SHA-256 over the sealed fields as canonical JSON; instants in UTC so that every database gives the same text."""
    values = [getattr(line, name) for name in (SEALED_SINCE if line.algorithm else SEALED)]
    text = json.dumps(
        [v.astimezone(UTC).isoformat() if isinstance(v, datetime) else v for v in values], ensure_ascii=False
    )
    return hashlib.sha256(text.encode()).hexdigest()


def keyed(line: AuditLine, previous: str) -> str:
    """The keyed seal of a line, which follows that of the line before."""
    return seals.digest(f"line\x1f{previous}\x1f{line.hash}")


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
        tables=_json(receipt.sealed) if receipt.sealed else "",
        algorithm=seals.algorithm(),
    )
    line.hash = seal(line)
    line.mac = keyed(line, head.mac)
    line.save(force_insert=True)
    head.seq, head.hash, head.mac = line.seq, line.hash, line.mac
    head.save()
    return line


def broken_links(tick: Tick = lambda: None) -> Iterator[tuple[int, str, str, str]]:
    """Yield (seq, what, expected, found) for every line whose place, link or seal does not hold, for a cut tail, and for tables
    whose totals are not those the last line about them gave."""
    previous, mac, expected_seq, ours = "", "", 1, seals.algorithm()
    told: dict[str, tuple[int, list[Any]]] = {}
    strange = False
    for line in AuditLine.objects.order_by("seq").iterator(chunk_size=2000):
        if line.seq != expected_seq:
            yield line.seq, "缺少日志行", str(expected_seq), str(line.seq)
            expected_seq = line.seq
        if line.previous_hash != previous:
            yield line.seq, "与前一行不相接", previous, line.previous_hash
        if (sealed := seal(line)) != line.hash:
            yield line.seq, "校验值不符", sealed, line.hash
        if line.algorithm not in ("", ours):
            if not strange:
                yield line.seq, "封存密钥已更换", ours, line.algorithm
            strange = True
        elif (line.algorithm or mac) and not strange and (sealed := keyed(line, mac)) != line.mac:
            yield line.seq, "密钥校验值不符", sealed, line.mac
        if line.tables:
            told |= {table: (line.seq, totals) for table, totals in json.loads(line.tables).items()}
        previous, mac, expected_seq = line.hash, line.mac, line.seq + 1
        tick()
    head = AuditHead.objects.filter(id=1).first()
    if head and (head.seq, head.hash, head.mac) != (expected_seq - 1, previous, mac):
        yield head.seq, "日志末尾被截断", f"{head.seq} {head.hash}", f"{expected_seq - 1} {previous}"
    if head is None and expected_seq > 1:
        yield expected_seq - 1, "日志链头缺失", f"{expected_seq - 1} {previous}", ""
    yield from _other_totals(told)


def _other_totals(told: Mapping[str, tuple[int, list[Any]]]) -> Iterator[tuple[int, str, str, str]]:
    """Tables whose totals went on, or back, since the last line about them: lines were cut off, or totals put in their place."""
    stored = {total.table: [total.rows, int(total.digests)] for total in TableTotal.objects.all()}
    for table, (seq, totals) in told.items():
        if stored.pop(table, None) != totals:
            yield seq, f"{table} 的总数与最后一行日志不符", str(totals), str(stored.get(table))
    for table in stored:
        yield 0, f"{table} 的总数没有日志", "有一行日志", "没有"


def sealed_today(day: date) -> dict[str, Any]:
    """What is written on paper so that nobody can cut lines off or seal them anew unseen: the head of the chain on a day."""
    head = AuditHead.objects.filter(id=1).first() or AuditHead()
    told = {"day": day.isoformat(), "seq": head.seq, "hash": head.hash}
    told |= {"algorithm": f"sha256; {seals.algorithm()}", "lines": AuditLine.objects.count()}
    return {**told, "rulebook": rulebook.digest(), "release": release()}


def against(sealed: Mapping[str, Any]) -> Iterator[Discrepancy]:
    """Whether the chain still holds the line that a seal names, with the same digest, and as many lines before it."""
    seq, where = int(sealed["seq"]), f"{sealed['day']} 的封存单"
    line = AuditLine.objects.filter(seq=seq).first()
    if seq and line is None:
        last = AuditLine.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
        yield Discrepancy("封存之后日志被截断", where, f"第 {seq} 行", f"只到第 {last} 行")
    elif line is not None and line.hash != sealed["hash"]:
        yield Discrepancy("封存之后日志被重新封存", where, str(sealed["hash"]), line.hash)
    if sealed.get("release") == release() and sealed["rulebook"] != rulebook.digest():
        yield Discrepancy("封存之后规则库被改动", where, str(sealed["rulebook"]), rulebook.digest())
    count = AuditLine.objects.filter(seq__lte=seq).count()
    if count != int(sealed["lines"]):
        yield Discrepancy("封存之后日志行数有变", where, str(sealed["lines"]), str(count))


def told_since(seq: int) -> Iterator[dict[str, Any]]:
    """The lines after one, as they are put down elsewhere: every field, and how many there were."""
    lines = AuditLine.objects.filter(seq__gt=seq).order_by("seq").values()
    for count, line in enumerate(lines.iterator(chunk_size=2000), AuditLine.objects.filter(seq__lte=seq).count() + 1):
        yield {**line, "at": line["at"].astimezone(UTC).isoformat(), "lines": count}

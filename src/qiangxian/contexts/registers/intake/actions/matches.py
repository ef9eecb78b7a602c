"""Deciding what a printed holder name means where no rule could: the decision holds for every row of that name, now and in
later imports, and can be taken back."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Conflict, NotFound, Refused

from ...records import policies
from ...records.actions.records import create_record
from ...records.conditions import standing
from ...records.kinds import kind_of, links
from ...records.matching import Matcher
from ...records.models import MatchDecision
from ...records.names import fold_name
from ...records.parties import rows_named
from ...records.party import Party
from ...records.versions import Pen, open_pen
from ...types import MatchState, RecordKind

VERDICTS = (MatchState.MATCHED, MatchState.PERSON, MatchState.OUTSIDE)


@action("registers.decide_match", label="认定权利人", policy=policies.may_edit)
def decide_match(
    *,
    actor: Actor,
    at: datetime,
    division_code: str,
    names: Sequence[str],
    verdict: str,
    reason: str = "",
    **enterprise: Any,
) -> Receipt:
    """Each of the printed names is this enterprise (`enterprise_id`), a person, or a body outside the county; the result is the row
    count.

    `new_uscc`: the name is an enterprise of the county that is not registered yet; it is created under this code."""
    enterprise_id, new_uscc = enterprise.get("enterprise_id"), str(enterprise.get("new_uscc") or "").strip()
    if verdict not in VERDICTS:
        raise Refused("没有这种认定", value=verdict, remedy="可选：对应企业、自然人、县外主体")
    if not names:
        raise Refused("没有选择名称", remedy="请至少选择一个名称")
    if verdict == MatchState.MATCHED and new_uscc:
        enterprise_id = _new_enterprise(actor, at, division_code, names, new_uscc)
    if verdict == MatchState.MATCHED:
        _check_enterprise(division_code, enterprise_id or 0)
    pen = open_pen(division_code=division_code, actor=actor, at=at, source="权利人认定", reason=reason or "权利人认定")
    distinct = list(dict.fromkeys(names))
    bulk = _bulk(distinct)
    changed = sum(_decide(pen, name, verdict, enterprise_id, reason, bulk) for name in distinct)
    after = {"names": list(names), "verdict": verdict, "enterprise": enterprise_id, "rows": changed}
    return Receipt("registers.match", fold_name(names[0]), "、".join(names)[:300], None, after, division_code, changed)


@action("registers.accept_matches", label="采纳相近企业", policy=policies.may_edit)
def accept_matches(
    *, actor: Actor, at: datetime, division_code: str, chosen: Sequence[tuple[str, int]], reason: str = ""
) -> Receipt:
    """Each printed name is the enterprise proposed beside it; all are undone together or one by one. The result is the row
    count."""
    if not chosen:
        raise Refused("没有选择名称", remedy="请至少勾选一个有候选企业的名称")
    for enterprise_id in {enterprise_id for _, enterprise_id in chosen}:
        _check_enterprise(division_code, enterprise_id)
    pen = open_pen(
        division_code=division_code, actor=actor, at=at, source="权利人认定", reason=reason or "采纳相近企业"
    )
    bulk, pairs = _bulk(chosen), dict(chosen)
    changed = sum(_decide(pen, name, MatchState.MATCHED, key, reason, bulk) for name, key in pairs.items())
    names = "、".join(pairs)[:300]
    after = {"chosen": [[name, key] for name, key in pairs.items()], "rows": changed}
    return Receipt("registers.match", bulk or fold_name(chosen[0][0]), names, None, after, division_code, changed)


@action("registers.undo_matches", label="撤销一批权利人认定", policy=policies.may_edit)
def undo_matches(*, actor: Actor, at: datetime, division_code: str, bulk: str, reason: str) -> Receipt:
    """Everything decided together is undecided again; the result is the row count."""
    if not reason.strip():
        raise Refused("没有写明理由", remedy="请写明为何撤销")
    decisions = list(
        MatchDecision.objects.filter(division_code=division_code, bulk=bulk or "-", undone_at__isnull=True).order_by(
            "id"
        )
    )
    if not decisions:
        raise NotFound("没有这一批认定，或已经撤销", remedy="请从认定记录中选择")
    pen = open_pen(division_code=division_code, actor=actor, at=at, source="权利人认定", reason=reason.strip())
    changed = _undone(pen, decisions)
    before = {"names": [decision.printed_name for decision in decisions]}
    return Receipt(
        "registers.match", bulk, f"{len(decisions)} 个名称", before, {"rows": changed}, division_code, changed
    )


@action("registers.undo_match", label="撤销权利人认定", policy=policies.may_edit)
def undo_match(*, actor: Actor, at: datetime, division_code: str, decision_id: int, reason: str) -> Receipt:
    """The name is undecided again: the rows of that name are matched anew by rule."""
    if not reason.strip():
        raise Refused("没有写明理由", remedy="请写明为何撤销")
    decision = MatchDecision.objects.filter(pk=decision_id, division_code=division_code).first()
    if decision is None:
        raise NotFound("没有这条认定", remedy="请从认定记录中选择")
    if decision.undone_at is not None:
        raise Conflict("这条认定已经撤销", remedy="请刷新页面")
    pen = open_pen(division_code=division_code, actor=actor, at=at, source="权利人认定", reason=reason.strip())
    changed = _undone(pen, [decision])
    before = {"verdict": decision.verdict, "enterprise": decision.enterprise_id}
    after = {"rows": changed}
    return Receipt("registers.match", str(decision.pk), decision.printed_name, before, after, division_code, changed)


def _bulk(names: Sequence[object]) -> str:
    return uuid.uuid4().hex[:12] if len(names) > 1 else ""


def _undone(pen: Pen, decisions: Sequence[MatchDecision]) -> int:
    """The rows of the names are matched anew by rule."""
    for decision in decisions:
        decision.undone_at, decision.undone_by = pen.at, pen.by
        decision.save(update_fields=["undone_at", "undone_by"])
    matcher, changed = Matcher(pen.division_code), 0
    for decision in decisions:
        match = matcher.match(decision.printed_name)
        changed += _apply(pen, decision.folded_name, match.state, match.record_id)
    return changed


def _new_enterprise(actor: Actor, at: datetime, division_code: str, names: Sequence[str], code: str) -> int:
    if len(set(names)) > 1:
        raise Refused("一个代码只能新建一家企业", remedy="新建企业时请只选择一个名称")
    values = kind_of(RecordKind.ENTERPRISE).from_name(names[0], code, division_code)
    made = create_record(
        actor=actor, at=at, kind=RecordKind.ENTERPRISE, division_code=division_code, values=values, source="权利人认定"
    )
    return int(made.result)


def _check_enterprise(division_code: str, enterprise_id: int) -> None:
    if not kind_of(RecordKind.ENTERPRISE).standing(division_code).filter(record_id=enterprise_id).exists():
        raise Refused("没有选择本县基础台账中的企业", remedy="请选择候选企业，或先在企业登记中新建")


def _decide(pen: Pen, name: str, verdict: str, enterprise_id: int | None, reason: str, bulk: str) -> int:
    folded = fold_name(name)
    kept = enterprise_id if verdict == MatchState.MATCHED else None
    before = MatchDecision.objects.filter(division_code=pen.division_code, folded_name=folded, undone_at__isnull=True)
    before.update(undone_at=pen.at, undone_by=pen.by)
    MatchDecision.objects.create(
        division_code=pen.division_code,
        folded_name=folded,
        printed_name=name[:200],
        enterprise_id=kept,
        verdict=verdict,
        reason=reason,
        revision=pen.revision,
        decided_at=pen.at,
        decided_by=pen.by,
        bulk=bulk,
    )
    return _apply(pen, folded, verdict, kept)


def _apply(pen: Pen, folded: str, state: str, enterprise_id: int | None) -> int:
    """Every standing row of the name takes the verdict."""
    changed = 0
    for model, party in links():
        if not party.state:
            continue
        wanted = {party.column: enterprise_id, party.state: state}
        rows = standing(model, pen.division_code)
        if party.code:
            rows = rows.exclude(Exists(_bearing_their_code(party)))
        rows = rows.exclude(**wanted) if enterprise_id else rows.exclude(**{party.state: state})
        for row in rows_named(party, rows, [folded]):
            pen.replace(row, **wanted)
            changed += 1
    return changed


def _bearing_their_code(party: Party) -> QuerySet[Any]:
    """The enterprise a row means, where the row prints its code: a decision about a name does not touch such a row."""
    kind = kind_of(party.kind)
    owners = kind.standing().filter(record_id=OuterRef(party.column), **{kind.code_field: OuterRef(party.code)})
    return owners.exclude(**{kind.code_field: ""})

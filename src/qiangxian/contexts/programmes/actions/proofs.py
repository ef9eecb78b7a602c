"""Proof of existence targets: link a record, attach a file, withdraw what was linked."""

from datetime import date, datetime

from django.utils import timezone

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.contexts.documents.actions import files
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import Conflict, NotFound, Refused

from .. import policies
from ..models import STANDING, Target, TargetProof
from ..readers.proofs import record_offered
from ..types import ProofKind


@action("programmes.link_record", label="关联佐证记录", policy=policies.may_edit)
def link_record(
    *,
    actor: Actor,
    at: datetime,
    target_id: int,
    record_kind: str,
    record_key: str,
    since: AsOf,
) -> Receipt:
    """A record of the registers proves the target since that day, as long as the register shows it."""
    target = _existence_target(target_id)
    _must_be_past(since.effective, at)
    found = record_offered(record_kind, record_key, target.programme.division_code, AsOf.on(since.effective))
    if found is None:
        raise NotFound(f"基础台账在 {since.effective} 没有这条记录", remedy="请核对生效日，或先在基础台账中登记")
    if TargetProof.objects.filter(
        target=target, record_kind=record_kind, record_key=record_key, withdrawn_at__isnull=True
    ).exists():
        raise Conflict(f"“{found.label}”已经是这个目标的佐证", remedy="不用再关联；要换一份，请先取消原来的")
    proof = TargetProof(
        target=target, kind=ProofKind.RECORD, record_kind=record_kind, record_key=record_key, label=found.label[:300]
    )
    return _added(proof, since, actor, at)


@action("programmes.attach_file", label="上传佐证文件", policy=policies.may_edit)
def attach_file(
    *,
    actor: Actor,
    at: datetime,
    target_id: int,
    file: tuple[str, bytes],
    label: str = "",
    since: AsOf,
) -> Receipt:
    """An uploaded document (its name and its bytes) proves the target from that day on; it is kept under its hash."""
    target = _existence_target(target_id)
    _must_be_past(since.effective, at)
    division, (name, content) = target.programme.division_code, file
    kept = files.keep_file(actor=actor, at=at, division_code=division, name=name, content=content).result
    if TargetProof.objects.filter(target=target, record_key=kept.sha256, withdrawn_at__isnull=True).exists():
        raise Conflict("同一份文件已经是这个目标的佐证", remedy="不用再关联；要换一份，请先取消原来的")
    proof = TargetProof(
        target=target, kind=ProofKind.FILE, record_key=kept.sha256, file_id=kept.pk, label=(label or name)[:300]
    )
    return _added(proof, since, actor, at)


@action("programmes.withdraw_proof", label="撤下佐证", policy=policies.may_edit)
def withdraw_proof(*, actor: Actor, at: datetime, proof_id: int, reason: str) -> Receipt:
    """What was linked by mistake no longer counts on any day; that it was linked stays on record."""
    if not reason.strip():
        raise Refused("没有写明理由", column="理由", remedy="请写明撤下的理由")
    proof = TargetProof.objects.select_for_update(of=("self",)).filter(pk=proof_id).first()
    if proof is None or proof.withdrawn_at is not None:
        raise NotFound("没有这条佐证，或已经撤下", remedy="请重新打开目标页")
    proof.withdrawn_at, proof.withdrawn_by, proof.withdrawn_reason = at, actor.label[:120], reason.strip()
    proof.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    return _receipt(proof, {"佐证": proof.label}, None)


def _existence_target(target_id: int) -> Target:
    """Locked, so that one record is not linked twice at once."""
    target = Target.objects.select_for_update(of=("self",)).filter(STANDING, pk=target_id).first()
    if target is None:
        raise NotFound("没有这个目标，或它已随方案修改撤销", remedy="请回到目标列表重新选择")
    if target.kind != "existence":
        raise Refused("这个目标按基础台账计数，不需要关联佐证", remedy="请在基础台账中登记事实")
    return target


def _must_be_past(day: date, at: datetime) -> None:
    if day > timezone.localdate(at):
        raise Refused("佐证的生效日还没有到", column="生效日", value=day.isoformat(), remedy="请填写事实成立的日期")


def _added(proof: TargetProof, since: AsOf, actor: Actor, at: datetime) -> Receipt:
    proof.effective_date, proof.known_date = since.effective, since.known
    proof.added_at, proof.added_by = at, actor.label[:120]
    proof.save(force_insert=True)
    return _receipt(proof, None, {"佐证": proof.label, "自": since.effective.isoformat()})


def _receipt(proof: TargetProof, before: dict[str, str] | None, after: dict[str, str] | None) -> Receipt:
    target = proof.target
    return Receipt(
        kind="target",
        id=str(target.pk),
        label=f"{target.key} {target.label}",
        before=before,
        after=after,
        division_code=target.programme.division_code,
        result=proof.pk,
    )

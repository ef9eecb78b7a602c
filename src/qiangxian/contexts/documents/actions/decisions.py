"""What a person decides about the items of a proposal. A decision can be taken back until it was written into the programme."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Conflict, NotFound, Refused

from .. import policies
from ..models import Proposal, ProposalItem
from ..types import ItemState, NoteLevel
from ..values import corrected_values

VERDICTS = {
    "confirm": ItemState.CONFIRMED,
    "correct": ItemState.CORRECTED,
    "drop": ItemState.DROPPED,
    "reopen": ItemState.OPEN,
}


def _locked_item(proposal_id: int, item_id: int) -> ProposalItem:
    found = ProposalItem.objects.select_for_update().filter(pk=item_id, proposal_id=proposal_id).first()
    if found is None:
        raise NotFound("没有这一项", remedy="回到识别结果页面重新选择")
    return found


@action("documents.decide_item", label="确认识别结果", policy=policies.may_edit)
def decide_item(
    *, actor: Actor, at: datetime, proposal_id: int, item_id: int, verdict: str, reason: str = "", **told: Any
) -> Receipt:
    """`confirm`, `correct` (with `values` and a reason), `drop` (with a reason) or `reopen` one item.

    `seen` is the state the person had before their eyes: where another has decided meanwhile, nothing is overwritten."""
    item, seen = _locked_item(proposal_id, item_id), told.get("seen", "")
    if verdict not in VERDICTS:
        raise Refused("没有这种处理方式", value=verdict, remedy="可选：确认、更正、不采用、重新打开")
    if item.applied_at is not None:
        raise Conflict("这一项已列入任务清单，不能再改", remedy="请在方案页面处理，或导入修订后的方案")
    if seen and seen != item.state:
        raise Conflict(
            f"“{item.label}”已由{item.decided_by or '他人'}改为{item.get_state_display()}", remedy="刷新后再处理"
        )
    if verdict in ("correct", "drop") and not reason.strip():
        raise Refused("请写明理由", column="理由", remedy="更正和不采用都要留下理由，供以后查对")
    before = {"state": item.state, "values": item.corrected}
    item.corrected = (
        corrected_values(item.kind, item.payload, told.get("values") or {}) if verdict == "correct" else None
    )
    _set_state(item, VERDICTS[verdict], reason.strip(), actor, at)
    item.save()
    after = {"state": item.state, "values": item.corrected, "item": f"{item.kind} {item.key}"}
    code = item.proposal.division_code
    return Receipt("proposal_item", str(item.pk), item.label, before, after, division_code=code, result=item)


def _set_state(item: ProposalItem, state: ItemState, reason: str, actor: Actor, at: datetime) -> None:
    is_open = state == ItemState.OPEN
    item.state, item.reason = state, "" if is_open else reason
    item.decided_by, item.decided_at = ("", None) if is_open else (actor.label, at)


@action("documents.decide_rest", label="接受全部无错误项", policy=policies.may_edit)
def decide_rest(*, actor: Actor, at: datetime, proposal_id: int) -> Receipt:
    """Confirm everything still open that carries no note of level `error`; the result is how many."""
    proposal = Proposal.objects.select_for_update().get(pk=proposal_id)
    waiting = proposal.items.filter(state=ItemState.OPEN).exclude(warning_level=NoteLevel.ERROR)
    count = waiting.update(state=ItemState.CONFIRMED, decided_by=actor.label, decided_at=at)
    return Receipt(
        "proposal",
        str(proposal.pk),
        proposal.document.title,
        after={"confirmed": count},
        division_code=proposal.division_code,
        result=count,
    )


@action("documents.mark_applied", label="生成任务清单", policy=policies.may_edit)
def mark_applied(
    *, actor: Actor, at: datetime, proposal_id: int, item_ids: Sequence[int], programme_id: int
) -> Receipt:
    """Called by programmes in the transaction that wrote the items; closes the proposal once nothing is left."""
    proposal = Proposal.objects.select_for_update().get(pk=proposal_id)
    if not proposal.programme_id:
        proposal.programme_id = programme_id
    proposal.items.filter(pk__in=item_ids, applied_at__isnull=True).update(applied_at=at)
    if not proposal.items.filter(applied_at__isnull=True).exists():
        proposal.closed_at = at
    proposal.save(update_fields=["programme_id", "closed_at"])
    after = {"applied": len(item_ids), "programme": programme_id, "closed": proposal.closed_at is not None}
    code = proposal.division_code
    return Receipt("proposal", str(proposal.pk), proposal.document.title, after=after, division_code=code)

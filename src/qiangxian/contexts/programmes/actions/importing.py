"""Taking a plan in: as a new programme, or as a second version of one that stands."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.contexts.documents import actions as documents
from qiangxian.contexts.documents.types import ItemDraft
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Conflict, NotFound

from .. import policies
from ..comparing import amended_by, changes_of, compare
from ..matching import Difference
from ..models import Programme


@action("programmes.import_plan", label="导入方案并与现行方案比对", policy=policies.may_edit)
def import_plan(
    *,
    actor: Actor,
    at: datetime,
    division_code: str,
    name: str,
    content: bytes,
    amends: int | None = None,
) -> Receipt:
    """Store and propose. `amends`: the programme it is a second version of; 0 for none, whatever stands; where nothing is
    said the one of the same number or title. The result is the proposal."""
    amended = _given(division_code, amends) if amends else None
    receipt = documents.import_plan(actor=actor, at=at, division_code=division_code, name=name, content=content)
    proposal = receipt.result
    is_known = bool((receipt.after or {})["existing"])
    if amends is None and not is_known:
        amended = amended_by(division_code, proposal.reading)
    if amended is not None and not is_known:
        _compare(actor, at, proposal, amended)
    after = {"existing": is_known, "amends": proposal.programme_id}
    return replace(receipt, after=after, sealed={})


def _given(division_code: str, programme_id: int) -> Programme:
    found = Programme.objects.filter(pk=programme_id).first()
    if found is None:
        raise NotFound(f"没有编号为 {programme_id} 的工作方案", remedy="在方案列表中查看编号")
    if found.division_code != division_code:
        raise Conflict("修订的方案与所选区划不一致", remedy="请选择本县（市、区）的方案")
    return found


def _compare(actor: Actor, at: datetime, proposal: Any, programme: Programme) -> None:
    found = compare(programme, proposal.reading)
    done = documents.record_changes(
        actor=actor,
        at=at,
        proposal_id=proposal.pk,
        programme_id=programme.pk,
        changes=changes_of(programme, found),
        gone=[_gone(one) for one in found if one.new is None],
    )
    proposal.programme_id = done.result.programme_id


def _gone(difference: Difference) -> ItemDraft:
    part = difference.part
    message = "新文本中没有这一部分；确认后它将从方案中撤下（历史保留），不采用则保留原样"
    note = {"code": "gone", "level": "warning", "message": message}
    return ItemDraft(part.kind, part.key, part.label[:300], dict(part.payload), notes=[note])

"""Decided items into the programme: all of them in one transaction, each once."""

from datetime import datetime
from typing import Any

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.contexts.documents import actions as documents
from qiangxian.contexts.documents import readers as document_readers
from qiangxian.contexts.documents.types import ItemKind, ItemState
from qiangxian.contexts.matters.taking import within
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Conflict

from .. import policies
from ..flow import FLOW
from ..models import Programme
from ..units import UnitFinder, unmatched
from ..writing import Writer

ORDER = list(ItemKind)


@action("programmes.apply_proposal", label="按已确认项生成任务清单", policy=policies.may_apply)
def apply_proposal(*, actor: Actor, at: datetime, proposal_id: int) -> Receipt:
    """Write every decided item that was not written yet; undecided items wait and can be written later. Result: the programme;
    `after` has how many were written, and the printed names no unit answers to."""
    proposal = document_readers.locked_proposal(proposal_id)
    waiting = document_readers.decided_items(proposal_id)
    if not waiting:
        raise Conflict("没有已确认而未写入的内容", remedy="请先确认、更正或不采用识别结果")
    programme = _programme(proposal, waiting, actor, at)
    writer = _writer(programme, proposal, at)
    for item in sorted(
        waiting, key=lambda item: (item.change != "gone", ORDER.index(ItemKind(item.kind)), item.position)
    ):
        writer.write(item)
    documents.mark_applied(
        actor=actor, at=at, proposal_id=proposal_id, item_ids=[i.pk for i in waiting], programme_id=programme.pk
    )
    after = {"written": len(waiting), "proposal": proposal_id, "unmatched": list(unmatched(programme.pk))}
    code = programme.division_code
    return Receipt("programme", str(programme.pk), programme.title, after=after, division_code=code, result=programme)


def _programme(proposal: Any, waiting: list[Any], actor: Actor, at: datetime) -> Programme:
    """The programme the proposal belongs to; the first writing makes it and needs its title decided."""
    if proposal.programme_id:
        return Programme.objects.select_for_update().get(pk=proposal.programme_id)
    title = next((i for i in waiting if (i.kind, i.key) == (ItemKind.METADATA, "title")), None)
    if title is None or title.state == ItemState.DROPPED:
        raise Conflict("方案标题尚未确认，还不能建立方案", remedy="请先确认或更正“方案标题”")
    values = {"title": (title.corrected or title.payload)["value"], "document_id": proposal.document_id}
    made: Programme = within(FLOW.steps["open"], actor, at, division_code=proposal.division_code, **values)
    return made


def _writer(programme: Programme, proposal: Any, at: datetime) -> Writer:
    items = document_readers.items(proposal.pk)
    reading = proposal.reading
    texts = [reading["source_text"][part["start"] : part["end"]] for part in reading["safeguards"]]
    return Writer(
        programme=programme,
        proposal_id=proposal.pk,
        document_id=proposal.document_id,
        at=at,
        keys={(item.kind, item.key): item.part_key for item in items},
        plan_texts=[*texts, *(item.payload["text"] for item in items if item.kind == ItemKind.TASK)],
        finder=UnitFinder(programme.division_code),
    )

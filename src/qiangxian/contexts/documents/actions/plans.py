"""Taking a plan in: its bytes are kept, read, and laid out as items for a person to decide."""

from datetime import datetime

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.engines.plandoc import read_plan
from qiangxian.kernel import division
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.secrecy import refuse_marked

from .. import policies, proposing, store
from ..models import Document, Proposal, ProposalItem
from ..proposing import Reading
from ..types import Change, ItemChange, ItemDraft, ItemState
from .files import keep_file


@action("documents.import_plan", label="导入方案", policy=policies.may_edit)
def import_plan(*, actor: Actor, at: datetime, division_code: str, name: str, content: bytes) -> Receipt:
    """Keep, read and propose; a file that is no plan is refused with the reader's reason. The result is the proposal;
    `after` says whether the same bytes had been taken in for this county before."""
    if (standing := _same_bytes(division_code, content)) is not None:
        return _receipt(standing, existing=True)
    refuse_marked(name, content)  # before anything of it is read
    reading = read_plan(content).as_json()
    if reading["kind"] != "plan":
        raise Refused(reading["reason"], file=name, remedy="请上传带标题和任务分工的方案、意见或通知全文")
    division.find(division_code)
    kept = keep_file(actor=actor, at=at, division_code=division_code, name=name, content=content)
    document = _document(reading, kept.result.pk, division_code, actor, at)
    proposal = Proposal.objects.create(
        document=document, division_code=division_code, reading=reading, created_at=at, created_by=actor.label
    )
    ProposalItem.objects.bulk_create(_items(proposal))
    return _receipt(proposal, existing=False)


def _same_bytes(division_code: str, content: bytes) -> Proposal | None:
    proposals = Proposal.objects.select_related("document", "document__file").order_by("-id")
    return proposals.filter(division_code=division_code, document__file__sha256=store.digest(content)).first()


def _document(reading: Reading, file_id: int, division_code: str, actor: Actor, at: datetime) -> Document:
    dates = {f"{name}_date": reading["dates"].get(name) or "" for name in ("written", "signed", "published")}
    names = ("notice_title", "document_number", "index_number", "issuer")
    return Document.objects.create(
        division_code=division_code,
        file_id=file_id,
        source_text=reading["source_text"],
        title=reading["title"][:300],
        imported_at=at,
        imported_by=actor.label,
        **{name: reading[name] or "" for name in names},
        **dates,
    )


def _items(proposal: Proposal) -> list[ProposalItem]:
    drafts = enumerate(proposing.items_of(proposal.reading), start=1)
    return [_item(proposal, draft, position) for position, draft in drafts]


def _item(proposal: Proposal, draft: ItemDraft, position: int) -> ProposalItem:
    return ProposalItem(
        proposal=proposal,
        position=position,
        kind=draft.kind,
        key=draft.key,
        part_key=draft.key,
        label=draft.label,
        payload=draft.payload,
        start=draft.start,
        end=draft.end,
        warning_level=draft.level,
        notes=draft.notes,
    )


def _gone_items(proposal: Proposal, gone: list[ItemDraft], after: int) -> list[ProposalItem]:
    """A part that is gone may bear the key of a new one, so its item's key is marked."""
    items = [_item(proposal, draft, position) for position, draft in enumerate(gone, start=after + 1)]
    for item in items:
        item.key, item.change = f"-{item.part_key}", ItemChange.GONE
    return items


def _receipt(proposal: Proposal, *, existing: bool) -> Receipt:
    after = {"existing": existing, "document_number": proposal.document.document_number}
    label, code = proposal.document.title, proposal.division_code
    return Receipt("proposal", str(proposal.pk), label, after=after, division_code=code, result=proposal)


@action("documents.record_changes", label="与现行方案比对", policy=policies.may_edit)
def record_changes(
    *, actor: Actor, at: datetime, proposal_id: int, programme_id: int, changes: list[Change], gone: list[ItemDraft]
) -> Receipt:
    """Say of every item how it stands to the programme it amends, and add an item for each part that is no longer there.

    `gone` describes those parts; their keys are those of the programme."""
    proposal = Proposal.objects.select_for_update().get(pk=proposal_id)
    by_item = {(change.kind, change.key): change for change in changes}
    items = list(proposal.items.all())
    for item in items:
        change = by_item[item.kind, item.key]
        item.change, item.part_key, item.notes = change.change, change.part_key, [*item.notes, *change.notes]
        if change.unwanted:
            item.state, item.reason = ItemState.DROPPED, change.unwanted
            item.decided_by, item.decided_at = actor.label[:120], at
    decided = ["state", "reason", "decided_by", "decided_at"]
    ProposalItem.objects.bulk_update(items, ["change", "part_key", "notes", *decided])
    ProposalItem.objects.bulk_create(_gone_items(proposal, gone, len(items)))
    proposal.programme_id = programme_id
    proposal.save(update_fields=["programme_id"])
    counts = {word: sum(change.change == word for change in changes) for word in ItemChange.values}
    counts[ItemChange.GONE] = len(gone)
    return Receipt(
        "proposal", str(proposal.pk), str(proposal), after=counts, division_code=proposal.division_code, result=proposal
    )

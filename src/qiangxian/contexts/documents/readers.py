"""Questions about files, documents and proposals, each limited to what the actor may see."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from django.db.models import Model, QuerySet

from qiangxian.contexts.audit.scopes import limited
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import NotFound, Refused
from qiangxian.kernel.integrity import Discrepancy, Tick

from . import store
from .models import Document, Proposal, ProposalItem, StoredFile
from .places import division_named, guess_division
from .policies import may_read
from .types import METADATA_FIELDS, ItemKind, ItemState, NoteLevel
from .values import COMPARATORS

__all__ = ["COMPARATORS", "METADATA_FIELDS", "division_named", "guess_division"]

_M = TypeVar("_M", bound=Model)
MISSING = "missing"


def _visible(rows: QuerySet[_M], actor: Actor) -> QuerySet[_M]:
    return limited(rows, may_read.where(actor))


def visible_files(actor: Actor) -> QuerySet[StoredFile]:
    """Kept files of the actor's counties."""
    return _visible(StoredFile.objects.order_by("-stored_at", "-id"), actor)


def visible_documents(actor: Actor) -> QuerySet[Document]:
    """Plan documents of the actor's counties."""
    return _visible(Document.objects.select_related("file").order_by("-imported_at", "-id"), actor)


def visible_proposals(actor: Actor) -> QuerySet[Proposal]:
    """Proposals of the actor's counties, newest first."""
    return _visible(Proposal.objects.select_related("document", "document__file").order_by("-created_at", "-id"), actor)


def proposal(actor: Actor, proposal_id: int) -> Proposal:
    """One proposal the actor may see."""
    found = visible_proposals(actor).filter(pk=proposal_id).first()
    if found is None:
        raise NotFound("没有这份识别结果", remedy="回到方案列表重新选择")
    return found


def locked_proposal(proposal_id: int) -> Proposal:
    """The proposal, held until the transaction of the caller (an action that asked its policy) ends."""
    return Proposal.objects.select_for_update().get(pk=proposal_id)


def items(proposal_id: int) -> list[ProposalItem]:
    """All items in the order of the text."""
    return list(ProposalItem.objects.filter(proposal_id=proposal_id).order_by("position"))


def item(actor: Actor, proposal_id: int, item_id: int) -> ProposalItem:
    """One item of a proposal the actor may see."""
    found = ProposalItem.objects.filter(pk=item_id, proposal=proposal(actor, proposal_id)).first()
    if found is None:
        raise NotFound("没有这一项", remedy="回到识别结果页面重新选择")
    return found


def decided_items(proposal_id: int) -> list[ProposalItem]:
    """Decided and not yet written into the programme."""
    rows = ProposalItem.objects.filter(proposal_id=proposal_id, applied_at__isnull=True)
    return list(rows.exclude(state=ItemState.OPEN).order_by("position"))


def is_entitled(proposal_id: int) -> bool:
    """Whether somebody has decided what the document is called; until then nothing of it is written."""
    title = ProposalItem.objects.filter(proposal_id=proposal_id, kind=ItemKind.METADATA, key="title")
    return not title.filter(state=ItemState.OPEN).exists()


def is_amendment(proposal_id: int) -> bool:
    """Whether it was compared with a programme that stood before it."""
    return ProposalItem.objects.filter(proposal_id=proposal_id).exclude(change="").exists()


class DecidingProgress:
    """What is left to decide among the items of a proposal."""

    def __init__(self, items: Iterable[ProposalItem]) -> None:
        rows = list(items)
        waiting = [row for row in rows if row.state == ItemState.OPEN]
        self.total, self.open, self.decided = len(rows), len(waiting), len(rows) - len(waiting)
        self.applied = sum(row.applied_at is not None for row in rows)
        self.errors_open = sum(row.warning_level == NoteLevel.ERROR for row in waiting)
        self.notes_open = sum(row.warning_level in (NoteLevel.WARNING, NoteLevel.REPAIR) for row in waiting)

    @property
    def waiting(self) -> int:
        """Decided but not yet written into the programme."""
        return self.decided - self.applied


def progress_of(proposal_ids: Iterable[int]) -> dict[int, DecidingProgress]:
    """What is left to decide in each of these proposals, in one question."""
    ids = list(proposal_ids)
    held: dict[int, list[ProposalItem]] = {pk: [] for pk in ids}
    for item in ProposalItem.objects.filter(proposal__in=ids).only("proposal", "state", "applied_at", "warning_level"):
        held[item.proposal_id].append(item)
    return {pk: DecidingProgress(items) for pk, items in held.items()}


def provenance(proposal_ids: Iterable[int], kind: str, part_key: str) -> list[ProposalItem]:
    """The items that brought, changed or withdrew one part of a programme, oldest first."""
    rows = ProposalItem.objects.select_related("proposal", "proposal__document", "proposal__document__file")
    rows = rows.filter(proposal_id__in=list(proposal_ids), kind=kind, part_key=part_key, applied_at__isnull=False)
    return list(rows.order_by("applied_at", "id"))


def document_by_id(document_id: int) -> Document:
    """The document behind a programme the caller may see already."""
    found = Document.objects.select_related("file").filter(pk=document_id).first()
    if found is None:
        raise NotFound("没有这份文件", remedy="回到方案页面重新选择")
    return found


def proposals_of_programme(programme_id: int) -> list[Proposal]:
    """Every proposal that was made for a programme, oldest first."""
    rows = Proposal.objects.select_related("document", "document__file").filter(programme_id=programme_id)
    return list(rows.order_by("created_at", "id"))


def kept_file(file_id: int) -> StoredFile:
    """The entry of a file behind something the caller may see already."""
    return StoredFile.objects.get(pk=file_id)


def file_content(stored: StoredFile) -> bytes:
    """The bytes of a kept file; `Refused` where they are no longer what was kept."""
    _must_be_whole(stored)
    return store.get(stored.sha256)


def file_place(stored: StoredFile) -> Path:
    """Where the bytes of a kept file stand, for whoever reads them piece by piece; `Refused` as above."""
    _must_be_whole(stored)
    return store.path_of(stored.sha256)


def _must_be_whole(stored: StoredFile) -> None:
    if store.actual_digest(stored.sha256) != stored.sha256:
        raise Refused(
            "文件内容与保存时不一致或已丢失", file=stored.name, remedy="请用备份恢复，并运行 qiangxian verify"
        )


def files_named(numbers: Iterable[int]) -> list[StoredFile]:
    """Kept files by their numbers, in that order; the caller has asked whether they may be read."""
    wanted = list(numbers)
    found = StoredFile.objects.in_bulk(wanted)
    return [found[number] for number in wanted if number in found]


def differing_files(tick: Tick = lambda: None) -> Iterator[Discrepancy]:
    """Every kept file that is missing or altered."""
    rows = StoredFile.objects.order_by("sha256").values_list("sha256", "name").distinct()
    seen: set[str] = set()
    for sha256, name in rows.iterator():
        if sha256 in seen:
            continue
        seen.add(sha256)
        found = store.actual_digest(sha256)
        if found != sha256:
            yield Discrepancy("file", f"{name} ({sha256[:12]})", sha256, found or MISSING)
        tick()


def count_files() -> int:
    """How many different files are kept."""
    return StoredFile.objects.values("sha256").distinct().count()

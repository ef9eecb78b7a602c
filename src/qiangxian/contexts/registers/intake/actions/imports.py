"""Importing a table and undoing it. A batch is opened (the file is kept), checked in a dry run where a person wants to see
first, imported in one transaction, and undone as a whole."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.contexts.documents import actions as documents
from qiangxian.contexts.documents import readers as files
from qiangxian.engines.intake import KINDS, LacksColumn, UnknownHeaders
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Conflict, NotAllowed, NotFound, Refused

from ...records import policies
from ...records.models import ImportBatch
from ...types import NOT_BEGUN, BatchState
from .. import progress, undoing
from ..desk import Counts
from ..receipts import put_down, receipt
from ..running import ImportOutcome, Source, Staged

TABLE = "application/x-register-table"
STRICT_REMEDY = "请改正所列各行后重新导入；不加 --strict 则先导入其余各行"


class NothingImported(Refused):
    """No row could be taken, or one was refused under `strict`; `receipt` lists every refused row."""

    def __init__(self, reason: str, told: dict[str, Any], outcome: ImportOutcome, *, remedy: str, file: str) -> None:
        super().__init__(reason, remedy=remedy, file=file)
        self.receipt, self.outcome = told, outcome


@dataclass(frozen=True)
class HandedIn:
    """A table somebody hands in: what kind it is, the file, the day it is complete for, and what was said about it: `strict`,
    `mapping` and `constants` of its columns, `without` (expected columns it has not), `holder_change`, `supplement` (it only adds
    some rows and declares nothing complete)."""

    kind: str
    name: str
    content: bytes
    through: date
    said: Mapping[str, Any] = field(default_factory=dict)

    def batch(self, actor: Actor, at: datetime, division_code: str) -> ImportBatch:
        """The batch of it, not stored."""
        if self.kind not in KINDS:
            raise Refused("没有这种登记表", value=self.kind, remedy="可用：" + "、".join(KINDS))
        return ImportBatch(
            uid=uuid.uuid4().hex[:12],
            division_code=division_code,
            kind=self.kind,
            file_name=self.name[-255:],
            options={**self.said, "through": self.through.isoformat()},
            state=BatchState.PREVIEWED,
            started_at=at,
            started_by=actor.label[:120],
        )


@action("registers.open_import", label="上传登记表", policy=policies.may_edit)
def open_import(*, actor: Actor, at: datetime, division_code: str, table: HandedIn) -> Receipt:
    """Keep the file and open its batch; the result is the `ImportBatch`. Nothing is read into the registers yet."""
    batch = table.batch(actor, at, division_code)
    kept = documents.keep_file(
        actor=actor, at=at, division_code=division_code, name=table.name, content=table.content, media_type=TABLE
    ).result
    batch.file_sha256, batch.stored_file_id = kept.sha256, kept.pk
    batch.save(force_insert=True)
    after = {"kind": table.kind, "file": table.name, "sha256": kept.sha256}
    return Receipt("registers.import", batch.uid, table.name, after=after, division_code=division_code, result=batch)


@action("registers.rekind_batch", label="改按另一种登记表检查", policy=policies.may_edit)
def rekind_batch(*, actor: Actor, at: datetime, division_code: str, batch_uid: str, kind: str) -> Receipt:
    """The file was handed in as the wrong kind of table: it is read as this one from now on; what was said of columns falls."""
    batch = batch_of(division_code, batch_uid)
    if batch.state not in NOT_BEGUN:
        raise Conflict("这一批次已在导入或已经结束", remedy="请重新上传文件，选择正确的登记表")
    if kind not in KINDS or kind == batch.kind:
        raise Refused("没有这种登记表", value=kind, remedy="请从页面上选择")
    before, batch.kind, batch.state, batch.message = batch.kind, kind, BatchState.PREVIEWED, ""
    kept = ("through", "supplement")
    batch.options = {name: batch.options[name] for name in kept if name in batch.options}
    batch.save(update_fields=["kind", "state", "message", "options"])
    words = {"kind": kind, "was": before}
    return Receipt(
        "registers.import", batch.uid, batch.file_name, after=words, division_code=division_code, result=batch
    )


@action("registers.import_table", label="导入登记表", policy=policies.may_edit)
def import_table(*, actor: Actor, at: datetime, division_code: str, batch_uid: str, staged: Staged) -> Receipt:
    """Write what was staged, in this one transaction; the result is the receipt.

    Where somebody changed the registers since the file was staged, it is staged again, now under the lock."""
    batch = batch_of(division_code, batch_uid)
    if batch.state in (BatchState.DONE, BatchState.UNDONE):
        raise Conflict("这一批次已经导入过", remedy="需要再次导入的，请重新上传文件")
    _refuse_empty(batch, staged.outcome)
    if not staged.stands_on_newest():
        staged.close()
        staged = Staged(batch, _source(batch), at=at, by=actor.label[:120])
        _refuse_empty(batch, staged.outcome)
    outcome = staged.write()
    told = receipt(batch, outcome, dry_run=False)
    put_down(batch, outcome)
    batch.revision, batch.reported_through = outcome.revision, outcome.reported_through
    batch.state, batch.finished_at, batch.message = BatchState.DONE, at, ""
    batch.save()
    after = {key: told[key] for key in ("kind", "rows", "created", "updated", "unchanged", "unmatched", "refused_rows")}
    return Receipt(
        "registers.import", batch.uid, batch.file_name, after=after, division_code=division_code, result=told
    )


@action("registers.undo_batch", label="撤销导入批次", policy=policies.may_edit)
def undo_batch(*, actor: Actor, at: datetime, division_code: str, batch_uid: str, reason: str) -> Receipt:
    """The batch's rows no longer stand, those it replaced stand again. Refused where later changes build on them."""
    if not reason.strip():
        raise Refused("没有写明理由", remedy="请写明为何撤销")
    batch = batch_of(division_code, batch_uid)
    if batch.state != BatchState.DONE:
        raise Conflict(f"这一批次{BatchState(batch.state).label}，不能撤销", remedy="只有已完成的批次可以撤销")
    counts = undoing.undo(batch, at=at, by=actor.label[:120], reason=reason.strip())
    batch.state, batch.undone_at, batch.undone_by = BatchState.UNDONE, at, actor.label[:120]
    batch.message = reason.strip()
    batch.save(update_fields=["state", "undone_at", "undone_by", "message"])
    result = {"batch": batch.uid, "kind": batch.kind, **counts}
    return Receipt(
        "registers.import", batch.uid, batch.file_name, after=counts, division_code=division_code, result=result
    )


def run_import(*, actor: Actor, at: datetime, division_code: str, batch_uid: str) -> dict[str, Any]:
    """Import an opened batch while holding its lock; a batch that fails is marked so, with the reason."""
    _need_permission(actor, division_code)
    bury_dead(division_code, at)
    with progress.at_work(batch_uid) as free:
        if not free:
            raise Conflict("这一批次正在导入", remedy="请等待其完成")
        _mark_running(division_code, batch_uid)
        try:
            told = _staged_and_written(actor, at, division_code, batch_uid)
        except (Refused, Conflict, NotAllowed) as error:
            _mark_failed(batch_uid, at, str(error), getattr(error, "outcome", None))
            raise
    progress.forget(batch_uid)
    return told


def _staged_and_written(actor: Actor, at: datetime, division_code: str, batch_uid: str) -> dict[str, Any]:
    """Reading and matching take long and lock nothing; the transaction only writes."""
    batch = batch_of(division_code, batch_uid)
    staged = Staged(batch, _source(batch), at=at, by=actor.label[:120])
    try:
        done = import_table(actor=actor, at=at, division_code=division_code, batch_uid=batch_uid, staged=staged)
    finally:
        staged.close()
    return dict(done.result)


def queue_import(*, actor: Actor, division_code: str, batch_uid: str, stage: str, **said: Any) -> ImportBatch:
    """Note on the batch what the background task shall do (`check` or `import`) and what else was said of it; the task itself
    asks the policy again."""
    _need_permission(actor, division_code)
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update().filter(division_code=division_code, uid=batch_uid).first()
        if batch is None or batch.state not in NOT_BEGUN:
            raise Conflict("这一批次已在导入或已经结束", remedy="请刷新页面查看")
        batch.options = {**batch.options, **said, "stage": stage}
        batch.state = BatchState.PREVIEWED
        batch.save(update_fields=["options", "state"])
    return batch


def check_batch(*, actor: Actor, at: datetime, division_code: str, batch_uid: str) -> dict[str, Any]:
    """The dry run of an opened batch: its outcome is noted on the batch, the registers stay as they are."""
    _need_permission(actor, division_code)
    batch = batch_of(division_code, batch_uid)
    try:
        outcome = _rehearse(actor, at, batch, _source(batch))
    except UnknownHeaders as error:
        _ask_for_mapping(batch, error)
        return receipt(batch, _nothing_read(batch), dry_run=True)
    except Refused as error:
        _mark_failed(batch_uid, at, str(error), None)
        raise
    put_down(batch, outcome)
    batch.options = {**batch.options, "stage": "checked"}
    batch.save()
    return receipt(batch, outcome, dry_run=True)


def _ask_for_mapping(batch: ImportBatch, error: UnknownHeaders) -> None:
    """The columns have to be named by a person before anything can be read; of one that is missing it can be said that the
    table has none."""
    lacking = {"word": error.word, "label": error.label} if isinstance(error, LacksColumn) else {}
    batch.options = {**batch.options, "stage": "mapping", "lacking": lacking}
    batch.message = str(error)
    batch.save(update_fields=["options", "message"])
    progress.forget(batch.uid)


def _nothing_read(batch: ImportBatch) -> ImportOutcome:
    return ImportOutcome(Counts(), [], [], None, None)


def dry_run(*, actor: Actor, at: datetime, division_code: str, table: HandedIn) -> dict[str, Any]:
    """What an import would do, without a trace."""
    _need_permission(actor, division_code)
    batch = table.batch(actor, at, division_code)
    return receipt(batch, _rehearse(actor, at, batch, table.content), dry_run=True)


def _rehearse(actor: Actor, at: datetime, batch: ImportBatch, source: Source) -> ImportOutcome:
    """Staging alone: it takes no lock and leaves no trace."""
    staged = Staged(batch, source, at=at, by=actor.label[:120], keep=False)
    staged.close()
    progress.forget(batch.uid)
    return staged.outcome


def bury_dead(division_code: str, at: datetime) -> int:
    """Batches left `running` by a process that is gone are marked failed; their transaction rolled back with it."""
    dead = 0
    for batch in ImportBatch.objects.filter(division_code=division_code, state=BatchState.RUNNING).order_by("id"):
        if not progress.is_alive(batch.uid):
            _mark_failed(batch.uid, at, "导入过程中断，没有写入任何内容，请重新导入", None)
            dead += 1
    return dead


def _need_permission(actor: Actor, division_code: str) -> None:
    policies.may_edit.decide(actor, {"division_code": division_code}).demand()


def batch_of(division_code: str, uid: str) -> ImportBatch:
    """The batch of that name in one county."""
    found = ImportBatch.objects.filter(division_code=division_code, uid=uid).first()
    if found is None:
        raise NotFound(f"没有导入批次 {uid}", remedy="请从导入批次列表中选择")
    return found


def _source(batch: ImportBatch) -> Path:
    """The kept file itself: a list of 100,000 rows need not stand in memory a second time."""
    return files.file_place(files.visible_files(Actor.system()).get(pk=batch.stored_file_id or 0))


def _refuse_empty(batch: ImportBatch, outcome: ImportOutcome) -> None:
    counts, told = outcome.counts, receipt(batch, outcome, dry_run=False)
    if outcome.empty:
        words = f"{counts.rows} 行全部不能导入" if counts.rows else "表头之下没有数据"
        raise NothingImported(words, told, outcome, remedy="请按所列原因改正后重新导入", file=batch.file_name)
    if batch.options.get("strict") and counts.refused_rows:
        words = f"有 {counts.refused_rows} 行不能导入，严格模式下没有写入任何内容"
        raise NothingImported(words, told, outcome, remedy=STRICT_REMEDY, file=batch.file_name)


def _mark_running(division_code: str, uid: str) -> None:
    rows = ImportBatch.objects.filter(division_code=division_code, uid=uid, state__in=NOT_BEGUN)
    if not rows.update(state=BatchState.RUNNING, message=""):
        raise Conflict("这一批次已经导入过", remedy="需要再次导入的，请重新上传文件")


def _mark_failed(uid: str, at: datetime, message: str, outcome: ImportOutcome | None) -> None:
    batch = ImportBatch.objects.get(uid=uid)
    if outcome is not None:
        put_down(batch, outcome)
        batch.created = batch.updated = 0
    batch.state, batch.finished_at, batch.message = BatchState.FAILED, at, message
    batch.save()
    progress.forget(uid)

"""Undoing one batch: what it wrote no longer stands, what it replaced stands again, history keeps all of it."""

from datetime import datetime
from typing import Any

from qiangxian.kernel.errors import Conflict

from ..records.clock import advance_clock
from ..records.conditions import recorded
from ..records.kinds import Kind, links, tables
from ..records.models import ImportBatch, Record, ReportedThrough
from . import waiting
from .bulk import Inserter
from .tables import kind_of_table

REMEDY = "请先撤销或更正后来的改动，再撤销本批次"


def undo(batch: ImportBatch, *, at: datetime, by: str, reason: str) -> dict[str, int]:
    """Supersede the batch's rows and restore those it superseded. `Conflict` where later changes stand on them."""
    if batch.revision is None:
        waiting.released(batch.division_code, batch.pk, at=at, by=by)
        return {"withdrawn": 0, "restored": 0}
    revision = advance_clock(batch.division_code, at)
    _refuse_if_built_upon(batch)
    withdrawn = restored = 0
    for model in tables():
        rows = model._default_manager.filter(batch=batch)
        replaced = model._default_manager.filter(
            division_code=batch.division_code, superseded_revision=batch.revision
        ).exclude(batch=batch)
        copies = [_copy(dict(values), revision, at, batch, reason) for values in replaced.order_by("id").values()]
        withdrawn += rows.filter(recorded()).update(superseded_revision=revision, superseded_at=at)
        inserter = Inserter(model)
        inserter.insert(inserter.tuples(copies))
        restored += len(copies)
    _restore_declaration(batch, revision, at, by)
    if (kind := kind_of_table(batch.kind)) is not None:
        kind.undone(batch.division_code, at)
    waiting.released(batch.division_code, batch.pk, at=at, by=by)
    return {"withdrawn": withdrawn, "restored": restored}


def _copy(values: dict[str, Any], revision: int, at: datetime, batch: ImportBatch, reason: str) -> dict[str, Any]:
    again = {"superseded_revision": None, "superseded_at": None, "revision": revision, "recorded_at": at}
    return {**values, **again, "reason": f"撤销导入批次 {batch.uid} 后恢复：{reason}"}


def _refuse_if_built_upon(batch: ImportBatch) -> None:
    for model in tables():
        rows = model._default_manager.filter(batch=batch, superseded_revision__isnull=False)
        later = rows.exclude(superseded_revision=batch.revision)
        if later.exists():
            words = f"本批次写入的{later.count()}条记录后来又有更改（如第 {later.order_by('id')[0].source_row} 行）"
            raise Conflict(words, remedy=REMEDY)
    kind = kind_of_table(batch.kind)
    if kind is None:
        return
    fresh = _created_records(batch, kind)
    for model in tables():
        beside = model._default_manager.filter(recorded(), record_id__in=fresh).exclude(batch=batch)
        if beside.exists():
            raise Conflict(f"本批次新建的登记后来又补充了 {beside.count()} 条内容（如法律事件、权利人）", remedy=REMEDY)
    for model, party in links():
        used = model._default_manager.filter(recorded(), **{f"{party.column}__in": fresh}).exclude(batch=batch)
        if used.exists():
            words = f"有 {used.count()} 条其他登记（如权利人、称号）已对应到本批次新建的{kind.label}"
            raise Conflict(words, remedy="请先撤销引用它们的导入批次或改动")


def _created_records(batch: ImportBatch, kind: Kind) -> Any:
    """Identities that begin with this batch, as a subquery."""
    mine = kind.model._default_manager.filter(batch=batch)
    older = kind.model._default_manager.filter(division_code=batch.division_code, revision__lt=batch.revision)
    fresh = Record.objects.filter(pk__in=mine.values("record_id")).exclude(pk__in=older.values("record_id"))
    return fresh.values("pk")


def _restore_declaration(batch: ImportBatch, revision: int, at: datetime, by: str) -> None:
    mine = ReportedThrough.objects.filter(batch=batch, superseded_revision__isnull=True).first()
    if mine is None:
        return
    mine.superseded_revision = revision
    mine.save(update_fields=["superseded_revision"])
    before = (
        ReportedThrough.objects.filter(
            division_code=batch.division_code, register=mine.register, superseded_revision=batch.revision
        )
        .order_by("-revision")
        .first()
    )
    if before:
        ReportedThrough.objects.create(
            division_code=batch.division_code,
            register=before.register,
            through_date=before.through_date,
            revision=revision,
            declared_at=at,
            declared_by=by,
            batch=before.batch,
            reason=f"撤销导入批次 {batch.uid} 后恢复",
        )

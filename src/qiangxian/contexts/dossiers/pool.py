"""Filling the pool: a file is brought, a thing is frozen on a day, a piece is cited for what it proves, or withdrawn."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.contexts.documents import actions as documents
from qiangxian.contexts.matters import freezing
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.clocks import county_day
from qiangxian.kernel.errors import Conflict, NotFound, Refused
from qiangxian.kernel.evidence import EVIDENCE_SOURCES, Frozen

from . import policies
from .criteria import placed
from .models import Citation, Piece

FILE = "file"
Subjects = Sequence[tuple[str, str]]
"""Pairs of table and subject a piece is cited for."""


@dataclass(frozen=True)
class Brought:
    """A file somebody brings: its name and bytes, what it is and from whom, its day, and where it holds personal data the copy in
    which they are made unreadable."""

    name: str
    content: bytes
    label: str
    source: str
    day: date
    is_personal: bool = False
    redacted: tuple[str, bytes] | None = None


@action("dossiers.add_file", label="上传佐证材料", policy=policies.may_add)
def add_file(*, actor: Actor, at: datetime, division_code: str, brought: Brought, subjects: Subjects = ()) -> Receipt:
    """The file is kept under its hash. With personal data it needs a redacted copy, which alone is shown and bound in."""
    if brought.day > county_day(at):
        raise Refused("材料的日期在今天以后", column="材料日期", value=brought.day, remedy="请核对日期")
    if brought.is_personal and brought.redacted is None:
        raise Refused(
            "含个人信息的材料没有附脱敏件",
            column="脱敏件",
            remedy="请遮盖身份证号、电话、住址等后另存一份上传；原件只留存",
        )
    kept = _kept(division_code, at, actor, brought.name, brought.content)
    redacted = _kept(division_code, at, actor, *brought.redacted) if brought.redacted else None
    piece = Piece(kind=FILE, reference=kept.sha256, label=brought.label.strip() or brought.name, file=kept)
    piece.source, piece.day, piece.is_personal = brought.source.strip()[:200], brought.day, brought.is_personal
    piece.redacted, piece.digest = redacted if brought.is_personal else None, kept.sha256
    return _added(piece, division_code, actor, at, subjects)


@dataclass(frozen=True)
class Reference:
    """Something the product holds, as it stands on a day: the sort of evidence and its key there."""

    kind: str
    key: str
    as_of: AsOf


@action("dossiers.freeze_piece", label="固定佐证材料", policy=policies.may_add)
def freeze_piece(
    *, actor: Actor, at: datetime, division_code: str, what: Reference, subjects: Subjects = ()
) -> Receipt:
    """A figure, a register's list, minutes, an ended matter, a document: as it stands on the day."""
    if what.as_of.effective > county_day(at):
        raise Refused(
            "不能固定将来的内容", column="数据截至", value=what.as_of.effective, remedy="请选择今天或以前的日期"
        )
    found = EVIDENCE_SOURCES.named(what.kind).freeze(actor, division_code, what.as_of, what.key)
    piece = Piece(kind=what.kind, reference=what.key[:300], label=found.label, source=found.source[:200], day=found.day)
    if found.file_id is not None:
        piece.file_id = found.file_id
        piece.digest = piece.file.sha256  # type: ignore[union-attr]  # the source has just found it
    else:
        piece.frozen = frozen_content(found)
        piece.digest = freezing.digest(piece.frozen)
    return _added(piece, division_code, actor, at, subjects)


def frozen_content(found: Frozen) -> dict[str, Any]:
    """As it is kept and hashed."""
    table = {"columns": list(found.columns), "rows": [list(row) for row in found.rows]}
    return {"label": found.label, "words": list(found.words), **table, "sheet": found.sheet}


@action("dossiers.cite_piece", label="关联佐证材料", policy=policies.may_cite)
def cite_piece(*, actor: Actor, at: datetime, piece_id: int, subjects: Subjects) -> Receipt:
    """What the piece proves is what is given, no more and no less: one piece may serve several tables and is printed once in each."""
    piece = _standing(piece_id)
    before = _cited(piece)
    wanted = {placed(*one) for one in subjects}
    Citation.objects.filter(
        pk__in=[row.pk for row in piece.citations.all() if (row.table, row.subject) not in wanted]
    ).delete()
    _cite(piece, wanted, actor, at)
    return _receipt(piece, {"cited": before}, {"cited": _cited(piece)})


@action("dossiers.withdraw_piece", label="撤下佐证材料", policy=policies.may_withdraw)
def withdraw_piece(*, actor: Actor, at: datetime, piece_id: int, reason: str) -> Receipt:
    """It is in no dossier from now on; that it was there stays on record."""
    piece = _standing(piece_id)
    if not reason.strip():
        raise Refused("没有写明理由", column="理由", remedy="请写明撤下的理由")
    piece.withdrawn_at, piece.withdrawn_reason = at, reason.strip()
    piece.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    return _receipt(piece, {"label": piece.label}, {"reason": piece.withdrawn_reason})


def _kept(division_code: str, at: datetime, actor: Actor, name: str, content: bytes) -> Any:
    return documents.stored(division_code=division_code, at=at, by=actor.label, name=name, content=content)


def _standing(piece_id: int) -> Piece:
    piece = Piece.objects.select_for_update().filter(pk=piece_id, withdrawn_at__isnull=True).first()
    if piece is None:
        raise NotFound("没有这份佐证材料，或已经撤下", remedy="请回到佐证材料列表重新选择")
    return piece


def _added(piece: Piece, division_code: str, actor: Actor, at: datetime, subjects: Subjects) -> Receipt:
    rows = Piece.objects.select_for_update().filter(division_code=division_code)
    if standing := rows.filter(digest=piece.digest, withdrawn_at__isnull=True).first():
        remedy = f"请打开佐证 {standing.serial} 号“{standing.label}”，在那里关联要证明的条目"
        raise Conflict("同样的材料已经在佐证库中，只归集一次", remedy=remedy)
    piece.division_code, piece.serial = division_code, (rows.aggregate(last=Max("serial"))["last"] or 0) + 1
    piece.label, piece.added_at, piece.added_by = piece.label[:300], at, actor.label[:120]
    piece.is_demo = actor.demo
    piece.save(force_insert=True)
    _cite(piece, {placed(*one) for one in subjects}, actor, at)
    return _receipt(piece, None, {"sha256": piece.digest, "label": piece.label, "cited": _cited(piece)})


def _cite(piece: Piece, wanted: Iterable[tuple[str, str]], actor: Actor, at: datetime) -> None:
    about = {"added_at": at, "added_by": actor.label[:120]}
    for code, subject in sorted(set(wanted)):
        Citation.objects.get_or_create(piece=piece, table=code, subject=subject, defaults=about)


def _cited(piece: Piece) -> list[str]:
    return sorted(f"{row.table} {row.subject}".strip() for row in Citation.objects.filter(piece=piece))


def _receipt(piece: Piece, before: dict[str, Any] | None, after: dict[str, Any]) -> Receipt:
    return Receipt(
        kind="dossiers.piece",
        id=str(piece.pk),
        label=piece.label,
        before=before,
        after={**after, "serial": piece.serial},
        division_code=piece.division_code,
        result=piece,
    )

"""Marked records: lists with notes, of one's unit or enterprise where one has one, else one's own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, QuerySet

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.contexts.notices.types import to_account, to_enterprise, to_unit
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import NotFound, Refused

from . import policies
from .models import Folder, Marked, Record

LONGEST_NAME, LONGEST_NOTE, MOST = 60, 2000, 5000


def owners(actor: Actor) -> list[str]:
    """Whose lists the actor shares, the one a new list belongs to first."""
    if actor.id is None:
        return []
    firm = [to_enterprise(actor.enterprise_record_id)] if actor.enterprise_record_id is not None else []
    return [*firm, *map(to_unit, sorted(actor.unit_ids)), to_account(actor.id)]


def folders(actor: Actor) -> QuerySet[Folder]:
    """The lists the actor shares, with how many records each has."""
    return Folder.objects.filter(owner__in=owners(actor)).annotate(count=Count("marked")).order_by("name", "pk")


def folder_of(actor: Actor, folder_id: int) -> Folder:
    """One of them."""
    found = folders(actor).filter(pk=folder_id).first()
    if found is None:
        raise NotFound("没有这个清单，或不是您所在单位的清单", remedy="请从清单列表进入")
    return found


def marked(actor: Actor, folder: Folder) -> QuerySet[Marked]:
    """What of a list the actor may see, the newest first."""
    rows = folder.marked.filter(record__is_published=True).select_related("record").order_by("-marked_at", "pk")
    return policies.visible(actor, rows, "record__licence")


@action("patents.mark", label="加入专利清单", policy=policies.marks)
def mark(*, actor: Actor, at: datetime, account_id: int, keys: Sequence[str], name: str, note: str = "") -> Receipt:
    """Put records into the list of that name, which is made where there is none; a new note takes the place of the old one."""
    name, note = " ".join(name.split()), note.strip()
    if not name or len(name) > LONGEST_NAME:
        raise Refused("清单名称为空或太长", column="清单", value=name, remedy=f"请填写 1 至 {LONGEST_NAME} 个字")
    if len(note) > LONGEST_NOTE:
        raise Refused("备注太长", column="备注", remedy=f"最多 {LONGEST_NOTE} 个字")
    folder = folders(actor).filter(name=name).first()
    if folder is None:
        folder = Folder.objects.create(owner=owners(actor)[0], name=name, made_at=at, made_by=actor.label[:120])
    rows = Record.objects.filter(key__in=list(keys), is_published=True)
    records = list(policies.visible(actor, rows))
    if folder.marked.count() + len(records) > MOST:
        raise Refused(f"一个清单最多 {MOST} 件", column="清单", value=name, remedy="请另建一个清单")
    held = {one.record_id: one for one in folder.marked.filter(record__in=records)}
    told = {"folder": folder, "note": note, "marked_at": at, "marked_by": actor.label[:120]}
    Marked.objects.bulk_create(Marked(record=one, **told) for one in records if one.pk not in held)
    for one in held.values():
        if note:
            one.note, one.marked_at, one.marked_by = note, at, actor.label[:120]
            one.save()
    after = {"records": [one.key for one in records][:50], "note": note}
    return Receipt("patents.folder", str(folder.pk), name, after=after, result=(folder, len(records) - len(held)))


@action("patents.unmark", label="移出专利清单", policy=policies.marks)
def unmark(*, actor: Actor, at: datetime, account_id: int, folder_id: int, keys: Sequence[str]) -> Receipt:
    """Take records out of a list; the result is how many."""
    folder = folder_of(actor, folder_id)
    gone, _ = folder.marked.filter(record__key__in=list(keys)).delete()
    return Receipt("patents.folder", str(folder.pk), folder.name, before={"records": list(keys)[:50]}, result=gone)


@action("patents.drop_folder", label="删除专利清单", policy=policies.marks)
def drop_folder(*, actor: Actor, at: datetime, account_id: int, folder_id: int) -> Receipt:
    """A list that is not needed any more."""
    folder = folder_of(actor, folder_id)
    receipt = Receipt("patents.folder", str(folder.pk), folder.name, before={"name": folder.name})
    folder.delete()
    return receipt

"""Keeping a file under its hash."""

from datetime import datetime

from django.conf import settings

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.files import accept
from qiangxian.kernel.secrecy import refuse_marked

from .. import policies, store
from ..models import StoredFile

MEGABYTE = 1024 * 1024


@action("documents.keep_file", label="保存文件", policy=policies.may_keep)
def keep_file(
    *, actor: Actor, at: datetime, division_code: str, name: str, content: bytes, media_type: str = ""
) -> Receipt:
    """Keep the bytes; the receipt's result is the `StoredFile`. The same bytes in the same county are one entry.

    `media_type`: the caller has read the file and says what it is (tables for the registers may be `.xls` or `.csv.gz`)."""
    kept = stored(division_code=division_code, at=at, by=actor.label, name=name, content=content, media_type=media_type)
    after = {"sha256": kept.sha256, "size": kept.size, "media_type": kept.media_type}
    return Receipt("file", str(kept.pk), kept.name, after=after, division_code=division_code, result=kept)


def stored(*, division_code: str, at: datetime, by: str, name: str, content: bytes, media_type: str = "") -> StoredFile:
    """The kept file, as part of a change that has its own policy and audit line."""
    if len(content) > settings.MAX_UPLOAD:
        limit = settings.MAX_UPLOAD // MEGABYTE
        raise Refused(
            f"文件有 {len(content) // MEGABYTE} MB，超过 {limit} MB 的上限", file=name, remedy="请压缩或拆分后上传"
        )
    refuse_marked(name, content)
    media_type = media_type or accept(content, "keep", name).media_type
    sha256 = store.put(content)
    kept, _ = StoredFile.objects.get_or_create(
        division_code=division_code,
        sha256=sha256,
        defaults={
            "name": name[-255:],
            "media_type": media_type,
            "size": len(content),
            "stored_at": at,
            "stored_by": by,
        },
    )
    return kept

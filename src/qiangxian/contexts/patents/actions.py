"""Changes of the literature, each one transaction with its audit line: a file is begun, some hundred of its rows are taken over."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.clocks import county_day

from . import indexing, policies
from .events import store_events
from .happened import Happened
from .models import Batch
from .storing import Storing
from .types import Draft


@dataclass(frozen=True)
class Opened:
    """A file before it is read: its digest, name, source and licence."""

    sha256: str
    file_name: str
    source: str
    licence: str


@dataclass(frozen=True)
class Chunk:
    """Some rows of a file: what they say, how many rows of the file are taken with them, and the receipt so far."""

    drafts: Sequence[Draft]
    happened: Sequence[Happened]
    taken_rows: int
    is_last: bool
    told: Mapping[str, Any]


@action("patents.open_batch", label="导入专利文献", policy=policies.keeps)
def open_batch(*, actor: Actor, at: datetime, division_code: str, file: Opened) -> Batch:
    """The file's own line; the same file again goes on with that."""
    batch, _ = Batch.objects.get_or_create(
        sha256=file.sha256,
        defaults={
            "file_name": file.file_name[:200],
            "source": file.source[:120],
            "licence": file.licence,
            "begun_at": at,
            "begun_by": actor.label,
        },
    )
    return batch


@action("patents.take_records", label="登记专利文献", policy=policies.keeps)
def take_records(*, actor: Actor, at: datetime, division_code: str, batch_id: int, chunk: Chunk) -> Receipt:
    """The records and how far the file is taken stand together or not at all."""
    with transaction.atomic():
        batch = Batch.objects.select_for_update().get(pk=batch_id)
        counts = Counter(Storing(chunk.drafts, batch, at, county_day(at)).run())
        missed = store_events(chunk.happened, batch, at, county_day(at))
        batch.taken_rows, batch.is_finished = chunk.taken_rows, chunk.is_last
        batch.told = {
            **chunk.told,
            **{name: chunk.told[name] + counts[name] for name in ("created", "updated", "unchanged")},
        }
        batch.save(update_fields=["taken_rows", "is_finished", "told"])
    after = {"rows": chunk.taken_rows, **counts}
    return Receipt("patents.batch", str(batch.pk), batch.file_name, after=after, result=(counts, missed))


@action("patents.rebuild_index", label="重建检索索引", policy=policies.keeps)
def rebuild_index(*, actor: Actor, at: datetime, division_code: str) -> Receipt:
    """Everything published, anew; the index that stands serves until it is done."""
    count = indexing.rebuild()
    return Receipt("patents.index", "", "检索索引", after={"records": count}, result=count)

"""Changes of the literature, each one transaction with its audit line: a file is begun, some hundred of its rows are taken over."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

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


@action("patents.open_batch", label="导入专利文献", policy=policies.keeps)
def open_batch(*, actor: Actor, at: datetime, division_code: str, file: Batch) -> Batch:
    """The file's own line, from one that is not kept yet; the same file again goes on with that."""
    held = Batch.objects.filter(sha256=file.sha256).first()
    if held is None:
        file.begun_at, file.begun_by, held = at, actor.label, file
        file.save()
    return held


@action("patents.take_records", label="登记专利文献", policy=policies.keeps)
def take_records(
    *,
    actor: Actor,
    at: datetime,
    division_code: str,
    file: Batch,
    drafts: Sequence[Draft],
    happened: Sequence[Happened],
) -> Receipt:
    """Some rows of a file. The records and how far the file is taken (`taken_rows`, `is_finished`, the receipt so far in `told`) stand
    together or not at all; the result is what became of the drafts, and the events of applications nobody knows."""
    with transaction.atomic():
        Batch.objects.select_for_update().get(pk=file.pk)
        counts = Counter(Storing(drafts, file, at, county_day(at)).run())
        missed = store_events(happened, file, at, county_day(at))
        file.told |= {name: file.told[name] + counts[name] for name in ("created", "updated", "unchanged")}
        file.save(update_fields=["taken_rows", "is_finished", "told"])
    after = {"rows": file.taken_rows, **counts}
    return Receipt("patents.batch", str(file.pk), file.file_name, after=after, result=(counts, missed))


@action("patents.rebuild_index", label="重建检索索引", policy=policies.keeps)
def rebuild_index(*, actor: Actor, at: datetime, division_code: str) -> Receipt:
    """Everything published, anew; the index that stands serves until it is done."""
    count = indexing.rebuild()
    return Receipt("patents.index", "", "检索索引", after={"records": count}, result=count)

"""What happens to literature by the calendar: terms end, publications come due, the index catches up."""

from datetime import date, datetime

from django.db.models import Q

from qiangxian.kernel.actor import Actor
from qiangxian.kernel.schedule import daily

from . import exporting, indexing, proposing, watching
from .analysis import IN_FORCE
from .models import Record
from .storing import settle

AT_ONCE = 500
SETTLED = ("status", "status_at", "status_before", "expiry_date", "is_published", "published_at")


@daily("patents.settle", label="更新专利文献的状态和索引", hour=2)
def settle_records(*, today: date, at: datetime) -> None:
    """Terms that end and publications whose day has come; then what waits for the index."""
    ended = Q(status__in=IN_FORCE, expiry_date__lte=today)
    due = Q(is_published=False, joined_to=None, publication_date__lte=today)
    while some := list(Record.objects.filter(ended | due).prefetch_related("events", "publications")[:AT_ONCE]):
        for record in some:
            settle(record, today, at)
            record.changed_at, record.is_indexed = at, False
        Record.objects.bulk_update(some, [*SETTLED, "changed_at", "is_indexed"], batch_size=100)
        if all(record.status == "in_force" for record in some):
            break
    indexing.index_pending()


@daily("patents.propose", label="由专利文献核对登记", hour=3)
def propose_changes(*, today: date, at: datetime) -> None:
    """What literature tells of the counties' patents that their registers do not know."""
    proposing.propose(at=at)


@daily("patents.forget_exports", label="清理专利检索的导出文件", hour=3)
def forget_exports(*, today: date, at: datetime) -> None:
    """Files made in the background are kept for some days."""
    exporting.forget(at)


@daily("patents.tell", label="发送检索提醒", hour=7)
def tell_watches(*, today: date, at: datetime) -> None:
    """One digest a day of what is new in the saved searches."""
    watching.tell_watches(actor=Actor.system(), at=at, today=today)

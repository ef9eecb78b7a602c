"""Files of many hits: asked for, made in the background, kept some days."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.contexts.lists.files import csv_text, write_xlsx
from qiangxian.contexts.people import policies as people
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Conflict, DomainError, NotFound

from .models import Export
from .types import ExportState

DAYS, MOST_WAITING, STEP = 7, 3, 1000
Lines = Iterable[Sequence[Any]]
_OPEN = (ExportState.WAITING, ExportState.RUNNING)


@action("patents.ask_export", label="导出专利文献", policy=people.own_account)
def ask_export(*, actor: Actor, at: datetime, account_id: int, query: str, form: str, total: int) -> Receipt:
    """Note what is to be exported; the result is the row."""
    if Export.objects.filter(account_id=account_id, state__in=_OPEN).count() >= MOST_WAITING:
        raise Conflict(f"已有 {MOST_WAITING} 个导出正在生成", remedy="请等它们完成后再导出")
    row = Export.objects.create(
        uid=uuid.uuid4().hex, account_id=account_id, query=query, form=form, total=total, asked_at=at
    )
    after = {"query": query[:500], "format": form, "records": total}
    return Receipt("list", "patents", "专利信息", after=after, result=row)


def exports(account_id: int) -> QuerySet[Export]:
    """Those of an account, the newest first."""
    return Export.objects.filter(account_id=account_id).order_by("-asked_at", "-pk")


def file_of(account_id: int, uid: str) -> tuple[Export, Path]:
    """One that is done, with where its file stands."""
    row = exports(account_id).filter(uid=uid, state=ExportState.DONE).first()
    if row is None or not _path(row).is_file():
        raise NotFound("没有这个文件", remedy=f"导出的文件保留 {DAYS} 天，请重新导出")
    return row, _path(row)


def _path(row: Export) -> Path:
    return Path(settings.EXPORTS) / row.file_name


def make_file(
    export_id: int, lines: Callable[[Export], tuple[str, Sequence[str], Lines, Lines]], *, at: Callable[[], datetime]
) -> None:
    """Write the file beside its place and put it there whole; what goes wrong stands on the row. `lines` gives the title, the
    headings, the rows and what the second sheet says."""
    row = Export.objects.select_related("account").filter(pk=export_id, state__in=_OPEN).first()
    if row is None:
        return
    Export.objects.filter(pk=row.pk).update(state=ExportState.RUNNING, done=0)
    place = _path(row)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = place.with_suffix(".part")
    try:
        title, headings, rows, about = lines(row)
        told = _told(row, rows)
        if row.form == "csv":
            with draft.open("w", encoding="utf-8", newline="") as text:
                text.writelines(csv_text(headings, told))
        else:
            with draft.open("wb") as binary:
                write_xlsx(binary, title, headings, told, about)
        draft.replace(place)
    except DomainError as fault:
        draft.unlink(missing_ok=True)
        _end(row, ExportState.FAILED, at(), str(fault)[:300])
    except BaseException:
        draft.unlink(missing_ok=True)
        _end(row, ExportState.FAILED, at(), "程序出错，请再导出一次")
        raise
    else:
        _end(row, ExportState.DONE, at())


def _told(row: Export, rows: Lines) -> Iterator[Sequence[Any]]:
    """The rows, noting now and then how far it is."""
    number = 0
    for number, line in enumerate(rows, start=1):
        if number % STEP == 0:
            Export.objects.filter(pk=row.pk).update(done=number)
        yield line
    Export.objects.filter(pk=row.pk).update(done=number)


def _end(row: Export, state: ExportState, at: datetime, problem: str = "") -> None:
    Export.objects.filter(pk=row.pk).update(state=state, finished_at=at, problem=problem)


def forget(at: datetime) -> int:
    """Files that were kept long enough go with their rows; how many."""
    old = list(Export.objects.filter(asked_at__lt=at - timedelta(days=DAYS)))
    for row in old:
        _path(row).unlink(missing_ok=True)
        row.delete()
    return len(old)

"""Files of literature, read as they stream and taken over some hundred rows at a time: flat in memory, whole after a kill at any
instant, the same however often."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any

from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Refused

from . import actions, indexing, proposing
from .happened import Happened
from .models import Batch, Record
from .reading_files import Begun, Item, Passed, Read, read_file
from .types import Draft, Licence, Told

CHUNK = 500


@dataclass(frozen=True)
class Handed:
    """Who hands files in, when and for which county; `licence` empty: as the source is known to be, else as by contract;
    `processes`: how many read a large package."""

    actor: Actor
    at: datetime
    division_code: str
    today: date
    licence: str = ""
    resume: bool = False
    processes: int = 1
    progress: Callable[[str, int], None] = field(default=lambda _file, _rows: None)

    @property
    def own(self) -> dict[str, Any]:
        """What every action is told."""
        return {"actor": self.actor, "at": self.at, "division_code": self.division_code}


def import_files(paths: Sequence[Path], handed: Handed) -> Told:
    """Take all of them over, then bring the index up to date under its lock: the next search finds them. Of several files one that
    cannot be read is told with the others' receipt, and they are taken."""
    answer = Told()
    for path in paths:
        try:
            _import(path, handed, answer)
        except Refused as fault:
            if len(paths) == 1:
                raise
            answer.refuse({**fault.as_row(), "file": path.name})
    if not answer.files:
        raise Refused("这些文件都不能导入", value="；".join(answer.reasons)[:300], remedy="请逐个导入，看各自的原因")
    taken = [path.name for path in paths]
    answer.held_back = Record.objects.filter(batch__file_name__in=taken, is_published=False, joined_to=None).count()
    indexing.index_pending()
    answer.indexed = True
    answer.proposed = proposing.propose(at=handed.at, changed_at=handed.at)
    return answer


def _import(path: Path, handed: Handed, answer: Told) -> None:
    try:
        with path.open("rb") as stream:
            digest = file_digest(stream, "sha256").hexdigest()
    except OSError as fault:
        raise Refused("读不到这个文件", file=str(path), remedy="请核对路径和权限") from fault
    items = read_file(path, handed.today, handed.processes)
    begun = None
    for item in items:
        if isinstance(item, Begun):
            begun = item
            break
        tell(answer, item)
    if begun is None:
        remedy = "请核对压缩包的内容：应含专利 XML、Excel 或 CSV；各文件的问题见导入回执"
        raise Refused("压缩包里没有可以读取的文件", file=path.name, remedy=remedy)
    licence = handed.licence or begun.licence or Licence.CONTRACT
    file = Batch(sha256=digest, file_name=path.name[:200], source=begun.source[:120], licence=licence)
    batch: Batch = actions.open_batch(**handed.own, file=file).result
    _Taking(batch, handed, answer).run(items)
    answer.files += 1


def tell(answer: Told, item: Item) -> None:
    """What was passed over, in the receipt."""
    if isinstance(item, Passed):
        if item.refused:
            answer.refuse(item.told)
        else:
            answer.skipped.append({name: str(value) for name, value in item.told.items()})


class _Taking:
    """Takes what a file says over, chunk by chunk; with `resume` from where a killed run stopped."""

    def __init__(self, batch: Batch, handed: Handed, answer: Told) -> None:
        self.batch, self.handed, self.answer = batch, handed, answer
        self.skipped = batch.taken_rows if handed.resume and not batch.is_finished else 0
        self.place, self.drafts, self.happened = 0, list[Draft](), list[Happened]()

    def run(self, items: Iterator[Item]) -> None:
        for item in items:
            if isinstance(item, Read):
                self.place += 1
                if self.place > self.skipped:
                    self._take(item)
            else:
                tell(self.answer, item)
        self._store(is_last=True)

    def _take(self, read: Read) -> None:
        self.answer.records += 1
        if read.refused is not None:
            self.answer.refuse(read.refused)
        if read.missed is not None:
            self.answer.miss(read.missed)
        self.drafts += [read.draft] if read.draft else []
        self.happened += [read.happened] if read.happened else []
        if len(self.drafts) + len(self.happened) >= CHUNK:
            self._store(is_last=False)

    def _store(self, *, is_last: bool) -> None:
        self.batch.taken_rows, self.batch.is_finished, self.batch.told = self.place, is_last, self._so_far()
        taken = actions.take_records(**self.handed.own, file=self.batch, drafts=self.drafts, happened=self.happened)
        counts, missed = taken.result
        for name in ("created", "updated", "unchanged"):
            setattr(self.answer, name, getattr(self.answer, name) + counts[name])
        for entry in missed:
            self.answer.miss(entry)
        self.drafts, self.happened = [], []
        self.handed.progress(self.batch.file_name, self.place)

    def _so_far(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self.answer).items() if isinstance(value, int)}

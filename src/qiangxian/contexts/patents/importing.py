"""Files of literature, read as they stream and taken over some hundred rows at a time: flat in memory, whole after a kill at any
instant, the same however often."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import file_digest
from itertools import chain
from pathlib import Path
from typing import Any

from qiangxian.engines.intake import Learned, OpenTable, Row, load_sources, load_vocabulary, read_table
from qiangxian.engines.intake.packages import is_package, members
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import DomainError, Refused

from . import actions, indexing, proposing
from .events import Happened, read_event
from .models import Batch, Record
from .reading import read_draft, told
from .types import Draft, Licence, Told

CHUNK = 500
LITERATURE, EVENTS = "patents", "events"


@dataclass(frozen=True)
class Handed:
    """Who hands files in, when and for which county; `licence` empty: as the source is known to be, else as by contract."""

    actor: Actor
    at: datetime
    division_code: str
    today: date
    licence: str = ""
    resume: bool = False
    progress: Callable[[str, int], None] = field(default=lambda _file, _rows: None)

    @property
    def own(self) -> dict[str, Any]:
        """What every action is told."""
        return {"actor": self.actor, "at": self.at, "division_code": self.division_code}


def import_files(paths: Sequence[Path], handed: Handed) -> Told:
    """Take all of them over, then bring the index up to date under its lock: the next search finds them."""
    answer = Told()
    for path in paths:
        _import(path, handed, answer)
    taken = [path.name for path in paths]
    answer.held_back = Record.objects.filter(batch__file_name__in=taken, is_published=False, joined_to=None).count()
    indexing.index_pending()
    answer.indexed = True
    answer.proposed = proposing.propose(at=handed.at, changed_at=handed.at)
    return answer


def _import(path: Path, handed: Handed, answer: Told) -> None:
    try:
        with path.open("rb") as stream:
            digest, package = file_digest(stream, "sha256").hexdigest(), is_package(stream)
    except OSError as fault:
        raise Refused("读不到这个文件", file=str(path), remedy="请核对路径和权限") from fault
    parts = _packed(path, answer) if package else _tables(path.name, path)
    first = next(parts, None)
    if first is None:
        remedy = "请核对压缩包的内容：应含专利 XML、Excel 或 CSV；各文件的问题见导入回执"
        raise Refused("压缩包里没有可以读取的文件", file=path.name, remedy=remedy)
    table = first[1]
    source = next((header.source for header in table.headers if header.source), "")
    file = actions.Opened(digest, path.name, source, handed.licence or table.licence or Licence.CONTRACT)
    batch: Batch = actions.open_batch(**handed.own, file=file).result
    _Taking(batch, handed, answer).run(first, parts)
    answer.files += 1


Named = tuple[str, OpenTable]


def _packed(path: Path, answer: Told) -> Iterator[Named]:
    """Every table of a package, one after the other; a file that cannot be read is told and passed over."""
    with path.open("rb") as stream:
        for name, content in members(stream, path.name):
            try:
                if content is not None:
                    yield from _tables(name, content)
            except DomainError as fault:
                place = {"file": name, "sheet": None, "row": None, "column": None, "value": None}
                answer.refuse({**place, "reason": fault.message, "remedy": fault.remedy})


def _tables(name: str, source: Path | bytes) -> Iterator[Named]:
    """A file holds literature, or legal events, or both (a feed). A list without titles is one of events where it can be."""
    refused = list[DomainError]()
    tables = [_table(name, source, kind, refused) for kind in (LITERATURE, EVENTS)]
    if len(refused) == len(tables):
        raise refused[0]
    literature, events = tables
    for table in (literature, events):
        if table and literature and events and not table.is_feed:
            has_titles = any("title" in header.fields for header in literature.headers)
            if has_titles is not (table is literature):
                table.close()
                continue
        if table:
            with table:
                yield name, table


def _table(name: str, source: Path | bytes, kind: str, refused: list[DomainError]) -> OpenTable | None:
    try:
        return read_table(source, load_vocabulary(kind), name, Learned(sources=load_sources()))
    except DomainError as fault:
        refused.append(fault)
        return None


class _Taking:
    """Takes the rows of one file over, chunk by chunk; with `resume` from where a killed run stopped."""

    def __init__(self, batch: Batch, handed: Handed, answer: Told) -> None:
        self.batch, self.handed, self.answer = batch, handed, answer
        self.skipped = batch.taken_rows if handed.resume and not batch.is_finished else 0
        self.place, self.drafts, self.happened = 0, list[Draft](), list[Happened]()

    def run(self, first: Named, more: Iterator[Named]) -> None:
        for name, table in chain([first], more):
            for row in table.rows():
                self.place += 1
                if self.place > self.skipped:
                    row.origin = name
                    self._take(row, table.vocabulary.kind)
            told = [*table.skipped, *((note.sheet, note.reason) for note in table.footnotes)]
            self.answer.skipped += [{"file": name, "sheet": sheet, "reason": reason} for sheet, reason in told]
        self._store(is_last=True)

    def _take(self, row: Row, kind: str) -> None:
        self.answer.records += 1
        try:
            if kind == EVENTS:
                self._event(row)
            else:
                self._draft(row)
        except Refused as fault:
            self.answer.refuse(told(row, fault))
        if len(self.drafts) + len(self.happened) >= CHUNK:
            self._store(is_last=False)

    def _event(self, row: Row) -> None:
        if row.passed:
            return
        for fault in row.refusals[:1]:
            raise Refused(fault.reason, remedy=fault.remedy, column=fault.column, value=fault.value)
        self.happened.append(read_event(row))

    def _draft(self, row: Row) -> None:
        for fault in row.refusals[:1]:
            raise Refused(fault.reason, remedy=fault.remedy, column=fault.column, value=fault.value)
        draft = read_draft(row, self.handed.today)
        self.drafts.append(draft)
        if not draft.has_number:
            place = {"file": row.origin, "sheet": row.sheet, "row": row.number, "number": draft.key}
            self.answer.miss({**place, "reason": "只有公开号，没有申请号：按公开号建档，得知申请号后自动并入"})

    def _store(self, *, is_last: bool) -> None:
        chunk = actions.Chunk(self.drafts, self.happened, self.place, is_last, self._so_far())
        counts, missed = actions.take_records(**self.handed.own, batch_id=self.batch.pk, chunk=chunk).result
        for name in ("created", "updated", "unchanged"):
            setattr(self.answer, name, getattr(self.answer, name) + counts[name])
        for entry in missed:
            self.answer.miss(entry)
        self.drafts, self.happened = [], []
        self.handed.progress(self.batch.file_name, self.place)

    def _so_far(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self.answer).items() if isinstance(value, int)}

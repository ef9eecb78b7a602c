"""Files of literature read into what their rows say: pure of the database, so that several processes can do it."""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from qiangxian.engines.intake import Learned, OpenTable, Row, load_sources, load_vocabulary, read_table
from qiangxian.engines.intake.packages import is_package, members
from qiangxian.kernel.errors import DomainError, Refused

from .happened import Happened, read_event
from .reading import read_draft, told
from .types import Draft

LITERATURE, EVENTS = "patents", "events"
AT_ONCE, WORTH = 64, 400
"""Files of a package one process is given at a time; from how many on several processes are worth their start."""


@dataclass(frozen=True)
class Read:
    """What one row says: a draft, an event, why it was refused, or nothing (a row that is no matter of literature). `missed`: that it
    stands under its publication number."""

    draft: Draft | None = None
    happened: Happened | None = None
    refused: Mapping[str, Any] | None = None
    missed: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Begun:
    """A table begins: as which source it was recognised, under which licence."""

    source: str
    licence: str


@dataclass(frozen=True)
class Passed:
    """Something of a file that was passed over, told in the receipt; `refused`: a whole file of a package that cannot be read."""

    told: Mapping[str, Any]
    refused: bool = False


Item = Read | Begun | Passed


def read_file(path: Path, today: date, processes: int = 1) -> Iterator[Item]:
    """Everything a file says, in its order, however many processes read it."""
    try:
        with path.open("rb") as stream:
            package = is_package(stream)
    except OSError as fault:
        raise Refused("读不到这个文件", file=str(path), remedy="请核对路径和权限") from fault
    if not package:
        return _tables(path.name, path, today)
    return _packed(path, today, processes)


def _packed(path: Path, today: date, processes: int) -> Iterator[Item]:
    """Every file of a package, one after the other; one that cannot be read is told and passed over."""
    with path.open("rb") as stream:
        parts = ((name, content) for name, content in members(stream, path.name) if content is not None)
        first = list(islice(parts, WORTH)) if processes > 1 else []
        if len(first) < WORTH or any(isinstance(content, Path) for _, content in first):
            yield from _each(iter(first), today)
            yield from _each(parts, today)
            return
        yield from _shared(iter(first), parts, today, processes)


Part = tuple[str, Any]


def _each(parts: Iterator[Part], today: date) -> Iterator[Item]:
    for name, content in parts:
        yield from _one(name, content, today)


def _one(name: str, content: Any, today: date) -> Iterator[Item]:
    try:
        if isinstance(content, Refused):
            raise content
        yield from _tables(name, content, today)
    except DomainError as fault:
        place = {"file": name, "sheet": None, "row": None, "column": None, "value": None}
        yield Passed({**place, "reason": fault.message, "remedy": fault.remedy}, refused=True)


def _many(parts: Sequence[Part], today: date) -> list[Item]:
    return list(_each(iter(parts), today))


def _shared(first: Iterator[Part], more: Iterator[Part], today: date, processes: int) -> Iterator[Item]:
    """By several processes, some files ahead, in the order of the package. They begin anew instead of being split off, since an index
    that is open must not be."""
    waiting = deque[Future[list[Item]]]()
    module = os.environ["DJANGO_SETTINGS_MODULE"]
    with ProcessPoolExecutor(
        processes, mp_context=get_context("spawn"), initializer=_ready, initargs=(os.getpid(), module)
    ) as pool:
        for parts in (first, more):
            while some := list(islice(parts, AT_ONCE)):
                if any(isinstance(content, Path) for _, content in some):
                    while waiting:
                        yield from waiting.popleft().result()
                    yield from _many(some, today)
                    continue
                waiting.append(pool.submit(_many, some, today))
                if len(waiting) > 2 * processes:
                    yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def _ready(parent: int, module: str) -> None:
    """A process that reads knows the product, and ends with the one that asked for it, even if that was killed."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = module
    django.setup()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _tables(name: str, source: Any, today: date) -> Iterator[Item]:
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
                yield from _rows(name, table, today)


def _table(name: str, source: Any, kind: str, refused: list[DomainError]) -> OpenTable | None:
    try:
        return read_table(source, load_vocabulary(kind), name, Learned(sources=load_sources()))
    except DomainError as fault:
        refused.append(fault)
        return None


def _rows(name: str, table: OpenTable, today: date) -> Iterator[Item]:
    source = next((header.source for header in table.headers if header.source), "")
    yield Begun(source, table.licence)
    read: Callable[[Row, date], Read] = _event if table.vocabulary.kind == EVENTS else _draft
    for row in table.rows():
        row.origin = name
        try:
            yield read(row, today)
        except Refused as fault:
            yield Read(refused=told(row, fault))
    for sheet, reason in [*table.skipped, *((note.sheet, note.reason) for note in table.footnotes)]:
        yield Passed({"file": name, "sheet": sheet, "reason": reason})


def _event(row: Row, _today: date) -> Read:
    if row.passed:
        return Read()
    _demand(row)
    return Read(happened=read_event(row))


def _draft(row: Row, today: date) -> Read:
    _demand(row)
    draft = read_draft(row, today)
    if draft.has_number:
        return Read(draft)
    place = {"file": row.origin, "sheet": row.sheet, "row": row.number, "number": draft.key}
    return Read(draft, missed={**place, "reason": "只有公开号，没有申请号：按公开号建档，得知申请号后自动并入"})


def _demand(row: Row) -> None:
    for fault in row.refusals[:1]:
        raise Refused(fault.reason, remedy=fault.remedy, column=fault.column, value=fault.value)

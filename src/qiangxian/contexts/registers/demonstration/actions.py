"""Putting the demonstration county into the registers and taking it out again. Nothing is deleted: taken out means superseded."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db.models import Q

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.roles import system_only

from ..records.clock import advance_clock
from ..records.conditions import recorded, standing
from ..records.kinds import KINDS, kind_of, kind_of_row, links
from ..records.models import MatchDecision, Record, Recorded, ReportedThrough
from ..records.party import Party
from ..records.versions import Pen, open_pen
from ..reported.flow import adopt, withdraw_unwritten
from ..types import MatchState, RecordKind
from .county import county
from .script import RecordToBe

SOURCE = "演示数据"
LET_GO = "演示企业（机构、权利）已移除，等待重新对应"
CHUNK = 2000


may_load = system_only.says("演示数据只能在命令行上装入或移除。")


class _Writer:
    """Stores entries chunk by chunk under one revision; memory holds one chunk and the enterprises."""

    def __init__(self, division_code: str, revision: int, at: datetime, by: str) -> None:
        self.division_code, self.revision, self.at, self.by = division_code, revision, at, by
        self.records = 0

    def store(self, entries: list[RecordToBe[Any]]) -> None:
        """Give every entry its record, set the links, write the rows table by table."""
        records = Record.objects.bulk_create(
            Record(kind=kind_of_row(e.row).code, division_code=self.division_code, created_at=self.at) for e in entries
        )
        tables: dict[type[Recorded], list[Recorded]] = defaultdict(list)
        for entry, record in zip(entries, records, strict=True):
            for row in (entry.row, *entry.children):
                self._sign(row, record)
                tables[type(row)].append(row)
        for entry in entries:
            for row, column, target in entry.links:
                setattr(row, column, target.row.record)
        for model, rows in tables.items():
            model._default_manager.bulk_create(rows, batch_size=CHUNK)
        self.records += len(entries)

    def _sign(self, row: Recorded, record: Record) -> None:
        row.record, row.division_code, row.revision = record, self.division_code, self.revision
        row.recorded_at, row.recorded_by, row.source = self.at, self.by, SOURCE


def _chunks(entries: Iterable[RecordToBe[Any]]) -> Iterable[list[RecordToBe[Any]]]:
    stream = iter(entries)
    while chunk := list(islice(stream, CHUNK)):
        yield chunk


@action("registers.load_demo", label="装入演示数据", policy=may_load)
def load_demo(
    *,
    actor: Actor,
    at: datetime,
    division_code: str,
    scale: int,
    through_date: date,
    progress: Callable[[int], None] = lambda _done: None,
) -> Receipt:
    """Store the demonstration county under one revision and declare its registers complete through the day."""
    revision = advance_clock(division_code, at)
    writer = _Writer(division_code, revision, at, actor.label)
    for chunk in _chunks(county(division_code, scale)):
        writer.store(chunk)
        progress(writer.records)
    adopt(division_code)
    standing(ReportedThrough, division_code).update(superseded_revision=revision)
    ReportedThrough.objects.bulk_create(
        ReportedThrough(
            division_code=division_code,
            register=kind,
            through_date=through_date,
            revision=revision,
            declared_at=at,
            declared_by=actor.label,
            reason=SOURCE,
        )
        for kind in RecordKind
    )
    after = {"records": writer.records, "scale": scale, "through": through_date}
    return Receipt("demo", division_code, SOURCE, after=after, division_code=division_code, result=writer.records)


@action("registers.remove_demo", label="移除演示数据", policy=may_load)
def remove_demo(*, actor: Actor, at: datetime, division_code: str) -> Receipt:
    """Every standing row of a record marked 演示 is superseded, and the completeness declared with it. Rows of the county's own
    records that meant one of them are let go: the printed name stays and waits for a person."""
    pen = open_pen(division_code=division_code, actor=actor, at=at, source=SOURCE, reason=LET_GO)
    revision, marked = pen.revision, Q()
    for kind in KINDS.values():
        rows = kind.standing(division_code).filter(is_demo=True)
        marked |= Q(record_id__in=rows.values("record_id"))
    firms = kind_of(RecordKind.ENTERPRISE).standing(division_code).filter(is_demo=True).values("record_id")
    decided = MatchDecision.objects.filter(division_code=division_code, undone_at__isnull=True)
    decided.filter(enterprise__in=firms).update(undone_at=at, undone_by=pen.by)
    freed = sum(_let_go(pen, model, party, marked) for model, party in links())
    gone = 0
    for part in (part for kind in KINDS.values() for part in kind.parts):
        rows = standing(part, division_code).filter(marked)
        rows.update(superseded_revision=revision, superseded_at=at)
    for kind in KINDS.values():
        rows = kind.standing(division_code).filter(is_demo=True)
        gone += rows.update(superseded_revision=revision, superseded_at=at)
    ReportedThrough.objects.filter(recorded(), division_code=division_code, reason=SOURCE).update(
        superseded_revision=revision
    )
    withdraw_unwritten(division_code, at)
    after = {"records": gone, **({"let_go": freed} if freed else {})}
    return Receipt("demo", division_code, SOURCE, after=after, division_code=division_code, result=gone)


def _let_go(pen: Pen, model: type[Recorded], party: Party, marked: Q) -> int:
    """Rows of a table that stay and mean a record that goes; how many."""
    demo = kind_of(party.kind).standing(pen.division_code).filter(is_demo=True)
    pointing = standing(model, pen.division_code).filter(**{f"{party.column}__in": demo.values("record_id")})
    rows = list(pointing.exclude(marked))
    for row in rows:
        pen.replace(row, **{party.column: None, **({party.state: MatchState.UNMATCHED} if party.state else {})})
    return len(rows)

"""Comparing what files printed as a right's status with what the law gives for the day they were printed for.

The comparison is kept, not asked on every page: a pass reads only rights whose row, events or fees changed since the last
one, so that a queue over 100,000 rights costs what changed in them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice

from qiangxian.engines.lifecycle.conflicts import states_of, status_conflict
from qiangxian.engines.lifecycle.facts import RightFacts, State
from qiangxian.engines.lifecycle.status import statistical
from qiangxian.kernel.clocks import county_day

from ...records.clock import current_revision
from ...records.conditions import by_record, recorded
from ...records.models import ImportBatch
from ...types import ConflictState
from ..lifecycle_facts import right_facts
from ..models import AnnualFee, LegalEvent, Right
from ..proofs import proof_words
from .models import ConflictCheck, StatusConflict

CHUNK = 1000
STANDING = (ConflictState.OPEN, ConflictState.SHELVED)
_COLUMNS = (
    "record_id", "division_code", "type", "number", "title", "filing_date", "grant_date", "registration_date",
    "compensation_days", "printed_expiry", "imported_status", "status_date", "recorded_at", "source", "batch_id",
)  # fmt: skip


def changed_since(division_code: str) -> bool:
    """Whether the registers have changed since the last comparison."""
    checked = ConflictCheck.objects.filter(division_code=division_code).values_list("revision", flat=True).first()
    return checked is None or checked < current_revision(division_code)


def waiting(division_code: str) -> int:
    """How many rights the next pass will read."""
    last = ConflictCheck.objects.filter(division_code=division_code).first()
    if last is not None:
        return len(_touched(division_code, last.revision))
    return Right.objects.filter(recorded(), division_code=division_code).exclude(imported_status="").count()


def compare(division_code: str, *, at: datetime) -> Counter[str]:
    """Compare every right touched since the last pass, or all of them in the first one; as `compare_records`."""
    revision = current_revision(division_code)
    last = ConflictCheck.objects.filter(division_code=division_code).first()
    records = None if last is None else _touched(division_code, last.revision)
    outcome = compare_records(division_code, records, at=at)
    ConflictCheck.objects.update_or_create(
        division_code=division_code, defaults={"revision": revision, "checked_at": at}
    )
    return outcome


def compare_records(division_code: str, records: Iterable[int] | None, *, at: datetime) -> Counter[str]:
    """Compare these rights of the county (None: all that carry a printed status): how many were `compared`, how many contradictions
    are newly `found`, `kept` and `gone`."""
    outcome: Counter[str] = Counter(compared=0, found=0, kept=0, gone=0)
    for piece in _pieces(division_code, records):
        _compare_piece(piece, at, outcome)
    return outcome


def _touched(division_code: str, revision: int) -> list[int]:
    """Rights whose row, events or fees came or went after the revision."""
    found: set[int] = set()
    for model in (Right, LegalEvent, AnnualFee):
        rows = model.objects.filter(division_code=division_code)
        for condition in ({"revision__gt": revision}, {"superseded_revision__gt": revision}):
            found.update(rows.filter(**condition).values_list("record_id", flat=True).distinct())
    return sorted(found)


def _pieces(division_code: str, records: Iterable[int] | None) -> Iterator[list[Right]]:
    rights = Right.objects.filter(recorded(), division_code=division_code).only(*_COLUMNS).order_by("record_id")
    if records is None:
        rows = rights.exclude(imported_status="").iterator(chunk_size=CHUNK)
        while piece := list(islice(rows, CHUNK)):
            yield piece
        return
    ids = iter(records)
    while some := list(islice(ids, CHUNK)):
        yield list(rights.filter(record_id__in=some))


def _compare_piece(rights: list[Right], at: datetime, outcome: Counter[str]) -> None:
    ids = [right.record_id for right in rights]
    standing = {one.record_id: one for one in StatusConflict.objects.filter(record_id__in=ids, state__in=STANDING)}
    judged = [right for right in rights if right.imported_status and states_of(right.imported_status) is not None]
    found = {conflict.record_id: conflict for conflict in _conflicts(judged, at)}
    outcome["compared"] += len(judged)
    fresh = []
    for record_id in found.keys() | standing.keys():
        new, old = found.get(record_id), standing.get(record_id)
        if new and old and (new.printed, new.computed) == (old.printed, old.computed):
            outcome["kept"] += 1
            continue
        if old:
            old.state, old.decided_at, old.reason = ConflictState.GONE, at, "登记变化后不再是这一矛盾"
            old.save(update_fields=["state", "decided_at", "reason"])
            outcome["gone"] += 1
        if new:
            fresh.append(new)
    # Two passes may run at once; what the other has entered stays.
    StatusConflict.objects.bulk_create(sorted(fresh, key=lambda one: one.record_id), ignore_conflicts=True)
    outcome["found"] += len(fresh)


def _conflicts(rights: list[Right], at: datetime) -> Iterator[StatusConflict]:
    """The contradictions among these rights, each for a day its status speaks for."""
    ids = [right.record_id for right in rights]
    events, fees = by_record(LegalEvent, ids), by_record(AnnualFee, ids)
    through = dict(
        ImportBatch.objects.filter(pk__in={right.batch_id for right in rights if right.batch_id}).values_list(
            "pk", "reported_through"
        )
    )
    for right in rights:
        facts = right_facts(right, events.get(right.record_id, ()), fees.get(right.record_id, ()))
        contradicted = contradiction(right, facts, through.get(right.batch_id) if right.batch_id else None)
        if contradicted is not None:
            day, computed = contradicted
            because = statistical(facts, day).because
            yield StatusConflict(
                record_id=right.record_id,
                division_code=right.division_code,
                number=right.number,
                title=right.title,
                printed=right.imported_status,
                printed_day=day,
                printed_source=right.source,
                batch_id=right.batch_id,
                computed=computed,
                computed_words="；".join(proof_words(event) for event in because),
                found_at=at,
            )


def contradiction(right: Right, facts: RightFacts, through: date | None) -> tuple[date, State] | None:
    """The first of the days a printed status speaks for on which the law gives another one: the day it was announced, where
    the file says it, and the day the file was declared for, never after it was recorded."""
    recorded_on = county_day(right.recorded_at)
    newest = min(through, recorded_on) if through else recorded_on
    own = right.status_date
    for day in (own, newest) if own and own < newest else (newest,):
        if (found := status_conflict(right.imported_status, facts, day)) is not None:
            return day, found
    return None

"""Questions about imports: batches and how far they are, and the printed names that wait for a person."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from django.db.models import Count, Min, Model, QuerySet

from qiangxian.contexts.documents import readers as files
from qiangxian.engines.intake import (
    KINDS,
    LacksColumn,
    Original,
    SurveyedSheet,
    TableVocabulary,
    load_vocabulary,
    originals,
    read_table,
    survey,
)
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import NotFound, Refused

from ..records.kinds import kind_of, links
from ..records.matching import Candidate, Matcher
from ..records.models import ImportBatch, MatchDecision
from ..records.names import fold_name
from ..records.parties import doubtful_rows
from ..records.policies import may_read
from ..records.scope import visible_batches
from ..types import BatchState, MatchState, RecordKind, WaitingState
from . import progress
from .mappings import learned_of
from .models import HeaderMapping, WaitingRow

Rows = TypeVar("Rows", bound=Model)
WAITING = (MatchState.DOUBTFUL, MatchState.UNMATCHED)


@dataclass(frozen=True)
class QueuedName:
    """A printed name that no rule could place, how many rows carry it, and its worst state."""

    name: str
    folded_name: str
    rows: int
    worst: str


def batches(actor: Actor) -> QuerySet[ImportBatch]:
    """Imports the actor may see, newest first; the long texts stay in the database."""
    return visible_batches(actor).defer("refused", "options").order_by("-started_at", "-id")


def batch(actor: Actor, uid: str) -> ImportBatch:
    """One import the actor may see."""
    found = visible_batches(actor).filter(uid=uid).first()
    if found is None:
        raise NotFound(f"没有导入批次 {uid}", remedy="请从导入列表中选择")
    return found


def is_busy(found: ImportBatch) -> bool:
    """Whether the batch waits for the worker or is being worked on."""
    waiting = found.state == BatchState.PREVIEWED and found.options.get("stage") not in ("checked", "mapping")
    return waiting or found.state == BatchState.RUNNING


def import_progress(found: ImportBatch) -> tuple[int, int | None]:
    """What the working process wrote down last: how many rows are done, and in whole per cent, None while nothing is known."""
    told = progress.reported(found.uid)
    processed, total = int(told.get("processed", 0)), int(told.get("total", 0))
    return processed, min(100, 100 * processed // total) if total else None


def waiting_names(actor: Actor, division_code: str) -> list[QueuedName]:
    """Names of right holders and of title holders in the queue with their row counts, doubtful ones first, then the most
    frequent. (Few beside the rows: one entry a name.)"""
    found: dict[str, QueuedName] = {}
    for model, party in links():
        if not party.state:
            continue
        rows = _allowed(actor, division_code, doubtful_rows(party, model, division_code))
        counted = rows.values(party.folded or party.name)
        counted = counted.annotate(printed=Min(party.name), times=Count("id"), unsure=Min(party.state))
        for line in counted.order_by(party.folded or party.name):
            key = fold_name(line["printed"])
            before = found.get(key, QueuedName(line["printed"], key, 0, line["unsure"]))
            found[key] = replace(before, rows=before.rows + line["times"], worst=min(before.worst, line["unsure"]))
    return sorted(found.values(), key=lambda one: (one.worst, -one.rows, one.folded_name))


def with_candidates(division_code: str, names: Sequence[str]) -> list[list[Candidate]]:
    """The enterprises each of the names may mean."""
    matcher = Matcher(division_code)
    return [matcher.candidates(name) for name in names]


def match_decisions(actor: Actor, division_code: str) -> QuerySet[MatchDecision]:
    """Decisions of the county, newest first, those taken back included."""
    rows = MatchDecision.objects.filter(division_code=division_code).order_by("-decided_at", "-id")
    return rows if may_read.decide(actor, {"division_code": division_code}) else rows.none()


def enterprise_names(record_ids: list[int]) -> dict[int, str]:
    """Names of enterprises by record, for decisions already shown to the actor."""
    rows = kind_of(RecordKind.ENTERPRISE).standing().filter(record_id__in=record_ids)
    return dict(rows.values_list("record_id", "name"))


def surveyed(found: ImportBatch) -> list[SurveyedSheet]:
    """The sheets of the batch's file with samples of every column and suggestions for those nobody has named."""
    vocabulary = load_vocabulary(found.kind, found.division_code)
    return survey(_content(found), vocabulary, found.file_name, learned_of(found))


def other_kinds(found: ImportBatch) -> list[str]:
    """The kinds of table its file is read as by itself, where it is not the kind it was handed in as."""
    doubtful = found.state == BatchState.FAILED or found.options.get("stage") == "mapping"
    if not doubtful or found.options.get("lacking"):
        return []
    return [kind for kind in readable_as(_content(found), found.division_code, found.file_name) if kind != found.kind]


def readable_as(content: bytes, division_code: str, name: str) -> list[str]:
    """The kinds of table whose columns a file has."""
    return [kind for kind in KINDS if _reads(content, load_vocabulary(kind, division_code), name)]


def _reads(content: bytes, vocabulary: TableVocabulary, name: str) -> bool:
    try:
        with read_table(content, vocabulary, name):
            return True
    except LacksColumn:
        return True
    except Refused:
        return False


def refused_originals(found: ImportBatch) -> list[Original]:
    """The refused rows as they stand in the file."""
    wanted = {(entry["sheet"], entry["row"]) for entry in found.refused}
    vocabulary = load_vocabulary(found.kind, found.division_code)
    return originals(_content(found), vocabulary, wanted, found.file_name, learned_of(found))


def _content(found: ImportBatch) -> bytes:
    stored = files.visible_files(Actor.system()).filter(pk=found.stored_file_id or 0).first()
    if stored is None:
        raise NotFound("这一批的原文件没有保存", remedy="请重新上传文件")
    return files.file_content(stored)


def header_mappings(actor: Actor, division_code: str) -> QuerySet[HeaderMapping]:
    """Saved mappings that hold, newest first."""
    rows = HeaderMapping.objects.filter(division_code=division_code, superseded_at__isnull=True)
    return _allowed(actor, division_code, rows.order_by("-saved_at", "-id"))


def waiting_rows(actor: Actor, division_code: str, *, state: str | None = WaitingState.WAITING) -> QuerySet[WaitingRow]:
    """Rows of events and fees whose right is not registered, in order of their numbers; None: whatever became of them."""
    rows = WaitingRow.objects.filter(division_code=division_code).select_related("batch")
    rows = rows.filter(state=state) if state else rows
    return _allowed(actor, division_code, rows.order_by("number", "id").defer("content"))


def _allowed(actor: Actor, division_code: str, rows: QuerySet[Rows]) -> QuerySet[Rows]:
    return rows if may_read.decide(actor, {"division_code": division_code}) else rows.none()

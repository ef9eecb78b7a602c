"""Imports, the queues they leave, and what was decided or saved meanwhile, as lists."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from qiangxian.contexts.lists.sources import AtHand, Rows
from qiangxian.contexts.lists.types import BatchStep, Cell, Choices, Column, Filter, List, Query, Viewer, moment, number
from qiangxian.engines.intake import KINDS, load_vocabulary
from qiangxian.kernel.actor import Actor

from ..records.models import ImportBatch, MatchDecision
from ..types import BatchState, MatchState, WaitingState
from .actions.proposals import ENTERED, MISSING, accept_proposed
from .actions.waiting import decide_holder_changes, set_waiting_aside, take_waiting_up
from .models import WaitingRow
from .readers import (
    QueuedName,
    batches,
    enterprise_names,
    match_decisions,
    waiting_names,
    waiting_rows,
    with_candidates,
)
from .tables import waiting_tables

TONES = {
    BatchState.PREVIEWED: "yellow",
    BatchState.RUNNING: "none",
    BatchState.DONE: "green",
    BatchState.FAILED: "red",
    BatchState.UNDONE: "none",
}


def kind_labels(_viewer: Viewer) -> Choices:
    """The tables that can be imported."""
    return [(kind, load_vocabulary(kind).label) for kind in KINDS]


def _equal(name: str) -> Callable[[Viewer, str], Q]:
    return lambda _viewer, value: Q(**{name: value})


def _batch_cells(rows: Sequence[ImportBatch], viewer: Viewer) -> list[Mapping[str, Cell]]:
    labels = dict(kind_labels(viewer))
    return [_batch(row, labels.get(row.kind, row.kind)) for row in rows]


def _batch(row: ImportBatch, label: str) -> dict[str, Cell]:
    known = bool(row.finished_at or row.total)
    counts = {name: number(getattr(row, name) if known else None, "" if known else "—") for name in COUNTS}
    return {
        "file": Cell(row.file_name),
        "kind": Cell(label),
        "state": Cell(BatchState(row.state).label, TONES[BatchState(row.state)]),
        **counts,
        "started_at": moment(row.started_at),
        "started_by": Cell(row.started_by),
    }


COUNTS = {"created": "新建", "updated": "更新", "unchanged": "未变"}
BATCHES = List(
    name="imports",
    label="导入记录",
    unit="次",
    columns=(
        Column("file", "文件", ("file_name",)),
        Column("kind", "登记表", ("kind", "started_at")),
        Column("state", "状态", ("state", "started_at")),
        *(Column(name, label, (name,), number=True) for name, label in COUNTS.items()),
        Column("started_at", "时间", ("started_at",)),
        Column("started_by", "办理人"),
    ),
    filters=(
        Filter("kind", "登记表", _equal("kind"), kind_labels),
        Filter("state", "状态", _equal("state"), lambda _viewer: BatchState.choices),
    ),
    search=lambda _viewer, text: Q(file_name__icontains=text) | Q(started_by__icontains=text),
    search_label="文件名、办理人",
    source=lambda viewer: Rows(batches(viewer.actor)),
    cells=_batch_cells,
    link=lambda row: ("batch", row.uid),
    order="-started_at",
    empty_title="还没有导入过",
    empty="从上面上传第一份清单，或先下载空白模板填写。",
    size=20,
)


# -- rows that wait for their right -------------------------------------------------------------------------------------

WAITING_STATES = [
    (state.value, str(state.label)) for state in (WaitingState.WAITING, WaitingState.DISMISSED, WaitingState.PLACED)
]


def waiting_list(division: str, reason_form: type[Any]) -> List:
    """Rows of events, fees and reductions whose right is not in the register, rows of rights that print other holders, and what
    literature proposes (events, rights that do not stand): set aside with a reason, or taken up again; a changed holder is corrected or
    transferred."""
    labels = {kind: load_vocabulary(kind, division).label for kind in waiting_tables()}
    labels |= {"rights": "权利人变动", MISSING: "台账未登记的专利"}

    def changed(change: str) -> Callable[..., str]:
        def decide(*, actor: Actor, at: datetime, keys: Sequence[str]) -> str:
            told: dict[str, Any] = {"actor": actor, "at": at, "division_code": division}
            done = decide_holder_changes(**told, row_ids=_numbers(keys), change=change).result
            return f"{done} 件的权利人已变更，可在导入记录中撤销。" if done else "没有可以这样处理的行。"

        return decide

    def accept(*, actor: Actor, at: datetime, keys: Sequence[str]) -> str:
        told: dict[str, Any] = {"actor": actor, "at": at, "division_code": division}
        done = accept_proposed(**told, row_ids=_numbers(keys)).result
        return f"登记 {done} 行，可在导入记录中撤销。" if done else "没有可以这样处理的行，原因见列表。"

    def aside(*, actor: Actor, at: datetime, keys: Sequence[str], reason: str) -> str:
        rows = _numbers(keys)
        done = set_waiting_aside(actor=actor, at=at, division_code=division, row_ids=rows, reason=reason).result
        return f"{done} 行已标为不登记，可在“不登记”中恢复。"

    def up(*, actor: Actor, at: datetime, keys: Sequence[str]) -> str:
        done = take_waiting_up(actor=actor, at=at, division_code=division, row_ids=_numbers(keys)).result
        return f"{done} 行恢复等待。"

    def state(query: Query) -> str:
        return query.filters.get("state", WaitingState.WAITING)

    def changes(query: Query) -> bool:
        return state(query) == "waiting" and query.filters.get("kind") in (None, "", "rights")

    def proposed(query: Query) -> bool:
        return state(query) == "waiting" and query.filters.get("kind") in (None, "", *ENTERED)

    return List(
        name="imports/waiting",
        label="待处理的清单行",
        unit="行",
        columns=(
            Column("number", "号码", ("number",)),
            Column("kind", "登记表", ("kind", "number")),
            Column("summary", "内容"),
            Column("file", "来自", ("batch__file_name", "source_row")),
            Column("outcome", "未补入的原因、理由或补入时间"),
        ),
        filters=(
            Filter("kind", "登记表", _equal("kind"), lambda _viewer: list(labels.items())),
            Filter("state", "状态", _equal("state"), lambda _v: WAITING_STATES, default="waiting", tabs="state"),
        ),
        search=lambda _viewer, text: Q(number__icontains=text),
        search_label="号码包含",
        source=lambda viewer: Rows(waiting_rows(viewer.actor, division, state=None)),
        cells=lambda rows, _viewer: [_waiting(row, labels) for row in rows],
        order="number",
        batch=(
            BatchStep("accept", "文献提示：登记勾选的", accept, None, proposed),
            BatchStep("correct", "权利人变动：按更正处理", changed("correction"), None, changes),
            BatchStep("transfer", "权利人变动：按转让处理", changed("transfer"), None, changes),
            BatchStep("aside", "勾选的不登记", aside, reason_form, lambda query: state(query) == "waiting"),
            BatchStep("up", "勾选的恢复等待", up, None, lambda query: state(query) == "dismissed"),
        ),
        empty_title="没有这样的行",
        empty="导入法律事件、年费或费减时权利还没有登记的行，以及权利人与登记不同的行、专利文献与登记不同之处、本县权利人未登记的专利，会出现在这里。",
    )


def _numbers(keys: Sequence[str]) -> list[int]:
    return [int(key) for key in keys if key.isdecimal()]


def _waiting(row: WaitingRow, labels: Mapping[str, str]) -> dict[str, Cell]:
    sheet = f"工作表“{row.sheet}” " if row.sheet else ""
    place = f"{sheet}第 {row.source_row} 行" if row.source_row else ""
    outcomes = {
        WaitingState.WAITING: Cell(row.problem),
        WaitingState.DISMISSED: Cell(row.reason, note=row.settled_by),
        WaitingState.PLACED: moment(row.settled_at),
    }
    return {
        "number": Cell(row.number),
        "kind": Cell(labels.get(row.kind, row.kind)),
        "summary": Cell(row.summary),
        "file": Cell(row.batch.file_name, about=("batch", row.batch.uid), note=place),
        "outcome": outcomes.get(WaitingState(row.state), Cell()),
    }


# -- printed names nobody has placed ------------------------------------------------------------------------------------

QUEUE_STATES = ((MatchState.DOUBTFUL.value, "有相近的企业"), (MatchState.UNMATCHED.value, "没有相近的企业"))


def name_list(division: str) -> List:
    """The queue: doubtful names first, then the most frequent; the candidates of a page's names are looked for."""

    def cells(rows: Sequence[QueuedName], _viewer: Viewer) -> list[Mapping[str, Cell]]:
        return [
            {
                "name": Cell(row.name),
                "rows": number(row.rows),
                "candidates": Cell(
                    "；".join(f"{one.name}（相似 {one.score}，{one.why}）" for one in found), data=(row.name, found)
                ),
            }
            for row, found in zip(rows, with_candidates(division, [row.name for row in rows]), strict=True)
        ]

    return List(
        name="imports/matches",
        label="权利人认定",
        unit="个名称",
        columns=(
            Column("name", "名称", ("name",)),
            Column("rows", "登记（条）", ("rows", "name"), number=True),
            Column("candidates", "相近的企业和认定"),
        ),
        filters=(
            Filter(
                "state", "范围", lambda _viewer, value: lambda row: row.worst == value, lambda _viewer: QUEUE_STATES
            ),
        ),
        search=lambda _viewer, text: lambda row: text.casefold() in row.name.casefold(),
        search_label="名称包含",
        source=lambda viewer: AtHand(waiting_names(viewer.actor, division)),
        cells=cells,
        key=lambda row: row.name,
        empty_title="没有待认定的权利人",
        empty="导入清单后，名称对不上的会出现在这里。",
        size=20,
    )


def decision_list(division: str) -> List:
    """What was decided about printed names, newest first, decisions taken back included."""

    def cells(rows: Sequence[MatchDecision], _viewer: Viewer) -> list[Mapping[str, Cell]]:
        known = enterprise_names([row.enterprise_id for row in rows if row.enterprise_id])
        return [_decision(row, known.get(row.enterprise_id or 0, "")) for row in rows]

    return List(
        name="imports/decisions",
        label="认定记录",
        unit="条",
        columns=(
            Column("name", "名称", ("printed_name",)),
            Column("verdict", "认定", ("verdict", "decided_at")),
            Column("decided_at", "时间", ("decided_at",)),
            Column("decided_by", "办理人"),
            Column("reason", "理由", shown=False, in_file=True),
            Column("undo", "撤销"),
        ),
        search=lambda _viewer, text: Q(printed_name__icontains=text),
        search_label="名称包含",
        source=lambda viewer: Rows(match_decisions(viewer.actor, division)),
        cells=cells,
        order="-decided_at",
        empty_title="还没有认定过",
        empty="在“权利人认定”中逐个或成批认定。",
    )


def _decision(row: MatchDecision, enterprise: str) -> dict[str, Cell]:
    words = MatchState(row.verdict).label + (f"：{enterprise}" if enterprise else "")
    return {
        "name": Cell(row.printed_name),
        "verdict": Cell(words, badge="同批" if row.bulk else ""),
        "decided_at": moment(row.decided_at),
        "decided_by": Cell(row.decided_by),
        "reason": Cell(row.reason),
        "undo": Cell(f"已由{row.undone_by}撤销或改判" if row.undone_at else ""),
    }

"""Rows of legal events. A transfer ends the standing holders and begins the new ones; a change of name carries the
enterprise on. Both are applied in order of their days after the last row, whatever order the file has."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from qiangxian.engines.intake import Row
from qiangxian.engines.lifecycle.consistency import event_contradictions
from qiangxian.engines.lifecycle.facts import Event
from qiangxian.kernel.clocks import county_day

from ...intake.desk import Desk, laid_ready
from ...intake.records import LOOK_AT_CODE
from ...intake.rematching import NOWHERE
from ...intake.rows import hash_of
from ...intake.tables import attached
from ...records.conditions import recorded
from ...records.names import fold_name
from ...records.versions import facts
from ...types import EventType, RecordKind
from ..awards import award_detail
from ..lifecycle_facts import STARTS, expiry_of, right_facts, starting_days
from ..models import Holding, LegalEvent, Right
from ..proofs import detail_words
from . import details
from .attached import OfRights, text_of

CHANGES_HOLDERS = frozenset({EventType.TRANSFER, EventType.NAME_CHANGE})
PARTIES = {"from_name": "from", "to_name": "to"}
# What else a row says goes into the event's detail under the names that readers of that event know.
NAMED = {
    EventType.PLEDGE: {
        "counterparty": "pledgee",
        "contract_number": "contract",
        "until": "until",
        "loan_fen": "loan_fen",
    },
    EventType.PLEDGE_RELEASED: {"counterparty": "pledgee", "contract_number": "contract"},
    EventType.LICENCE_RECORDED: {
        "counterparty": "licensee",
        "contract_number": "number",
        "until": "until",
        "licence_kind": "kind",
    },
    EventType.TRANSFER: {"cause": "cause", "contract_number": "contract"},
}
OTHERWISE = {"counterparty": "counterparty", "contract_number": "contract_number", "until": "until"}
TELLING = frozenset({"counterparty", "contract_number", "pledgee", "contract", "licensee", "number"})


@attached("events")
class Events(OfRights):
    """Kind `events`."""

    kind = "events"
    declares = RecordKind.RIGHT

    def __init__(self) -> None:
        self.later: list[tuple[date, Row, Right, str]] = []
        self.touched: dict[int, Right] = {}
        self.held: dict[int, list[Holding]] = {}

    def prepare(self, row: Row, desk: Desk) -> None:
        details.enrich(row, desk.division_code)

    def lay(self, pairs: Sequence[tuple[Row, Right]], desk: Desk) -> None:
        stored = _stored({right.record_id for _, right in pairs})
        for row, right in pairs:
            self._one(row, right, stored, desk)

    def check(self, row: Row, right: Right, desk: Desk) -> None:
        values = row.values
        kind, day, told = values["type"], values["effective_date"], values.get("announced_date")
        for found in event_contradictions(right_facts(right, ()), Event(kind, day, told), county_day(desk.at)):
            row.refuse(found.column.removeprefix("events."), found.value, found.words, found.remedy)
        if kind in STARTS and told and told < day:
            row.refuse("announced_date", told, "公告日早于生效日", "授权和注册自公告之日起生效，请核对")
        if kind in CHANGES_HOLDERS and not values.get("to_name"):
            row.refuse("to_name", None, "没有写明变更后权利人", "请补“变更后权利人”列")
        if kind == EventType.NAME_CHANGE and (
            len(values.get("to_name", ())) > 1 or len(values.get("from_name", ())) != 1
        ):
            row.refuse("from_name", None, "名称变更须写明一个变更前名称和一个变更后名称", "几个权利人更名的请分行填写")

    def _one(self, row: Row, right: Right, stored: dict[tuple[int, str], list[LegalEvent]], desk: Desk) -> None:
        row_hash = hash_of(row, self.kind)
        kind = row.values["type"]
        same = stored.get((right.record_id, kind), [])
        if any(event.row_hash == row_hash for event in same):
            desk.counts.unchanged += 1
            return
        fresh = _event(row)
        twin = next((event for event in same if _same_occurrence(event, fresh, kind)), None)
        if twin and _tells_nothing_new(twin, fresh):
            desk.counts.unchanged += 1
            return
        if twin and (twin.pk is None or kind in CHANGES_HOLDERS):
            words = "同日的同一事件在本文件或基础台账中已有，内容不同"
            row.refuse("type", row.printed.get("type"), words, "请只保留一行；已登记的请先撤销原批次，或在登记页面更正")
            return
        stored.setdefault((right.record_id, kind), []).append(
            LegalEvent(record_id=right.record_id, row_hash=row_hash, **fresh)
        )
        if kind in CHANGES_HOLDERS:
            self.later.append((row.values["effective_date"], row, right, row_hash))
        else:
            self._record(row, right, fresh, twin, row_hash, desk)

    def _record(
        self, row: Row, right: Right, fresh: dict[str, Any], twin: LegalEvent | None, row_hash: str, desk: Desk
    ) -> None:
        if twin is None:
            desk.counts.created += 1
        else:
            desk.counts.updated += 1
            desk.strike(twin)
            told = {name: value for name, value in fresh.items() if value not in (None, {})}
            fresh = {**facts(twin), **told, "detail": {**twin.detail, **fresh["detail"]}}
            desk.counts.change(row, right.number, _differences(twin, fresh))
        if fresh["type"] == EventType.LAPSE_UNPAID_FEE and not fresh["announced_date"]:
            row.note(
                "announced_date", None, "没有公告日，以生效日为信息截至", "终止追溯生效，补上公告日后历史数据才准确"
            )
        desk.add(LegalEvent, right.record_id, fresh, row, row_hash)
        self.touched[right.record_id] = right
        desk.counts.note(row.notes)

    def finish(self, desk: Desk) -> None:
        """Holders change in the order of the days."""
        desk.flush()
        self.held = _held({right.record_id for _, _, right, _ in self.later})
        for _, row, right, row_hash in sorted(self.later, key=lambda entry: (entry[0], entry[1].number)):
            self._change_holders(row, right, desk)
            if row.good:
                self._record(row, right, _event(row), None, row_hash, desk)
            else:
                desk.counts.refuse(row)
        desk.flush()

    def settle(self, desk: Desk) -> None:
        """What follows from events is brought up to date on the rights."""
        self._follow(desk)

    def _change_holders(self, row: Row, right: Right, desk: Desk) -> None:
        values, day = row.values, row.values["effective_date"]
        held = [holding for holding in self.held.get(right.record_id, ()) if holding.valid_to is None]
        leaving = {fold_name(name) for name in values.get("from_name", ())}
        strangers = leaving - {holding.folded_name for holding in held}
        if strangers:
            holders = "、".join(holding.holder_name for holding in held) or "（无）"
            row.refuse(
                "from_name",
                text_of(values, "from_name"),
                "变更前权利人不是登记的权利人",
                f"现权利人：{holders}；请核对或先补以前的转移",
            )
            return
        if any(holding.valid_from and holding.valid_from > day for holding in held):
            row.refuse("effective_date", day, "早于现权利人的起始日", "请按时间顺序补全此前的权利转移")
            return
        if {fold_name(name) for name in values["to_name"]} == {holding.folded_name for holding in held}:
            return
        self._apply(row, right, held, leaving, desk)

    def _apply(self, row: Row, right: Right, held: list[Holding], leaving: set[str], desk: Desk) -> None:
        values, day, known = row.values, row.values["effective_date"], row.values.get("announced_date")
        ending = [holding for holding in held if not leaving or holding.folded_name in leaving]
        renamed = ending[0] if values["type"] == EventType.NAME_CHANGE and ending else None
        staying = {holding.folded_name for holding in held} - {holding.folded_name for holding in ending}
        mine = self.held.setdefault(right.record_id, [])
        for holding in ending:
            mine[mine.index(holding)] = desk.replace(holding, row, valid_to=day, known_to=known)
        rank = min((holding.rank for holding in ending), default=len(held) + 1)
        placed = True
        for place, name in enumerate(name for name in values["to_name"] if fold_name(name) not in staying):
            code = values.get("to_uscc", "") if place == 0 else ""
            match = desk.matcher.match(name, code)
            record_id, state = match.record_id, str(match.state)
            if match.note:
                row.note("to_uscc", code, match.note, LOOK_AT_CODE)
            if renamed is not None:
                record_id, state = renamed.holder_id, renamed.match_state
            placed = placed and (match.placed or renamed is not None)
            facts_ = {
                "holder_id": record_id,
                "holder_name": name,
                "folded_name": fold_name(name),
                "holder_uscc": code,
                "rank": rank + place,
                "match_state": state,
                "valid_from": day,
                "known_from": known,
            }
            entry = desk.add(Holding, right.record_id, facts_, row)
            mine.append(laid_ready(Holding, right.record_id, facts_, entry))
        mine.sort(key=lambda holding: holding.rank)
        if not placed:
            desk.counts.unmatched += 1

    def _follow(self, desk: Desk) -> None:
        """A grant or registration sets its day where none is recorded; a renewal lengthens the term."""
        ids = list(self.touched)
        for start in range(0, len(ids), 500):
            piece = ids[start : start + 500]
            events: dict[int, list[LegalEvent]] = {}
            for event in LegalEvent.objects.filter(recorded(), record_id__in=piece).order_by("effective_date", "id"):
                events.setdefault(event.record_id, []).append(event)
            for right in Right.objects.filter(recorded(), record_id__in=piece).order_by("id"):
                _bring_up_to_date(right, events.get(right.record_id, []), desk)
            desk.flush()


def _bring_up_to_date(right: Right, events: list[LegalEvent], desk: Desk) -> None:
    changes: dict[str, Any] = starting_days(right, events)
    for column, day in changes.items():
        setattr(right, column, day)
    expiry = expiry_of(right, events)
    if changes or expiry != right.expiry_date:
        desk.replace(right, NOWHERE, **changes, expiry_date=expiry)


def _stored(record_ids: set[int]) -> dict[tuple[int, str], list[LegalEvent]]:
    stored: dict[tuple[int, str], list[LegalEvent]] = {}
    for event in LegalEvent.objects.filter(recorded(), record_id__in=record_ids).order_by("id"):
        stored.setdefault((event.record_id, event.type), []).append(event)
    return stored


def _event(row: Row) -> dict[str, Any]:
    values = row.values
    told = values.get("announced_date")
    return {
        "type": values["type"],
        "effective_date": values["effective_date"],
        "announced_date": told,
        "known_date": told or values["effective_date"],
        "detail": _detail(values),
    }


def _detail(values: dict[str, Any]) -> dict[str, Any]:
    names = {**PARTIES, **NAMED.get(values["type"], OTHERWISE)}
    detail = {key: _plain(values, name) for name, key in names.items()}
    if values["type"] == EventType.OPEN_LICENCE:
        detail["declared"] = True
    if values["type"] == EventType.AWARD:
        printed = text_of(values, "award_name") or text_of(values, "details")
        detail |= award_detail(printed, text_of(values, "award_level"), values.get("award_year"))
    return {key: value for key, value in detail.items() if value not in (None, "")}


def _plain(values: dict[str, Any], name: str) -> Any:
    value = values.get(name)
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, int) else text_of(values, name)


def _held(record_ids: set[int]) -> dict[int, list[Holding]]:
    """The standing holders of the rights whose holders change, by rank."""
    held: dict[int, list[Holding]] = {}
    ids = sorted(record_ids)
    for start in range(0, len(ids), 500):
        rows = Holding.objects.filter(recorded(), record_id__in=ids[start : start + 500], valid_to__isnull=True)
        for holding in rows.order_by("rank", "id"):
            held.setdefault(holding.record_id, []).append(holding)
    return held


def _same_occurrence(event: LegalEvent, fresh: dict[str, Any], kind: str) -> bool:
    """A right is granted once; everything else may happen again, on another day."""
    if event.effective_date != fresh["effective_date"]:
        return False
    other = TELLING & event.detail.keys() & fresh["detail"].keys()
    return kind in STARTS or all(event.detail[key] == fresh["detail"][key] for key in other)


def _differences(event: LegalEvent, fresh: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What a row changes of an event that stands: label, before, after in words."""
    named = f"{EventType(event.type).label}（{event.effective_date}）"
    pairs = (
        ("公告日", str(event.announced_date or ""), str(fresh["announced_date"] or "")),
        ("内容", detail_words(event.detail), detail_words(fresh["detail"])),
    )
    return ((f"{named}的{label}", before, after) for label, before, after in pairs if before != after)


def _tells_nothing_new(event: LegalEvent, fresh: dict[str, Any]) -> bool:
    same_day = fresh["announced_date"] in (None, event.announced_date)
    return same_day and all(event.detail.get(key) == value for key, value in fresh["detail"].items())

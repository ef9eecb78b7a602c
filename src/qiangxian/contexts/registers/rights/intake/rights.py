"""Rows of rights: holders by rank, the grant as an event, the term by law; what the row itself says is read in `row_facts`."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from qiangxian.engines.intake import Row
from qiangxian.engines.intake.sources import OWN
from qiangxian.engines.lifecycle.facts import Event
from qiangxian.kernel.clocks import county_day
from qiangxian.kernel.identifiers import not_ahead

from ...intake.desk import Desk
from ...intake.records import LOOK_AT_CODE
from ...intake.rows import hash_of
from ...intake.waiting import lay_aside
from ...records.conditions import recorded
from ...records.kinds import Kind, RecordDraft
from ...records.models import Recorded
from ...records.names import fold_name
from ...types import PATENT_TYPES, EventType, RightType
from ..lifecycle_facts import expiry_of
from ..models import Holding, LegalEvent, Right
from ..validation import NUMBERS
from . import statuses
from .row_facts import (
    agreed_type,
    area_of,
    drop_cut_names,
    facts_of,
    is_lawful,
    kind_and_number,
    number_check,
    sub_keys,
    take_printed_term,
)

UNNAMED = "（来源未给出名称）"
STARTING = {EventType.GRANT: "grant_date", EventType.REGISTRATION: "registration_date"}
KEYED = frozenset({RightType.TRADEMARK, RightType.GEOGRAPHICAL_INDICATION})
GRANTED = (*PATENT_TYPES, RightType.PLANT_VARIETY, RightType.OVERSEAS_INVENTION)


class RightRows(Kind):
    """How a table of rights is read."""

    def read(self, row: Row, desk: Desk) -> dict[str, Any]:
        kind, text, column = kind_and_number(row)
        if not text or kind is None:
            return {}
        statuses.grant_day(row)
        take_printed_term(row, kind)
        named = "application_number" if kind == "patent" else NUMBERS.get(kind, "")
        check = not_ahead(named, number_check(kind, text, row), county_day(desk.at))
        if not check.ok or check.canonical is None:
            is_lawful(row, kind, desk)
            row.refuse(column, text, check.reason, check.remedy)
            return {}
        kind = agreed_type(row, kind, check.canonical, column)
        if kind is None:
            return {}
        drop_cut_names(row)
        if check.status == "suspect":
            row.note(column, text, check.reason, check.remedy)
        if check.canonical != text:
            row.raw.setdefault(row.headers.get(column, "号码"), text)
        return facts_of(row, kind, check) if is_lawful(row, kind, desk) else {}

    def drafts(self, row: Row, facts: dict[str, Any], desk: Desk) -> Sequence[RecordDraft]:
        start = "grant_date" if facts["type"] in GRANTED else "registration_date"
        parts = {"holders": row.values.get("holders", ()), "area_code": area_of(row, desk), "own": OWN in row.traits}
        defaults = {"title": UNNAMED, "grant_date": statuses.granted_by_status(row, desk.division_code)}
        if (day := row.values.get("start_date")) and not any(row.values.get(column) for column in STARTING.values()):
            defaults |= {start: day}
            parts["start"] = start
        return [
            RecordDraft((facts["number"], sub_key), {**facts, "sub_key": sub_key}, parts, defaults)
            for sub_key in self._known_keys(row, facts, desk) or sub_keys(row, facts["type"])
        ]

    def _known_keys(self, row: Row, facts: dict[str, Any], desk: Desk) -> list[str]:
        """Our own list does not always show class or system: those that stand under the number are meant."""
        given = row.values.get("sub_key") or row.values.get("indication_system")
        if given or OWN not in row.traits or facts["type"] not in KEYED:
            return []
        return list(self.standing(desk.division_code).filter(number=facts["number"]).values_list("sub_key", flat=True))

    def begin(self, draft: RecordDraft, record_id: int, row: Row, desk: Desk) -> None:
        since = draft.facts["filing_date"] or draft.facts["grant_date"] or draft.facts["registration_date"]
        self._hold(draft, record_id, row, desk, since)
        for kind, day in _beginnings(draft):
            self._record(Event(kind, day, day), record_id, row, desk)
        self._by_status(draft, record_id, draft.facts["grant_date"], row, desk)

    def _by_status(self, draft: RecordDraft, record_id: int, granted: date | None, row: Row, desk: Desk) -> bool:
        """What the printed status with its day says has happened; whether that was new."""
        granted = granted or (draft.defaults["grant_date"] if draft.parts.get("start") else None)
        told = [] if granted or not (day := draft.defaults["grant_date"]) else [Event(EventType.GRANT, day, day)]
        if told or granted:
            granted = granted or told[0].effective_date
        elif draft.facts["type"] in PATENT_TYPES:
            statuses.tell_ungranted(row, draft.facts["type"])
        if event := statuses.ending(row, granted, desk.division_code):
            told.append(event)
        new = [event for event in told if record_id < 0 or not _events(record_id, event.type)]
        for event in new:
            statuses.tell(row, event)
            self._record(event, record_id, row, desk)
        return bool(new)

    def _record(self, event: Event, record_id: int, row: Row, desk: Desk) -> None:
        days = {"effective_date": event.effective_date, "announced_date": event.announced_date}
        desk.add(LegalEvent, record_id, {"type": str(event.type), **days, "known_date": event.known_date}, row)

    def _hold(self, draft: RecordDraft, record_id: int, row: Row, desk: Desk, since: date | None) -> None:
        placed = True
        for rank, name in enumerate(draft.parts["holders"], start=1):
            first = rank == 1
            code = row.values.get("holder_uscc", "") if first else ""
            match = desk.matcher.match(name, code)
            if match.note:
                row.note("holder_uscc", code, match.note, LOOK_AT_CODE)
            placed = placed and match.placed
            facts = {
                "holder_id": match.record_id,
                "holder_name": name,
                "folded_name": fold_name(name),
                "holder_uscc": code,
                "rank": rank,
                "address": row.values.get("address", "") if first else "",
                "area_code": draft.parts["area_code"] if first else "",
                "match_state": str(match.state),
                "valid_from": since,
            }
            desk.add(Holding, record_id, facts, row)
        if draft.parts["holders"]:
            desk.counts.match(placed)

    def news(self, draft: RecordDraft, old: Any) -> dict[str, Any]:
        """Our own list says one first day, and the end of the term with every renewal: where a record has them, they are none."""
        told = super().news(draft, old)
        if (old.grant_date or old.registration_date) and (start := draft.parts.get("start")):
            told.pop(start, None)
        end = told.get("printed_expiry")
        if draft.parts["own"] and end and end + timedelta(days=1) == old.expiry_date:
            told.pop("printed_expiry")
        return told

    def revise(self, draft: RecordDraft, old: Recorded, row: Row, desk: Desk) -> bool:
        changed = self._revise_start(draft, old, row, desk)
        granted = draft.facts["grant_date"] or getattr(old, "grant_date", None)
        ended = self._by_status(draft, old.record_id, granted, row, desk)
        return self._revise_holders(draft, old, row, desk) or changed or ended

    def _revise_start(self, draft: RecordDraft, old: Recorded, row: Row, desk: Desk) -> bool:
        changed = False
        for kind, column in STARTING.items():
            day = draft.facts[column]
            if not day or (draft.parts["own"] and day == getattr(old, column)):
                continue
            events = _events(old.record_id, kind)
            if any(event.effective_date == day for event in events):
                continue
            for event in events:
                desk.strike(event)
            self._record(Event(kind, day, day), old.record_id, row, desk)
            changed = True
        return changed

    def _revise_holders(self, draft: RecordDraft, old: Recorded, row: Row, desk: Desk) -> bool:
        """Other holders than stand are a correction, or a transfer, as a person says; until then they wait in the queue."""
        names = draft.parts["holders"]
        folded = [fold_name(name) for name in names]
        held = list(Holding.objects.filter(recorded(), record_id=old.record_id).order_by("rank", "id")) if names else []
        standing = [holding for holding in held if holding.valid_to is None]
        first = [h for h in held if h.valid_from == min((x.valid_from for x in held if x.valid_from), default=None)]
        if not names or folded in ([h.folded_name for h in standing], [h.folded_name for h in first]):
            return False
        if not held:
            self._hold(draft, old.record_id, row, desk, draft.facts["filing_date"])
            return True
        if self._are_the_same(names, standing, row, desk):
            return False
        desk.counts.holder_changes += 1
        printed = "、".join(holding.holder_name for holding in standing) or "（无）"
        desk.counts.change(row, self.label_of(old), [("权利人", printed, "、".join(names))])
        change = desk.batch.options.get("holder_change")
        late = any(holding.valid_from and holding.valid_from > desk.through for holding in standing)
        if not change or (change == "transfer" and late):
            keys, told = [draft.facts["number"]], f"权利人：{printed} → {'、'.join(names)}"
            lay_aside(row, self.table, hash_of(row, self.table), keys, told, desk)
            return False
        if change == "transfer":
            self._transfer(draft, old.record_id, standing, row, desk)
            return True
        for holding in standing:
            desk.strike(holding)
        self._hold(draft, old.record_id, row, desk, standing[0].valid_from if standing else draft.facts["filing_date"])
        return True

    def _are_the_same(self, names: Sequence[str], standing: Sequence[Holding], row: Row, desk: Desk) -> bool:
        """Other names of the very enterprises that hold it: nobody changed."""
        codes = [row.values.get("holder_uscc", ""), *[""] * len(names)]
        found = [desk.matcher.match(name, code).record_id for name, code in zip(names, codes, strict=False)]
        return None not in found and found == [holding.holder_id for holding in standing]

    def _transfer(self, draft: RecordDraft, record_id: int, standing: Sequence[Holding], row: Row, desk: Desk) -> None:
        """The day of the transfer is not printed: it is entered for the day the table is complete for, and told."""
        day = desk.through
        parties = {"from": "；".join(h.holder_name for h in standing), "to": "；".join(draft.parts["holders"])}
        for holding in standing:
            desk.replace(holding, row, valid_to=day)
        self._hold(draft, record_id, row, desk, day)
        told = {"type": str(EventType.TRANSFER), "effective_date": day, "known_date": day, "detail": parties}
        desk.add(LegalEvent, record_id, told, row)
        row.note("holders", parties["to"], f"按转让登记，自 {day} 起", "转让登记日请按公告补正")

    def derive(self, facts: dict[str, Any], record_id: int) -> None:
        """The term by law, with every renewal recorded."""
        events = LegalEvent.objects.filter(recorded(), record_id=record_id)
        facts["expiry_date"] = expiry_of(Right(**facts), events)

    def document(self, row: Row, draft: RecordDraft) -> tuple[Any, ...] | None:
        """Which of the several documents of one application (A, B …) a row describes."""
        number = row.values.get("publication_number")
        return (number, draft.facts["filing_date"]) if number and draft.facts["type"] in PATENT_TYPES else None


def _beginnings(draft: RecordDraft) -> list[tuple[EventType, date]]:
    """How and when the right began: one day printed as grant and as registration is one beginning, of the sort its kind has."""
    days = {column: draft.facts[column] for column in STARTING.values()}
    if start := draft.parts.get("start"):
        days[start] = days[start] or draft.defaults[start]
    if days["grant_date"] == days["registration_date"]:
        days["registration_date" if draft.facts["type"] in GRANTED else "grant_date"] = None
    return [(kind, day) for kind, column in STARTING.items() if (day := days[column])]


def _events(record_id: int, kind: str) -> list[LegalEvent]:
    return list(LegalEvent.objects.filter(recorded(), record_id=record_id, type=kind))

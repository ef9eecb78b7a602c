"""Rows that are records of their own: created, laid over what stands, or found unchanged."""

import struct
from collections.abc import Sequence
from typing import Any

from qiangxian.engines.intake import Row
from qiangxian.kernel.clocks import county_day

from ..records.kinds import EMPTY, Kind, RecordDraft
from ..records.models import Recorded
from ..records.parties import placed_parties
from ..records.readers import differences
from ..records.validation import HAPPENED
from ..records.versions import facts
from .desk import Desk
from .rows import hash_of, laid_over

HOLDER_CHANGES = {"correction": "按更正处理：原登记有误", "transfer": "按转让处理：自数据截至日变更"}
LOOK_AT_CODE = "请核对代码和名称；对不上的在“权利人认定”中认定"
_FURTHER_AT_ONCE = 500
# Of every record of a file, in few bytes: row and sheet, then hashes of the row, of what it says, of its document and the rest.
_SEEN = struct.Struct("<IIqqqq")


class Records:
    """Takes the rows of one kind, chunk by chunk."""

    def __init__(self, kind: Kind) -> None:
        self.kind, self.name = kind, kind.table
        self.seen: dict[int, bytes] = {}
        self.sheets: dict[str, int] = {}
        self.further: list[tuple[Row, str, RecordDraft]] = []

    def take(self, rows: Sequence[Row], desk: Desk) -> None:
        """One chunk."""
        drafted = [(row, self._drafts(row, desk)) for row in rows]
        good = [(row, drafts) for row, drafts in drafted if row.good and drafts]
        standing = self._standing([draft.key for _, drafts in good for draft in drafts], desk)
        for row, drafts in good:
            self._place(row, drafts, standing, desk)
        for row in rows:
            if row.good:
                desk.counts.note(row.notes)
            else:
                desk.counts.refuse(row)
        desk.flush()

    def finish(self, desk: Desk) -> None:
        """After the last row, still staging; what was seen in the file is of no use when it is written."""
        desk.flush()
        self.seen.clear()

    def settle(self, desk: Desk) -> None:
        """Further documents about records of this file are laid over them."""
        for start in range(0, len(self.further), _FURTHER_AT_ONCE):
            piece = self.further[start : start + _FURTHER_AT_ONCE]
            standing = self._standing([draft.key for _, _, draft in piece], desk)
            for row, row_hash, draft in piece:
                if old := standing.get(draft.key):
                    self._lay_over(row, row_hash, draft, old, desk)
            desk.flush()

    def _drafts(self, row: Row, desk: Desk) -> Sequence[RecordDraft]:
        if not row.good:
            return ()
        counts = desk.counts
        before = (counts.unmatched, counts.asked, counts.missed)
        drafts = self._read(row, desk)
        if not row.good:
            counts.unmatched, counts.asked, counts.missed = before
        return drafts

    def _read(self, row: Row, desk: Desk) -> Sequence[RecordDraft]:
        """The facts of the row with its parties placed."""
        told = self.kind.read(row, desk)
        today = county_day(desk.at)
        for name in HAPPENED:
            if (day := told.get(name)) and day > today:
                row.refuse(name, day, "日期在将来", "请核对日期")
        if not row.good:
            return ()
        links, matches = placed_parties(self.kind.parties, {**row.values, **told}, desk.finder)
        if matches:
            desk.counts.match(all(match.placed for _, match in matches))
        for party, match in matches:
            if match.note:
                row.note(party.code, row.values.get(party.code), match.note, LOOK_AT_CODE)
        told |= links
        self.kind.complete(told, desk.finder)
        return self.kind.drafts(row, told, desk)

    def _standing(self, keys: Sequence[tuple[Any, ...]], desk: Desk) -> dict[tuple[Any, ...], Recorded]:
        """The standing rows under any of the keys: asked by the most telling column, one query."""
        names = self.kind.key
        place = names.index("enterprise_name") if "enterprise_name" in names else 0
        asked = {f"{names[place]}__in": {key[place] for key in keys}}
        rows = self.kind.standing(desk.division_code).filter(**asked)
        return {tuple(getattr(row, name) for name in names): row for row in rows}

    def _place(
        self, row: Row, drafts: Sequence[RecordDraft], standing: dict[tuple[Any, ...], Recorded], desk: Desk
    ) -> None:
        row_hash = hash_of(row, self.name)
        if self._stands_twice(row, drafts, row_hash, desk):
            return
        outcomes = {self._one(row, row_hash, draft, standing.get(draft.key), desk) for draft in drafts}
        for outcome in ("created", "updated", "unchanged"):
            if outcome in outcomes:
                setattr(desk.counts, outcome, getattr(desk.counts, outcome) + 1)
                return

    def _stands_twice(self, row: Row, drafts: Sequence[RecordDraft], row_hash: str, desk: Desk) -> bool:
        """The same record twice in one file: the same row again is no news, another row contradicts."""
        for draft in drafts:
            document = self.kind.document(row, draft)
            told = hash(row_hash), _said(row, draft), *((hash(document[0]), hash(document[1:])) if document else (0, 0))
            place = self.sheets.setdefault(row.sheet, len(self.sheets))
            seen = self.seen.setdefault(hash(draft.key), _SEEN.pack(row.number, place, *told))
            number, place, before, said_before, first, rest = _SEEN.unpack(seen)
            sheet = list(self.sheets)[place]
            if (sheet, number) == (row.sheet, row.number):
                continue
            where = f"工作表“{sheet}”第 {number} 行" if sheet and sheet != row.sheet else f"第 {number} 行"
            if before == told[0]:
                desk.counts.unchanged += 1
            elif said_before == told[1]:
                desk.counts.unchanged += 1
                words = f"与{where}是同一条登记，登记的内容相同，只是写法或原样保留的列不同"
                row.note(None, None, words, "以先出现的一行为准")
            elif document and first and first != told[2] and rest == told[3]:
                desk.counts.updated += 1
                self.further.append((row, row_hash, draft))
            else:
                words = f"{where}已有同一条登记（{'、'.join(str(part) for part in draft.key if part)}），内容不同"
                row.refuse(None, None, words, "请核对后只保留一行")
            return True
        return False

    def _one(self, row: Row, row_hash: str, draft: RecordDraft, old: Recorded | None, desk: Desk) -> str:
        if old is None:
            record_id = desk.new_record(str(self.kind.code))
            told = {name: value for name, value in draft.facts.items() if value not in EMPTY}
            desk.add(self.kind.model, record_id, {**draft.defaults, **told}, row, row_hash)
            self.kind.begin(draft, record_id, row, desk)
            return "created"
        decided = bool(desk.batch.options.get("holder_change"))  # what the row left open is decided now
        if (old.row_hash == row_hash and not decided) or self._overruled(old, row_hash):
            return "unchanged"
        return "updated" if self._lay_over(row, row_hash, draft, old, desk) else "unchanged"

    def _lay_over(self, row: Row, row_hash: str, draft: RecordDraft, old: Recorded, desk: Desk) -> bool:
        merged = laid_over(old, self.kind.news(draft, old))
        self.kind.derive(merged, old.record_id)
        changed = merged != facts(old)
        if changed:
            desk.counts.change(row, self.kind.label_of(old), differences(self.kind.code, facts(old), merged))
            desk.strike(old)
            desk.add(self.kind.model, old.record_id, merged, row, row_hash)
        beside = self.kind.revise(draft, old, row, desk)
        return changed or beside

    def _overruled(self, old: Recorded, row_hash: str) -> bool:
        """A person has corrected what this very row said: importing it again does not undo the correction."""
        if old.batch_id is not None:
            return False
        earlier = type(old)._default_manager.filter(record_id=old.record_id, row_hash=row_hash)
        return bool(earlier.exists())


def _said(row: Row, draft: RecordDraft) -> int:
    """What a row says of its record, however it is spelled: the facts without the originals kept beside them. (Compared within
    one import only.)"""
    facts = draft.facts
    beside = [value for name, value in row.values.items() if name not in facts and not name.endswith("number")]
    return hash((*[value for name, value in facts.items() if name != "raw"], *beside, repr(draft.parts)))

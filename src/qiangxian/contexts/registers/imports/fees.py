"""Rows of annual fees: what is known of one year of one patent."""

from collections.abc import Sequence
from typing import Any

from qiangxian.engines.intake import Row

from ..conditions import recorded
from ..models import AnnualFee
from ..types import PATENT_TYPES
from ..versions import facts
from .attached import right_of, rights_of
from .desk import Desk
from .kinds import hash_of

TOLD = ("due_date", "paid_on", "amount_fen", "surcharge_fen")
LONGEST_TERM = 25


class Fees:
    """Kind `fees`."""

    kind = "fees"

    def __init__(self) -> None:
        self.seen: dict[tuple[int, int], tuple[int, str]] = {}

    def take(self, rows: Sequence[Row], desk: Desk) -> None:
        """One chunk: good rows become fee years, the others are refused."""
        good = [row for row in rows if row.good]
        found = rights_of(good, desk.division_code)
        pairs = [(row, right) for row in good if (right := right_of(row, found))]
        ids = {right.record_id for _, right in pairs}
        stored = {(fee.record_id, fee.year): fee for fee in AnnualFee.objects.filter(recorded(), record_id__in=ids)}
        for row, right in pairs:
            if right.type not in PATENT_TYPES:
                row.refuse(
                    "number", row.values["number"], "这件权利不缴年费", "年费只适用于发明、实用新型和外观设计专利"
                )
            if not 1 <= row.values["year"] <= LONGEST_TERM:
                row.refuse("year", row.values["year"], "年费年度不对", "应为自申请日起的第几个年度，不是公历年份")
            if row.good:
                self._one(row, right.record_id, stored.get((right.record_id, row.values["year"])), desk)
        for row in rows:
            if not row.good:
                desk.counts.refuse(row)

    def _one(self, row: Row, record_id: int, old: AnnualFee | None, desk: Desk) -> None:
        key, row_hash = (record_id, row.values["year"]), hash_of(row, self.kind)
        number, seen_hash = self.seen.setdefault(key, (row.number, row_hash))
        if number != row.number:
            self._twice(row, number, seen_hash == row_hash, desk)
            return
        told: dict[str, Any] = {name: row.values[name] for name in TOLD if row.values.get(name) is not None}
        known = row.values.get("known_date") or row.values.get("paid_on") or told.get("due_date") or desk.through
        if old and (old.row_hash == row_hash or all(getattr(old, name) == value for name, value in told.items())):
            desk.counts.unchanged += 1
            return
        before = {name: facts(old)[name] for name in TOLD} if old else {}
        if old:
            desk.strike(old)
        new = {"year": row.values["year"], **before, **told, "known_date": known}
        desk.add(AnnualFee, record_id, new, row, row_hash)
        desk.counts.note(row.notes)
        if old:
            desk.counts.updated += 1
        else:
            desk.counts.created += 1

    def _twice(self, row: Row, number: int, same: bool, desk: Desk) -> None:
        if same:
            desk.counts.unchanged += 1
        else:
            row.refuse(
                "year",
                row.values["year"],
                f"第 {number} 行已有同一件专利同一年度的年费，内容不同",
                "请核对后只保留一行",
            )

    def finish(self, desk: Desk) -> None:
        desk.flush()

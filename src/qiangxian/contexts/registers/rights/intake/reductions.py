"""Rows of approved fee reductions. They are laid ready in the order of their days, whatever order the file has: of one
patent one reduction holds at a time."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from qiangxian.engines.intake import Row
from qiangxian.kernel.clocks import county_day

from ...intake.desk import Desk, laid_ready
from ...intake.rows import hash_of
from ...intake.tables import attached
from ...records.conditions import by_record
from ..models import FeeReduction, Right
from .attached import OfRights, refuse_no_patent


@attached("reductions")
class Reductions(OfRights):
    """Kind `reductions`."""

    kind = "reductions"

    def __init__(self) -> None:
        self.told: list[tuple[Row, int]] = []

    def check(self, row: Row, right: Right, desk: Desk) -> None:
        refuse_no_patent(row, right)
        approved, ended = row.values["approved_date"], row.values.get("ended_date")
        if approved > county_day(desk.at) or (right.filing_date and approved < right.filing_date):
            row.refuse("approved_date", approved, "批准日不可能是这一天", "应在申请日与今天之间")
        if ended and ended <= approved:
            row.refuse("ended_date", ended, "终止日早于批准日", f"批准日是 {approved}，请核对")

    def lay(self, pairs: Sequence[tuple[Row, Right]], desk: Desk) -> None:
        self.told += [(row, right.record_id) for row, right in pairs]

    def finish(self, desk: Desk) -> None:
        """Every row beside what stands of its patent by then."""
        standing = by_record(FeeReduction, sorted({record_id for _, record_id in self.told}))
        for row, record_id in sorted(self.told, key=lambda pair: (pair[0].values["approved_date"], pair[0].number)):
            self._one(row, record_id, standing[record_id], desk)
            if not row.good:
                desk.counts.refuse(row)
        desk.flush()

    def _one(self, row: Row, record_id: int, standing: list[FeeReduction], desk: Desk) -> None:
        told = _told(row)
        old = next((one for one in standing if one.approved_date == told["approved_date"]), None)
        if old and all(getattr(old, name) == value for name, value in told.items()):
            desk.counts.unchanged += 1
        elif other := next((one for one in standing if one is not old and _meets(one, told)), None):
            words = f"{other.approved_date} 批准的费减到这一天尚未终止"
            row.refuse("approved_date", told["approved_date"], words, "请补上前一项的终止日，或作废误登的费减")
        elif old is None:
            desk.counts.created += 1
            entry = desk.add(FeeReduction, record_id, told, row, hash_of(row, self.kind))
            standing.append(laid_ready(FeeReduction, record_id, told, entry))
        elif old.pk is None:
            row.refuse(
                "percent", row.printed.get("percent"), "同一批准日在本文件中已有，内容不同", "请核对后只保留一行"
            )
        else:
            desk.counts.updated += 1
            standing[standing.index(old)] = desk.replace(old, row, **told)


def _told(row: Row) -> dict[str, Any]:
    approved, ended = row.values["approved_date"], row.values.get("ended_date")
    begun = {"approved_date": approved, "valid_from": approved, "known_from": approved}
    return {"percent": int(row.values["percent"]), **begun} | ({"valid_to": ended, "known_to": ended} if ended else {})


def _meets(one: FeeReduction, told: dict[str, Any]) -> bool:
    """Whether both would reduce the fee of some day."""
    first, last = one.valid_from or one.approved_date, one.valid_to or date.max
    return bool(first < told.get("valid_to", date.max) and told["valid_from"] < last)

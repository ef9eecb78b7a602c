"""Rows of annual fees: what is known of one year of one patent. A fee and its surcharge often stand in two rows (two items
of one receipt, or two receipts): the rows of one year are put together before they are compared with what stands."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from qiangxian.engines.intake import Row
from qiangxian.engines.lifecycle.consistency import fee_contradictions
from qiangxian.engines.lifecycle.facts import FeeYear
from qiangxian.kernel import rulebook
from qiangxian.kernel.clocks import county_day

from ...intake.desk import Desk
from ...intake.rows import hash_of
from ...intake.tables import attached
from ...records.conditions import recorded
from ...records.readers import shown
from ...records.versions import facts
from ...types import RecordKind
from ..lifecycle_facts import right_facts
from ..models import AnnualFee, Right
from .attached import OfRights, refuse_no_patent
from .fee_items import read_item

TOLD = ("due_date", "paid_on", "amount_fen", "surcharge_fen", "receipt_number")
_AT_ONCE = 500


@dataclass
class _Year:
    """One year of one patent as this file tells it, and the rows that tell it."""

    told: dict[str, Any] = field(default_factory=dict)
    known: date | None = None
    rows: list[tuple[Row, str]] = field(default_factory=list)

    @property
    def row_hash(self) -> str:
        """Of one row its own; of several one over all of them, in whatever order."""
        hashes = sorted(row_hash for _, row_hash in self.rows)
        return hashes[0] if len(hashes) == 1 else hashlib.blake2b("".join(hashes).encode(), digest_size=16).hexdigest()


@attached("fees")
class FeeRows(OfRights):
    """Kind `fees`."""

    kind = "fees"

    def __init__(self) -> None:
        self.years: dict[tuple[int, int], _Year] = {}
        self.loose: list[tuple[Row, Right]] = []

    def prepare(self, row: Row, desk: Desk) -> None:
        read_item(row, desk.division_code)

    def check(self, row: Row, right: Right, desk: Desk) -> None:
        refuse_no_patent(row, right)
        year, today = row.values.get("year"), county_day(desk.at)
        due = row.values.get("due_date") or right.filing_date or today
        fee = FeeYear(1 if year is None else year, due, row.values.get("paid_on"))
        for found in fee_contradictions(right_facts(right, ()), fee, today):
            row.refuse(found.column.removeprefix("fees."), found.value, found.words, found.remedy)

    def lay(self, pairs: Sequence[tuple[Row, Right]], desk: Desk) -> None:
        for row, right in pairs:
            if row.values.get("year"):
                self._place(row, right.record_id, desk)
            else:
                self.loose.append((row, right))

    def _place(self, row: Row, record_id: int, desk: Desk) -> None:
        entry = self.years.setdefault((record_id, row.values["year"]), _Year())
        row_hash = hash_of(row, self.kind)
        if any(row_hash == before for _, before in entry.rows):
            desk.counts.unchanged += 1
            return
        told = {name: row.values[name] for name in TOLD if row.values.get(name) not in (None, "")}
        if _contradicts(entry.told, told):
            words = f"第 {entry.rows[0][0].number} 行已有同一件专利同一年度的年费，内容不同"
            row.refuse("year", row.values["year"], words, "请核对后只保留一行")
            return
        entry.told = _together(entry.told, told)
        known = row.values.get("known_date") or row.values.get("paid_on") or told.get("due_date") or desk.through
        entry.known = max(entry.known or known, known)
        entry.rows.append((row, row_hash))

    def finish(self, desk: Desk) -> None:
        """Surcharges without a year find the fee they were paid with; then every year is laid beside what stands."""
        for row, right in self.loose:
            self._attach(row, right.record_id, desk)
        told = [(key, entry) for key, entry in self.years.items() if entry.rows]
        for start in range(0, len(told), _AT_ONCE):
            piece = told[start : start + _AT_ONCE]
            stored = AnnualFee.objects.filter(recorded(), record_id__in={record_id for (record_id, _), _ in piece})
            standing = {(fee.record_id, fee.year): fee for fee in stored.order_by("id")}
            for key, entry in piece:
                self._write(key, entry, standing.get(key), desk)
        desk.flush()

    def _attach(self, row: Row, record_id: int, desk: Desk) -> None:
        paid, receipt = row.values.get("paid_on"), row.values.get("receipt_number")
        with_it = [
            year
            for (other, year), entry in self.years.items()
            if other == record_id and _same_payment(entry.told, paid, receipt)
        ]
        if len(with_it) == 1:
            row.values["year"] = with_it[0]
            self._place(row, record_id, desk)
        else:
            remedy = "请在费用种类中写明年度，例如“第7年年费滞纳金”，或补“年费年度”列"
            row.refuse("item", row.values.get("item"), "看不出是哪一年的滞纳金", remedy)
        if not row.good:
            desk.counts.refuse(row)

    def _write(self, key: tuple[int, int], entry: _Year, old: AnnualFee | None, desk: Desk) -> None:
        record_id, year = key
        rows, row_hash = entry.rows, entry.row_hash
        if old and (old.row_hash == row_hash or all(getattr(old, name) == value for name, value in entry.told.items())):
            desk.counts.unchanged += len(rows)
            return
        before = {name: facts(old)[name] for name in TOLD} if old else {}
        if old:
            desk.strike(old)
            labels = {name: f"第{year}年{told['label']}" for name, told in _fields(desk.division_code).items()}
            pairs = [
                (labels[name], shown(RecordKind.RIGHT, name, before[name]), shown(RecordKind.RIGHT, name, value))
                for name, value in entry.told.items()
                if before[name] != value
            ]
            desk.counts.change(rows[0][0], str(rows[0][0].values["number"]), pairs)
        new = {"year": year, **before, **entry.told, "known_date": entry.known}
        desk.add(AnnualFee, record_id, new, rows[0][0], row_hash)
        for row, _ in rows:
            desk.counts.note(row.notes)
        if old:
            desk.counts.updated += len(rows)
        else:
            desk.counts.created += len(rows)


def _fields(division_code: str) -> Mapping[str, Mapping[str, Any]]:
    found: Mapping[str, Mapping[str, Any]] = rulebook.load("intake", "fees", division=division_code)["fields"]
    return found


def _contradicts(before: dict[str, Any], told: dict[str, Any]) -> bool:
    """Two receipts may tell of one year (fee and surcharge); the same money twice, or two due days, cannot both be right."""
    telling = ("due_date", "amount_fen", "surcharge_fen")
    if any(name in before and name in told and before[name] != told[name] for name in telling):
        return True
    apart = {"amount_fen", "surcharge_fen"}
    one_payment = not (apart & before.keys()) ^ (apart & told.keys())
    return one_payment and before.get("paid_on", told.get("paid_on")) != told.get("paid_on", before.get("paid_on"))


def _together(before: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    merged = {**before, **told}
    if "paid_on" in before and "paid_on" in told:
        merged["paid_on"] = max(before["paid_on"], told["paid_on"])
    receipts = dict.fromkeys(filter(None, (before.get("receipt_number"), told.get("receipt_number"))))
    if receipts:
        merged["receipt_number"] = "；".join(receipts)[:60]
    return merged


def _same_payment(told: dict[str, Any], paid: date | None, receipt: str | None) -> bool:
    if receipt and told.get("receipt_number"):
        return receipt in told["receipt_number"].split("；")
    return paid is not None and told.get("paid_on") == paid

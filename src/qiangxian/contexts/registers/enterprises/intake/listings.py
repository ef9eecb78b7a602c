"""Rows of public lists on which enterprises stand (经营异常名录 …): put on the list on a day, perhaps taken off on another."""

from collections.abc import Sequence
from typing import Any

from qiangxian.engines.intake import Row

from ...intake.desk import Desk
from ...intake.rows import hash_of, in_order
from ...intake.tables import attached
from ...records.conditions import recorded
from ..models import EnterpriseListing

TOLD = ("valid_to", "known_from", "known_to", "document_number", "detail")
NOBODY = "基础台账中没有这家企业，或名称对应不止一家"


@attached("listings")
class Listings:
    """Kind `listings`."""

    kind, declares, waits_for = "listings", "", ""

    def __init__(self) -> None:
        self.seen: dict[tuple[int, str, Any], tuple[int, str]] = {}

    def take(self, rows: Sequence[Row], desk: Desk) -> None:
        """One chunk: good rows become listings of their enterprise, the others are refused."""
        placed = [(row, record_id) for row in rows if (record_id := self._enterprise(row, desk)) is not None]
        ids = {record_id for _, record_id in placed}
        standing = {
            (listing.record_id, listing.kind, listing.valid_from): listing
            for listing in EnterpriseListing.objects.filter(recorded(), record_id__in=ids).order_by("id")
        }
        for row, record_id in placed:
            key = (record_id, row.values["kind"], row.values["valid_from"])
            self._one(row, key, standing.get(key), desk)
        for row in rows:
            if row.good:
                desk.counts.note(row.notes)
            else:
                desk.counts.refuse(row)

    def _enterprise(self, row: Row, desk: Desk) -> int | None:
        in_order(row, ("valid_from", "valid_to", "移出日早于列入日"))
        if not row.good:
            return None
        match = desk.matcher.match(row.values["enterprise_name"], row.values.get("uscc", ""))
        desk.counts.match(match.record_id is not None)
        if match.record_id is None:
            remedy = "请先导入企业清单，或补上统一社会信用代码；简称和旧名请先在“权利人认定”中认定"
            row.refuse("enterprise_name", row.values["enterprise_name"], NOBODY, remedy)
        return match.record_id

    def _one(self, row: Row, key: tuple[int, str, Any], old: EnterpriseListing | None, desk: Desk) -> None:
        row_hash = hash_of(row, self.kind)
        number, before = self.seen.setdefault(key, (row.number, row_hash))
        if number != row.number:
            self._twice(row, number, before == row_hash, desk)
            return
        told = {name: row.values[name] for name in TOLD if row.values.get(name) not in (None, "")}
        if old is None:
            desk.counts.created += 1
            desk.add(EnterpriseListing, key[0], {"kind": key[1], "valid_from": key[2], **told}, row, row_hash)
        elif old.row_hash == row_hash or all(getattr(old, name) == value for name, value in told.items()):
            desk.counts.unchanged += 1
        else:
            desk.counts.updated += 1
            desk.replace(old, row, **told)

    def _twice(self, row: Row, number: int, same: bool, desk: Desk) -> None:
        if same:
            desk.counts.unchanged += 1
        else:
            words = f"第 {number} 行已有同一企业同日列入同一名录的记录，内容不同"
            row.refuse("valid_from", row.values["valid_from"], words, "请核对后只保留一行")

    def finish(self, desk: Desk) -> None:
        """Nothing is left after the last row but to lay it aside."""
        desk.flush()

    def settle(self, desk: Desk) -> None:
        """Nothing follows from listings."""

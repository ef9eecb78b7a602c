"""How a kind of table becomes register rows: the frame all kinds share, and the drafts they make of a row."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from qiangxian.engines.intake import Row
from qiangxian.kernel import division

from ..records.models import Recorded
from ..records.versions import facts
from .desk import Desk


@dataclass
class Draft:
    """What a row says about one record: its natural key, its facts, and what belongs to it in other tables. `defaults` are
    assumed for a new record only: they never overwrite what is known of an old one."""

    key: tuple[Any, ...]
    facts: dict[str, Any]
    parts: dict[str, Any] = field(default_factory=dict)
    defaults: dict[str, Any] = field(default_factory=dict)


class Kind(Protocol):
    """One kind of table. `draft` refuses on the row where something is wrong; the others write through the desk."""

    @property
    def register(self) -> str:
        """Which register its records belong to."""

    @property
    def model(self) -> type[Recorded]:
        """The main table."""

    @property
    def key_fields(self) -> tuple[str, ...]:
        """The columns of the natural key."""

    def draft(self, row: Row, desk: Desk) -> Sequence[Draft]:
        """The records the row speaks of (several for a mark in several classes)."""

    def begin(self, draft: Draft, record_id: int, row: Row, desk: Desk) -> None:
        """Everything beside the main row of a new record."""

    def revise(self, draft: Draft, old: Recorded, row: Row, desk: Desk) -> bool:
        """Everything beside the main row of a record that stands; whether anything changed."""

    def derive(self, merged: dict[str, Any], old: Recorded) -> None:
        """Recompute what follows from the facts after old and new were laid together."""

    def finish(self, desk: Desk) -> None:
        """After the last row, still staging."""

    def settle(self, desk: Desk) -> None:
        """After everything staged was written: what has to read it back."""

    def document(self, row: Row, draft: Draft) -> tuple[Any, ...] | None:
        """What tells two rows of one record apart as two documents about it (A and B of one application); None where two
        rows of one record contradict each other."""


def hash_of(row: Row, kind: str) -> str:
    """The same row in the same kind of table gives the same hash, wherever it stands in whichever file."""
    content = (kind, sorted(row.values.items()), sorted(row.yearly.items()), sorted(row.raw.items()))
    return hashlib.blake2b(repr(content).encode(), digest_size=16).hexdigest()


def laid_over(old: Recorded, new: Mapping[str, Any]) -> dict[str, Any]:
    """Old facts with the new ones over them. A blank cell is unknown, not empty: it erases nothing."""
    before = facts(old)
    told = {name: value for name, value in new.items() if value not in (None, "", {}) and name != "raw"}
    merged = {**before, **told}
    if "raw" in before:
        merged["raw"] = {**before["raw"], **new.get("raw", {})}
    return merged


def in_order(row: Row, *pairs: tuple[str, str, str]) -> None:
    """Refuse the row where a later day stands before an earlier one: (earlier, later, words)."""
    for earlier, later, words in pairs:
        first, second = row.values.get(earlier), row.values.get(later)
        if first and second and second < first:
            row.refuse(later, second, words, f"另一日期是 {first}，请核对")


def township_of(row: Row, desk: Desk) -> str:
    """The code of the township a row names; an unknown name refuses the row and lists the known ones."""
    name = row.values.get("township")
    if not name:
        return ""
    known = division.children(desk.division_code)
    found = [place.code for place in known if name in (place.name, place.code)]
    if not found:
        words = "、".join(place.name for place in known) or "（规则库中没有本县的乡级区划）"
        row.refuse("township", name, "不认识的乡镇（街道）", f"可填：{words}")
        return ""
    return found[0]

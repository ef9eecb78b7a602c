"""What is done with a row of any table: its hash, facts laid over facts, days in order, a township by its name."""

import hashlib
from collections.abc import Mapping
from typing import Any

from qiangxian.engines.intake import Row
from qiangxian.kernel import division

from ..records.models import Recorded
from ..records.versions import facts
from .desk import Desk


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

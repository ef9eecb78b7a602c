"""Rows that belong to a right already in the register: which right a printed number means."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from qiangxian.engines.intake import Row
from qiangxian.kernel.check import normalise
from qiangxian.kernel.identifiers import (
    application_number,
    copyright_number,
    geographical_indication,
    layout_design,
    plant_variety,
    trademark_number,
)

from ...intake.desk import Desk
from ...intake.rows import hash_of
from ...intake.waiting import wait
from ...records.conditions import recorded
from ...types import PATENT_TYPES, RecordKind
from ..models import Right

DROPPED = "check_digit_dropped"
READINGS = (
    application_number,
    trademark_number,
    plant_variety,
    copyright_number,
    geographical_indication,
    layout_design,
)


def readings(text: str, traits: Collection[str] = ()) -> list[str]:
    """Every canonical number the text could stand for; the register decides which of them exists."""
    found = [check.canonical for module in READINGS if (check := module.validate(text)).ok and check.canonical]
    if DROPPED in traits:
        check = application_number.validate(text, check_digit_dropped=True)
        found += [check.canonical] if check.ok and check.canonical else []
    return list(dict.fromkeys([*found, normalise(text)]))


def keys_of(row: Row) -> list[str]:
    """Every canonical number a row's right may bear."""
    return readings(row.values["number"], row.traits)


def rights_of(rows: Iterable[Row], division_code: str) -> dict[str, list[Right]]:
    """The standing rights under any reading of any of the rows' numbers, one query."""
    numbers = {reading for row in rows for reading in readings(row.values["number"], row.traits)}
    found: dict[str, list[Right]] = defaultdict(list)
    for right in Right.objects.filter(recorded(), division_code=division_code, number__in=numbers).order_by("id"):
        found[right.number].append(right)
    return found


def right_of(row: Row, found: dict[str, list[Right]]) -> Right | None:
    """The right a row means. None where there is none yet (the row may wait); the row is refused where the number is no
    number at all, or more than one right has it."""
    number, sub_key = row.values["number"], row.values.get("sub_key", "")
    rights = [right for reading in readings(number, row.traits) for right in found.get(reading, ())]
    if sub_key:
        rights = [right for right in rights if right.sub_key == sub_key]
    if not rights:
        if not _plausible(number, row.traits):
            reason = application_number.validate(number).reason
            row.refuse("number", number, reason, "请核对号码；专利填申请号，商标填注册号，其他填登记号")
        return None
    if len(rights) > 1:
        classes = "、".join(right.sub_key or right.type for right in rights)
        row.refuse("number", number, f"这个号码下有 {len(rights)} 件权利（{classes}）", "请在“商标类别”列写明是哪一件")
        return None
    return rights[0]


def _plausible(number: str, traits: Collection[str]) -> bool:
    """Whether the text is a number of some kind of right."""
    if any(module.validate(number).status == "valid" for module in READINGS):
        return True
    return application_number.validate(number, check_digit_dropped=DROPPED in traits).ok


def text_of(values: dict[str, Any], name: str) -> str:
    """Several names as one text, for the detail of an event."""
    value = values.get(name, ())
    return value if isinstance(value, str) else "；".join(value)


def refuse_no_patent(row: Row, right: Right) -> None:
    """Annual fees and their reductions are for patents alone."""
    if right.type not in PATENT_TYPES:
        words = "年费只适用于发明、实用新型和外观设计专利"
        row.refuse("number", row.values["number"], "这件权利不缴年费", words)


class OfRights:
    """Takes the rows of a table about rights: those of a right that stands are laid ready, those of an unknown one wait."""

    kind: str
    declares = ""
    waits_for: str = RecordKind.RIGHT

    def prepare(self, row: Row, desk: Desk) -> None:
        """Read what the columns leave open."""

    def check(self, row: Row, right: Right, desk: Desk) -> None:
        """Refuse on the row what cannot be true of this right."""

    def lay(self, pairs: Sequence[tuple[Row, Right]], desk: Desk) -> None:
        """Good rows with their right, in the order of the file."""

    def take(self, rows: Sequence[Row], desk: Desk) -> None:
        """One chunk."""
        for row in rows:
            self.prepare(row, desk)
        desk.counts.passed.update(row.passed for row in rows if row.passed)
        good = [row for row in rows if row.good and not row.passed]
        found = rights_of(good, desk.division_code)
        placed = [(row, right) for row in good if (right := self._placed(row, found, desk)) is not None]
        self.lay(placed, desk)
        for row in rows:
            if not row.good:
                desk.counts.refuse(row)

    def _placed(self, row: Row, found: dict[str, list[Right]], desk: Desk) -> Right | None:
        right = right_of(row, found)
        if right is not None:
            self.check(row, right, desk)
        if not row.good:
            return None
        desk.counts.match(right is not None)
        if right is None:
            wait(row, self.kind, hash_of(row, self.kind), keys_of(row), desk)
        return right

    def finish(self, desk: Desk) -> None:
        """After the last row, still staging."""
        desk.flush()

    def settle(self, desk: Desk) -> None:
        """Nothing follows from the rows."""

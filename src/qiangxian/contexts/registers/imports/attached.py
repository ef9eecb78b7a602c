"""Rows that belong to a right already in the register: which right a printed number means."""

from collections import defaultdict
from collections.abc import Iterable
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

from ..conditions import recorded
from ..models import Right

READINGS = (
    application_number,
    trademark_number,
    plant_variety,
    copyright_number,
    geographical_indication,
    layout_design,
)


def readings(text: str) -> list[str]:
    """Every canonical number the text could stand for; the register decides which of them exists."""
    found = [check.canonical for module in READINGS if (check := module.validate(text)).ok and check.canonical]
    return list(dict.fromkeys([*found, normalise(text)]))


def rights_of(rows: Iterable[Row], division_code: str) -> dict[str, list[Right]]:
    """The standing rights under any reading of any of the rows' numbers, one query."""
    numbers = {reading for row in rows for reading in readings(row.values["number"])}
    found: dict[str, list[Right]] = defaultdict(list)
    for right in Right.objects.filter(recorded(), division_code=division_code, number__in=numbers).order_by("id"):
        found[right.number].append(right)
    return found


def right_of(row: Row, found: dict[str, list[Right]]) -> Right | None:
    """The right a row means; the row is refused where there is none or more than one."""
    number, sub_key = row.values["number"], row.values.get("sub_key", "")
    rights = [right for reading in readings(number) for right in found.get(reading, ())]
    if sub_key:
        rights = [right for right in rights if right.sub_key == sub_key]
    if not rights:
        check = application_number.validate(number)
        words = check.reason if not check.ok and not normalise(number).isdigit() else "登记库中没有这件权利"
        row.refuse("number", number, words, "请先导入知识产权清单，或核对号码")
        return None
    if len(rights) > 1:
        classes = "、".join(right.sub_key or right.type for right in rights)
        row.refuse("number", number, f"这个号码下有 {len(rights)} 件权利（{classes}）", "请在“商标类别”列写明是哪一件")
        return None
    return rights[0]


def text_of(values: dict[str, Any], name: str) -> str:
    """Several names as one text, for the detail of an event."""
    value = values.get(name, ())
    return value if isinstance(value, str) else "；".join(value)

"""The townships of a county: what it corrected in the national list, and what a new list would change."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import DatabaseError

from qiangxian.contexts.audit import database
from qiangxian.kernel import division
from qiangxian.kernel.division import Division
from qiangxian.kernel.errors import Refused

from .models import Township

CODE_DIGITS = 9
LONGEST_NAME = 60


@dataclass(frozen=True)
class TownshipChange:
    """One township before and after; an empty name: not there."""

    code: str
    before: str
    after: str

    @property
    def words(self) -> str:
        """What becomes of it."""
        if not self.before:
            return "新增"
        return "改名" if self.after else "撤销"


def corrected_townships() -> Mapping[str, Division | None]:
    """The corrections of all counties; none where there is no database yet, because codes are checked without one too."""
    if not database.is_there():
        return {}
    try:
        rows = list(Township.objects.values_list("code", "name", "is_gone"))
    except DatabaseError:
        return {}
    return {code: None if gone else Division(code, called, division.township_kind(code)) for code, called, gone in rows}


def township_changes(division_code: str, townships: Mapping[str, str]) -> list[TownshipChange]:
    """What differs between the county's townships now and the list given, in code order."""
    standing = {row.code: row.name for row in division.townships(division_code)}
    for code, name in townships.items():
        _check(division_code, code, name)
    every = sorted({*standing, *townships})
    pairs = [(code, standing.get(code, ""), townships.get(code, "")) for code in every]
    return [TownshipChange(*pair) for pair in pairs if pair[1] != pair[2]]


def _check(division_code: str, code: str, name: str) -> None:
    if len(code) != CODE_DIGITS or not code.isdigit() or not code.startswith(division_code):
        raise Refused(
            "不是本县的乡级区划代码", column="代码", value=code, remedy=f"应为 {division_code} 加三位顺序码，共九位数字"
        )
    if not name or len(name) > LONGEST_NAME:
        raise Refused("乡镇名称空白或太长", column="名称", value=f"{code} {name}", remedy="请填写全称，如“枣林镇”")


def read_townships(text: str) -> dict[str, str]:
    """A pasted list, one township a line: code and name, with blanks, commas or tabs between them."""
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        parts = line.replace(",", " ").replace("，", " ").split()
        if not parts or not any(part[0].isdigit() for part in parts):
            continue  # a blank line or the head of a pasted table
        code, name = parts[0][:CODE_DIGITS], "".join(parts[1:])
        if code in found:
            raise Refused("代码重复", row=number, column="代码", value=code, remedy="每个代码只写一行")
        found[code] = name
    return found

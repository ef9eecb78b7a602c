"""Administrative divisions: GB/T 2260 codes of six digits, townships of nine, villages of twelve (identifiers.md §9).

The code list is rulebook data: the whole country down to counties (`divisions/codes.csv`), and the townships of every county as
the statistics of one year name them (`divisions/townships.csv`). Townships are merged and renamed between two such lists, so what a
county has corrected (`CORRECTED`) stands before the list. Codes change, so a row may carry its first and last day.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from stdnum import numdb

from qiangxian.kernel import rulebook
from qiangxian.kernel.check import Check, examine, invalid, normalise, suspect, valid
from qiangxian.kernel.errors import NotFound
from qiangxian.kernel.refreshed import Refreshed

Level = Literal["province", "prefecture", "county", "township", "village"]

_CODE = re.compile(r"[1-9][0-9]{5}(?:[0-9]{3}(?:[0-9]{3})?)?")
_LEVELS: dict[int, Level] = {2: "province", 4: "prefecture", 6: "county", 9: "township", 12: "village"}
_ABOVE: dict[int, int] = {4: 2, 6: 4, 9: 6, 12: 9}


@dataclass(frozen=True, slots=True)
class Division:
    """One row of the code list.

    `kind`: `civil`, `statistical` (development zones that exist in statistics only), `grouping` (no place of its own).
    A missing first or last day means not recorded, or still valid.
    """

    code: str
    name: str
    kind: str = "civil"
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def level(self) -> Level:
        """Province to village, by the digits that carry meaning."""
        return level(self.code)

    def held_on(self, day: date) -> bool:
        """Whether the code was in use on the day, as far as its days are recorded."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


CORRECTED: Refreshed[Mapping[str, Division | None]] = Refreshed({})
"""What counties corrected in the list of townships, by code: the township as it is, or None where there is none any more."""
FIRST_STATISTICAL = 400
"""From this number on a township's place in its county names a development zone, a farm or the like, not a township."""


def significant(code: str) -> str:
    """The digits that carry meaning: `41` for 410000, `4104` for 410400; a longer code is below a shorter one."""
    if len(code) != 6:
        return code
    return re.sub(r"(?:00){1,2}$", "", code)


def level(code: str) -> Level:
    """The level of a code; `ValueError` where it has no such length."""
    try:
        return _LEVELS[len(significant(code))]
    except KeyError:
        raise ValueError(f"not a division code: {code!r}") from None


def parent_code(code: str) -> str | None:
    """The code one level up (410481 → 410400), None for a province."""
    above = _ABOVE.get(len(significant(code)))
    return None if above is None else significant(code)[:above].ljust(6, "0")


def parent_codes(code: str) -> tuple[str, ...]:
    """All codes above, nearest first."""
    above = parent_code(code)
    return () if above is None else (above, *parent_codes(above))


def is_within(code: str, ancestor: str) -> bool:
    """Whether `code` is `ancestor` or lies below it."""
    return significant(code).startswith(significant(ancestor))


def compact(raw: str) -> str:
    """Normalised text; the statistical long form of a higher unit (`410481000000`) is shortened to its own code."""
    return re.sub(r"(?:000){1,2}$", "", text) if len(text := normalise(raw)) in {9, 12} else text


def validate(raw: object) -> Check:
    """Check a code against the code list. Former codes and codes used in statistics only are suspect."""
    return examine(raw, lambda text: _check(compact(text)))


def is_valid(raw: object) -> bool:
    """True for a code without any doubt."""
    return validate(raw).status == "valid"


def format(canonical: str) -> str:
    """Name and code, `舞钢市（410481）`."""
    return f"{find(canonical).name}（{canonical}）"


def find(code: str, on: date | None = None) -> Division:
    """The division of that code (in use on the day, where one is given); `NotFound` where the list has none."""
    rows = [row for row in _rows(code) if on is None or row.held_on(on)]
    if not rows:
        remedy = "请核对代码，或在“单位与乡镇”里补充" if len(code) == 9 else "请核对代码，或在规则库的区划表中补充"
        raise NotFound(f"区划代码 {code} 不在代码表中", remedy=remedy)
    return rows[-1]


def children(code: str, on: date | None = None) -> tuple[Division, ...]:
    """The divisions directly below, in code order."""
    below = townships(code) if level(code) == "county" else _by_parent().get(code, ())
    return tuple(row for row in below if on is None or row.held_on(on))


def townships(county: str) -> tuple[Division, ...]:
    """The townships of a county as it knows them: the list of the year, with what the county corrected, in code order."""
    own = {code: row for code, row in CORRECTED.read().items() if code[:6] == county}
    return tuple(row for _code, row in sorted({**listed_townships(county), **own}.items()) if row is not None)


@lru_cache(maxsize=64)
def listed_townships(county: str) -> Mapping[str, Division]:
    """The townships the national list of its year names, uncorrected, by code."""
    printed = _listed().get(county, "")
    return {row.code: row for entry in printed.split("|") if entry for row in [_township(county, entry)]}


def township_kind(code: str) -> str:
    """`civil` for streets, towns and townships, `statistical` for zones and farms, by the number within the county."""
    return "statistical" if int(code[6:9]) >= FIRST_STATISTICAL else "civil"


def _township(county: str, entry: str) -> Division:
    code = county + entry[:3]
    return Division(code, entry[3:], township_kind(code))


@lru_cache(maxsize=1)
def _listed() -> Mapping[str, str]:
    """The printed townships of each county, read apart only where a county is asked for: there are more than forty thousand."""
    return {row["county"]: row["townships"] for row in rulebook.rows("divisions", "townships", division=None)}


def _rows(code: str) -> list[Division]:
    """The rows of that code, oldest first."""
    if len(code) != 9:
        return _by_code().get(code, [])
    corrected = CORRECTED.read()
    row = corrected[code] if code in corrected else listed_townships(code[:6]).get(code)
    return [row] if row else []


def provinces() -> tuple[Division, ...]:
    """The provinces, in code order."""
    return tuple(_by_parent().get(None, ()))


def county_named(name: str, *, near: str) -> str | None:
    """The code of the county of that name; of several the one in the prefecture, else in the province of `near`."""
    found = [
        code
        for code, rows in _by_code().items()
        if len(code) == 6 and rows[-1].name == name and level(code) == "county"
    ]
    for above in (*parent_codes(near), ""):
        within = [code for code in found if not above or is_within(code, above)]
        if len(within) == 1:
            return within[0]
    return None


def matching(words: str, most: int = 30) -> list[tuple[str, str]]:
    """Code and full name of the counties, prefectures and provinces whose name holds every word, or whose code begins so; counties
    first, at most so many."""
    asked = words.split()
    found = [
        (level(code) != "county", code, name)
        for code, name in _full_names().items()
        if all(word in name or code.startswith(word) for word in asked)
    ]
    return [(code, name) for _later, code, name in sorted(found)[:most]]


@lru_cache(maxsize=1)
def _full_names() -> dict[str, str]:
    return {code: full_name(code) for code, rows in _by_code().items() if rows[-1].kind != "grouping"}


def full_name(code: str) -> str:
    """`河南省平顶山市舞钢市`; grouping codes (市辖区 …) are left out."""
    chain = (*reversed(parent_codes(code)), code)
    return "".join(division.name for division in map(find, chain) if division.kind != "grouping")


def former_name(code: str) -> str | None:
    """Name and years of a county code that was once in use, `临汝县（1986—1988）`, by python-stdnum; None if unknown."""
    found = numdb.get("cn/loc").info(code[:6])
    text = found[-1][1].get("county") if len(found) > 1 else None
    spans = re.findall(r"\[(\d*)-(\d*)\]([^,]+)", text or "")
    return "、".join(f"{name}（{first or '?'}—{last}）" for first, last, name in spans) or None


@lru_cache(maxsize=1)
def _by_code() -> dict[str, list[Division]]:
    """All rows of all places, by code, oldest first: the list is one for the country, whoever asks."""
    held: dict[str, list[Division]] = {}
    for row in rulebook.RULEBOOK.rows_of_all_places("divisions", "codes"):
        first, last = (date.fromisoformat(row[key]) if row[key] else None for key in ("valid_from", "valid_to"))
        held.setdefault(row["code"], []).append(Division(row["code"], row["name"], row["kind"], first, last))
    for rows in held.values():
        rows.sort(key=lambda division: division.valid_from or date.min)
    return held


@lru_cache(maxsize=1)
def _by_parent() -> dict[str | None, list[Division]]:
    below: dict[str | None, list[Division]] = {}
    for code in sorted(_by_code()):
        below.setdefault(parent_code(code), []).extend(_by_code()[code])
    return below


def _check(text: str) -> Check:
    if not _CODE.fullmatch(text):
        return invalid("不是行政区划代码", "应为 6 位（县级以上）、9 位（乡级）或 12 位（村级）数字")
    if len(text) == 6:
        return _check_listed(text)
    county = _check_listed(text[:6])
    if county.status == "invalid":
        return county
    township = text[:9]
    if children(text[:6]) and not _rows(township):
        return suspect(text, f"{find(text[:6]).name}的乡级区划表中没有 {township}")
    return valid(text)


def _check_listed(code: str) -> Check:
    rows = _by_code().get(code)
    if rows and rows[-1].kind == "statistical":
        return suspect(code, f"{rows[-1].name}是仅供统计使用的代码，不是民政区划")
    if rows:
        return valid(code)
    former = former_name(code)
    if former:
        return suspect(code, f"现行代码表中没有该代码，曾为{former}")
    return invalid("区划代码不存在", "请查 GB/T 2260；新设区划可在规则库的区划表中补充")

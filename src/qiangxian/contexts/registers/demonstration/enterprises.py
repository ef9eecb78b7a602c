"""Invented enterprises: names, codes, townships, moves, renamings."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from stdnum.cn import uscc as standard

from qiangxian.kernel.identifiers import organisation_code

from ..enterprises.models import Domicile, Enterprise, EnterpriseName
from ..records.names import fold_name
from .script import LAST_DAY, Firm, RecordToBe, Script

ELSEWHERE = "410402"


def make_uscc(number: int, *, prefix: str, division_code: str) -> str:
    """A well-formed code from a running number, in a range no registry uses (MA99…, then MA9…)."""
    body = f"MA{9_000_00 + number:06d}"
    code = prefix + division_code + body + organisation_code.check_character(body)
    return str(code + standard.calc_check_digit(code))


def _name(script: Script, number: int, industry: Mapping[str, Any]) -> str:
    """The running number picks the two words, so that no two enterprises of one industry share a name."""
    first, second = script.words["first_words"], script.words["second_words"]
    pair = first[number % len(first)] + second[number // len(first) % len(second)]
    series = number // (len(first) * len(second))
    return f"{script.words['mark']}{pair}{industry['words']}{series + 1 if series else ''}{industry['suffix']}"


def _rename(script: Script, entry: Firm, row: Enterprise, established: date) -> None:
    """A name the enterprise bore before, ending on the day the present one began."""
    day = script.day_between(date(max(established.year + 1, 2016), 1, 1), date(2025, 6, 30))
    former = row.name.replace("有限公司", "厂")
    entry.add(_named(former, established, day))
    entry.add(_named(row.name, day, None))


def _named(name: str, first: date, end: date | None) -> EnterpriseName:
    return EnterpriseName(
        name=name, folded_name=fold_name(name), valid_from=first, known_from=first, valid_to=end, known_to=end
    )


def _places(script: Script, entry: Firm, row: Enterprise, established: date) -> None:
    """One domicile, or two where it moved in or out; the register row shows the last one."""
    place = {"area_code": row.area_code, "township_code": row.township_code, "address": row.address}
    if not script.happens(0.03):
        entry.add(Domicile(**place, valid_from=established, known_from=established))
        return
    day = script.day_between(date(2023, 1, 1), date(2026, 6, 30))
    known = script.later(day, 5, 40)
    outside = {"area_code": ELSEWHERE, "township_code": "", "address": "演示市演示区"}
    before, after = (place, outside) if script.happens(0.5) else (outside, place)
    entry.add(Domicile(**before, valid_from=established, known_from=established, valid_to=day, known_to=known))
    entry.add(Domicile(**after, valid_from=day, known_from=known))
    row.area_code, row.township_code = str(after["area_code"]), str(after["township_code"])


def make_enterprise(script: Script, number: int, *, settled: bool) -> Firm:
    """One enterprise. The `settled` ones carry the targets' story: they neither move nor close."""
    industries = script.words["industries"]
    industry = script.chance.choices(industries, [i["weight"] for i in industries])[0]
    cooperative = industry["kind"] == "cooperative"
    established = script.day_between(date(2001, 1, 1), date(2009, 12, 31) if settled else date(2021, 12, 31))
    row = Enterprise(
        uscc=make_uscc(number, prefix="93" if cooperative else "91", division_code=script.division_code),
        name=_name(script, number, industry),
        entity_kind=industry["kind"],
        industry_code=industry["code"],
        industry_edition="2017",
        area_code=script.division_code,
        township_code=script.chance.choice(script.townships) if script.townships else "",
        address=f"{script.words['mark']}路{script.chance.randint(1, 300)}号",
        established_date=established,
        is_demo=True,
    )
    row.folded_name = fold_name(row.name)
    entry = RecordToBe(row)
    if settled:
        place = {"area_code": row.area_code, "township_code": row.township_code, "address": row.address}
        entry.add(Domicile(**place, valid_from=established, known_from=established))
    else:
        _places(script, entry, row, established)
        if script.happens(0.02):
            row.closed_date = script.day_between(date(2023, 6, 1), LAST_DAY)
            row.closed_known_date = script.later(row.closed_date, 3, 60)
    if script.happens(0.05):
        _rename(script, entry, row, established)
    else:
        entry.add(_named(row.name, established, None))
    return entry

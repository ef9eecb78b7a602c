"""Invented copyrights, plant varieties, layouts, and geographical indications under the three systems."""

from collections.abc import Iterator
from datetime import date, timedelta

from qiangxian.engines.lifecycle.terms import plant_variety_term
from qiangxian.kernel.calendar import add_months

from ..rights.lifecycle_facts import expiry_of
from ..rights.models import Right
from ..types import EventType, GeographicalSystem, RightType
from .holders import held_by, legal_event
from .script import Firm, Owned, RecordToBe, Script

FIRST_MARK_NUMBER = 39_000_000
WOODY = ("桃", "石榴")
WORK_KINDS = "BFGJ"


def others(script: Script, owners: list[Firm]) -> Iterator[Owned]:
    """The rights that are neither patents nor trademarks."""
    own = script.part("others")
    for number in range(script.count("copyrights")):
        yield _copyright(own, owners, number)
    for number in range(script.count("plant_varieties")):
        yield _variety(own, owners, number)
    for number in range(script.count("layouts")):
        yield _layout(own, owners, number)
    for system, products in script.words["geographical"].items():
        for number in range(len(products) * script.scale):
            yield _indication(own, owners, system, number)


def _registered(owners: list[Firm], script: Script, day: date, **facts: object) -> Owned:
    row = Right(filing_date=day, registration_date=day, is_demo=True, **facts)
    entry = RecordToBe(row)
    registration = legal_event(EventType.REGISTRATION, day, day)
    row.expiry_date = expiry_of(row, [registration])
    entry.add(registration)
    held_by(entry, script.chance.choice(owners), day)
    return entry


def _copyright(script: Script, owners: list[Firm], number: int) -> Owned:
    """Two of three are software, the others works; most of them recent."""
    first = date(2012, 1, 1) if number % 3 else date(2021, 1, 1)
    day = script.day_between(first, date(2026, 8, 31))
    if number % 3:
        names = {"number": f"{day.year}SR{9_000_000 + number:07d}", "title": f"演示管理软件V{number % 9 + 1}.0"}
    else:
        kind = script.chance.choice(WORK_KINDS)
        names = {"number": f"国作登字-{day.year}-{kind}-{90_000_000 + number:08d}", "title": f"演示作品{number + 1}"}
    return _registered(owners, script, day, type=RightType.COPYRIGHT, **names)


def _variety(script: Script, owners: list[Firm], number: int) -> Owned:
    day = script.day_between(date(2014, 1, 1), date(2026, 8, 31))
    plant = script.words["plant_words"][number % len(script.words["plant_words"])]
    return _registered(
        owners,
        script,
        day,
        type=RightType.PLANT_VARIETY,
        number=f"CNA{day.year}{9_000_000 + number:07d}",
        title=f"演示{plant}{number + 1}号",
        grant_date=day,
        printed_expiry=plant_variety_term(day, woody=plant in WOODY).last_day,
    )


def _layout(script: Script, owners: list[Firm], number: int) -> Owned:
    day = script.day_between(date(2017, 1, 1), date(2026, 8, 31))
    names = {"number": f"BS.{day.year % 100:02d}{9_000_000 + number:07d}", "title": f"演示驱动电路{number + 1}"}
    return _registered(owners, script, day, type=RightType.LAYOUT, **names)


def _indication(script: Script, owners: list[Firm], system: str, number: int) -> Owned:
    products = script.words["geographical"][system]
    series = number // len(products)
    day = script.day_between(date(2012, 1, 1), date(2022, 10, 31))
    facts = {"sub_key": system, "title": products[number % len(products)] + (str(series + 1) if series else "")}
    if system == GeographicalSystem.AGRICULTURAL:
        facts["number"] = f"AGI{day.year}-09-{90_000 + number:05d}"
    elif system == GeographicalSystem.PRODUCT:
        facts["number"] = f"演示公告{day.year}第{number + 1}号"
    else:
        day = script.day_between(date(2018, 1, 1), date(2025, 6, 30))
        facts["number"] = str(FIRST_MARK_NUMBER + number)
        facts["printed_expiry"] = add_months(day, 120) - timedelta(days=1)
    return _registered(owners, script, day, type=RightType.GEOGRAPHICAL_INDICATION, **facts)

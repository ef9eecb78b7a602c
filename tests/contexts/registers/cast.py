"""A small county to ask: two works, a person, a few rights, written as an office clerk would register them."""

from datetime import UTC, date, datetime

from qiangxian.contexts.registers.records.actions.records import create_record
from qiangxian.contexts.registers.rights.actions.holdings import Holder
from qiangxian.kernel.actor import Actor

WUGANG = "410481"
AT = datetime(2025, 12, 31, 8, 0, tzinfo=UTC)
STEEL, CASTING = "91410481MA00000155", "92410481MA44RR017H"


def enterprise(name: str = "演示钢铁有限公司", uscc: str = STEEL, *, actor: Actor, at: datetime = AT, **values) -> int:
    """An enterprise of the county; gives its record."""
    full = {"name": name, "uscc": uscc, "entity_kind": "company", "established_date": date(2012, 5, 1), **values}
    return create_record(actor=actor, at=at, kind="enterprise", division_code=WUGANG, values=full).result


def patent(
    number: str = "2019101234563",
    holder: str | Holder = "演示钢铁有限公司",
    *,
    actor: Actor,
    at: datetime = AT,
    **values,
) -> int:
    """A granted invention; gives its record."""
    full = {
        "type": "invention",
        "number": number,
        "title": "一种耐磨钢板",
        "filing_date": date(2019, 3, 1),
        "grant_date": date(2021, 6, 1),
        **values,
    }
    holders = [holder if isinstance(holder, Holder) else Holder(holder)]
    return create_record(actor=actor, at=at, kind="right", division_code=WUGANG, values=full, holders=holders).result


def number(serial: int, kind: str = "1", year: int = 2019) -> str:
    """An application number with its right check character."""
    from qiangxian.kernel.identifiers import application_number

    digits = f"{year}{kind}{serial:07d}"
    return f"{digits}.{application_number.check_character(digits)}"

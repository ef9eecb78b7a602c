"""清零 lists: above-scale enterprises (规上) without any right, or without an invention, and whether the library has them."""

from dataclasses import dataclass

from qiangxian.contexts.registers import readers as registers
from qiangxian.contexts.registers.enterprises.readers.enterprises import industry_words
from qiangxian.contexts.registers.portfolio import readers as portfolio
from qiangxian.contexts.registers.records.words import place_name
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf

from .flow import visible_memberships
from .types import LIVE


@dataclass(frozen=True)
class ZeroLine:
    """One enterprise of a zero list."""

    record_id: int
    name: str
    uscc: str
    industry_code: str
    township_code: str
    rights: int
    inventions: int
    pending: int
    membership_id: int | None
    state: str

    @property
    def industry_words(self) -> str:
        """The industry in words."""
        return industry_words(self.industry_code)

    @property
    def township_words(self) -> str:
        """The township's name."""
        return place_name(self.township_code)


@dataclass(frozen=True)
class ZeroList:
    """The list, how many above-scale enterprises there are, and of how many nobody said whether they are."""

    lines: list[ZeroLine]
    above_scale: int
    unknown: int


def zero_list(actor: Actor, division_code: str, what: str, as_of: AsOf) -> ZeroList:
    """`what`: `rights` or `inventions`; set-wise, whatever the number of enterprises."""
    records = portfolio.above_scale_records(division_code, as_of)
    held = portfolio.portfolios(division_code, records, as_of)
    here = {record: one for record, one in held.items() if one.seated_here and not one.is_closed}
    seen = set(
        registers.visible_enterprises(actor).filter(record_id__in=list(here)).values_list("record_id", flat=True)
    )
    files = {
        row.enterprise_id: row
        for row in visible_memberships(actor).filter(enterprise_id__in=list(here), state__in=LIVE)
    }
    lines = []
    for record, one in here.items():
        if record not in seen or not portfolio.without(one, what):
            continue
        file = files.get(record)
        lines.append(
            ZeroLine(
                record_id=record,
                name=one.row.name,
                uscc=one.row.uscc,
                industry_code=one.row.industry_code,
                township_code=one.row.township_code,
                rights=one.rights_in_force,
                inventions=one.inventions_in_force,
                pending=one.pending_inventions,
                membership_id=file.pk if file else None,
                state=file.get_state_display() if file else "",
            )
        )
    lines.sort(key=lambda line: (line.township_code, line.name))
    return ZeroList(lines, len(here), portfolio.scale_unknown(division_code, as_of))

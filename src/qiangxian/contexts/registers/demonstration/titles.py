"""Invented titles: the story's own, then certificates of every kind, under the version of the rule in force at their date."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from qiangxian.kernel.calendar import add_months

from ..titles.models import Title
from ..types import MatchState, TitleKind
from .script import LAST_DAY, Firm, RecordToBe, Script, Serial

ISSUER = "演示主管部门"


def titles(script: Script, firms: list[Firm]) -> Iterator[RecordToBe[Title]]:
    """The titles the targets' story needs, certificates by share, users of geographical indications, one unplaced."""
    for unit in range(script.scale):
        for line in script.words["titles"]:
            firm = firms[unit + line["enterprise"] * script.scale]
            words = {"rule_version": line["rule_version"]} if "rule_version" in line else {}
            yield _title(firm, line, line["valid_from"], line["valid_through"], **words)
    own, serial = script.part("titles"), Serial()
    for line in script.words["certificates"]:
        for firm in own.chance.sample(firms, int(len(firms) * line["share"])):
            yield from _certificates(own, firm, line, serial)
    yield from _users(own, firms)
    yield _unplaced(script)


def _title(firm: Firm, line: Mapping[str, Any], first: date, last: date | None, **more: str) -> RecordToBe[Title]:
    kind = TitleKind(line["kind"])
    row = Title(
        enterprise_name=firm.row.name,
        uscc=firm.row.uscc,
        kind=kind,
        name=kind.label,
        level=line["level"],
        issuer=ISSUER,
        valid_from=first,
        valid_through=last,
        known_date=first,
        match_state=MatchState.MATCHED,
        is_demo=True,
        **more,
    )
    entry = RecordToBe(row)
    entry.links.append((row, "enterprise", firm))
    return entry


def _certificates(script: Script, firm: Firm, line: Mapping[str, Any], serial: Serial) -> Iterator[RecordToBe[Title]]:
    """One certificate, and where it ran out in time a second one by re-certification; each a record of its own."""
    established = firm.row.established_date or date.min
    earliest = max(min(line["versions"]), date(established.year + 2, 1, 1), date(2020, 3, 1))
    first = script.day_between(min(earliest, date(2025, 9, 30)), date(2025, 10, 31))
    for _ in range(2):
        last = _last_day(first, line["months"])
        yield _title(firm, line, first, last, **_words(line, first, serial))
        first = script.later(last, 5, 60)
        if first > LAST_DAY or not script.happens(0.6):
            return


def _last_day(first: date, months: int) -> date:
    """So many months; without a number the end of the calendar year."""
    return add_months(first, months) - timedelta(days=1) if months else date(first.year, 12, 31)


def _words(line: Mapping[str, Any], first: date, serial: Serial) -> dict[str, str]:
    version = line["versions"][max(day for day in line["versions"] if day <= max(first, min(line["versions"])))]
    batch = f"{first.year}年第{(first.month + 5) // 6}批" if line["batches"] else ""
    number = f"演示证{first.year}{serial.next():06d}"
    return {"rule_version": version, "batch_name": batch, "certificate_number": number}


def _users(script: Script, firms: list[Firm]) -> Iterator[RecordToBe[Title]]:
    """Enterprises that may print the common sign of a geographical indication (专用标志)."""
    line = {"kind": TitleKind.INDICATION_USER, "level": "national"}
    products = [name for names in script.words["geographical"].values() for name in names]
    for number, firm in enumerate(script.chance.sample(firms, script.words["indication_users"] * script.scale)):
        first = script.day_between(date(2020, 6, 1), date(2026, 6, 30))
        yield _title(firm, line, first, None, batch_name=products[number % len(products)])


def _unplaced(script: Script) -> RecordToBe[Title]:
    """A certificate for a name no enterprise of the register bears."""
    line = script.words["unmatched_title"]
    kind = TitleKind(line["kind"])
    return RecordToBe(
        Title(
            enterprise_name=line["name"],
            kind=kind,
            name=kind.label,
            level=line["level"],
            issuer=ISSUER,
            valid_from=line["valid_from"],
            valid_through=line["valid_through"],
            known_date=line["valid_from"],
            match_state=MatchState.UNMATCHED,
            is_demo=True,
        )
    )

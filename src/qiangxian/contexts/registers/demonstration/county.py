"""The whole county in the order in which it must be stored: enterprises first, then what belongs to them."""

from collections.abc import Iterator
from datetime import date

from ..models import Agency, Alliance, AllianceMember, Facility, Title
from ..types import EventType, MatchState, RightType, TitleKind
from .enterprises import make_enterprise, make_uscc
from .rights import Patents, legal_event, others, trademarks
from .script import Entry, Script

AGENCY_NUMBERS = 60_000


def county(division_code: str, scale: int) -> Iterator[Entry]:
    """Every entry of the county; the same division and scale give the same county."""
    script = Script(division_code, scale)
    many, rising = script.count("holders_of_many"), script.count("rising")
    settled = many + rising
    firms = [make_enterprise(script, n, settled=n < settled) for n in range(script.count("enterprises"))]
    yield from firms
    yield from _patents(script, firms[:many], firms[many:settled], firms[settled:])
    yield from trademarks(script, firms)
    yield from others(script, firms)
    yield from _titles(script, firms)
    yield from _agencies(script)
    yield from _facilities(script, firms)
    yield from _alliances(script, firms)


def _patents(script: Script, large: list[Entry], rising: list[Entry], rest: list[Entry]) -> Iterator[Entry]:
    patents = Patents(script)
    for owner in large:
        yield from _early_pair(patents, owner)
        for _ in range(int(script.words["per_unit"]["patents_of_each_large"])):
            filed = script.day_between(date(2010, 1, 1), date(2026, 3, 31))
            entry = patents.owned(owner, filed, patents.any_type())
            patents.live(entry)
            yield entry
    yield from _rising(script, patents, rising)
    for owner in rest[: script.count("holders_of_one")]:
        filed = script.day_between(date(2012, 1, 1), date(2025, 12, 31))
        yield patents.owned(owner, filed, RightType.UTILITY_MODEL)
    for _ in range(script.count("persons")):
        yield patents.of_person()
    for number in range(script.count("brought_in")):
        yield patents.brought_in(large[number % len(large)])


def _early_pair(patents: Patents, owner: Entry) -> Iterator[Entry]:
    """Two inventions that every large holder had from the beginning and keeps."""
    for month in (3, 9):
        yield patents.owned(owner, date(2016, month, 8), RightType.INVENTION, granted=date(2019, month, 12))


def _rising(script: Script, patents: Patents, rising: list[Entry]) -> Iterator[Entry]:
    """Enterprises with one patent that are granted a second on the story's days; one second patent never existed."""
    days, blow = script.words["rising_second_grant"], script.words["fully_invalidated"]
    for number, owner in enumerate(rising):
        place = number % len(days)
        yield patents.owned(owner, date(2019, 4, 16), RightType.UTILITY_MODEL, granted=date(2020, 1, 21))
        day = days[place]
        second = patents.owned(owner, date(day.year - 1, day.month, 10), RightType.UTILITY_MODEL, granted=day)
        if place == blow["rising"]:
            second.add(legal_event(EventType.INVALIDATION_FULL, blow["announced"], blow["announced"]))
        yield second


def _titles(script: Script, firms: list[Entry]) -> Iterator[Entry]:
    per_unit = int(script.words["per_unit"]["enterprises"])
    for unit in range(script.scale):
        for line in script.words["titles"]:
            yield _title(
                firms[unit + line["enterprise"] * script.scale],
                TitleKind(line["kind"]),
                line["level"],
                line["valid_from"],
                line["valid_through"],
            )
        for firm in firms[unit * per_unit : (unit + 1) * per_unit : 6]:
            first = script.day_between(date(2019, 1, 1), date(2025, 12, 31))
            kind = script.chance.choice([TitleKind.HIGH_TECH, TitleKind.TECH_SME, TitleKind.SPECIALISED_SME])
            yield _title(firm, kind, "provincial", first, first.replace(year=first.year + 3, day=min(first.day, 28)))


def _title(firm: Entry, kind: TitleKind, level: str, first: date, last: date) -> Entry:
    row = Title(
        enterprise_name=firm.row.name,  # type: ignore[attr-defined]
        uscc=firm.row.uscc,  # type: ignore[attr-defined]
        kind=kind,
        name=kind.label,
        level=level,
        issuer="演示主管部门",
        valid_from=first,
        valid_through=last,
        known_date=first,
        match_state=MatchState.MATCHED,
        is_demo=True,
    )
    entry = Entry(row)
    entry.links.append((row, "enterprise", firm))
    return entry


def _agencies(script: Script) -> Iterator[Entry]:
    outside = script.words["agency_outside"]
    for unit in range(script.scale):
        series = str(unit + 1) if script.scale > 1 else ""
        for place, line in enumerate(script.words["agencies"]):
            number = AGENCY_NUMBERS + unit * 10 + place
            yield Entry(
                Agency(
                    name=f"演示{series}{line['words']}",
                    uscc=make_uscc(number, prefix="91", division_code=script.division_code),
                    kind=line["kind"],
                    is_branch=line["branch"],
                    area_code=script.division_code,
                    township_code=script.townships[place % len(script.townships)] if script.townships else "",
                    opened_date=line["opened"],
                    opened_known_date=line["opened"],
                    is_demo=True,
                )
            )
        yield Entry(
            Agency(
                name=f"演示{series}{outside['words']}",
                kind=outside["kind"],
                area_code=outside["area"],
                opened_date=outside["opened"],
                opened_known_date=outside["opened"],
                is_demo=True,
            )
        )


def _facilities(script: Script, firms: list[Entry]) -> Iterator[Entry]:
    for unit in range(script.scale):
        series = str(unit + 1) if script.scale > 1 else ""
        for place, line in enumerate(script.words["facilities"]):
            firm = firms[place]
            row = Facility(
                name=f"演示{series}{line['words']}",
                kind=line["kind"],
                level=line["level"],
                operator_name=firm.row.name,  # type: ignore[attr-defined]
                area_code=script.division_code,
                opened_date=line["opened"],
                opened_known_date=line.get("known", line["opened"]),
                is_demo=True,
            )
            entry = Entry(row)
            entry.links.append((row, "operator", firm))
            yield entry


def _alliances(script: Script, firms: list[Entry]) -> Iterator[Entry]:
    for unit in range(script.scale):
        series = str(unit + 1) if script.scale > 1 else ""
        for line in script.words["alliances"]:
            members = script.chance.sample(firms, line["members"])
            entry = Entry(
                Alliance(
                    name=f"演示{series}{line['industry']}行业知识产权保护联盟",
                    industry=line["industry"],
                    lead_name=members[0].row.name,  # type: ignore[attr-defined]
                    self_discipline_rules="演示联盟知识产权自律规范",
                    opened_date=line["founded"],
                    opened_known_date=line["founded"],
                    is_demo=True,
                )
            )
            for firm in members:
                row = AllianceMember(
                    member_name=firm.row.name,  # type: ignore[attr-defined]
                    valid_from=line["founded"],
                    known_from=line["founded"],
                )
                entry.add(row, enterprise=firm)
            yield entry

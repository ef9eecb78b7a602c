"""Invented service agencies, facilities and alliances."""

from collections.abc import Iterator

from ..bodies.models import Agency, Alliance, AllianceMember, Facility
from .enterprises import make_uscc
from .script import Firm, RecordToBe, Script

AGENCY_NUMBERS = 60_000


def agencies(script: Script) -> Iterator[RecordToBe[Agency]]:
    """Agencies seated in the county with their licensed attorneys, and one elsewhere."""
    outside = script.words["agency_outside"]
    for unit in range(script.scale):
        series = str(unit + 1) if script.scale > 1 else ""
        for place, line in enumerate(script.words["agencies"]):
            number = AGENCY_NUMBERS + unit * 10 + place
            yield RecordToBe(
                Agency(
                    name=f"演示{series}{line['words']}",
                    uscc=make_uscc(number, prefix="91", division_code=script.division_code),
                    kind=line["kind"],
                    is_branch=line["branch"],
                    attorneys=line.get("attorneys"),
                    licence_number=line.get("licence", ""),
                    area_code=script.division_code,
                    township_code=script.townships[place % len(script.townships)] if script.townships else "",
                    opened_date=line["opened"],
                    opened_known_date=line["opened"],
                    is_demo=True,
                )
            )
        yield RecordToBe(
            Agency(
                name=f"演示{series}{outside['words']}",
                kind=outside["kind"],
                area_code=outside["area"],
                opened_date=outside["opened"],
                opened_known_date=outside["opened"],
                is_demo=True,
            )
        )


def facilities(script: Script, firms: list[Firm]) -> Iterator[RecordToBe[Facility]]:
    """Databases, platforms and centres, each run by an enterprise."""
    for unit in range(script.scale):
        series = str(unit + 1) if script.scale > 1 else ""
        for place, line in enumerate(script.words["facilities"]):
            firm = firms[place]
            row = Facility(
                name=f"演示{series}{line['words']}",
                kind=line["kind"],
                level=line["level"],
                operator_name=firm.row.name,
                area_code=script.division_code,
                opened_date=line["opened"],
                opened_known_date=line.get("known", line["opened"]),
                is_demo=True,
            )
            entry = RecordToBe(row)
            entry.links.append((row, "operator", firm))
            yield entry


def alliances(script: Script, firms: list[Firm]) -> Iterator[RecordToBe[Alliance]]:
    """Protection alliances of the trades with their members."""
    for unit in range(script.scale):
        series = str(unit + 1) if script.scale > 1 else ""
        for line in script.words["alliances"]:
            members = script.chance.sample(firms, line["members"])
            entry = RecordToBe(
                Alliance(
                    name=f"演示{series}{line['industry']}行业知识产权保护联盟",
                    industry=line["industry"],
                    lead_name=members[0].row.name,
                    self_discipline_rules="演示联盟知识产权自律规范",
                    opened_date=line["founded"],
                    opened_known_date=line["founded"],
                    is_demo=True,
                )
            )
            for firm in members:
                row = AllianceMember(
                    member_name=firm.row.name,
                    valid_from=line["founded"],
                    known_from=line["founded"],
                )
                entry.add(row, enterprise=firm)
            yield entry

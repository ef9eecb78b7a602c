"""Invented trusteeship contracts, entries of the non-normal list and public listings of enterprises."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from ..bodies.models import Agency
from ..contracts.models import Trusteeship, TrusteeshipRight, TrusteeshipService
from ..enterprises.models import EnterpriseListing
from ..rights.models import NonNormalFiling
from ..types import MatchState, RightType
from .script import LAST_DAY, Firm, Owned, RecordToBe, Script


def listings(script: Script, firms: list[Firm]) -> None:
    """Some enterprises stand or stood on a public list; they are children of entries not stored yet."""
    for line in script.words["contracts"]["listings"]:
        firm = firms[line["enterprise"]]
        firm.add(
            EnterpriseListing(
                kind=line["kind"],
                document_number=line["document"],
                detail=line["detail"],
                valid_from=line["from"],
                known_from=line["from"],
                valid_to=line.get("to"),
                known_to=line.get("to"),
            )
        )


@dataclass
class Passing:
    """Looks at the patents as they pass and keeps a few: those of some enterprises, to be named in contracts, and utility
    models of the small holders, to be on the list. Memory does not grow with the county."""

    script: Script
    firms: list[Firm]
    most: int = 400
    of_firm: dict[int, list[Owned]] = field(default_factory=dict)

    def watch(self, entries: Iterable[Owned]) -> Iterator[Owned]:
        """The entries, unchanged."""
        for entry in entries:
            owner = next((target for _, column, target in entry.links if column == "holder"), None)
            if owner is not None:
                kept = self.of_firm.setdefault(id(owner), []) if len(self.of_firm) < self.most else []
                if len(kept) < 3:
                    kept.append(entry)
            yield entry

    def patents_of(self, firm: Firm) -> list[Owned]:
        """The first few patents of an enterprise."""
        return self.of_firm.get(id(firm), [])


def trusteeships(
    script: Script, firms: list[Firm], agencies: list[RecordToBe[Agency]], passing: Passing
) -> Iterator[RecordToBe[Trusteeship]]:
    """Contracts with the county's agencies: in force, over, ended early; some paid by the county, with a service log."""
    words = script.words["contracts"]
    own = script.part("contracts")
    for unit in range(script.scale):
        for place, line in enumerate(words["trusteeships"]):
            firm = firms[line["enterprise"] + unit * script.count("enterprises") // script.scale]
            yield _contract(own, f"{unit + 1:02d}{place + 1:03d}", firm, agencies[line["agency"]], line, passing)


def _contract(
    script: Script, number: str, firm: Firm, agency: RecordToBe[Agency], line: Mapping[str, Any], passing: Passing
) -> RecordToBe[Trusteeship]:
    first: date = line["from"]
    row = Trusteeship(
        enterprise_name=firm.row.name,
        uscc=firm.row.uscc,
        agency_name=agency.row.name,
        match_state=MatchState.MATCHED,
        mode=line["mode"],
        contract_number=f"演示托管{number}",
        scope=script.words["contracts"]["scopes"][str(line["mode"])],
        fee_source="县级专项资金" if line["funded"] else "企业自付",
        fees_paid_by="委托企业",
        county_funded=line["funded"],
        signed_date=first - timedelta(days=10),
        valid_from=first,
        valid_through=line["through"],
        known_date=first,
        ended_date=line.get("ended"),
        ended_known_date=line.get("ended"),
        end_reason="演示：企业改由自有人员管理" if line.get("ended") else "",
        is_demo=True,
    )
    entry = RecordToBe(row)
    entry.links += [(row, "enterprise", firm), (row, "agency", agency)]
    for patent in passing.patents_of(firm):
        entry.add(TrusteeshipRight(), right=patent)
    _services(script, entry, row, int(line["services"]))
    return entry


def _services(script: Script, entry: RecordToBe[Trusteeship], row: Trusteeship, many: int) -> None:
    words = script.words["contracts"]["services"]
    end = row.ended_date or row.valid_through or LAST_DAY
    for number in range(many):
        day = row.valid_from + timedelta(days=30 * (number + 1))
        if day < min(end, LAST_DAY):
            line = words[number % len(words)]
            entry.add(TrusteeshipService(day=day, words=line["words"], deliverable=line["deliverable"]))


def non_normal(script: Script, firms: list[Firm], passing: Passing) -> Iterator[RecordToBe[NonNormalFiling]]:
    """Utility models and designs of small holders on the list: standing, withdrawn, reinstated."""
    lines = script.words["contracts"]["non_normal"]
    small = [firm for firm in firms if len(passing.patents_of(firm)) == 1]
    for line, firm in zip(lines, small[:: max(1, len(small) // len(lines))], strict=False):
        [patent] = passing.patents_of(firm)
        right = patent.row
        if right.type == RightType.INVENTION or right.filing_date is None:
            continue
        listed = max(line["listed"], right.filing_date)
        row = NonNormalFiling(
            number=right.number,
            applicant_name=firm.row.name,
            batch_name=line["batch"],
            document_number=line["document"],
            listed_date=listed,
            known_date=listed,
            withdrawn_date=line.get("withdrawn"),
            reinstated_date=line.get("reinstated"),
            reinstated_known_date=line.get("reinstated"),
            is_demo=True,
        )
        entry = RecordToBe(row)
        entry.links += [(row, "right", patent), (row, "enterprise", firm)]
        yield entry

"""What later stories need of the patents: those of some enterprises, for contracts, and of small holders, for the list."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..types import RightType
from .script import Firm, Owned, Script

MOST_FIRMS, MOST_PATENTS = 400, 3


class Passing:
    """Looks at the patents as they pass and keeps a few. Memory does not grow with the county."""

    def __init__(self) -> None:
        self.of_firm: dict[int, list[Owned]] = {}

    def watch(self, entries: Iterable[Owned]) -> Iterator[Owned]:
        """The entries, unchanged."""
        for entry in entries:
            owner = next((target for _, column, target in entry.links if column == "holder"), None)
            if owner is not None:
                kept = self.of_firm.setdefault(id(owner), []) if len(self.of_firm) < MOST_FIRMS else []
                if len(kept) < MOST_PATENTS:
                    kept.append(entry)
            yield entry

    def patents_of(self, firm: Firm) -> list[Owned]:
        """The first few patents of an enterprise."""
        return self.of_firm.get(id(firm), [])

    def small(self, script: Script, firms: list[Firm]) -> list[Mapping[str, Any]]:
        """The lines of the non-normal list, each with a small holder and its one utility model or design."""
        lines = script.words["contracts"]["non_normal"]
        few = [firm for firm in firms if len(self.patents_of(firm)) == 1]
        chosen = zip(lines, few[:: max(1, len(few) // len(lines))], strict=False)
        told = [{**line, "firm": firm, "right": self.patents_of(firm)[0]} for line, firm in chosen]
        return [one for one in told if one["right"].row.type != RightType.INVENTION and one["right"].row.filing_date]

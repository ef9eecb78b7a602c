"""What is done with rights: pledged in packages, licensed, opened to everyone, awarded, disputed, frozen."""

from datetime import date

from ..rights.models import Holding, LegalEvent
from ..types import EventType, RightType
from .holders import happened_to
from .script import Owned, Script
from .teller import Teller

OVER = (EventType.LAPSE_UNPAID_FEE, EventType.ABANDONMENT, EventType.INVALIDATION_FULL, EventType.TRANSFER)


class Dealings:
    """Tells what the large holders do with the patents they keep; contracts are numbered through."""

    def __init__(self, script: Script) -> None:
        self.script = script.part("dealings")
        self.teller = Teller(self.script, {})

    def of(self, place: int, patents: list[Owned]) -> None:
        """The dealings of the large holder at that place among the first of the county, with its patents."""
        free = [entry for entry in patents if _kept(entry)]
        self.script.chance.shuffle(free)
        for _ in range(self.script.words["pledges"]["packages"]):
            if package := [free.pop() for _ in range(self.script.chance.randint(1, 4)) if free]:
                self.teller.happen(package, "package", latest=max(_granted(entry) for entry in package))
        for entry in [free.pop() for _ in range(3) if free]:
            day = self.script.day_between(max(date(2023, 1, 1), _granted(entry)), date(2026, 8, 31))
            kind = self.script.weighted(self.script.words["licence_kinds"])
            self.teller.happen([entry], "licence", day=day, kind=kind)
        if place % 3 == 0 and free:
            self._declare(free.pop(), worked=place == 0)
        for happens in ("dispute", "freeze") if place == 1 and len(free) > 1 else ():
            entry = free.pop()
            self.teller.happen([entry], happens, granted=_granted(entry))
        for line in self.script.words["awards"]:
            if line["holder"] == place:
                self.teller.happen(patents[:1], "award", **line)

    def _declare(self, entry: Owned, *, worked: bool) -> None:
        """Open to everyone; worked by a licensee, or withdrawn again without one."""
        self.teller.happen([entry], "open_licence", granted=_granted(entry))
        declared = next(one for one in entry.each(LegalEvent) if one.type == EventType.OPEN_LICENCE).effective_date
        self.teller.happen([entry], "worked" if worked else "not_worked", declared=declared)


def _granted(entry: Owned) -> date:
    return entry.row.grant_date or date.min


def _kept(entry: Owned) -> bool:
    """In force through the story and held by the same enterprise all along."""
    row = entry.row
    lasting = row.expiry_date is None or row.expiry_date > date(2029, 1, 1)
    held = sum(1 for _ in entry.each(Holding)) == 1
    early = row.grant_date is not None and row.grant_date < date(2025, 6, 1)
    return bool(early and lasting and held and row.type in RightType.values and not happened_to(entry, *OVER))

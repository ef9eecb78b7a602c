"""What is done with rights: pledged in packages, licensed, opened to everyone, awarded, disputed, frozen."""

from datetime import date

from qiangxian.kernel.calendar import add_months

from ..rights.models import Holding, LegalEvent
from ..types import EventType, RightType
from .holders import happened_to, legal_event
from .script import LAST_DAY, Owned, Script, Serial
from .teller import Teller

WAN = 1_000_000  # 10,000 yuan in fen
OVER = (EventType.LAPSE_UNPAID_FEE, EventType.ABANDONMENT, EventType.INVALIDATION_FULL, EventType.TRANSFER)


class Dealings:
    """Tells what the large holders do with the patents they keep; contracts are numbered through."""

    def __init__(self, script: Script) -> None:
        self.script = script.part("dealings")
        self.told = script.words["pledges"]
        self.contracts, self.teller = Serial(), Teller(self.script, {})

    def of(self, place: int, patents: list[Owned]) -> None:
        """The dealings of the large holder at that place among the first of the county, with its patents."""
        free = [entry for entry in patents if _kept(entry)]
        self.script.chance.shuffle(free)
        for _ in range(self.told["packages"]):
            self._package([free.pop() for _ in range(self.script.chance.randint(1, 4)) if free])
        for entry in [free.pop() for _ in range(3) if free]:
            day = self.script.day_between(max(date(2023, 1, 1), _granted(entry)), date(2026, 8, 31))
            kind = self.script.weighted(self.script.words["licence_kinds"])
            self.teller.happen(entry, "licence", day=day, kind=kind)
        if place % 3 == 0 and free:
            self._declare(free.pop(), worked=place == 0)
        for happens in ("dispute", "freeze") if place == 1 and len(free) > 1 else ():
            entry = free.pop()
            self.teller.happen(entry, happens, granted=_granted(entry))
        for line in self.script.words["awards"]:
            if line["holder"] == place:
                self.teller.happen(patents[0], "award", **line)

    def _declare(self, entry: Owned, *, worked: bool) -> None:
        """Open to everyone; worked by a licensee, or withdrawn again without one."""
        self.teller.happen(entry, "open_licence", granted=_granted(entry))
        declared = next(one for one in entry.each(LegalEvent) if one.type == EventType.OPEN_LICENCE).effective_date
        self.teller.happen(entry, "worked" if worked else "not_worked", declared=declared)

    def _package(self, entries: list[Owned]) -> None:
        """One contract and one loan over several patents; some are renewed, some released late, some not at all."""
        if not entries:
            return
        latest = max(_granted(entry) for entry in entries)
        day = self.script.day_between(max(self.told["first_day"], latest), self.told["last_day"])
        until = add_months(day, self.script.chance.choice([12, 24, 36]))
        loan = self.script.chance.choice(self.told["loans_wan"]) * WAN
        pledgee = self.script.chance.choice(self.told["pledgees"])
        self._pledge(entries, day, until, loan, pledgee, renewal=False)
        released = self.script.later(until, 5, 40)
        if released > LAST_DAY or not self.script.happens(self.told["released"]):
            return
        self._release(entries, released)
        if self.script.happens(self.told["renewed"]) and (again := self.script.later(released, 5, 30)) <= LAST_DAY:
            self._pledge(entries, again, add_months(again, 12), loan, pledgee, renewal=True)

    def _pledge(self, entries: list[Owned], day: date, until: date, loan: int, pledgee: str, *, renewal: bool) -> None:
        contract = f"演示质押{day.year}-{self.contracts.next():04d}"
        announced = self.script.later(day, 5, 15)
        for entry in entries:
            detail = {"contract": contract, "loan_fen": loan, "pledgee": pledgee, "until": until.isoformat()}
            entry.add(legal_event(EventType.PLEDGE, day, announced, **detail, renewal=renewal))

    def _release(self, entries: list[Owned], day: date) -> None:
        announced = self.script.later(day, 5, 15)
        contract = next(e for e in entries[0].each(LegalEvent) if e.type == EventType.PLEDGE).detail["contract"]
        for entry in entries:
            entry.add(legal_event(EventType.PLEDGE_RELEASED, day, announced, contract=contract))


def _granted(entry: Owned) -> date:
    return entry.row.grant_date or date.min


def _kept(entry: Owned) -> bool:
    """In force through the story and held by the same enterprise all along."""
    row = entry.row
    lasting = row.expiry_date is None or row.expiry_date > date(2029, 1, 1)
    held = sum(1 for _ in entry.each(Holding)) == 1
    early = row.grant_date is not None and row.grant_date < date(2025, 6, 1)
    return bool(early and lasting and held and row.type in RightType.values and not happened_to(entry, *OVER))

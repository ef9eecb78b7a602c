"""What is done with rights: pledged in packages, licensed, opened to everyone, awarded, disputed, frozen."""

from datetime import date

from qiangxian.kernel.calendar import add_months

from ..rights.models import Holding, LegalEvent
from ..types import EventType, RightType
from .holders import happened_to, legal_event
from .script import LAST_DAY, Owned, Script, Serial

WAN = 1_000_000  # 10,000 yuan in fen
OVER = (EventType.LAPSE_UNPAID_FEE, EventType.ABANDONMENT, EventType.INVALIDATION_FULL, EventType.TRANSFER)


class Dealings:
    """Tells what the large holders do with the patents they keep; contracts are numbered through."""

    def __init__(self, script: Script) -> None:
        self.script = script.part("dealings")
        self.told = script.words["pledges"]
        self.contracts, self.licences = Serial(), Serial()

    def of(self, place: int, patents: list[Owned]) -> None:
        """The dealings of the large holder at that place among the first of the county, with its patents."""
        free = [entry for entry in patents if _kept(entry)]
        self.script.chance.shuffle(free)
        for _ in range(self.told["packages"]):
            self._package([free.pop() for _ in range(self.script.chance.randint(1, 4)) if free])
        for entry in [free.pop() for _ in range(3) if free]:
            self._licence(entry)
        if place % 3 == 0 and free:
            self._open_licence(free.pop(), worked=place == 0)
        if place == 1 and len(free) > 1:
            self._dispute(free.pop())
            self._freeze(free.pop())
        self._award(place, patents)

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

    def _licence(self, entry: Owned) -> None:
        day = self.script.day_between(max(date(2023, 1, 1), _granted(entry)), date(2026, 8, 31))
        kind = self.script.weighted(self.script.words["licence_kinds"])
        self._recorded(entry, day, kind)

    def _recorded(self, entry: Owned, day: date, kind: str, **more: str) -> None:
        number = f"演示许可{day.year}-{self.licences.next():04d}"
        until = add_months(day, 36).isoformat()
        announced = self.script.later(day, 5, 20)
        entry.add(
            legal_event(EventType.LICENCE_RECORDED, day, announced, kind=kind, number=number, until=until, **more)
        )

    def _open_licence(self, entry: Owned, *, worked: bool) -> None:
        """Declared; worked by a licensee, or withdrawn again without one."""
        declared = self.script.later(max(_granted(entry), date(2023, 3, 1)), 30, 200)
        entry.add(legal_event(EventType.OPEN_LICENCE, declared, declared, declared=True))
        if worked:
            day = self.script.later(declared, 40, 120)
            self._recorded(entry, day, "open", **{"from": day.isoformat()})
        else:
            gone = self.script.later(declared, 200, 400)
            entry.add(legal_event(EventType.OPEN_LICENCE_WITHDRAWN, gone, gone))

    def _dispute(self, entry: Owned) -> None:
        day = self.script.later(max(_granted(entry), date(2024, 5, 1)), 30, 200)
        entry.add(legal_event(EventType.OWNERSHIP_DISPUTE, day, self.script.later(day, 5, 20)))
        settled = self.script.later(day, 150, 300)
        entry.add(legal_event(EventType.DISPUTE_SETTLED, settled, self.script.later(settled, 5, 20)))

    def _freeze(self, entry: Owned) -> None:
        day = self.script.later(max(_granted(entry), date(2025, 9, 1)), 30, 120)
        until = add_months(day, 12)
        entry.add(legal_event(EventType.FREEZE, day, self.script.later(day, 3, 10), until=until.isoformat()))

    def _award(self, place: int, patents: list[Owned]) -> None:
        for line in self.script.words["awards"]:
            if line["holder"] == place:
                words = {"award": line["award"], "name": line["name"]}
                patents[0].add(legal_event(EventType.AWARD, line["day"], line["day"], **words))


def _granted(entry: Owned) -> date:
    return entry.row.grant_date or date.min


def _kept(entry: Owned) -> bool:
    """In force through the story and held by the same enterprise all along."""
    row = entry.row
    lasting = row.expiry_date is None or row.expiry_date > date(2029, 1, 1)
    held = sum(1 for _ in entry.each(Holding)) == 1
    early = row.grant_date is not None and row.grant_date < date(2025, 6, 1)
    return bool(early and lasting and held and row.type in RightType.values and not happened_to(entry, *OVER))

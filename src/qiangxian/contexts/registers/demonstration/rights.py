"""Invented rights with event histories as they really run: lapses announced months later with effect on the fee's due day,
restorations after that, transfers in and out, pledges and their release, invalidations that reach back to the beginning."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from qiangxian.kernel.calendar import add_months
from qiangxian.kernel.identifiers import application_number

from ..lifecycle_facts import expiry_of
from ..models import Holding, LegalEvent, Right
from ..names import fold_name
from ..types import EventType, MatchState, RightType
from .script import LAST_DAY, Entry, Script

TYPE_DIGIT = {RightType.INVENTION: "1", RightType.UTILITY_MODEL: "2", RightType.DESIGN: "3"}
EXAMINATION_DAYS = {RightType.INVENTION: (650, 1150), RightType.UTILITY_MODEL: (170, 320), RightType.DESIGN: (110, 240)}
KIND_CODE = {RightType.INVENTION: "B", RightType.UTILITY_MODEL: "U", RightType.DESIGN: "S"}
OUTSIDE_NAME = "演示县外科技有限公司"
FAMILY_NAMES = "赵钱孙李周吴郑王冯陈"


@dataclass
class Serial:
    """Running numbers, so that no number is given twice."""

    value: int = 0

    def next(self) -> int:
        self.value += 1
        return self.value


def legal_event(type_: EventType, day: date, announced: date | None = None, **detail: object) -> LegalEvent:
    known = announced or day
    return LegalEvent(type=type_, effective_date=day, announced_date=announced, known_date=known, detail=detail)


def _held(entry: Entry, owner: Entry | None, name: str, first: date | None, state: MatchState) -> Holding:
    row = Holding(
        holder_name=name, folded_name=fold_name(name), rank=1, valid_from=first, known_from=first, match_state=state
    )
    entry.add(row, **({"holder": owner} if owner else {}))
    return row


def _hold(entry: Entry, owner: Entry, first: date | None) -> Holding:
    return _held(entry, owner, owner.row.name, first, MatchState.MATCHED)  # type: ignore[attr-defined]


class Patents:
    """Makes patents; the same serial runs through all of them."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.serial = Serial()

    def blank(self, filed: date, type_: RightType, thing: str, *, granted: date | None) -> Entry:
        """A patent with its grant, without holder or history."""
        digits = f"{filed.year}{TYPE_DIGIT[type_]}{1_000_000 + self.serial.next():07d}"
        row = Right(
            type=type_,
            number=f"{digits}.{application_number.check_character(digits)}",
            title=f"一种{thing}" if type_ != RightType.DESIGN else thing,
            filing_date=filed,
            grant_date=granted,
            is_demo=True,
        )
        entry = Entry(row)
        if granted:
            row.publication_number = f"CN{digits[4]}{20_000_000 + self.serial.value:08d}{KIND_CODE[type_]}"
            entry.add(legal_event(EventType.GRANT, granted, granted))
        row.expiry_date = expiry_of(row, [])
        return entry

    def owned(self, owner: Entry, filed: date, type_: RightType, *, granted: date | None = None) -> Entry:
        """A patent of an enterprise, granted on the day given or after the usual time."""
        granted = granted or self._usual_grant(filed, type_)
        entry = self.blank(filed, type_, self._thing(owner), granted=granted)
        entry.row.classification = self._ipc(owner)  # type: ignore[attr-defined]
        _hold(entry, owner, filed)
        return entry

    def _usual_grant(self, filed: date, type_: RightType) -> date | None:
        day = self.script.later(filed, *EXAMINATION_DAYS[type_])
        day += timedelta(days=(1 - day.weekday()) % 7)  # the gazette comes out on Tuesdays
        return day if day <= LAST_DAY else None

    def _industry(self, owner: Entry) -> dict[str, object]:
        code = owner.row.industry_code  # type: ignore[attr-defined]
        return next(i for i in self.script.words["industries"] if i["code"] == code)

    def _thing(self, owner: Entry) -> str:
        return str(self.script.chance.choice(self._industry(owner)["things"]))  # type: ignore[arg-type]

    def _ipc(self, owner: Entry) -> str:
        return str(self._industry(owner)["ipc"])

    def any_type(self) -> RightType:
        """A quarter inventions, a fifth designs, the rest utility models."""
        return self.script.chance.choices(
            [RightType.INVENTION, RightType.UTILITY_MODEL, RightType.DESIGN], [25, 55, 20]
        )[0]

    def of_person(self) -> Entry:
        """A patent of a natural person of the county."""
        filed = self.script.day_between(date(2010, 1, 1), date(2025, 12, 31))
        entry = self.blank(filed, self.any_type(), "家用装置", granted=None)
        type_ = RightType(entry.row.type)  # type: ignore[attr-defined]
        if granted := self._usual_grant(filed, type_):
            entry.row.grant_date = granted  # type: ignore[attr-defined]
            entry.add(legal_event(EventType.GRANT, granted, granted))
        name = f"演示{self.script.chance.choice(FAMILY_NAMES)}某"
        _held(entry, None, name, filed, MatchState.PERSON)
        return entry

    def brought_in(self, owner: Entry) -> Entry:
        """A patent first held outside the county and acquired."""
        filed = self.script.day_between(date(2014, 1, 1), date(2020, 12, 31))
        entry = self.blank(filed, self.any_type(), self._thing(owner), granted=self.script.later(filed, 300, 900))
        self._pass_on(entry, _held(entry, None, OUTSIDE_NAME, filed, MatchState.OUTSIDE), owner)
        return entry

    def _pass_on(self, entry: Entry, held: Holding, owner: Entry | None) -> None:
        """The registered transfer: the day of registration counts, the announcement comes a little later."""
        day = self.script.day_between(date(2022, 1, 1), date(2026, 6, 30))
        announced = self.script.later(day, 8, 25)
        held.valid_to, held.known_to = day, announced
        name = owner.row.name if owner else OUTSIDE_NAME  # type: ignore[attr-defined]
        entry.add(legal_event(EventType.TRANSFER, day, announced, to=name))
        state = MatchState.MATCHED if owner else MatchState.OUTSIDE
        _held(entry, owner, name, day, state).known_from = announced

    def live(self, entry: Entry) -> None:
        """What happened to a granted patent of a large holder afterwards."""
        row: Right = entry.row  # type: ignore[assignment]
        if row.grant_date is None or row.grant_date > date(2025, 1, 1):
            return
        if self.script.happens(0.22):
            self._lapse(entry, row)
        elif self.script.happens(0.05):
            held = next(c for c in entry.children if isinstance(c, Holding))
            self._pass_on(entry, held, None)
        elif self.script.happens(0.08):
            self._pledge(entry)
        elif self.script.happens(0.06):
            day = self.script.day_between(date(2023, 1, 1), date(2026, 8, 31))
            entry.add(legal_event(EventType.LICENCE_RECORDED, day, self.script.later(day, 5, 20), licence="普通许可"))
        elif self.script.happens(0.03):
            day = self.script.day_between(date(2024, 1, 1), date(2026, 6, 30))
            entry.add(legal_event(EventType.INVALIDATION_PARTIAL, day, self.script.later(day, 10, 30)))
        elif self.script.happens(0.03):
            day = self.script.day_between(date(2022, 1, 1), date(2026, 3, 31))
            entry.add(legal_event(EventType.ABANDONMENT, day, self.script.later(day, 20, 60)))

    def _lapse(self, entry: Entry, row: Right) -> None:
        """Unpaid: ends on the day the fee was due, announced no earlier than ten months later; a few come back."""
        filed, granted = row.filing_date, row.grant_date
        if filed is None or granted is None:
            return
        first_year = granted.year - filed.year + 2
        due = add_months(filed, 12 * self.script.chance.randint(first_year, first_year + 4))
        announced = self.script.later(due, 310, 420)
        expiry = row.expiry_date or LAST_DAY
        if announced > LAST_DAY or due >= expiry:
            return
        entry.add(legal_event(EventType.LAPSE_UNPAID_FEE, due, announced))
        back = self.script.later(announced, 40, 90)
        if self.script.happens(0.12) and back <= LAST_DAY:
            entry.add(legal_event(EventType.RESTORATION, back, self.script.later(back, 7, 20)))

    def _pledge(self, entry: Entry) -> None:
        day = self.script.day_between(date(2022, 1, 1), date(2026, 3, 31))
        amount = self.script.chance.choice([200, 300, 500, 800])
        entry.add(legal_event(EventType.PLEDGE, day, self.script.later(day, 5, 15), loan_wan=amount, bank="演示银行"))
        released = add_months(day, 12)
        if released <= LAST_DAY:
            entry.add(legal_event(EventType.PLEDGE_RELEASED, released, self.script.later(released, 5, 15)))


def trademarks(script: Script, owners: list[Entry]) -> Iterator[Entry]:
    """Registered marks; most of the old ones were renewed."""
    for number in range(1, script.count("trademarks") + 1):
        filed = script.day_between(date(2010, 1, 1), date(2025, 9, 30))
        registered = script.later(filed, 240, 420)
        owner = script.chance.choice(owners)
        row = Right(
            type=RightType.TRADEMARK,
            number=str(10_000_000 + number * 37),
            sub_key=str(script.chance.randint(1, 45)),
            title=f"{owner.row.name[:4]}{number}",  # type: ignore[attr-defined]
            filing_date=filed,
            is_demo=True,
        )
        entry = Entry(row)
        _hold(entry, owner, filed)
        if registered <= LAST_DAY:
            _register_mark(script, entry, row, registered)
        yield entry


def _register_mark(script: Script, entry: Entry, row: Right, registered: date) -> None:
    row.registration_date = row.grant_date = registered
    events = [legal_event(EventType.REGISTRATION, registered, registered)]
    renewed = add_months(registered, 120) - timedelta(days=60)
    if renewed <= LAST_DAY and script.happens(0.85):
        events.append(legal_event(EventType.RENEWAL, renewed, script.later(renewed, 10, 30)))
    row.expiry_date = expiry_of(row, events)
    for event in events:
        entry.add(event)


def others(script: Script, owners: list[Entry]) -> Iterator[Entry]:
    """Copyrights, plant varieties, layouts, geographical indications."""
    makers = [
        *[(RightType.COPYRIGHT, n) for n in range(script.count("copyrights"))],
        *[(RightType.PLANT_VARIETY, n) for n in range(script.count("plant_varieties"))],
        *[(RightType.LAYOUT, n) for n in range(script.count("layouts"))],
        *[(RightType.GEOGRAPHICAL_INDICATION, n) for n in range(len(script.words["geographical"]) * script.scale)],
    ]
    for type_, number in makers:
        day = script.day_between(date(2012, 1, 1), date(2026, 8, 31))
        owner = script.chance.choice(owners)
        row = Right(type=type_, title="", filing_date=day, registration_date=day, is_demo=True)
        row.number, row.sub_key, row.title = _other_words(script, type_, number, day)
        if type_ == RightType.PLANT_VARIETY:
            row.grant_date = day
        entry = Entry(row)
        events = [legal_event(EventType.REGISTRATION, day, day)]
        row.expiry_date = expiry_of(row, events)
        entry.add(events[0])
        _hold(entry, owner, day)
        yield entry


def _other_words(script: Script, type_: RightType, number: int, day: date) -> tuple[str, str, str]:
    if type_ == RightType.COPYRIGHT:
        return f"{day.year}SR{9_000_000 + number:07d}", "", f"演示管理软件V{number % 9 + 1}.0"
    if type_ == RightType.PLANT_VARIETY:
        plant = script.words["plant_words"][number % len(script.words["plant_words"])]
        return f"CNA{day.year}{9_000_000 + number:07d}", "", f"演示{plant}{number + 1}号"
    if type_ == RightType.LAYOUT:
        return f"BS.{day.year % 100:02d}{9_000_000 + number:07d}", "", f"演示驱动电路{number + 1}"
    words = script.words["geographical"]
    series = number // len(words)
    return (
        f"AGI{day.year}-09-{90_000 + number:05d}",
        "agi",
        words[number % len(words)] + (str(series + 1) if series else ""),
    )

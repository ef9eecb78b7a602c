"""Invented patents with event histories as they really run: lapses announced months later with effect on the fee's due day,
restorations after that, transfers in and out, invalidations that reach back to the beginning."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from qiangxian.kernel.calendar import add_months
from qiangxian.kernel.identifiers import application_number

from ..rights.lifecycle_facts import expiry_of
from ..rights.models import Holding, Right
from ..types import EventType, MatchState, RightType
from .holders import ELSEWHERE, OUTSIDE_ADDRESS, OUTSIDE_NAME, held_by, held_by_name, legal_event
from .script import LAST_DAY, Firm, Owned, RecordToBe, Script, Serial

TYPE_DIGIT = {RightType.INVENTION: "1", RightType.UTILITY_MODEL: "2", RightType.DESIGN: "3"}
EXAMINATION_DAYS = {RightType.INVENTION: (650, 1150), RightType.UTILITY_MODEL: (170, 320), RightType.DESIGN: (110, 240)}
KIND_CODES = {
    RightType.INVENTION: ("C", "B"),
    RightType.UTILITY_MODEL: ("Y", "U"),
    RightType.DESIGN: ("D", "S"),
}
NEW_KIND_CODES = date(2010, 4, 7)
FAMILY_NAMES = "赵钱孙李周吴郑王冯陈"


def _kind_code(type_: RightType, granted: date) -> str:
    return KIND_CODES[type_][granted >= NEW_KIND_CODES]


class Patents:
    """Makes patents; the same serial runs through all of them."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.classes = script.part("classes")
        self.causes = script.part("causes")
        self.qualities = script.part("qualities")
        self.serial = Serial()

    def blank(self, filed: date, type_: RightType, thing: str, *, granted: date | None) -> Owned:
        """A patent with its grant, without holder or history."""
        digits = f"{filed.year}{TYPE_DIGIT[type_]}{1_000_000 + self.serial.next():07d}"
        row = Right(
            type=type_,
            number=f"{digits}.{application_number.check_character(digits)}",
            title=f"一种{thing}" if type_ != RightType.DESIGN else thing,
            filing_date=filed,
            is_demo=True,
        )
        entry = RecordToBe(row)
        if granted:
            self._grant(entry, granted)
        row.expiry_date = expiry_of(row, [])
        return entry

    def _grant(self, entry: Owned, granted: date) -> None:
        row = entry.row
        type_ = RightType(row.type)
        row.grant_date = granted
        row.publication_number = (
            f"CN{TYPE_DIGIT[type_]}{20_000_000 + self.serial.value:08d}{_kind_code(type_, granted)}"
        )
        entry.add(legal_event(EventType.GRANT, granted, granted))

    def owned(self, owner: Firm, filed: date, type_: RightType, *, granted: date | None = None) -> Owned:
        """A patent of an enterprise, granted on the day given or after the usual time."""
        granted = granted or self._usual_grant(filed, type_)
        entry = self.blank(filed, type_, self._thing(owner), granted=granted)
        self._classify(entry, owner)
        held_by(entry, owner, filed)
        return entry

    def _usual_grant(self, filed: date, type_: RightType) -> date | None:
        day = self.script.later(filed, *EXAMINATION_DAYS[type_])
        day += timedelta(days=(1 - day.weekday()) % 7)  # the gazette comes out on Tuesdays
        return day if day <= LAST_DAY else None

    def _industry(self, owner: Firm) -> Mapping[str, Any]:
        return self.script.industries[owner.row.industry_code]

    def _thing(self, owner: Firm) -> str:
        return self.qualities.named(str(self.script.chance.choice(self._industry(owner)["things"])))

    def _classify(self, entry: Owned, owner: Firm) -> None:
        """Designs have a Locarno class, the others an IPC symbol of the owner's trade."""
        row = entry.row
        scheme = "locarno" if row.type == RightType.DESIGN else "ipc"
        row.classification = self.classes.chance.choice(self._industry(owner)[scheme])

    def any_type(self) -> RightType:
        """A quarter inventions, a fifth designs, the rest utility models."""
        return self.script.chance.choices(
            [RightType.INVENTION, RightType.UTILITY_MODEL, RightType.DESIGN], [25, 55, 20]
        )[0]

    def of_person(self) -> Owned:
        """A patent of a natural person of the county; a few papers print no address."""
        filed = self.script.day_between(date(2010, 1, 1), date(2025, 12, 31))
        entry = self.blank(filed, self.any_type(), "家用装置", granted=None)
        if granted := self._usual_grant(filed, RightType(entry.row.type)):
            self._grant(entry, granted)
        name = f"演示{self.script.chance.choice(FAMILY_NAMES)}某"
        known = self.causes.happens(0.9)
        area, address = (self.script.division_code, "演示社区1号") if known else ("", "")
        held_by_name(entry, name, area, address, filed, MatchState.PERSON)
        return entry

    def of_stranger(self, name: str) -> Owned:
        """A patent under a printed name that no enterprise of the register bears."""
        filed = self.causes.day_between(date(2018, 1, 1), date(2024, 6, 30))
        entry = self.blank(filed, RightType.UTILITY_MODEL, "连接装置", granted=self.causes.later(filed, 200, 300))
        held_by_name(entry, name, self.script.division_code, "演示工业园", filed, MatchState.UNMATCHED)
        return entry

    def brought_in(self, owner: Firm) -> Owned:
        """A patent first held outside the county and acquired."""
        filed = self.script.day_between(date(2014, 1, 1), date(2020, 12, 31))
        entry = self.blank(filed, self.any_type(), self._thing(owner), granted=self.script.later(filed, 300, 900))
        self._classify(entry, owner)
        held = held_by_name(entry, OUTSIDE_NAME, ELSEWHERE, OUTSIDE_ADDRESS, filed, MatchState.OUTSIDE)
        self._pass_on(entry, held, owner)
        return entry

    def _pass_on(self, entry: Owned, held: Holding, owner: Firm | None) -> None:
        """The registered transfer: the day of registration counts, the announcement comes a little later."""
        row = entry.row
        first = max(day for day in (date(2022, 1, 1), row.filing_date, row.grant_date) if day)
        day = self.script.day_between(first, date(2026, 6, 30))
        announced = self.script.later(day, 8, 25)
        held.valid_to, held.known_to = day, announced
        name = owner.row.name if owner else OUTSIDE_NAME
        cause = self.causes.weighted(self.script.words["transfer_causes"])
        entry.add(legal_event(EventType.TRANSFER, day, announced, to=name, cause=cause))
        if owner:
            held_by(entry, owner, day).known_from = announced
        else:
            taker = held_by_name(entry, name, ELSEWHERE, OUTSIDE_ADDRESS, day, MatchState.OUTSIDE)
            taker.known_from = announced

    def live(self, entry: Owned) -> None:
        """What happened to a granted patent of a large holder afterwards."""
        row = entry.row
        if row.grant_date is None or row.grant_date > date(2025, 1, 1):
            return
        fate = next((one for one in self.script.words["fates"] if self.script.happens(one["share"])), {"fate": ""})
        if fate["fate"] == EventType.LAPSE_UNPAID_FEE:
            self._lapse(entry, entry.row)
        elif fate["fate"] == EventType.TRANSFER:
            self._pass_on(entry, next(iter(entry.each(Holding))), None)
        elif fate["fate"]:
            day = self.script.day_between(*fate["between"])
            entry.add(legal_event(fate["fate"], day, self.script.later(day, *fate["announced"])))

    def _lapse(self, entry: Owned, row: Right) -> None:
        """Unpaid: ends on the day the fee was due, announced no earlier than ten months later; a few come back."""
        filed, granted = row.filing_date, row.grant_date
        if filed is None or granted is None:
            return
        first_year = granted.year - filed.year + 2
        due = add_months(filed, 12 * self.script.chance.randint(first_year, first_year + 4))
        announced = self.script.later(due, 318, 420)
        expiry = row.expiry_date or LAST_DAY
        if announced > LAST_DAY or due >= expiry:
            return
        entry.add(legal_event(EventType.LAPSE_UNPAID_FEE, due, announced))
        back = self.script.later(announced, 40, 90)
        if self.script.happens(0.12) and back <= LAST_DAY:
            entry.add(legal_event(EventType.RESTORATION, back, self.script.later(back, 7, 20)))

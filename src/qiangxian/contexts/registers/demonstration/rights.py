"""Invented patents with event histories as they really run: lapses announced months later with effect on the fee's due day,
restorations after that, transfers in and out, invalidations that reach back to the beginning."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from qiangxian.kernel.identifiers import application_number

from ..rights.models import Holding
from ..types import EventType, MatchState
from .holders import held_by, held_by_name, legal_event
from .script import LAST_DAY, Firm, Owned, Script
from .teller import Teller


class Patents:
    """What stories of patents draw, and what happens to patents afterwards."""

    def __init__(self, script: Script) -> None:
        self.script, self.told = script, script.words["patents"]
        self.classes, self.causes, self.qualities = (script.part(name) for name in ("classes", "causes", "qualities"))

    @property
    def forms(self) -> Mapping[str, Callable[..., Any]]:
        """How the stories ask."""
        return {
            "usual_grant": self._usual_grant,
            "thing": lambda owner: self.qualities.named(self.script.chance.choice(self._trade(owner)["things"])),
            "class_of": lambda owner, kind: self.classes.chance.choice(self._trade(owner)[self.told[kind]["classes"]]),
            "number_of": self._number,
            "publication": self._publication,
            "now_and_then": self.causes.happens,
            "some_day": self.causes.day_between,
            "some_time_later": self.causes.later,
        }

    def _usual_grant(self, filed: date, kind: str) -> date | None:
        day = self.script.later(filed, *self.told[kind]["examination_days"])
        day += timedelta(days=(1 - day.weekday()) % 7)  # the gazette comes out on Tuesdays
        return day if day <= LAST_DAY else None

    def _trade(self, owner: Firm) -> Mapping[str, Any]:
        return self.script.industries[owner.row.industry_code]

    def _number(self, filed: date, kind: str, serial: int) -> str:
        digits = f"{filed.year}{self.told[kind]['digit']}{1_000_000 + serial:07d}"
        return f"{digits}.{application_number.check_character(digits)}"

    def _publication(self, granted: date | None, kind: str, serial: int) -> str:
        """Inventions had `C`, since the day of the new kind codes they have `B`, and likewise the others."""
        if granted is None:
            return ""
        code = self.told[kind]["kind_codes"][granted >= self.told["new_kind_codes"]]
        return f"CN{self.told[kind]['digit']}{20_000_000 + serial:08d}{code}"

    def brought_in(self, entry: Owned, owner: Firm) -> None:
        """First held outside the county, then acquired."""
        self._pass_on(entry, next(iter(entry.each(Holding))), owner)

    def _pass_on(self, entry: Owned, held: Holding, owner: Firm | None) -> None:
        """The registered transfer: the day of registration counts, the announcement comes a little later."""
        row = entry.row
        first = max(day for day in (date(2022, 1, 1), row.filing_date, row.grant_date) if day)
        day = self.script.day_between(first, date(2026, 6, 30))
        announced = self.script.later(day, 8, 25)
        held.valid_to, held.known_to = day, announced
        name = owner.row.name if owner else self.told["outside"]["name"]
        cause = self.causes.weighted(self.script.words["transfer_causes"])
        entry.add(legal_event(EventType.TRANSFER, day, announced, to=name, cause=cause))
        if owner:
            held_by(entry, owner, day).known_from = announced
        else:
            outside = self.told["outside"]
            taker = held_by_name(entry, name, outside["area"], outside["address"], day, MatchState.OUTSIDE)
            taker.known_from = announced

    def live(self, entry: Owned, teller: Teller) -> None:
        """What happened to a granted patent of a large holder afterwards."""
        row = entry.row
        if row.grant_date is None or row.grant_date > date(2025, 1, 1):
            return
        fate = next((one for one in self.script.words["fates"] if self.script.happens(one["share"])), None)
        if fate and fate["fate"] == EventType.TRANSFER:
            self._pass_on(entry, next(iter(entry.each(Holding))), None)
        elif fate:
            teller.happen([entry], fate["fate"], row=row)

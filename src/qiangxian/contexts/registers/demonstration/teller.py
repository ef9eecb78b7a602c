"""The player of the stories: reads `stories.yaml` and makes the unsaved rows it tells, with the chance of the county."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import reduce
from operator import mul
from types import MappingProxyType
from typing import Any

from django.apps import apps

from qiangxian.engines.lifecycle.terms import mark_term, plant_variety_term
from qiangxian.kernel import rulebook
from qiangxian.kernel.calendar import add_months

from ..records.names import fold_name
from ..rights.lifecycle_facts import expiry_of
from ..rights.models import LegalEvent
from ..types import TitleKind
from .enterprises import make_uscc
from .holders import held_by, held_by_name, legal_event
from .script import LAST_DAY, RecordToBe, Script, Serial

Told = Mapping[str, Any]
MAPPINGS = (dict, MappingProxyType)  # what rule files and the player hold; asked often, so by their own types
FORMS: Mapping[str, Callable[..., Any]] = {
    "any": lambda value: value,
    "first": lambda *values: next((value for value in values if value is not None), None),
    "all": lambda *wishes: all(wishes),
    "when": lambda told, value: value if told else None,
    "latest": max,
    "months": lambda day, months: add_months(day, months),
    "days": lambda day, days: day + timedelta(days=days),
    "text": str,
    "decimal": lambda number: Decimal(str(number)),
    "sum": lambda *numbers: sum(numbers),
    "times": lambda *numbers: reduce(mul, numbers),
    "size": len,
    "by": lambda value, most: value if value is not None and value <= most else None,
    "mark_ends": lambda registered: mark_term(registered).last_day,
    "range": range,
    "of": lambda words, key: words[str(key)],
    "at": lambda many, place: many[place % len(many)] if many else None,
    "again": lambda number, size: number // size + 1 if number >= size else "",
    "whole": lambda number, part: number // part,
    "same": lambda one, other: one == other,
    "less": lambda number, most: number < most,
    "new_year": lambda day, years: date(day.year + years, 1, 1),
    "replace": str.replace,
    "fold": fold_name,
    "iso": lambda day: day.isoformat(),
    "cut": lambda text, size: text[:size],
    "title_kind": lambda kind: TitleKind(kind).label,
    "variety_ends": lambda day, woody: plant_variety_term(day, woody=bool(woody)).last_day,
}


def _under(place: Any, name: str) -> Any:
    """What stands under a name of a mapping, a list or a row; nothing where there is none."""
    if isinstance(place, MAPPINGS):
        return place.get(name)
    return place[int(name)] if name.isdecimal() else getattr(place, name, None)


class Teller:
    """Tells groups of stories, as the head of `stories.yaml` says; `known` is what names mean besides the lists of the county,
    `forms` more forms."""

    def __init__(self, script: Script, known: Mapping[str, Any], **forms: Callable[..., Any]) -> None:
        self.script = script
        self.told = rulebook.load("demonstration", "stories", division=script.division_code)
        county = {"scale": script.scale, "division": script.division_code, "townships": script.townships}
        self.known = {**script.words, **county, "last_day": LAST_DAY, **known}
        self.likes: dict[str, Told] = {}
        self.serials: dict[str, Serial] = defaultdict(Serial)
        self.forms: dict[str, Callable[..., Any]] = {
            **FORMS,
            "counted": script.count,
            "uscc": self._uscc,
            "next": self._next,
            **forms,
        }
        self._draw(script)

    def _draw(self, chance: Script) -> None:
        """From now on by this chance."""
        self.forms |= {
            "between": chance.day_between,
            "later": chance.later,
            "pick": lambda *many: chance.chance.choice(many if len(many) > 1 else many[0]) if any(many) else "",
            "pick_by_weight": lambda many: chance.chance.choices(many, [one["weight"] for one in many])[0],
            "sample": chance.chance.sample,
            "weighted": chance.weighted,
            "happens": chance.happens,
            "number": chance.chance.randint,
        }

    def _uscc(self, number: int, prefix: str) -> str:
        return make_uscc(number, prefix=prefix, division_code=self.script.division_code)

    def _next(self, name: str) -> int:
        return self.serials[name].next()

    def tell(self, group: str) -> Iterator[RecordToBe[Any]]:
        """Every record of a group in the order in which it must be stored."""
        told = self.told["groups"][group]
        self._draw(self.script.part(told["chance"]) if "chance" in told else self.script)
        for unit in range(self.script.scale if told.get("units") else 1):
            for story in told["stories"]:
                yield from self._story(story, unit)

    def _story(self, story: Told, first: int) -> Iterator[RecordToBe[Any]]:
        for unit in range(self.script.scale) if story.get("units") else (first,):
            series = str(unit + 1) if self.script.scale > 1 else ""
            known = {**self.known, "unit": unit, "series": series}
            if "times" in story:
                kinds = [{"like": like} for like in story["cycle"]]
                for n in range(self.value(story["times"], known)):
                    yield self.record(kinds[n % len(kinds)], {**known, "n": n})
            for place, line in enumerate(self.value(story.get("lines", []), known)):
                own = line if isinstance(line, Mapping) else {}
                yield self.record(story, {**known, **self.value(own, known), "line": line, "place": place})

    def value(self, told: Any, known: Mapping[str, Any]) -> Any:
        """What is told, with names, texts and forms filled in."""
        if isinstance(told, str):
            if told.startswith("="):
                return reduce(_under, told[1:].split("."), known)
            return told.format_map(known) if "{" in told else told
        if isinstance(told, list | tuple):
            return [self.value(one, known) for one in told]
        if not isinstance(told, MAPPINGS):
            return told
        if "format" in told:
            return str(self.value(told["format"], known)).format_map(known)
        if "if" in told:
            wish, then, *otherwise = told["if"]
            return self.value(then if self.value(wish, known) else [None, *otherwise][-1], known)
        form = self.forms.get(next(iter(told))) if len(told) == 1 else None
        if form is None:
            return told
        [asked] = told.values()
        given = self.value(asked, known)
        return form(*given) if isinstance(asked, list | tuple) else form(given)

    def record(self, told: Told, known: Mapping[str, Any]) -> RecordToBe[Any]:
        """One record with everything that belongs to it."""
        told = self._whole(told)
        known = self._worked_out(told, known)
        entry = RecordToBe(self._row(told, known))
        entry.row.is_demo = True
        entry.links += [(entry.row, name, one) for name, one in self._links(told, known).items()]
        if "holder" in told:
            held_by(entry, self.value(told["holder"], known), self.value(told["since"], known))
        elif "held" in told:
            name, area, address, state = self.value(told["held"], known)
            held_by_name(entry, name, area, address, self.value(told["since"], known), state)
        for happened in self._happenings(told, known):
            entry.add(legal_event(**happened))
        if told.get("expires"):
            entry.row.expiry_date = expiry_of(entry.row, list(entry.each(LegalEvent)))
        for part in told.get("parts", ()):
            for one in self.value(part["each"], known):
                self.part(entry, part, {**known, "part": one})
        return entry

    def happen(self, entries: list[RecordToBe[Any]], what: str, /, **known: Any) -> None:
        """What is told under that name happens to these records together."""
        told = self._whole({"like": what})
        for happened in self._happenings(told, self._worked_out(told, {**self.known, **known})):
            for entry in entries:
                entry.add(legal_event(**happened))

    def _happenings(self, told: Told, known: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """Each event on its day, where it has one; what happens only `when` something else did is worked out only then."""
        for event in told.get("events", ()):
            if "events" in event and self.value(event["when"], known):
                yield from self._happenings(event, self._worked_out(event, known))
            elif "day" in event and (day := self.value(event["day"], known)):
                detail = {name: self.value(one, known) for name, one in event.get("detail", {}).items()}
                yield {
                    "type_": event["type"],
                    "day": day,
                    "announced": self.value(event.get("announced", day), known),
                    **detail,
                }

    def part(self, entry: RecordToBe[Any], told: Told, known: Mapping[str, Any]) -> None:
        """A row that belongs to a record; none where its day lies past those it must stand before."""
        told = self._whole(told)
        known = self._worked_out(told, known)
        day, *ends = self.value(told.get("before", [None]), known)
        if not ends or day < min(ends):
            entry.add(self._row(told, known), **self._links(told, known))

    def _whole(self, told: Told) -> Told:
        """With what it is like, of which it says only what differs."""
        if "like" not in told:
            return told
        if told["like"] not in self.likes:
            self.likes[told["like"]] = self._whole(self.told["likes"][told["like"]])
        like = self.likes[told["like"]]
        if len(told) == 1:
            return like
        fields, let = ({**told.get(name, {})} for name in ("fields", "let"))
        return {**like, **told, "fields": {**like.get("fields", {}), **fields}, "let": {**let, **like.get("let", {})}}

    def _worked_out(self, told: Told, known: Mapping[str, Any]) -> dict[str, Any]:
        found = dict(known)
        for name, one in told.get("let", {}).items():
            found[name] = self.value(one, found)
        return found

    def _row(self, told: Told, known: Mapping[str, Any]) -> Any:
        fields = {name: self.value(one, known) for name, one in told.get("fields", {}).items()}
        return apps.get_model("registers", told["model"])(**fields)

    def _links(self, told: Told, known: Mapping[str, Any]) -> dict[str, Any]:
        found = {name: self.value(one, known) for name, one in told.get("links", {}).items()}
        return {name: one for name, one in found.items() if one is not None}

"""One search over everything at the desk: pages and functions, targets, tasks, indicators, matters, records. A number is found in
any spelling, words in any order; what is called exactly as typed is marked, so that the page can open it at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from qiangxian.contexts.indicators import readers as indicators
from qiangxian.contexts.lists.readers import list_page
from qiangxian.contexts.lists.typed import words_of
from qiangxian.contexts.lists.types import Cell, ListRow, Query, Viewer
from qiangxian.contexts.programmes import readers
from qiangxian.contexts.registers.records import listing
from qiangxian.contexts.registers.records.kinds import KINDS
from qiangxian.contexts.registers.records.lists import Register
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.roles import staff
from qiangxian.web.matters import lists as matter_lists

from ..indicators.pages import county_of
from .functions import functions_found

LONGEST = 100
SHOWN = 8
NOTES = 3
STATES = ("status", "state")


@dataclass(frozen=True)
class FoundThing:
    """One thing found: its name, what else tells it apart, its state, its page, whether it is called exactly as typed."""

    label: str
    url: str
    notes: tuple[str, ...] = ()
    state: Cell = field(default_factory=Cell)
    is_exact: bool = False


@dataclass(frozen=True)
class FoundGroup:
    """Things of one kind: the first of them, how many there are, and the list that has all."""

    label: str
    unit: str
    hits: Sequence[FoundThing]
    total: int
    url: str = ""


class Search:
    """What is searched, by whom, in which programme, on which days: everywhere the actor may look."""

    def __init__(self, text: str, programme: Any | None, actor: Actor, as_of: AsOf) -> None:
        self.text, self.programme, self.actor, self.as_of = text, programme, actor, as_of
        self.words = words_of(text)

    def groups(self) -> list[FoundGroup]:
        """What is found, by kind; kinds without a hit are left out."""
        groups = [self._functions()]
        if self.words and staff.anywhere(self.actor):
            groups += [self._targets(), self._tasks(), self._indicators(), self._matters()]
            groups += [self._records(register) for register in listing.registers()]
        return [group for group in groups if group.total]

    def names(self, *called: str) -> bool:
        """Whether something of that code or name is what was typed."""
        return self.text.casefold() in {one.casefold() for one in called}

    def _functions(self) -> FoundGroup:
        found = functions_found(self.actor, self.words) if self.words else []
        return _group(
            "页面和功能", "项", [FoundThing(one.label, one.url, is_exact=self.names(one.label)) for one in found]
        )

    def _targets(self) -> FoundGroup:
        if self.programme is None:
            return _group("目标", "项", [])
        found = readers.targets_found(self.programme.pk, self.words)
        states = {one.code: one for one in readers.targets_on(self.programme, self.as_of, self.actor)} if found else {}
        return _group("目标", "项", [self._target(one, states.get(one.key)) for one in found])

    def _target(self, one: Any, figure: Any) -> FoundThing:
        url = reverse("desk:target", args=(one.programme_id, one.key))
        state = Cell(figure.light_words, figure.light) if figure else Cell()
        return FoundThing(one.label, url, (f"目标 {one.key}",), state, self.names(one.key, one.label))

    def _tasks(self) -> FoundGroup:
        found = readers.tasks_found(self.programme.pk, self.words) if self.programme else []
        return _group("任务", "项", [self._task(one) for one in found])

    def _task(self, one: Any) -> FoundThing:
        notes = (f"任务 {one.key}", f"期限 {one.when}" if one.when else "")
        url = reverse("desk:task", args=(one.programme_id, one.key))
        return FoundThing(one.title, url, notes, is_exact=self.names(one.key, one.title))

    def _indicators(self) -> FoundGroup:
        library = indicators.available(on=self.as_of.effective, division=county_of(self.actor))
        found = [one for one in library if all(_has(word, one.number, one.label) for word in self.words)]
        hits = [
            FoundThing(
                one.label,
                reverse("desk:indicator", args=(one.number or one.code,)),
                (one.number, f"单位：{one.unit}"),
                is_exact=self.names(one.number, one.label),
            )
            for one in found
        ]
        return _group("统计指标", "项", hits)

    def _matters(self) -> FoundGroup:
        declared = matter_lists.EVERY
        page = list_page(declared, Viewer(self.actor, self.as_of), Query(text=self.text), size=SHOWN)
        return FoundGroup("事项", declared.unit, [self._matter(row) for row in page.rows], page.total)

    def _matter(self, row: ListRow) -> FoundThing:
        cells = row.cells
        notes = tuple(cells[key].text for key in ("number", "flow", "owes"))
        url = reverse("desk:matter", args=(row.key,))
        called = (cells["number"].text, cells["title"].text) if cells["number"].text else (cells["title"].text,)
        return FoundThing(cells["title"].text, url, notes, cells["state"], self.names(*called))

    def _records(self, register: Register) -> FoundGroup:
        viewer, kind = Viewer(self.actor, self.as_of), KINDS[register.kind]
        same = replace(register, search=lambda _viewer, text: kind.exactly(text), search_whole=True, kept=None)
        exact = list_page(same, viewer, Query(text=self.text), size=2).rows if kind.exact else []
        page = list_page(register, viewer, Query(text=self.text), size=SHOWN)
        first = {row.key for row in exact}
        rows = [*exact, *(row for row in page.rows if row.key not in first)][:SHOWN]
        hits = [_record(register, row, is_exact=row.key in first) for row in rows]
        url = reverse("desk:register", args=(register.slug,)) + "?" + urlencode({"q": self.text})
        return FoundGroup(register.label, register.unit, hits, max(page.total, len(hits)), url)


def only_exact(groups: Sequence[FoundGroup]) -> FoundThing | None:
    """The one thing that is called exactly as typed; None where there are none or several."""
    exact = [hit for group in groups for hit in group.hits if hit.is_exact]
    return exact[0] if len(exact) == 1 else None


def _group(label: str, unit: str, hits: Sequence[FoundThing]) -> FoundGroup:
    return FoundGroup(label, unit, hits, len(hits))


def _has(word: str, code: str, label: str) -> bool:
    return word.casefold() == code.casefold() or word.casefold() in label.casefold()


def _record(register: Register, row: ListRow, *, is_exact: bool) -> FoundThing:
    state = next((row.cells[key] for key in STATES if key in row.cells), Cell())
    texts = [row.cells[column.key].text for column in register.columns if column.key not in STATES]
    url = reverse("desk:record", args=(register.slug, row.key))
    return FoundThing(texts[0], url, tuple(texts[1 : 1 + NOTES]), state, is_exact)

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


@dataclass(frozen=True)
class Sought:
    """What is searched, by whom, in which programme, on which days."""

    text: str
    actor: Actor
    as_of: AsOf
    programme: Any | None

    @property
    def words(self) -> list[str]:
        """The typed words."""
        return words_of(self.text)

    def names(self, *called: str) -> bool:
        """Whether something of that code or name is what was typed."""
        return self.text.casefold() in {one.casefold() for one in called}


def find(text: str, programme: Any | None, actor: Actor, as_of: AsOf) -> list[FoundGroup]:
    """Look everywhere the actor may look; kinds without a hit are left out."""
    asked = Sought(text, actor, as_of, programme)
    groups = [_functions(asked)]
    if asked.words and staff.anywhere(actor):
        groups += [_targets(asked), _tasks(asked), _indicators(asked), _matters(asked)]
        groups += [_records(asked, register) for register in listing.registers()]
    return [group for group in groups if group.total]


def only_exact(groups: Sequence[FoundGroup]) -> FoundThing | None:
    """The one thing that is called exactly as typed; None where there are none or several."""
    exact = [hit for group in groups for hit in group.hits if hit.is_exact]
    return exact[0] if len(exact) == 1 else None


def _functions(asked: Sought) -> FoundGroup:
    found = functions_found(asked.actor, asked.words) if asked.words else []
    return _group(
        "页面和功能", "项", [FoundThing(one.label, one.url, is_exact=asked.names(one.label)) for one in found]
    )


def _group(label: str, unit: str, hits: Sequence[FoundThing]) -> FoundGroup:
    return FoundGroup(label, unit, hits, len(hits))


def _targets(asked: Sought) -> FoundGroup:
    if asked.programme is None:
        return _group("目标", "项", [])
    found = readers.targets_found(asked.programme.pk, asked.words)
    states = {one.code: one for one in readers.targets_on(asked.programme, asked.as_of, asked.actor)} if found else {}
    return _group("目标", "项", [_target(asked, one, states.get(one.key)) for one in found])


def _target(asked: Sought, one: Any, figure: Any) -> FoundThing:
    url = reverse("desk:target", args=(one.programme_id, one.key))
    state = Cell(figure.light_words, figure.light) if figure else Cell()
    return FoundThing(one.label, url, (f"目标 {one.key}",), state, asked.names(one.key, one.label))


def _tasks(asked: Sought) -> FoundGroup:
    found = readers.tasks_found(asked.programme.pk, asked.words) if asked.programme else []
    return _group("任务", "项", [_task(asked, one) for one in found])


def _task(asked: Sought, one: Any) -> FoundThing:
    notes = (f"任务 {one.key}", f"期限 {one.when}" if one.when else "")
    url = reverse("desk:task", args=(one.programme_id, one.key))
    return FoundThing(one.title, url, notes, is_exact=asked.names(one.key, one.title))


def _indicators(asked: Sought) -> FoundGroup:
    library = indicators.available(on=asked.as_of.effective, division=county_of(asked.actor))
    found = [one for one in library if all(_has(word, one.number, one.label) for word in asked.words)]
    hits = [
        FoundThing(
            one.label,
            reverse("desk:indicator", args=(one.number or one.code,)),
            (one.number, f"单位：{one.unit}"),
            is_exact=asked.names(one.number, one.label),
        )
        for one in found
    ]
    return _group("统计指标", "项", hits)


def _has(word: str, code: str, label: str) -> bool:
    return word.casefold() == code.casefold() or word.casefold() in label.casefold()


def _matters(asked: Sought) -> FoundGroup:
    declared = matter_lists.EVERY
    page = list_page(declared, Viewer(asked.actor, asked.as_of), Query(text=asked.text), size=SHOWN)
    return FoundGroup("事项", declared.unit, [_matter(asked, row) for row in page.rows], page.total)


def _matter(asked: Sought, row: ListRow) -> FoundThing:
    cells = row.cells
    notes = tuple(cells[key].text for key in ("number", "flow", "owes"))
    url = reverse("desk:matter", args=(row.key,))
    called = (cells["number"].text, cells["title"].text) if cells["number"].text else (cells["title"].text,)
    return FoundThing(cells["title"].text, url, notes, cells["state"], asked.names(*called))


def _records(asked: Sought, register: Register) -> FoundGroup:
    viewer, kind = Viewer(asked.actor, asked.as_of), KINDS[register.kind]
    same = replace(register, search=lambda _viewer, text: kind.exactly(text), search_whole=True, kept=None)
    exact = list_page(same, viewer, Query(text=asked.text), size=2).rows if kind.exact else []
    page = list_page(register, viewer, Query(text=asked.text), size=SHOWN)
    first = {row.key for row in exact}
    rows = [*exact, *(row for row in page.rows if row.key not in first)][:SHOWN]
    hits = [_record(register, row, is_exact=row.key in first) for row in rows]
    url = reverse("desk:register", args=(register.slug,)) + "?" + urlencode({"q": asked.text})
    return FoundGroup(register.label, register.unit, hits, max(page.total, len(hits)), url)


def _record(register: Register, row: ListRow, *, is_exact: bool) -> FoundThing:
    state = next((row.cells[key] for key in STATES if key in row.cells), Cell())
    texts = [row.cells[column.key].text for column in register.columns if column.key not in STATES]
    url = reverse("desk:record", args=(register.slug, row.key))
    return FoundThing(texts[0], url, tuple(texts[1 : 1 + NOTES]), state, is_exact)

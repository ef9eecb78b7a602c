"""What subjects above a kind of record add to its page and its list."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from qiangxian.contexts.lists.sections import Section
from qiangxian.contexts.lists.types import Cell, Viewer
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf

Addition = Callable[[Any, Actor, AsOf], Any]
Cells = Callable[[Sequence[Any], Viewer], list[dict[str, Cell]]]
Condition = Callable[[Viewer, str], Q]
Sections = Callable[[Any, Mapping[str, Any]], Iterable[Section]]


@dataclass
class Additions:
    """What subjects above a kind add to it: `details` of its page, drawn by `sections`; `cells` of its list (the kind's file of
    the rulebook says where such a column stands and what it is called), conditions of its `filters`."""

    details: dict[str, Addition] = field(default_factory=dict)
    sections: list[Sections] = field(default_factory=list)
    cells: list[Cells] = field(default_factory=list)
    filters: dict[str, Condition] = field(default_factory=dict)


ADDITIONS: defaultdict[str, Additions] = defaultdict(Additions)


def adds_to(code: str, name: str) -> Callable[[Addition], Addition]:
    """Register what another subject has to say on the page of a kind below it; it stands under `name` in `extra`."""

    def register(addition: Addition) -> Addition:
        ADDITIONS[str(code)].details[name] = addition
        return addition

    return register


def adds_sections(code: str) -> Callable[[Sections], Sections]:
    """Register how what was added is drawn on the page of a kind, before the kind's own sections."""

    def register(sections: Sections) -> Sections:
        ADDITIONS[str(code)].sections.append(sections)
        return sections

    return register


def adds_columns(code: str, cells: Cells, **filters: Condition) -> None:
    """Register the cells another subject has to say in the list of a kind below it, and the filters that go with them."""
    ADDITIONS[str(code)].cells.append(cells)
    ADDITIONS[str(code)].filters.update(filters)

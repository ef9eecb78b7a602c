"""The list of a kind, from its declaration: columns and filters as the rulebook names them, cells from the fields, the
parties and the validity; what is special comes from the kind."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from django.db.models import Q

from qiangxian.contexts.lists.sources import Rows
from qiangxian.contexts.lists.types import Cell, Column, Filter, Viewer

from .additions import ADDITIONS, Condition
from .fields import column
from .kinds import KINDS, Kind, party_cell
from .lists import Register, through_words, what_changes
from .scope import visible
from .words import townships


def registers() -> tuple[Register, ...]:
    """All lists, in the order of the screens."""
    return tuple(register_of(kind) for kind in KINDS.values() if kind.is_listed)


@cache
def register_of(kind: Kind) -> Register:
    """The list of a kind."""
    words = kind.words
    return Register(
        kind=kind.code,
        slug=kind.slug,
        name=f"registers/{kind.slug}",
        label=kind.label,
        unit=str(words["unit"]),
        source=lambda viewer: Rows(visible(kind.code, viewer.actor).filter(kind.begun(viewer.as_of))),
        key=lambda row: row.record_id,
        link=lambda row: (kind.code, row.record_id),
        note=lambda viewer: through_words(viewer, kind.code),
        kept=what_changes,
        columns=(
            *(_column(kind, key, entry) for key, entry in words["columns"].items()),
            *(_fact(kind, name) for name in facts_of(kind)),
        ),
        filters=(*(_filter(kind, key, entry) for key, entry in words["filters"].items()), *kind.more_filters),
        search=kind.search,
        cells=lambda rows, viewer: cells(kind, rows, viewer),
        order=str(words["order"]),
        empty_title=f"这一天还没有录入{kind.label}",
        empty=str(words["empty"]),
    )


def _column(kind: Kind, key: str, entry: Mapping[str, Any]) -> Column:
    name = str(entry.get("field", key))
    field = kind.field(name)
    label = entry.get("label") or (field.label if field else "")
    order = entry.get("sort", (name,) if column(kind.model, name) is not None else ())
    return Column(
        key,
        str(label),
        tuple(str(name) for name in order),
        shown=bool(entry.get("shown", True)),
        number=bool(entry.get("number", False)),
        private=bool(field and field.personal),
        in_file=True if _reads(key, entry) in kind.words["fields"] else None,
    )


def _reads(key: str, entry: Mapping[str, Any]) -> str:
    """The field of the table a column of the list is read as where the list is imported again."""
    return str(entry.get("reads", entry.get("field", key)))


@cache
def facts_of(kind: Kind) -> tuple[str, ...]:
    """What a table of the kind says and no column of the list shows: it stands in files, so that nothing is lost on the way
    into another county. What is personal never leaves."""
    told = {_reads(key, entry) for key, entry in kind.words["columns"].items()}
    return tuple(
        name
        for name, entry in kind.words["fields"].items()
        if name not in told
        and entry.get("table", True)
        and not entry.get("personal")
        and (column(kind.model, name) is not None or name in kind.tells)
    )


def _fact(kind: Kind, name: str) -> Column:
    order = (name,) if column(kind.model, name) is not None else ()
    return Column(name, str(kind.words["fields"][name]["label"]), order, shown=False, in_file=True)


def _filter(kind: Kind, key: str, entry: Mapping[str, Any]) -> Filter:
    """`state` asks the validity, a field its value (`begins: true`: how it begins), a flag yes or no, a `day` from (gte) or up to
    (lte) it; what was added from above its own condition; of townships the viewer's are offered."""
    name = str(entry.get("field", key))
    field = kind.field(name)
    label = str(entry.get("label") or (field.label if field else ""))
    given = tuple((str(code), str(words)) for code, words in entry.get("choices", {}).items())
    if at := entry.get("day"):
        return Filter(key, label, lambda _viewer, value: Q(**{f"{name}__{at}": value}), day=True)
    choices = given or (field.choices if field else ()) or tuple(kind.offered(key))
    condition = ADDITIONS[kind.code].filters.get(key) or _condition(kind, key, name, begins=bool(entry.get("begins")))
    return Filter(key, label, condition, townships if name == "township_code" else lambda _viewer: choices)


def _condition(kind: Kind, key: str, name: str, *, begins: bool) -> Condition:
    field = kind.field(name)
    if key == "state":
        return kind.in_state
    if field and field.takes == "flag":
        return lambda _viewer, value: Q(**{name: value == "yes"})
    return lambda _viewer, value: Q(**{f"{name}__startswith" if begins else name: value})


def cells(kind: Kind, rows: Sequence[Any], viewer: Viewer) -> list[dict[str, Cell]]:
    """The cells of some rows."""
    parties = {party.relation: party for party in kind.parties}
    named = {key: str(entry.get("field", key)) for key, entry in kind.words["columns"].items()}
    stored = {key: name for key, name in named.items() if key in parties or column(kind.model, name) is not None}

    def cell(row: Any, key: str, name: str) -> Cell:
        return party_cell(parties[key], row) if key in parties else value_cell(kind, row, name)

    stored |= {name: name for name in facts_of(kind) if column(kind.model, name) is not None}
    found = [{key: cell(row, key, name) for key, name in stored.items()} for row in rows]
    for more in (kind.more_cells, *ADDITIONS[kind.code].cells):
        found = [own | beside for own, beside in zip(found, more(rows, viewer), strict=True)]
    for row, own in zip(rows, found, strict=True):
        if "state" in named and "state" not in own:
            own["state"] = kind.state(row, viewer.as_of)
    return found


def value_cell(kind: Kind, row: Any, name: str) -> Cell:
    """A stored value: a day, a choice by its word, yes or no."""
    value, field, stored = getattr(row, name), kind.field(name), column(kind.model, name)
    if value in (None, ""):
        return Cell(field.blank if field else "")
    if isinstance(value, bool):
        return Cell("是" if value else "否")
    return Cell(str(dict((stored and stored.choices) or ()).get(value, value)))

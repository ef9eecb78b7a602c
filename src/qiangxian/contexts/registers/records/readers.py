"""One record with everything recorded about it: what holds on the day, what held before, who corrected what and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from qiangxian.contexts.lists.sections import Section, SectionLine
from qiangxian.contexts.lists.types import Cell, day
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import NotFound
from qiangxian.kernel.money import Money

from ..types import RecordKind
from .additions import ADDITIONS, Addition
from .conditions import holds
from .fields import OTHER_LABELS, column
from .kinds import Kind, kind_of
from .models import Recorded
from .scope import visible
from .versions import facts
from .words import place_name


@dataclass(frozen=True)
class Span:
    """Something that held from a day to a day: a name, a seat, a holder, a member."""

    id: int
    words: str
    more: str
    valid_from: date | None
    valid_to: date | None
    now: bool
    record: tuple[str, int] | None = None


class RecordPage:
    """Everything a page shows of one record, to somebody who may see it. `facts`: label and value; `versions`: as `versions` answers;
    `raw`: the row of the file it was read from; `extra`: what its kind and the subjects above have to say, by name."""

    def __init__(self, declared: Kind, row: Any, actor: Actor, as_of: AsOf) -> None:
        added = ADDITIONS[declared.code]
        self.kind, self.record_id, self.row = declared.code, int(row.record_id), row
        self.label, self.key = declared.label_of(row), declared.natural_key(row)
        self.state, self.facts = declared.state(row, as_of), _facts(declared, row)
        self.versions = versions(declared.code, self.record_id)
        told = (row.raw or {}).items()
        self.raw = [(str(name), str(value)) for name, value in told if value not in (None, "")]
        self.extra: dict[str, Any] = declared.details(row, actor, as_of) | {
            name: add(row, actor, as_of) for name, add in added.details.items()
        }
        above = [one for draw in added.sections for one in draw(row, self.extra)]
        self.sections: list[Section] = [*above, *declared.sections(row, self.extra)]


def record_page(actor: Actor, kind: str, record_id: int, as_of: AsOf) -> RecordPage:
    """The record, if the actor may see it; else it does not exist for the actor."""
    row = visible(kind, actor).filter(record_id=record_id).select_related("record", "batch").first()
    if row is None:
        raise NotFound("没有这条登记，或您无权查看", remedy="请回到列表重新查找")
    return RecordPage(kind_of(kind), row, actor, as_of)


def owned(code: str) -> Addition:
    """What an owner's page shows of the records of a kind that belong to it: newest first, with their state on the day."""

    def listed(row: Any, actor: Actor, as_of: AsOf) -> list[tuple[Any, Cell]]:
        kind = kind_of(code)
        rows = visible(code, actor).filter(kind.own(row.record_id)).order_by(f"-{kind.validity.begins}", "-id")
        return [(one, kind.state(one, as_of)) for one in rows]

    return listed


def record_id_by_key(actor: Actor, kind: str, key: str) -> int:
    """The record under a natural key among those the actor may see."""
    found = visible(kind, actor).filter(kind_of(kind).by_key(key)).order_by("id").values_list("record_id", flat=True)
    record_id = found.first()
    if record_id is None:
        raise NotFound(f"基础台账中没有“{key}”，或您无权查看", remedy="请核对号码，或回到列表查找")
    return int(record_id)


def versions(kind: str, record_id: int) -> list[tuple[Recorded, list[tuple[str, str, str]]]]:
    """All versions, newest first, each with what it changed against the one before: label, before, after."""
    rows = list(kind_of(kind).model._default_manager.filter(record_id=record_id).order_by("-revision", "-id"))
    return [
        (row, differences(kind, facts(before), facts(row)) if before else [])
        for row, before in zip(rows, [*rows[1:], None], strict=True)
    ]


def field_label(kind: str, name: str) -> str:
    """The name of a column on screen; empty where it is of no interest to a reader."""
    entry = kind_of(kind).field(name)
    return entry.label if entry else OTHER_LABELS.get(name, "")


def shown(kind: str, name: str, value: Any) -> str:
    """A value for a reader: places and choices by name, personal contact masked."""
    if value in (None, ""):
        return "—"
    declared = kind_of(kind)
    entry, stored = declared.field(name), column(declared.model, name)
    if own := declared.shown(name, value):
        return own
    if entry and entry.check == "division":
        return f"{place_name(value)}（{value}）"
    if isinstance(value, bool):
        return "是" if value else "否"
    if name.endswith("_fen"):
        return str(Money(value))
    if isinstance(value, Mapping):
        return "；".join(f"{label} {one}" for label, one in value.items())
    choices = dict((stored.choices if stored is not None else None) or ())
    return str(choices.get(value, value))


def _facts(declared: Kind, row: Any) -> list[tuple[str, str]]:
    pairs = [(entry.label, shown(declared.code, entry.name, getattr(row, entry.name))) for entry in declared.fields]
    return declared.facts_shown(row, [pair for pair in pairs if pair[1] != "—"])


def spans_of(rows: Iterable[Any], as_of: AsOf, words: Any, more: Any = lambda _row: "", owner: str = "") -> list[Span]:
    """Intervals as a page lists them: those of the day first, then the newest."""
    found = [
        Span(
            row.pk,
            words(row),
            more(row),
            row.valid_from,
            row.valid_to,
            holds(row, as_of),
            (RecordKind.ENTERPRISE, getattr(row, owner)) if owner and getattr(row, owner) else None,
        )
        for row in rows
    ]
    newest = sorted(found, key=lambda span: span.valid_from or date.min, reverse=True)
    return sorted(newest, key=lambda span: not span.now)


def spans_section(
    code: str, title: str, spans: Sequence[Span], words: str, *, step: str = "", empty: str = ""
) -> Section:
    """Intervals as a table; `step` ends one that is open."""
    return Section(
        code, title, heads=(words, "自", "至（不含）", "当日"), lines=[_span(one, step) for one in spans], empty=empty
    )


def _span(span: Span, step: str) -> SectionLine:
    cells = (
        Cell(span.words, about=span.record, note=span.more),
        day(span.valid_from),
        day(span.valid_to),
        Cell("是", "green") if span.now else Cell("否", "none"),
    )
    return SectionLine(cells, span.id, [(step, "终止")] if step and span.valid_to is None else [])


def standing_version(actor: Actor, kind: str, record_id: int) -> Any:
    """The version that stands, for a form that corrects it."""
    row = visible(kind, actor).filter(record_id=record_id).select_related("record").first()
    if row is None:
        raise NotFound("没有这条登记，或您无权查看", remedy="请回到列表重新查找")
    return row


def comparison(kind: str, before: Recorded, after: Recorded) -> list[tuple[str, str, str]]:
    """What a correction would change: label, before, after."""
    return differences(kind, facts(before), facts(after))


def differences(kind: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Where facts differ, for a reader: label, before, after; what no reader asks for is left out."""
    told = [(field_label(kind, name), name) for name, value in before.items() if value != after.get(name, value)]
    return [(label, shown(kind, name, before[name]), shown(kind, name, after[name])) for label, name in told if label]

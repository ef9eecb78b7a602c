"""What a register keeps: a kind of record, declared in the folder of its subject and in its file of the rulebook.

`rulebook/…/intake/<table>.yaml` says the words: label, unit, fields (for the form, the history, the table that is imported and
the empty workbook), columns and filters of the list, words of states. The declaration in Python says the structure and,
as methods, what is special. Everything else follows: create, correct, close, undo, list, page, forms, history, import,
empty workbook, export, search, scope, evidence, integrity of links."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from qiangxian.contexts.lists.sections import Section
from qiangxian.contexts.lists.types import Cell, Filter, Viewer
from qiangxian.kernel import division, rulebook
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asking import Field
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import NotFound
from qiangxian.kernel.identifiers import VALIDATORS, numbers_meant
from qiangxian.kernel.registry import Registry

from .conditions import standing
from .fields import column, fields_of
from .models import Recorded
from .names import fold_name
from .party import Party
from .steps import RecordStep
from .validity import TONES, UNDATED

if TYPE_CHECKING:
    from qiangxian.engines.intake import Row

    from .parties import Finder
    from .validation import Checked
    from .versions import Pen

SEPARATOR = "/"
EMPTY: tuple[Any, ...] = (None, "", {}, ())


def party_cell(party: Party, row: Any) -> Cell:
    """The printed name, leading to the record it means."""
    record_id = getattr(row, party.column)
    return Cell(getattr(row, party.name), about=(party.kind, record_id) if record_id else None)


@dataclass
class RecordDraft:
    """What a row of a table says about one record: its natural key, its facts, and what belongs to it in other tables.
    `defaults` are assumed where nothing is known: they never overwrite what is known of an old record."""

    key: tuple[Any, ...]
    facts: dict[str, Any]
    parts: dict[str, Any] = field(default_factory=dict)
    defaults: dict[str, Any] = field(default_factory=dict)


class Kind:
    """The base of every declaration. Attributes without a value must be given. `tells`: fields of the table that are no column
    of the model, and whose cells `more_cells` gives for the file of the list. `exact`: the columns by which a search takes a
    record as the very one that was typed."""

    code: str
    slug: str
    model: type[Recorded]
    key: tuple[str, ...]
    validity = UNDATED
    table = ""
    title = "{0.name}"
    parts: Mapping[type[Recorded], tuple[Party, ...]] = {}
    parties: tuple[Party, ...] = ()
    names: tuple[tuple[type[Recorded], str], ...] = ()
    named_by = ""
    code_field = ""
    ordered: tuple[tuple[str, str, str], ...] = ()
    steps: Mapping[str, RecordStep] = {}
    not_closed_here: tuple[str, ...] = ()
    ending = "终止"
    is_listed = True
    tells: tuple[str, ...] = ()
    more_filters: tuple[Filter, ...] = ()
    proves = True
    exact: tuple[str, ...] = ("name",)

    # -- words ---------------------------------------------------------------------------------------------------------
    @cached_property
    def words(self) -> Mapping[str, Any]:
        """The kind's file of the rulebook."""
        return rulebook.load("intake", self.table or self.slug, division=None)

    @property
    def label(self) -> str:
        """The name of the register."""
        return str(self.words["label"])

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """What the form of a record asks, in order."""
        return fields_of(self.model, self.words["fields"])

    beside: tuple[Field, ...] = ()

    def asks(self, division_code: str, *, correcting: bool) -> list[Field]:
        """What the form of a new or a corrected record asks; of one's own county the townships are offered."""
        townships = tuple((place.code, place.name) for place in division.children(division_code))
        more = {"takes": "choice", "choices": townships, "offered": True, "blank": "（未填）"} if townships else {}
        own = [
            field.asked(**more) if field.name == "township_code" else field
            for field in self.fields
            if correcting or not field.correcting_only
        ]
        return own if correcting else [*own, *self.beside]

    def given(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """What `beside` asked, as `opened` takes it; refuses what cannot be taken."""
        return {field.name: data[field.name] for field in self.beside if field.name in data}

    def initial(self, division_code: str) -> dict[str, Any]:
        """What the form of a new record begins with."""
        return {"area_code": division_code}

    def field(self, name: str) -> Field | None:
        """The field of that name; None for what no form asks."""
        return next((one for one in self.fields if one.name == name), None)

    @property
    def counted(self) -> tuple[str, str]:
        """The state that is counted on the home page: its code in addresses and its word."""
        return self.validity.holding, str(self.words["states"]["holds"])

    # -- names and keys ------------------------------------------------------------------------------------------------
    def natural_key(self, row: Any) -> str:
        """How the record is named outside the database, in digests, proofs and links."""
        return SEPARATOR.join(str(getattr(row, name)) for name in self.key if getattr(row, name))

    def label_of(self, row: Any) -> str:
        """How a person calls the record."""
        return self.title.format(row)

    def by_key(self, key: str) -> Q:
        """Rows under a natural key; a part that is left out (class, kind, level) matches any."""
        return Q(**dict(zip(self.key, key.split(SEPARATOR), strict=False)))

    def twin_of(self, division_code: str, row: Recorded) -> int | None:
        """The record that stands already under the same key, if any."""
        same = {name: getattr(row, name) for name in self.key}
        return self.standing(division_code).filter(**same).values_list("record_id", flat=True).first()

    def standing(self, division_code: str | None = None) -> QuerySet[Any]:
        """The versions that stand now, of one county where one is named."""
        return standing(self.model, division_code)

    # -- who may see it ------------------------------------------------------------------------------------------------
    def own(self, record_id: int) -> Q:
        """The rows an enterprise may see: those a party marked as owner leads to."""
        conditions = Q(pk__in=())
        for party in self.parties:
            if party.is_owner:
                conditions |= Q(**{party.column: record_id})
        for model, parties in self.parts.items():
            for party in parties:
                if party.is_owner:
                    rows = standing(model).filter(**{party.column: record_id})
                    conditions |= Q(record_id__in=rows.values("record_id"))
        return conditions

    # -- values --------------------------------------------------------------------------------------------------------
    def check(self, checked: "Checked") -> None:
        """What must hold among the values of a form, beyond each field and the order of days."""

    def complete(self, values: dict[str, Any], finder: "Finder") -> None:
        """What follows from the values of a form or a table once the parties are placed."""

    def derive(self, facts: dict[str, Any], record_id: int) -> None:
        """Recompute what follows from all facts of a record and its other rows, before a version is stored."""

    def opened(self, pen: "Pen", row: Any, **beside: Any) -> None:
        """A record was created by hand: what belongs to it in other tables."""

    def corrected(self, pen: "Pen", old: Any, new: Any) -> None:
        """A record was corrected by hand: what belongs to it in other tables."""

    def started(self, values: Mapping[str, Any]) -> date | None:
        """The day a row begins, which is also the day it was known unless another is given."""
        begins = values.get(self.validity.begins) if self.validity.begins else None
        return begins if isinstance(begins, date) else None

    # -- states and pages ----------------------------------------------------------------------------------------------
    def state(self, row: Any, as_of: AsOf) -> Cell:
        """The state on the day, in the kind's words."""
        state = self.validity.state(row, as_of)
        return Cell(str(self.words["states"][state]), self.tones.get(state, TONES[state]))

    tones: Mapping[str, str] = {}

    def in_state(self, viewer: Viewer, state: str) -> Q:
        """The rows in one of the states of the filter."""
        return self.validity.in_state(viewer.as_of, state)

    def offered(self, key: str) -> Sequence[tuple[str, str]]:
        """The choices of a filter that neither the rulebook nor a field lists."""
        return ()

    def begun(self, as_of: AsOf) -> Q:
        """The rows a list of the day shows."""
        return self.validity.begun(as_of)

    def proving(self, as_of: AsOf) -> Q:
        """The rows that may prove something on the day."""
        return self.validity.holds(as_of)

    def search(self, viewer: Viewer, text: str) -> Q:
        """The rows typed words mean."""
        condition = Q()
        for name in self.words["search"]:
            condition |= Q(**{f"{name}__icontains": text})
        return condition

    def exactly(self, text: str) -> Q:
        """The rows that are called just so."""
        meant = {text, fold_name(text), *numbers_meant(text)}
        condition = Q(pk__in=())
        for name in self.exact:
            condition |= Q(**{f"{name}__in": meant})
        return condition

    def more_cells(self, rows: Sequence[Any], viewer: Viewer) -> list[dict[str, Cell]]:
        """The columns that are no field of the record, row by row; the number of queries does not grow with the rows."""
        return [{} for _row in rows]

    def shown(self, name: str, value: Any) -> str | None:
        """How a page writes a value; None for the usual way."""
        return None

    def facts_shown(self, row: Any, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """The facts of the page, from label and text of every field that has a value."""
        return pairs

    def details(self, row: Any, actor: Actor, as_of: AsOf) -> dict[str, Any]:
        """What the page's sections, its template and its steps need to know."""
        return {}

    def party_pairs(self, row: Any) -> list[tuple[str, Cell]]:
        """The parties of a row with their records."""
        return [(self._label_of_party(party), party_cell(party, row)) for party in self.parties]

    def _label_of_party(self, party: Party) -> str:
        field = self.field(party.name)
        return field.label if field else party.name

    def owners(self, row: Any, extra: Mapping[str, Any]) -> list[tuple[str, Cell]]:
        """Whose the record is, said beside its state."""
        return [pair for party, pair in zip(self.parties, self.party_pairs(row), strict=True) if party.is_owner]

    def sections(self, row: Any, extra: Mapping[str, Any]) -> list[Section]:
        """What the page of a record shows beside its facts, sources and history."""
        return []

    # -- tables --------------------------------------------------------------------------------------------------------
    def read(self, row: "Row", desk: Any) -> dict[str, Any]:
        """The facts a row of a table gives, under the names of columns; refuses on the row what is wrong with it."""
        self.check_days(row)
        return {**{name: row.values.get(name) for name in self.table_columns}, "raw": row.raw}

    def check_days(self, row: "Row") -> None:
        """Refuse the row where a later day stands before an earlier one."""
        for earlier, later, words in self.ordered:
            first, second = row.values.get(earlier), row.values.get(later)
            if first and second and second < first:
                row.refuse(later, second, words, f"另一日期是 {first}，请核对")

    @cached_property
    def table_columns(self) -> tuple[str, ...]:
        """The fields of the table that are columns of the model."""
        return tuple(name for name in self.words["fields"] if column(self.model, name) is not None)

    def drafts(self, row: "Row", facts: dict[str, Any], desk: Any) -> Sequence[RecordDraft]:
        """The records the row speaks of (several for a mark in several classes)."""
        return [
            RecordDraft(
                tuple(facts[name] for name in self.key), facts, self.parts_of(row, desk), self.assumed(facts, desk)
            )
        ]

    def parts_of(self, row: "Row", desk: Any) -> dict[str, Any]:
        """What the row says that belongs to other tables."""
        return {}

    def assumed(self, facts: Mapping[str, Any], desk: Any) -> dict[str, Any]:
        """Assumed for a new record where the row says nothing."""
        return {"known_date": self.started(facts)} if self.validity.is_known_set else {}

    def news(self, draft: RecordDraft, old: Any) -> dict[str, Any]:
        """What of a draft says more than the record has: facts that are given, defaults where it has nothing. Another spelling
        of a code is no news."""
        missing = {name: value for name, value in draft.defaults.items() if getattr(old, name) in EMPTY}
        return missing | {
            name: value
            for name, value in draft.facts.items()
            if value not in EMPTY and not self._is_spelled(name, getattr(old, name, None), value)
        }

    def _is_spelled(self, name: str, before: Any, value: Any) -> bool:
        validator = self.words["fields"].get(name, {}).get("validator")
        return bool(validator and before and before != value and VALIDATORS[validator](before).canonical == value)

    def begin(self, draft: RecordDraft, record_id: int, row: "Row", desk: Any) -> None:
        """Everything beside the main row of a new record."""

    def revise(self, draft: RecordDraft, old: Any, row: "Row", desk: Any) -> bool:
        """Everything beside the main row of a record that stands; whether anything changed."""
        return False

    def from_name(self, name: str, code: str, division_code: str) -> dict[str, Any]:
        """The values of a record that is registered because a printed name means it."""
        return {"name": name, self.code_field: code}

    def written(self, division_code: str) -> None:
        """After a table of the kind was written, in the same transaction."""

    def undone(self, division_code: str, at: datetime) -> None:
        """After a batch of the kind was undone, in the same transaction."""

    def document(self, row: "Row", draft: RecordDraft) -> tuple[Any, ...] | None:
        """What tells two rows of one record apart as two documents about it (A and B of one application); None where two
        rows of one record contradict each other."""
        return None


KINDS: Registry[Kind] = Registry("登记种类")
BY_MODEL: dict[type[Recorded], Kind] = {}


def declare(kind: type[Kind]) -> type[Kind]:
    """Register a declaration; the order of declaring is the order on screens."""
    BY_MODEL[kind.model] = KINDS.add(str(kind.code), kind())
    return kind


def kind_of(code: str) -> Kind:
    """The kind of that code; `NotFound` for an unknown one."""
    return KINDS.named(code)


def kind_of_row(row: Recorded) -> Kind:
    """The kind whose main row this is."""
    return BY_MODEL[type(row)]


def natural_key(row: Any) -> str:
    """How a record is named outside the database."""
    return kind_of_row(row).natural_key(row)


def label_of(row: Any) -> str:
    """How a person calls a record."""
    return kind_of_row(row).label_of(row)


def tables() -> list[type[Recorded]]:
    """Every table that keeps rows of records."""
    return list(dict.fromkeys(model for kind in KINDS.values() for model in (kind.model, *kind.parts)))


def links() -> list[tuple[type[Recorded], Party]]:
    """Every column in which a row means a record of another kind."""
    return [
        (model, party)
        for kind in KINDS.values()
        for model, parties in ((kind.model, kind.parties), *kind.parts.items())
        for party in parties
    ]


def named_kind(slug: str) -> Kind:
    """The kind under that address."""
    found = next((kind for kind in KINDS.values() if kind.slug == slug and kind.is_listed), None)
    if found is None:
        raise NotFound("没有这个基础台账", remedy="请从基础台账首页进入")
    return found

"""What a list reads from: rows of the database, rows at hand, hits of a search. Each can be narrowed, ordered, counted
and read piecewise; narrowing and ordering answer a new source and read nothing."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any, NamedTuple, Protocol, Self

from django.db.models import Count, F, QuerySet

from qiangxian.kernel.errors import Refused

CHUNK = 500
FEW = 1000  # so many keys cost less than counting an expensive condition a second time


class RowsPiece(NamedTuple):
    """Some rows, the cursor of those that follow (empty: none, or the source counts pages), and how many rows there are in
    all where that was learnt on the way."""

    rows: Sequence[Any]
    next: str = ""
    total: int | None = None


class Source(Protocol):
    """The protocol. A condition is whatever the source understands: a `Q`, a predicate, a part of a search query."""

    @property
    def numbered(self) -> bool:
        """Whether it has page numbers; else one goes on by a cursor."""

    def narrowed(self, conditions: Sequence[Any]) -> Self:
        """Only rows for which every condition holds."""

    def ordered(self, names: Sequence[str], *, down: bool) -> Self:
        """Sorted by these fields, missing values last."""

    def total(self) -> int:
        """How many rows there are."""

    def counts(self, name: str) -> Mapping[str, int]:
        """How many rows there are of each value of a field."""

    def piece(self, first: int, size: int, after: str) -> RowsPiece:
        """Rows from a place on, or after a cursor."""

    def every(self) -> Iterator[Sequence[Any]]:
        """All rows in their order, some hundred at a time."""


@dataclass(frozen=True)
class Rows:
    """Rows of the database that the reader may see (`visible_to(actor)`). Ties go by key, so that pages never overlap;
    only the keys are filtered and sorted, the rows are read for one page alone."""

    rows: QuerySet[Any]
    visible: QuerySet[Any] | None = None
    numbered: bool = True

    def narrowed(self, conditions: Sequence[Any]) -> Self:
        """Conditions are `Q`."""
        return replace(self, rows=self.rows.filter(*conditions), visible=self.rows) if conditions else self

    def ordered(self, names: Sequence[str], *, down: bool) -> Self:
        """By columns, ties by key."""
        terms = [F(name).desc(nulls_last=True) if down else F(name).asc(nulls_last=True) for name in names]
        return replace(self, rows=self.rows.order_by(*terms, "-pk" if down else "pk"))

    def total(self) -> int:
        """One count."""
        return self.rows.order_by().count()

    def counts(self, name: str) -> Mapping[str, int]:
        """One grouped count."""
        return dict(self.rows.order_by().values_list(name).annotate(Count("pk")))

    def piece(self, first: int, size: int, after: str) -> RowsPiece:
        """Keys first, then their rows. At the beginning some more keys are taken: where there are few, they are all."""
        reach = max(size, FEW) if first == 0 else size
        keys = list(self.rows.values_list("pk", flat=True)[first : first + reach])
        return RowsPiece(self._read(keys[:size]), total=len(keys) if first == 0 and len(keys) < reach else None)

    def every(self) -> Iterator[Sequence[Any]]:
        """The keys are taken once, so that a change meanwhile moves no row."""
        keys = list(self.rows.values_list("pk", flat=True))
        for first in range(0, len(keys), CHUNK):
            yield self._read(keys[first : first + CHUNK])

    def _read(self, keys: list[Any]) -> list[Any]:
        """The conditions were met when the keys were taken; here only what may be seen is asked again."""
        found = (self.rows if self.visible is None else self.visible).order_by().in_bulk(keys)
        return [found[key] for key in keys if key in found]


@dataclass(frozen=True)
class AtHand:
    """Rows worked out in memory; conditions are predicates."""

    rows: Sequence[Any]
    numbered: bool = True

    def narrowed(self, conditions: Sequence[Callable[[Any], bool]]) -> Self:
        """Rows for which every predicate is true."""
        return replace(self, rows=[row for row in self.rows if all(holds(row) for holds in conditions)])

    def ordered(self, names: Sequence[str], *, down: bool) -> Self:
        """By attributes; rows that lack the first stand last either way."""
        have = [row for row in self.rows if attrgetter(names[0])(row) is not None]
        lack = [row for row in self.rows if attrgetter(names[0])(row) is None]
        return replace(self, rows=[*sorted(have, key=lambda row: _keys(row, names), reverse=down), *lack])

    def total(self) -> int:
        """Their number."""
        return len(self.rows)

    def counts(self, name: str) -> Mapping[str, int]:
        """By attribute."""
        return Counter(map(attrgetter(name), self.rows))

    def piece(self, first: int, size: int, after: str) -> RowsPiece:
        """A slice."""
        return RowsPiece(self.rows[first : first + size], total=len(self.rows))

    def every(self) -> Iterator[Sequence[Any]]:
        """Slices."""
        for first in range(0, len(self.rows), CHUNK):
            yield self.rows[first : first + CHUNK]


def _keys(row: Any, names: Sequence[str]) -> list[tuple[bool, Any]]:
    values = [attrgetter(name)(row) for name in names]
    return [(value is None, 0 if value is None else value) for value in values]


class Found(NamedTuple):
    """What a search engine answers."""

    hits: Sequence[Any]
    total: int
    next: str = ""
    counts: Mapping[str, Mapping[str, int]] = {}


Search = Callable[[tuple[Any, ...], str, str, int], Found]


@dataclass(frozen=True)
class Hits:
    """Hits of a search engine: `search(conditions, sort, after, size)`. It counts and goes on by a cursor; `sort` is a
    field, with `-` downwards, empty for the engine's own order."""

    search: Search
    conditions: tuple[Any, ...] = ()
    sort: str = ""
    numbered: bool = False

    def narrowed(self, conditions: Sequence[Any]) -> Self:
        """More parts of the query."""
        return replace(self, conditions=(*self.conditions, *conditions))

    def ordered(self, names: Sequence[str], *, down: bool) -> Self:
        """One field only: an engine sorts by one."""
        if len(names) != 1:
            raise Refused("检索结果只能按一列排序", value="、".join(names), remedy="请只选一列")
        return replace(self, sort=("-" if down else "") + names[0])

    def total(self) -> int:
        """Asked with no hit wanted."""
        return self.search(self.conditions, self.sort, "", 0).total

    def counts(self, name: str) -> Mapping[str, int]:
        """The facets of the answer."""
        return self.search(self.conditions, self.sort, "", 0).counts.get(name, {})

    def piece(self, first: int, size: int, after: str) -> RowsPiece:
        """After the cursor; the place is not known to the engine."""
        found = self.search(self.conditions, self.sort, after, size)
        return RowsPiece(found.hits, found.next, found.total)

    def every(self) -> Iterator[Sequence[Any]]:
        """Cursor by cursor."""
        after = ""
        while True:
            piece = self.piece(0, CHUNK, after)
            yield piece.rows
            if not (after := piece.next):
                return

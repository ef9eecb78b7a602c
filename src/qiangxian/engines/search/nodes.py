"""The tree of a query: what every spelling of a question becomes, and what every backend is handed.

A node says which records it means and nothing about how they are found. `at` is where it stood in the text that was typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from dataclasses import field as declared
from typing import TypeAlias

ANY_RUN, ANY_ONE = "*", "?"
Span: TypeAlias = tuple[int, int]
Place: TypeAlias = Span | None


@dataclass(frozen=True, slots=True)
class Text:
    """The folded words occur in one of the fields. `pieces` are literals, `*` (any run) and `?` (one character) in turn;
    `wild` says which of the pieces are marks."""

    fields: tuple[str, ...]
    pieces: tuple[str, ...]
    wild: tuple[bool, ...]
    raw: str = declared(compare=False)
    at: Place = declared(default=None, compare=False)

    @property
    def is_plain(self) -> bool:
        """One literal and nothing else."""
        return len(self.pieces) == 1 and not self.wild[0]

    @property
    def literals(self) -> tuple[str, ...]:
        """The parts that must occur."""
        return tuple(piece for piece, wild in zip(self.pieces, self.wild, strict=True) if not wild)


@dataclass(frozen=True, slots=True)
class Near:
    """Left and right stand in one value with at most `distance` characters between; `ordered`: left first."""

    left: Node
    right: Node
    distance: int
    ordered: bool
    at: Place = declared(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Code:
    """One of the values of a coded field is one of `values`; with `wild` they are patterns with `*` and `?`."""

    field: str
    values: tuple[str, ...]
    wild: bool = False
    raw: str = declared(default="", compare=False)
    at: Place = declared(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Days:
    """A day from `first` to `last`, both included, as numbers like 20121231; None: open. A missing day is in no range."""

    field: str
    first: int | None
    last: int | None
    at: Place = declared(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Serials:
    """The records of these serial numbers: a set that has been worked out or marked before."""

    numbers: frozenset[int]
    words: str = declared(default="", compare=False)


@dataclass(frozen=True, slots=True)
class All:
    """Every record."""


@dataclass(frozen=True, slots=True)
class And:
    """All of the parts."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of the parts."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Every record but those of the part."""

    part: Node


Node: TypeAlias = Text | Near | Code | Days | Serials | All | And | Or | Not


def children(node: Node) -> tuple[Node, ...]:
    """The nodes right below."""
    if isinstance(node, And | Or):
        return node.parts
    if isinstance(node, Not):
        return (node.part,)
    return (node.left, node.right) if isinstance(node, Near) else ()


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it."""
    yield node
    for child in children(node):
        yield from walk(child)


def depth(node: Node) -> int:
    """How many nodes stand above one another."""
    return 1 + max(map(depth, children(node)), default=0)


def both(*parts: Node) -> Node:
    """All of the parts, flat, `All` left out."""
    flat = [one for part in parts for one in (part.parts if isinstance(part, And) else (part,)) if one != All()]
    return And(tuple(flat)) if len(flat) > 1 else flat[0] if flat else All()


def either(*parts: Node) -> Node:
    """One of the parts, flat."""
    flat = [one for part in parts for one in (part.parts if isinstance(part, Or) else (part,))]
    return Or(tuple(flat)) if len(flat) > 1 else flat[0]


def wanted(node: Node) -> Iterator[Text]:
    """The texts a record is found by: those under a NOT are none."""
    if isinstance(node, Text):
        yield node
    elif not isinstance(node, Not):
        for child in children(node):
            yield from wanted(child)


def moved_into(node: Node, fields: tuple[str, ...]) -> Node:
    """The same words asked of other fields."""
    if isinstance(node, Text):
        return replace(node, fields=fields)
    if isinstance(node, Near):
        return replace(node, left=moved_into(node.left, fields), right=moved_into(node.right, fields))
    if isinstance(node, And | Or):
        return replace(node, parts=tuple(moved_into(part, fields) for part in node.parts))
    return replace(node, part=moved_into(node.part, fields)) if isinstance(node, Not) else node

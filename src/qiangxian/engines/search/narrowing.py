"""From a tree to the query of an engine. What an engine cannot say exactly (a run in the middle, two words near each other) it is
asked for more widely; the reference then decides the candidates one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from .backend import Answer, Question, most_candidates
from .matching import Folded, is_meant
from .nodes import All, And, Code, Days, Near, Node, Not, Or, Serials, Text, both

Q = TypeVar("Q")
PIECE = 500


class Emitter(Protocol[Q]):
    """How one engine says the simple things."""

    def every(self) -> Q:
        """All records."""

    def contains(self, field: str, literal: str) -> Q:
        """The folded string occurs in the field."""

    def has_code(self, field: str, values: Sequence[str], wild: bool) -> Q:
        """A value of the field is one of these, or fits one of these patterns."""

    def between(self, field: str, first: int | None, last: int | None) -> Q:
        """The day lies between."""

    def serials(self, numbers: Iterable[int]) -> Q:
        """Records of these numbers."""

    def both(self, parts: Sequence[Q]) -> Q:
        """All of the parts."""

    def either(self, parts: Sequence[Q]) -> Q:
        """One of the parts."""

    def without(self, part: Q) -> Q:
        """Every record but those."""


@dataclass(frozen=True)
class Wide(Generic[Q]):
    """A query that finds at least the records meant; `exact`: those and no others."""

    query: Q
    exact: bool = True


def emitted(node: Node, to: Emitter[Q]) -> Wide[Q]:
    """The tree in the engine's words."""
    if isinstance(node, And | Or):
        parts = [emitted(part, to) for part in node.parts]
        join = to.both if isinstance(node, And) else to.either
        return Wide(join([part.query for part in parts]), all(part.exact for part in parts))
    if isinstance(node, Not):
        part = emitted(node.part, to)
        return Wide(to.without(part.query)) if part.exact else Wide(to.every(), False)
    if isinstance(node, Near):
        left, right = emitted(node.left, to), emitted(node.right, to)
        return Wide(to.both([left.query, right.query]), False)
    return _leaf(node, to)


def _leaf(node: Text | Code | Days | Serials | All, to: Emitter[Q]) -> Wide[Q]:
    if isinstance(node, Text):
        found = [to.both([to.contains(field, one) for one in node.literals]) for field in node.fields]
        return Wide(to.either(found), node.is_plain)
    if isinstance(node, Code):
        return Wide(to.has_code(node.field, node.values, node.wild))
    if isinstance(node, Days):
        return Wide(to.between(node.field, node.first, node.last))
    return Wide(to.serials(node.numbers) if isinstance(node, Serials) else to.every())


Candidates = Callable[[Q, str, int], tuple[Sequence[Folded], str]]
"""Some candidates after a cursor, with the cursor of those that follow."""


@dataclass(frozen=True)
class Decided:
    """The records meant among the candidates looked at; how the looking ended."""

    query: Node
    capped: bool
    complete: bool


def decide(question: Question, wide: Q, candidates: Candidates[Q]) -> Decided:
    """Look at the candidates one by one until they are all seen, the bound is reached or the time is up."""
    meant, seen, after = set[int](), 0, ""
    while True:
        some, after = candidates(wide, after, PIECE)
        meant.update(one.serial for one in some if is_meant(question.query, one))
        seen += len(some)
        capped, late = bool(after) and seen >= most_candidates(), bool(after) and question.expired()
        if not after or capped or late:
            return Decided(both(Serials(frozenset(meant))), capped, not late)


def marked(answer: Answer, decided: Decided) -> Answer:
    """The answer on what was decided, saying how far it goes."""
    return Answer(answer.hits, answer.total, answer.facets, answer.next, decided.capped, decided.complete)

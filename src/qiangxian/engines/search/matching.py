"""The reference: whether one record is meant by a tree, by looking at its folded text. Slow and plain; every backend gives the same
answer, and what an engine can only narrow down is decided here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from .folding import BREAK
from .nodes import All, And, Code, Days, Near, Node, Not, Or, Serials, Span, Text


@dataclass(frozen=True, slots=True)
class Folded:
    """One record as it is matched: by field the folded text (values parted by `BREAK`), the codes, the days as numbers."""

    serial: int
    text: Mapping[str, str]
    codes: Mapping[str, tuple[str, ...]]
    days: Mapping[str, int]


def is_meant(node: Node, record: Folded) -> bool:
    """Whether the tree means the record."""
    if isinstance(node, And):
        return all(is_meant(part, record) for part in node.parts)
    if isinstance(node, Or):
        return any(is_meant(part, record) for part in node.parts)
    if isinstance(node, Not):
        return not is_meant(node.part, record)
    if isinstance(node, Text):
        return any(_occurs(node, record.text.get(field, "")) for field in node.fields)
    if isinstance(node, Near):
        return any(any(spans(node, value)) for field in _fields(node) for value in _values(record.text.get(field, "")))
    if isinstance(node, Code):
        return any(_agrees(node, value) for value in record.codes.get(node.field, ()))
    if isinstance(node, Days):
        day = record.days.get(node.field)
        return day is not None and (node.first or day) <= day <= (node.last or day)
    return node == All() or (isinstance(node, Serials) and record.serial in node.numbers)


def _fields(node: Node) -> tuple[str, ...]:
    while isinstance(node, Near | Or):
        node = node.left if isinstance(node, Near) else node.parts[0]
    return node.fields if isinstance(node, Text) else ()


def _values(text: str) -> Iterable[str]:
    return text.split(BREAK) if BREAK in text else (text,)


def _occurs(node: Text, text: str) -> bool:
    if node.is_plain:
        return node.pieces[0] in text
    return any(pattern(node).search(value) for value in _values(text))


def _agrees(node: Code, value: str) -> bool:
    return value in node.values if not node.wild else any(wild(one).fullmatch(value) for one in node.values)


@lru_cache(maxsize=1024)
def pattern(node: Text) -> re.Pattern[str]:
    """The words as a regular expression over one value."""
    marks = {"*": ".*?", "?": "."}
    parts = (marks[piece] if mark else re.escape(piece) for piece, mark in zip(node.pieces, node.wild, strict=True))
    return re.compile("".join(parts), re.DOTALL)


@lru_cache(maxsize=1024)
def wild(value: str) -> re.Pattern[str]:
    """A code with wild cards."""
    return re.compile(re.escape(value).replace(r"\*", ".*").replace(r"\?", "."), re.DOTALL)


def spans(node: Node, value: str) -> Iterator[Span]:
    """Where the words stand in one value, each place once; of two that stand near each other from the first to the last."""
    if isinstance(node, Text):
        yield from _text_spans(node, value)
    elif isinstance(node, Or):
        for part in node.parts:
            yield from spans(part, value)
    elif isinstance(node, Near):
        right = list(spans(node.right, value))
        pairs = product(spans(node.left, value), right) if right else ()
        yield from {_covering(*pair) for pair in pairs if _is_near(node, *pair)}


def _text_spans(node: Text, value: str) -> Iterator[Span]:
    """Overlapping places count each by itself."""
    place, search = 0, pattern(node).search
    while found := search(value, place):
        yield found.span()
        place = found.start() + 1


def _is_near(node: Near, left: Span, right: Span) -> bool:
    after = right[0] - left[1]
    before = left[0] - right[1]
    return 0 <= after <= node.distance or (not node.ordered and 0 <= before <= node.distance)


def _covering(left: Span, right: Span) -> Span:
    return min(left[0], right[0]), max(left[1], right[1])

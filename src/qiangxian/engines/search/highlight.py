"""Where a tree was found in a text as it is printed, and the passages around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .folding import fold, places
from .matching import spans
from .nodes import Near, Node, Not, Span, children, wanted
from .nodes import Text as Words

AROUND, MOST_MARKS = 40, 200


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text, and whether it was searched for."""

    text: str
    marked: bool = False


def marks(query: Node, field: str, text: str) -> list[Span]:
    """The places in the text that the query is found by in this field, apart from one another."""
    folded, back = fold(text), None
    found = list[Span]()
    for node in _finders(query):
        if field in _fields(node):
            for first, last in spans(node, folded):
                back = back or places(text)
                found.append((back[first], back[max(last - 1, first)] + 1))
                if len(found) >= MOST_MARKS:
                    return _apart(found)
    return _apart(found)


def _finders(query: Node) -> Sequence[Node]:
    """Two words near each other are found together; every other word by itself."""
    if isinstance(query, Near):
        return [query]
    if isinstance(query, Not):
        return []
    if isinstance(query, Words):
        return [query]
    return [finder for child in children(query) for finder in _finders(child)]


def _fields(node: Node) -> tuple[str, ...]:
    return next((text.fields for text in wanted(node)), ())


def _apart(found: list[Span]) -> list[Span]:
    joined = list[Span]()
    for first, last in sorted(found):
        if joined and first <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(last, joined[-1][1])
        else:
            joined.append((first, last))
    return joined


def pieces(text: str, found: Sequence[Span]) -> list[Piece]:
    """The whole text with its marked parts."""
    cut, place = list[Piece](), 0
    for first, last in found:
        cut += [Piece(text[place:first]), Piece(text[first:last], True)]
        place = last
    return [piece for piece in (*cut, Piece(text[place:])) if piece.text]


def passage(text: str, found: Sequence[Span]) -> list[Piece]:
    """The text around its first marked parts; without any its beginning."""
    if not found:
        return [Piece(text[: 3 * AROUND] + ("…" if len(text) > 3 * AROUND else ""))]
    begin = max(0, found[0][0] - AROUND)
    end = min(len(text), begin + 4 * AROUND)
    inside = [(first - begin, min(last, end) - begin) for first, last in found if first < end]
    shown = pieces(text[begin:end], inside)
    return [*([Piece("…")] if begin else []), *shown, *([Piece("…")] if end < len(text) else [])]

"""A source text cut where items begin and end, so that a field and its place can point at each other. Pure."""

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

BLANK_LINES = re.compile(r"\n[ \t\u3000\u00a0]*(?:\n[ \t\u3000\u00a0]*)+")


@dataclass(frozen=True)
class Mark:
    """A place an item has in the text; `anchor` names the item on the page, `label` is short, `words` say what it is."""

    anchor: str
    start: int
    end: int
    label: str
    words: str


Run = tuple[str, bool]
NUMBER_OR_CHARACTER = re.compile(r"\d+|\D")  # 2023 → 2025 differs as a whole number, not in its last digit


def changed_runs(before: str, after: str) -> tuple[list[Run], list[Run]]:
    """Both texts in runs, each said to differ or not, so that one figure in a long paragraph is seen at once."""
    was, now = NUMBER_OR_CHARACTER.findall(before), NUMBER_OR_CHARACTER.findall(after)
    steps = SequenceMatcher(None, was, now, autojunk=False).get_opcodes()
    old = [("".join(was[first:last]), tag != "equal") for tag, first, last, _, _ in steps if first < last]
    new = [("".join(now[first:last]), tag != "equal") for tag, _, _, first, last in steps if first < last]
    return old, new


@dataclass(frozen=True)
class Segment:
    """Text that belongs to the same items throughout; `pins` are the items that begin here, `repaired` a misprint."""

    text: str
    anchors: str
    pins: tuple[Mark, ...]
    repaired: str


def segments(text: str, marks: Iterable[Mark], repairs: Iterable[tuple[int, int, str]] = ()) -> list[Segment]:
    """The text in pieces, in order; joined they are the text again (runs of blank lines are shown as one)."""
    places = [mark for mark in marks if 0 <= mark.start < mark.end <= len(text)]
    misprints = [one for one in repairs if 0 <= one[0] < one[1] <= len(text)]
    cuts = {0, len(text), *(at for mark in places for at in (mark.start, mark.end))}
    cuts |= {at for start, end, _ in misprints for at in (start, end)}
    edges = sorted(cuts)
    pinned: set[str] = set()
    found = []
    for start, end in itertools.pairwise(edges):
        covering = [mark for mark in places if mark.start <= start and end <= mark.end]
        beginning = [mark for mark in covering if mark.start == start and mark.anchor not in pinned]
        pinned |= {mark.anchor for mark in beginning}
        repaired = next((words for first, last, words in misprints if first <= start and end <= last), "")
        anchors = " ".join(dict.fromkeys(mark.anchor for mark in covering))
        found.append(Segment(BLANK_LINES.sub("\n\n", text[start:end]), anchors, tuple(beginning), repaired))
    return found

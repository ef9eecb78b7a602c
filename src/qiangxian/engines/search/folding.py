"""One folding for every backend: what is compared, indexed and asked for is folded here, character by character.

Widths and case make no difference, nor do traditional and simplified characters (by a one-to-one map, so that a phrase never
changes its length), nor one kind of blank or another. `BREAK` parts the values of a field and `END` closes them; neither can be
asked for, because folding takes both out of any text."""

from __future__ import annotations

import operator
import re
import unicodedata
from collections.abc import Iterable
from functools import cache

import opencc

VERSION = "2"
"""Of the folding and of how text is cut into terms: an index of another version is built anew."""

BLANK, BREAK, END, STRANGE = "␣", "␞", "␄", "\ufffd"
_RUNS = re.compile(r"\s+")
_WORDS = re.compile(r"[一-鿿㐀-䶿]+|[a-z]+|[0-9]+")


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


class _Folding(dict[int, str]):
    """The folded form of a character, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _folded(chr(code))
        return folded


def _folded(character: str) -> str:
    if character.isspace():
        return BLANK
    if character in (BREAK, END) or unicodedata.category(character) in ("Cc", "Cs", "Cn", "Co"):
        return STRANGE
    plain = unicodedata.normalize("NFKC", character).lower()
    simplified = "".join(_simplified(one) for one in plain)
    return _RUNS.sub(BLANK, simplified)


def _simplified(character: str) -> str:
    if character < "⺀":
        return character
    converted = _converter().convert(character)
    return converted if len(converted) == 1 else character


_TABLE = _Folding()


def fold(text: str) -> str:
    """The text as it is compared."""
    return text.translate(_TABLE)


def tidy(text: str) -> str:
    """Runs of blanks and line ends as one blank: how a text is kept before it is folded."""
    return _RUNS.sub(" ", text).strip()


def places(text: str) -> list[int]:
    """For every character of the folded text its place in the text as it stands, and at the end the length of that."""
    found = [place for place, character in enumerate(text) for _ in _TABLE[ord(character)]]
    return [*found, len(text)]


def joined(values: Iterable[str]) -> str:
    """Several values of a field as one folded text that no phrase runs across."""
    return BREAK.join(fold(tidy(value)) for value in values)


def pairs(folded: str) -> str:
    """The text as overlapping pairs of characters parted by blanks: exact phrases of pairs find exact strings. The last
    character begins a pair too, with the end mark."""
    marked = folded + END
    return " ".join(map(operator.add, marked, marked[1:]))


def ranking_terms(text: str) -> list[str]:
    """What a text is about, for the order of hits: single characters and pairs of Chinese runs; words and numbers whole.

    On titles against their own abstracts the two together do better than pairs alone, and better than with threes (`bench/search`)."""
    terms: list[str] = []
    for run in _WORDS.findall(fold(text)):
        if run[0] < "㐀":
            terms.append(run)
        else:
            for width in (1, 2):
                terms += [run[start : start + width] for start in range(len(run) - width + 1)]
    return terms

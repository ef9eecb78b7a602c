"""Which full names a short or slightly different name may stand for: `邵阳液压` and 邵阳维克液压股份有限公司.

A short name keeps characters of the full one in their order; rare characters tell more than common ones (科, 技). Nothing
here decides: it proposes, and a person chooses."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

from rapidfuzz.distance import LCSseq

LOOKED_AT = 40
COMMON = 300
_FOREIGN_ENDS = re.compile(r"^[^\u3400-\u9fff]+|[^\u3400-\u9fff]+$")


class ShortNames:
    """An index of full names (folded), asked for the likest to a printed one."""

    def __init__(self, forms: Iterable[str] = ()) -> None:
        self.forms = tuple(sorted(forms, key=len, reverse=True))
        self.stems: dict[str, str] = {}
        self.postings: dict[str, set[str]] = defaultdict(set)

    def learn(self, name: str) -> None:
        """Add a full name."""
        if name in self.stems:
            return
        stem = self._stem(name)
        self.stems[name] = stem
        for character in set(stem):
            self.postings[character].add(name)

    def propose(self, text: str, most: int = 5, least: int = 0) -> list[tuple[str, int]]:
        """The likest full names with how likely each is meant (0 to 100), the likest first."""
        asked = self._stem(_FOREIGN_ENDS.sub("", text) or text)
        weights = {character: self._weight(character) for character in set(asked)}
        whole = sum(weights[character] for character in asked) or 1.0
        scored = [(name, self._score(asked, self.stems[name], weights, whole)) for name in self._near(weights)]
        kept = [(name, score) for name, score in scored if score >= least]
        return sorted(kept, key=lambda one: (-one[1], len(one[0]), one[0]))[:most]

    def _near(self, weights: dict[str, float]) -> list[str]:
        """Names that share most of the telling characters; the commonest characters alone bring nobody in."""
        shared: defaultdict[str, float] = defaultdict(float)
        for character in sorted(weights, key=lambda c: -weights[c]):
            found = self.postings.get(character, ())
            if shared and len(found) > COMMON:
                for name in shared:
                    shared[name] += weights[character] if name in found else 0
                continue
            for name in found:
                shared[name] += weights[character]
        return sorted(shared, key=shared.__getitem__, reverse=True)[:LOOKED_AT]

    def _weight(self, character: str) -> float:
        return math.log(1 + (len(self.stems) + 1) / (len(self.postings.get(character, ())) + 0.5))

    def _score(self, asked: str, stem: str, weights: dict[str, float], whole: float) -> int:
        kept, runs = _in_order(asked, stem)
        covered = sum(weights[character] for character in kept) / whole
        together = 1 / runs if runs else 0.0
        dense = len(kept) / max(len(stem), 1)
        begins = 1.0 if kept and stem.find(kept[0]) <= 3 else 0.0
        return round(100 * (0.76 * covered + 0.08 * together + 0.10 * dense + 0.06 * begins))

    def _stem(self, name: str) -> str:
        """The name without the words of its legal form, of which several may stand behind each other."""
        while form := next((f for f in self.forms if name.endswith(f) and len(name) > len(f) + 1), ""):
            name = name[: -len(form)]
        return name


def contained(short: str, full: str) -> bool:
    """Whether every character of the short name stands in the full one, in the same order."""
    return LCSseq.similarity(short, full) == len(short)


def _in_order(asked: str, stem: str) -> tuple[str, int]:
    """The longest run of characters of `asked` that stand in `stem` in the same order, and in how many pieces of `stem`. There
    are several of one length: sought from either end, the one in fewer pieces is taken."""
    forward, (backward, pieces) = _run(asked, stem), _run(asked[::-1], stem[::-1])
    return min(forward, (backward[::-1], pieces), key=lambda run: run[1])


def _run(asked: str, stem: str) -> tuple[str, int]:
    equal = [step for step in LCSseq.opcodes(asked, stem) if step.tag == "equal"]
    pieces = len(equal) - sum(one.dest_end == two.dest_start for one, two in pairwise(equal))
    return "".join(asked[step.src_start : step.src_end] for step in equal), pieces

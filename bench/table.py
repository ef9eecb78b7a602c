"""One line of the bench table, and how a thing is timed."""

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Line:
    """`ours` beside `theirs` in `unit`; `ratio` as the bar puts it, `holds` whether the bar is met."""

    what: str
    ours: float
    theirs: float
    unit: str
    ratio: float
    bar: str
    holds: bool

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def seconds(work: Callable[[], object], *, runs: int = 5) -> float:
    """The median wall time of some runs after one that is not counted."""
    work()
    taken = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def show(lines: list[Line]) -> str:
    """The table as text."""
    head = f"{'what':<58} {'ours':>12} {'beside':>12} {'unit':<8} {'ratio':>8}  bar"
    rows = [
        f"{x.what:<58} {x.ours:>12.4g} {x.theirs:>12.4g} {x.unit:<8} {x.ratio:>8.2f}  {x.bar} {'✓' if x.holds else '✗'}"
        for x in lines
    ]
    return "\n".join([head, "-" * len(head), *rows])

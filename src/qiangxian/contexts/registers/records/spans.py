"""Days as bits, for series. A set of the days asked is a number whose bits stand for them; facts that must hold together
are joined by `&`.

Where a figure is asked with the knowledge of its own day, every fact holds over one span of days: from the later of its
first and its known day to the later of its end and the day the end was known."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date

from qiangxian.engines.metrics.measures import Question

Days = int


class Line:
    """The days asked, in order, and spans upon them."""

    def __init__(self, days: Sequence[date]) -> None:
        self.days = list(days)
        self.all: Days = (1 << len(days)) - 1
        self._from: dict[date | None, Days] = {None: self.all}

    def since(self, begins: date | None) -> Days:
        """All days from that one on; None is open."""
        found = self._from.get(begins)
        if found is None:
            first = bisect_left(self.days, begins)  # type: ignore[type-var]  # None is kept from the beginning
            found = self._from[begins] = self.all & ~((1 << first) - 1)
        return found

    def span(self, begins: date | None, ends: date | None) -> Days:
        """From the first day on which it holds up to, not including, the day it ends; None is open."""
        return self.since(begins) if ends is None else self.since(begins) & ~self.since(ends)


def told(day: date | None, known: date | None) -> date | None:
    """The day from which a fact both holds and is known; without a known day it is known when it holds."""
    return max(day, known or day) if day else None


def line_of(questions: Sequence[Question]) -> Line | None:
    """The days of the questions; None where a question asks with other knowledge than that of its day."""
    if any(one.as_of.effective != one.as_of.known for one in questions):
        return None
    return Line(sorted({one.as_of.effective for one in questions}))


def once(question: Question, line: Line, name: Hashable, work: Callable[[], Mapping[int, Days]]) -> Mapping[int, Days]:
    """The result of `work`, done once for these days among all questions of a call; `name` holds what it depends on."""
    place = (name, question.division, question.recorded, tuple(line.days))
    if place not in question.shared:
        question.shared[place] = work()
    return question.shared[place]  # type: ignore[no-any-return]  # the memory holds what each name promises


def tally(sets: Iterable[Days], line: Line) -> list[int]:
    """On each day in how many of the sets it lies. Equal sets are counted together: there are few different ones."""
    return totals(Counter(sets), line)


def totals(amounts: Mapping[Days, int], line: Line) -> list[int]:
    """On each day the sum of the amounts of the sets it lies in."""
    change = [0] * (len(line.days) + 1)
    for days, number in amounts.items():
        turns, sign = days ^ (days << 1), number
        while turns:
            lowest = turns & -turns
            change[lowest.bit_length() - 1] += sign
            turns, sign = turns ^ lowest, -sign
    found, running = [], 0
    for place in range(len(line.days)):
        running += change[place]
        found.append(running)
    return found

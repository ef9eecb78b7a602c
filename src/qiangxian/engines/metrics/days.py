"""The days asked, as bits. A set of them is a number whose bits stand for the days in their order; facts that must hold
together are joined by `&`. One day is a series of one.

Every fact has an effective day, from which it is true, and a known day, from which the world could know it; without a known
day it could be known when it took effect. A day asked has both too: what is true on it, with the knowledge of another."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.period import Period

Days = int
Number = int | Decimal
Day = date | str | None
"""A day, also as ISO text (a database gives a hundred thousand of them quicker as text); None is open."""


class Since(dict[Day, Days]):
    """By day the places whose limit is not before it; worked out once for each day. An open day is before all."""

    def __init__(self, limits: Iterable[date]) -> None:
        super().__init__()
        ordered = sorted((limit.isoformat(), place) for place, limit in enumerate(limits))
        self.limits = [limit for limit, _ in ordered]
        self.from_place = [sum(1 << place for _, place in ordered[at:]) for at in range(len(ordered) + 1)]

    def __missing__(self, day: Day) -> Days:
        text = day.isoformat() if isinstance(day, date) else day
        self[day] = self.from_place[0] if text is None else self.reached(text)
        return self[day]

    def reached(self, day: str) -> Days:
        """The places that count for the day."""
        return self.from_place[bisect_left(self.limits, day)]


class Until(Since):
    """By day the places whose limit is not after it. An open day is after all."""

    def reached(self, day: str) -> Days:
        """The places that count for the day."""
        return self.from_place[0] & ~self.from_place[bisect_right(self.limits, day)]


class Spans(dict[tuple[Day, ...], Days]):
    """By first day, its known day, the day it ends and its known day: the places between, as far as either is known. An
    open day is no bound."""

    def __init__(self, moments: Moments) -> None:
        super().__init__()
        self.moments = moments

    def __missing__(self, span: tuple[Day, ...]) -> Days:
        begins, begin_known, ends, end_known = span
        begun = self.moments.all if begins is None else self.moments.since(begins, begin_known)
        over = 0 if ends is None else self.moments.since(ends, end_known)
        self[span] = begun & ~over
        return self[span]


class Moments:
    """The days asked, with the period that ends with each where a flow is asked for: `effective`, `known` and `both` say
    from which of them on a day has come, `through` up to which it has not passed, `spans` between which it lies."""

    def __init__(self, days: Sequence[AsOf], periods: Sequence[Period] = ()) -> None:
        self.days = days
        self.all: Days = (1 << len(days)) - 1
        self.effective = Since(day.effective for day in days)
        self.known = Since(day.known for day in days)
        self.both = Since(min(day.effective, day.known) for day in days)
        self.through = Until(day.effective for day in days)
        self.spans = Spans(self)
        self._periods = [(period.start.isoformat(), period.end.isoformat()) for period in periods]
        self._within: dict[Day, Days] = {}

    def since(self, day: Day, known: Day = None) -> Days:
        """From the day on, as soon as it can be known."""
        return self.effective[day] & self.known[known] if known is not None else self.both[day]

    def within(self, day: Day) -> Days:
        """The days whose period holds that day."""
        if not self._periods:
            raise ValueError("a flow needs a period")
        if day not in self._within:
            text = day.isoformat() if isinstance(day, date) else day or ""
            inside = (1 << place for place, (start, end) in enumerate(self._periods) if start <= text < end)
            self._within[day] = sum(inside)
        return self._within[day]

    def places(self, days: Days) -> list[int]:
        """The places of the days in that set."""
        return [place for place in range(len(self.days)) if days >> place & 1]


def totals(sets: Iterable[Days] | Mapping[Days, Number], moments: Moments) -> list[Number]:
    """On each day in how many of the sets it lies, or the sum of the amounts given by set. Equal sets are counted together:
    there are few different ones."""
    amounts = sets if isinstance(sets, Mapping) else Counter(sets)
    change: list[Number] = [0] * (len(moments.days) + 1)
    for days, amount in amounts.items():
        turns, sign = days ^ (days << 1), amount
        while turns:
            lowest = turns & -turns
            change[lowest.bit_length() - 1] += sign
            turns, sign = turns ^ lowest, -sign
    running: Any = 0
    return [running := running + one for one in change[:-1]]

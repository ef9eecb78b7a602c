"""Rights of the county as points: each right that stands, with the enterprise it falls to and the days on which it does."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from qiangxian.engines.metrics.measures import CountedRow, Point, Question

from ...records.kinds import SEPARATOR
from ...records.points import Rows
from ...types import PATENT_TYPES, RecordKind
from ..in_force.rows import DaysByRight, of_type, rights
from ..models import Right
from .holders import FEW, NOBODY, first_named, holdings

REGISTERS = (RecordKind.ENTERPRISE, RecordKind.RIGHT)
Because = Callable[[Right], tuple[str, ...]]


@dataclass(frozen=True)
class Local:
    """The rights of the types in that state whose first-named holder makes them the county's; each comes from its record.
    A hundred thousand points are made anew for whoever goes through them, rather than kept."""

    question: Question
    state: Callable[[Question, str], DaysByRight]
    types: Iterable[str]

    def __iter__(self) -> Iterator[Point]:
        for one in self.types:
            rows, counted = rights(self.question, one), self.state(self.question, one)
            held = holdings(self.question, counted.keys()).get
            for record, days in counted.items():
                for owner, here in held(record, NOBODY).owners:
                    if both := days & here:
                        _, _, number, sub_key, _, _ = rows[record]
                        key = right_key(number, sub_key) if sub_key else number
                        yield Point(key, owner, both, one, 1, record)


def local(question: Question, state: Callable[[Question, str], DaysByRight], types: Iterable[str]) -> list[Point]:
    """The same, kept, where a measure says more of them."""
    return list(Local(question, state, types))


def right_key(number: str, sub_key: str) -> str:
    """The natural key, as `kinds.natural_key` writes it."""
    return f"{number}{SEPARATOR}{sub_key}" if sub_key else number


def shown_number(right_type: str, number: str) -> str:
    """A granted patent's number as it is written; other numbers as they are."""
    return f"ZL{number}" if right_type in PATENT_TYPES else number


def granted_words(right: Right) -> tuple[str, ...]:
    """Its number and when it was granted."""
    return (shown_number(right.type, right.number), *((f"授权 {right.grant_date}",) if right.grant_date else ()))


def rows_of(question: Question, because: Because = granted_words) -> Rows:
    """The rights behind a figure, by number; every first-named holder of the day may see its own."""

    def rows(points: Iterable[Point]) -> list[CountedRow]:
        types = {point.source: point.type for point in points}
        holders = first_named(question, types.keys())
        return [
            CountedRow(
                RecordKind.RIGHT,
                right_key(right.number, right.sub_key),
                right.title,
                because(right),
                holders[right.record_id],
            )
            for right in of_type(question, *set(types.values())).order_by("number", "sub_key")
            if right.record_id in types
        ]

    return rows


def details(question: Question, right_type: str, *fields: Any) -> Mapping[int, tuple[Any, ...]]:
    """Further columns of the rights of a type, by record."""

    def work() -> dict[int, tuple[Any, ...]]:
        rows, records = of_type(question, right_type), rights(question, right_type).keys()
        chosen = rows.filter(record_id__in=list(records)) if len(records) <= FEW else rows
        return {row[0]: row[1:] for row in chosen.values_list("record_id", *fields)}

    return question.ever(("details", right_type, *map(str, fields)), work)

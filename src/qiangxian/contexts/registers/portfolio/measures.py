"""Enterprises counted for the patents they hold: I33."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from qiangxian.engines.metrics.days import Days, totals
from qiangxian.engines.metrics.measures import CountedRow, Point, Question

from ..enterprises.presence import present
from ..records.points import Counted, counts
from ..rights.in_force.days import granted, in_force
from ..rights.in_force.rows import rights
from ..rights.measures.holders import NOBODY, holdings
from ..rights.measures.points import REGISTERS, right_key, shown_number
from ..types import RecordKind


@counts("registers.enterprises.with_granted_patents", "持有若干件授权专利的企业", *REGISTERS)
def with_granted_patents(question: Question) -> Counted:
    """Enterprises of the county that hold at least `min_patents` patents of the asked types in the asked state.

    Filters: `min_patents`, `types`, `state` (ever_granted, in_force), `holder` (every, first_named), `entities`.
    """
    moments, points, least = question.moments, [], question.filters["min_patents"]
    enterprises, entities = present(question), question.filters["entities"]
    patents = {holder: held for holder, held in _held(question).items() if len(held) >= least}
    for holder in patents.keys() & enterprises.keys():
        code, name, kind, here = enterprises[holder]
        if kind not in entities:
            continue
        by_number: dict[int, Days] = defaultdict(int)
        for place, number in enumerate(totals(patents[holder].values(), moments)):
            by_number[int(number)] |= here & 1 << place
        points += [
            Point(code, holder, days, source=(name, number))
            for number, days in by_number.items()
            if days and number >= least
        ]
    return Counted(
        points,
        lambda points: _rows(question, points, patents),
        # The number of patents is sealed too: who counts is one fact, with how many another.
        keys=lambda: (f"{one.key} {one.source[1]}" for one in points),
    )


def _held(question: Question) -> Mapping[int, Mapping[int, Days]]:
    """By enterprise its patents with the days on which it holds them while they stand."""
    state = granted if question.filters["state"] == "ever_granted" else in_force
    counted = {record: days for one in question.filters["types"] for record, days in state(question, one).items()}
    holders, first_named = holdings(question, counted), question.filters["holder"] == "first_named"
    patents: dict[int, dict[int, Days]] = defaultdict(dict)
    for record, stands in counted.items():
        held = holders.get(record, NOBODY)
        for holder, days in held.owners if first_named else ((one, days) for one, _, days, _ in held.held):
            if holder and (here := days & stands):
                patents[holder][record] = patents[holder].get(record, 0) | here
    return patents


def _rows(question: Question, points: Iterable[Point], patents: Mapping[int, Mapping[int, Days]]) -> list[CountedRow]:
    shown = {
        record: shown_number(one, right_key(number, sub_key))
        for one in question.filters["types"]
        for record, (_, _, number, sub_key, *_) in rights(question, one).items()
    }
    return [
        CountedRow(
            kind=RecordKind.ENTERPRISE,
            key=one.key,
            label=one.source[0],
            because=tuple(sorted(shown[record] for record in patents[one.owner or 0])),
            owners=frozenset({one.owner or 0}),
        )
        for one in sorted(points, key=lambda one: one.key)
    ]

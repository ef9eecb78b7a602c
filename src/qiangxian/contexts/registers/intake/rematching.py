"""When a name becomes known, the rows printed under it find their enterprise: a row is replaced, never changed."""

from collections.abc import Iterable

from qiangxian.engines.intake import Row

from ..records.kinds import links
from ..records.parties import doubtful_rows, rows_named
from .desk import Desk

NOWHERE = Row("", 0, {}, {}, {}, {})
AT_ONCE = 500


def rematch(desk: Desk, folded_names: Iterable[str]) -> int:
    """Match the rows that wait under one of these names anew; how many found their place. The desk must be writing."""
    names, placed = list(folded_names), 0
    for model, party in links():
        if not party.state:
            continue
        for start in range(0, len(names), AT_ONCE):
            rows = doubtful_rows(party, model, desk.division_code)
            for row in rows_named(party, rows, names[start : start + AT_ONCE]):
                match = desk.finder.find(party, vars(row))
                if match is not None and match.placed:
                    placed += 1
                    found = {party.column: match.record_id, party.state: str(match.state)}
                    desk.replace(row, NOWHERE, **found)
            desk.flush()
    return placed

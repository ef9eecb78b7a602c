"""When a name becomes known, the holders printed under it find their enterprise: the row is replaced, never changed."""

from collections.abc import Iterable
from typing import Any

from qiangxian.engines.intake import Row

from ..conditions import recorded
from ..models import Holding, Recorded, Title
from ..names import fold_name
from ..types import MatchState
from ..versions import facts
from .desk import Desk

WAITING = (MatchState.DOUBTFUL, MatchState.UNMATCHED)
_NOWHERE = Row("", 0, {}, {}, {}, {})


def rematch(desk: Desk, folded_names: Iterable[str]) -> int:
    """Match the waiting holdings of these names anew; how many found their place."""
    names, placed = list(folded_names), 0
    for start in range(0, len(names), 500):
        rows = Holding.objects.filter(
            recorded(),
            division_code=desk.division_code,
            folded_name__in=names[start : start + 500],
            match_state__in=WAITING,
        )
        for holding in rows.order_by("id"):
            match = desk.matcher.match(holding.holder_name)
            if match.placed:
                placed += 1
                replace(desk, holding, holder_id=match.record_id, match_state=str(match.state))
        desk.flush()
    return placed + _titles(desk, frozenset(names))


def _titles(desk: Desk, names: frozenset[str]) -> int:
    """Titles printed under one of the names."""
    placed = 0
    rows = Title.objects.filter(recorded(), division_code=desk.division_code, match_state__in=WAITING)
    for title in rows.order_by("id"):
        match = desk.matcher.match(title.enterprise_name, title.uscc)
        if match.placed and fold_name(title.enterprise_name) in names:
            placed += 1
            replace(desk, title, enterprise_id=match.record_id, match_state=str(match.state))
    desk.flush()
    return placed


def replace(desk: Desk, old: Recorded, **changes: Any) -> None:
    """A new version of a stored row, from this import."""
    desk.strike(old)
    desk.add(type(old), old.record_id, {**facts(old), **changes}, _NOWHERE)

"""When a name becomes known, the holders printed under it find their enterprise: the row is replaced, never changed."""

from collections.abc import Iterable

from qiangxian.engines.intake import Row

from ..records.conditions import recorded
from ..records.names import fold_name
from ..rights.models import Holding
from ..titles.models import Title
from ..types import MatchState
from .desk import Desk

WAITING = (MatchState.DOUBTFUL, MatchState.UNMATCHED)
NOWHERE = Row("", 0, {}, {}, {}, {})


def rematch(desk: Desk, folded_names: Iterable[str]) -> int:
    """Match the waiting holdings of these names anew; how many found their place. The desk must be writing."""
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
                desk.replace(holding, NOWHERE, holder_id=match.record_id, match_state=str(match.state))
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
            desk.replace(title, NOWHERE, enterprise_id=match.record_id, match_state=str(match.state))
    desk.flush()
    return placed

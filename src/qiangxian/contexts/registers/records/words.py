"""Words for cells: places, days, masked persons, states with their tone."""

from datetime import date
from functools import lru_cache

from django.db.models import Q

from qiangxian.contexts.lists.types import Viewer
from qiangxian.kernel import division
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import NotFound
from qiangxian.kernel.personal import masked_name

from ..types import MatchState

STATE_WORDS = {
    "not_granted": ("未授权", "none"),
    "in_force": ("有效", "green"),
    "in_force_grace": ("有效（滞纳期）", "yellow"),
    "presumed_lapsed": ("推定终止", "yellow"),
    "lapsed": ("终止", "red"),
    "abandoned": ("放弃", "red"),
    "expired": ("期限届满", "red"),
    "never_existed": ("全部无效", "red"),
    "closed": ("未授权结案", "none"),
}
FLAG_WORDS = {
    "pledged": "质押",
    "frozen": "保全",
    "licensed": "许可备案",
    "open_licence": "开放许可",
    "partially_invalidated": "部分无效",
    "licensed_exclusive": "独占许可",
    "licensed_sole": "排他许可",
    "licensed_ordinary": "普通许可",
    "open_licence_worked": "开放许可实施中",
    "ownership_dispute": "权属纠纷",
    "compulsory_licence": "强制许可",
    "customs_recorded": "海关备案",
}
LONGEST_UNNAMED_PERSON = 3


@lru_cache(maxsize=4096)
def place_name(code: str) -> str:
    """The name of a division; a code the list does not know stands for itself."""
    if not code:
        return ""
    try:
        return division.find(code).name
    except NotFound:
        return code


def happened_by(day: date | None, known: date | None, as_of: AsOf) -> bool:
    """`conditions.happened` for one row at hand."""
    return day is not None and day <= as_of.effective and (known or day) <= as_of.known


def holds(row: object, as_of: AsOf) -> bool:
    """`conditions.interval_holds` for one row at hand."""
    begun = row.valid_from is None or happened_by(row.valid_from, row.known_from, as_of)  # type: ignore[attr-defined]
    return begun and not happened_by(row.valid_to, row.known_to, as_of)  # type: ignore[attr-defined]


def holder_name(name: str, match_state: str) -> str:
    """A natural person's name is masked in lists; so is a short name nobody has placed yet, which may be one."""
    doubtful = match_state in (MatchState.UNMATCHED, MatchState.DOUBTFUL) and len(name) <= LONGEST_UNNAMED_PERSON
    return masked_name(name) if match_state == MatchState.PERSON or doubtful else name


def townships(viewer: Viewer) -> list[tuple[str, str]]:
    """The townships of the viewer's counties, for a filter."""
    found = (row for code in viewer.divisions for row in division.children(code, viewer.as_of.effective))
    return [(row.code, row.name) for row in found]


def township_filter(_viewer: Viewer, code: str) -> Q:
    """Rows of one township."""
    return Q(township_code=code)

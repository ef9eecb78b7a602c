"""Where enterprises are seated, and the words of their industry."""

from collections.abc import Sequence

from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.identifiers import industry

from ...records.conditions import standing
from ...records.validity import INTERVAL
from ..models import Domicile


def seats_on(records: Sequence[int], as_of: AsOf) -> dict[int, Domicile]:
    """Where each of the enterprises is registered on the day."""
    rows = standing(Domicile).filter(INTERVAL.holds(as_of), record_id__in=records).order_by("valid_from", "id")
    return {row.record_id: row for row in rows}


def industry_words(code: str) -> str:
    """The name of the industry with its code."""
    if not code:
        return ""
    canonical = industry.validate(code).canonical or ""
    levels = (
        canonical,
        canonical[:4],
        canonical[:3],
    )  # class, group, division: the names at hand lack some newer classes
    found = next(filter(None, map(industry.name, filter(None, levels))), None)
    return f"{found.name}（{code}）" if found else code

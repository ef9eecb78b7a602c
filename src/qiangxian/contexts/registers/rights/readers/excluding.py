"""Which rights the list of non-normal filings takes out of every count."""

from collections.abc import Iterable

from qiangxian.kernel.asof import AsOf

from ...records.conditions import recorded
from ...records.validity import LISTED
from ..models import NonNormalFiling


def excluding_entry(right_id: int, as_of: AsOf) -> NonNormalFiling | None:
    """The entry of the non-normal list that takes this right out of every count on the day, if any."""
    rows = NonNormalFiling.objects.filter(recorded(), LISTED.holds(as_of), right_id=right_id)
    return rows.order_by("listed_date", "id").first()


def excluded_rights(records: Iterable[int], as_of: AsOf) -> set[int]:
    """Which of these rights stand on the non-normal list on the day."""
    rows = NonNormalFiling.objects.filter(recorded(), LISTED.holds(as_of), right_id__in=list(records))
    return {right for right in rows.values_list("right_id", flat=True) if right is not None}

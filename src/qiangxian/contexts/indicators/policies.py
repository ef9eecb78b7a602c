"""Who may see which records behind a figure. The figure itself is the same for everybody."""

from qiangxian.engines.metrics.measures import Row
from qiangxian.kernel.actor import Actor

READING_ROLES = frozenset({"leader", "office", "liaison", "unit_head", "auditor"})


def may_see_row(actor: Actor, division: str, row: Row) -> bool:
    """Staff see the records of their own county, an enterprise those that are its own, everybody else none."""
    if actor.is_system:
        return True
    if actor.has(*READING_ROLES):
        return division in actor.division_codes
    return actor.has("enterprise") and actor.enterprise_record_id in row.owners

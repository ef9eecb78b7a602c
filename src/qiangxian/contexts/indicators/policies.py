"""Who may see which records behind a figure. The figure itself is the same for everybody."""

from collections.abc import Mapping
from typing import Any

from qiangxian.engines.metrics.measures import Row
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.decision import Decision, allow, deny

READING_ROLES = frozenset({"leader", "office", "liaison", "unit_head", "auditor"})


def may_see_row(actor: Actor, division: str, row: Row) -> bool:
    """Staff see the records of their own county, an enterprise those that are its own, everybody else none."""
    if actor.is_system:
        return True
    if actor.has(*READING_ROLES):
        return division in actor.division_codes
    return actor.has("enterprise") and actor.enterprise_record_id in row.owners


def may_freeze(actor: Actor, arguments: Mapping[str, Any]) -> Decision:
    """The office puts the figures of its own county on record."""
    if actor.is_system:
        return allow()
    if not actor.has("office"):
        return deny("只有领导小组办公室可以冻结指标值。")
    if arguments.get("division_code") not in actor.division_codes:
        return deny("只能冻结本县（市、区）的指标值。")
    return allow()


def may_read(actor: Actor) -> Decision:
    """Staff read the indicator library of their county."""
    if actor.is_system or actor.has(*READING_ROLES):
        return allow()
    return deny("指标库只对本县（市、区）的工作人员开放。")

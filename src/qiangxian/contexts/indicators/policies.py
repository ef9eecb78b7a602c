"""Who may see which records behind a figure. The figure itself is the same for everybody."""

from qiangxian.engines.metrics.measures import CountedRow
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.roles import role, staff

may_read = staff.says("统计指标只对本县（市、区）的工作人员开放。")
may_freeze = role("office").to("冻结", "指标值")


def may_see_row(actor: Actor, division: str, row: CountedRow) -> bool:
    """Staff see the records of their own county, an enterprise those that are its own, everybody else none."""
    own = actor.has("enterprise") and actor.enterprise_record_id in row.owners
    return own or bool(may_read.decide(actor, {"division_code": division}))

"""What the notices tell of the machine's clock."""

from collections.abc import Iterator

from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.integrity import Finding, check

from .models import Notice

SHOWN = 200


@check(
    "notices.days_ahead",
    label="提醒的日期在将来",
    owner="office",
    severity="error",
    rule="提醒按规则日发出；规则日还没有到，说明服务器时钟走快过，同一件事到了真正的日子不会再提醒",
    remedy="核对服务器时钟；对所列事项线下告知，或到期后重新发送，再标为不处理并写明理由",
)
def days_ahead(division: str | None, as_of: AsOf) -> Iterator[Finding]:
    """Notices of the county under the rule of a day that has not come."""
    rows = Notice.objects.filter(division_code=division, rule_date__gt=as_of.effective).order_by("rule_date", "pk")
    for key, title, day in rows.values_list("key", "title", "rule_date")[:SHOWN]:
        yield Finding(key, title, f"规则日 {day} 晚于 {as_of.effective}")

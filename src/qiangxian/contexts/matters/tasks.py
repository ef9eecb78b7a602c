"""What runs by itself every day: reminders before, on and after the day, then escalation where a flow has one."""

from datetime import date, datetime, timedelta

from qiangxian.kernel import rulebook
from qiangxian.kernel.schedule import daily

from . import notices
from .flow import FLOWS, flow_of
from .models import Matter


@daily("matters.remind", label="提醒到期和逾期的事项", hour=8)
def remind(*, today: date, at: datetime) -> None:
    """Each reminder once a matter, day and distance; the flow's own ladder runs after it."""
    far = max(int(day) for day in rulebook.load("matters", "reminders", division=None)["days_before"])
    rows = Matter.objects.filter(
        flow__in=list(FLOWS), closed_date__isnull=True, due_date__lte=today + timedelta(days=far), is_demo=False
    )
    for matter in rows.prefetch_related("participants").order_by("id"):
        _remind(matter, today, at)
        flow_of(matter).on_day(matter, today, at)


def _remind(matter: Matter, today: date, at: datetime) -> None:
    """The words of the distance; a participant that is only asked is not reminded."""
    rules = rulebook.load("matters", "reminders", division=matter.division_code)
    if matter.due_date is None:
        return
    left = (matter.due_date - today).days
    passed = [int(day) for day in rules["days_before"] if left <= int(day)]
    if left >= 0 and not passed:
        return
    told = [part for part in matter.participants.all() if part.key and not part.is_judicial]
    inboxes = [inbox for part in told if (inbox := notices.recipient(part))] or [
        notices.to_office(matter.division_code)
    ]
    key = f"{matter.flow}:{matter.pk}:due:{matter.due_date}" + ("" if left < 0 else f":{min(passed)}")
    words = f"已逾期 {-left} 日" if left < 0 else "今天到期" if left == 0 else f"还有 {left} 日到期"
    notices.post(matter, at, inboxes, key, f"{words}：{matter.title}", f"期限 {matter.due_date}，请及时办理。")

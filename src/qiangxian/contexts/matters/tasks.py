"""What runs by itself every day: reminders before, on and after the day, drafts of a report where a flow has a ladder, steps of the
clock, reserved numbers that nobody used."""

from datetime import date, datetime, timedelta

from qiangxian.contexts.audit.actions import ACTIONS
from qiangxian.kernel import rulebook
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.calendar import OFFICE
from qiangxian.kernel.errors import DomainError
from qiangxian.kernel.schedule import daily

from . import actions, clocks, notices, readers
from .flow import FLOWS, flow_of
from .models import Matter, Number


@daily("matters.remind", label="提醒到期和逾期的事项", hour=8)
def remind(*, today: date, at: datetime) -> None:
    """Each reminder once a matter, day and distance; the flow's own ladder runs after it. Nobody is reminded on a rest day: what fell
    on it is told on the next working day."""
    if OFFICE.is_rest_day(today):
        return
    far = max(int(day) for day in rulebook.load("matters", "reminders", division=None)["days_before"])
    rows = Matter.objects.filter(
        flow__in=list(FLOWS), closed_date__isnull=True, due_date__lte=today + timedelta(days=far), is_demo=False
    )
    for matter in rows.prefetch_related("participants").order_by("id"):
        _remind(matter, today, at)
        _escalate(matter, today, at)


@daily("matters.let_run_out", label="办理期限届满后自动办理的步骤", hour=6)
def let_run_out(*, today: date, at: datetime) -> None:
    """Steps of the clock, each an action of its own: one that cannot be taken leaves the others; the integrity check names it."""
    for flow in FLOWS.values():
        for spec in (one for one in flow.steps.values() if one.by_clock):
            for matter in clocks.run_out(spec, today):
                try:
                    ACTIONS[spec.action].function(
                        actor=Actor.system(), at=at, matter_id=matter.pk, expected=matter.state
                    )
                except DomainError:
                    continue
    for code in Number.objects.filter(reserved_until__lt=today).values_list("division_code", flat=True).distinct():
        actions.expire_numbers(actor=Actor.system(), at=at, division_code=code, day=today)


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


def _escalate(matter: Matter, today: date, at: datetime) -> None:
    """So many days after its day a report to the next rung of the flow's ladder is drafted; a person sends it."""
    flow, late = flow_of(matter), readers.days_late(matter, today)
    for rung in flow.ladder(flow.own(matter)) if late else ():
        if late < int(rung["days_late"]):
            continue
        words = rung["words"].format(title=matter.title, number=matter.code, due=matter.due_date, late=late)
        row = {"kind": "report", "title": f"{rung['to']}呈报件", "words": words, "at": at, "by": "系统拟稿"}
        _, is_new = matter.messages.get_or_create(key=f"ladder:{matter.due_date}:{rung['to']}", defaults=row)
        if is_new:
            key = f"{matter.flow}:{matter.pk}:ladder:{matter.due_date}:{rung['to']}"
            told = f"已拟好报{rung['to']}的呈报件，请核对后报送"
            notices.post(matter, at, [notices.to_office(matter.division_code)], key, f"{told}：{matter.title}", words)

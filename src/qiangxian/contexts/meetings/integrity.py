"""What must hold of bodies and decisions."""

from collections.abc import Iterable

from django.db.models import Count, Q

from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.integrity import Finding, check

from .models import WAITING, Body, Decision
from .rules import practice
from .types import BodyKind, BodyState, MeetingKind, MeetingState

LAST_MONTH = 12


@check(
    "meetings.no_plenary",
    label="本年还没有召开全体会议",
    owner="office",
    remedy="筹备全体会议，或在参数中更正每年次数",
    severity="warning",
    rule="联席会议、领导小组：每年至少召开一次全体会议（参数）",
)
def no_plenary(division: str | None, as_of: AsOf) -> Iterable[Finding]:
    """In the last month of a year a body has met less often than it should."""
    if as_of.effective.month < LAST_MONTH:
        return []
    wanted = int(practice(str(division))["plenaries_a_year"])
    held = Q(
        meetings__kind=MeetingKind.PLENARY,
        meetings__meeting_date__year=as_of.effective.year,
        meetings__matter__state__in=(MeetingState.HELD, MeetingState.ISSUED, MeetingState.CARRIED_OUT),
    )
    rows = Body.objects.filter(matter__division_code=division, matter__state=BodyState.STANDING).exclude(
        kind=BodyKind.OTHER
    )
    few = rows.annotate(many=Count("meetings", filter=held)).filter(many__lt=wanted)
    return [
        Finding(row.matter.code, row.name, f"{as_of.effective.year} 年召开 {row.many} 次", "matter", str(row.pk))
        for row in few.select_related("matter")
    ]


@check(
    "meetings.decision_left",
    label="议定事项久未转办",
    owner="office",
    remedy="打开会议或收文，确认牵头单位和期限后转为工作调度或列入方案任务，或写明不转办的理由",
    severity="warning",
    rule="议定事项逐条落实到牵头单位",
)
def decision_left(division: str | None, as_of: AsOf) -> Iterable[Finding]:
    """Decided, and neither handed out nor dropped after so many days; who leads is still in doubt or nobody went on."""
    days = int(practice(str(division))["order_days"])
    rows = Decision.objects.filter(WAITING, matter__division_code=division)
    late = [row for row in rows.select_related("matter") if (as_of.effective - row.matter.opened_date).days > days]
    return [
        Finding(f"{row.matter.code} {row.number}", row.text[:60], "没有转办", "matter", str(row.matter_id))
        for row in late
    ]

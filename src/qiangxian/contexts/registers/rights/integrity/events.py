"""Legal events that cannot have happened so: before filing, ended before begun, announced too early, left open."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Coalesce

from qiangxian.engines.lifecycle.conflicts import premature_lapses
from qiangxian.engines.lifecycle.consistency import AFTER_GRANT
from qiangxian.engines.lifecycle.facts import Event, RightFacts
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.integrity import Finding, check

from ...records.conditions import recorded, standing
from ...records.integrity import with_main
from ...types import PATENT_TYPES, EventType, RecordKind
from ..models import LegalEvent, Right
from .naming import about_right

BEGUN_BY = {
    EventType.PLEDGE_RELEASED: EventType.PLEDGE,
    EventType.FREEZE_RELEASED: EventType.FREEZE,
    EventType.OPEN_LICENCE_WITHDRAWN: EventType.OPEN_LICENCE,
    EventType.DISPUTE_SETTLED: EventType.OWNERSHIP_DISPUTE,
}
SURELY_LATE = timedelta(days=345)  # grace and notice together last ten months, rolled over holidays a little longer


@check(
    "registers.event_before_filing",
    label="法律事件早于申请日",
    owner="office",
    severity="error",
    rule="申请提交之前不可能有授权、转移、质押等事件",
    remedy="对照登记簿副本更正事件日期，或更正申请日",
)
def event_before_filing(division: str | None, _as_of: AsOf) -> Iterator[Finding]:
    """Events that took effect before the right was filed for."""
    later = Right.objects.filter(
        recorded(), record_id=OuterRef("record_id"), filing_date__gt=OuterRef("effective_date")
    )
    rows = standing(LegalEvent, division).filter(Exists(later))
    for row, right in with_main(rows, RecordKind.RIGHT):
        words = f"{EventType(row.type).label}生效日 {row.effective_date}，申请日 {right.filing_date}"
        yield about_right(right, words, f"{row.type} {row.effective_date}")


@check(
    "registers.event_before_grant",
    label="终止、无效、续展早于授权（注册）日",
    owner="office",
    severity="error",
    rule="没有授权（注册）的权利不能终止、宣告无效或者续展",
    remedy="对照登记簿副本更正事件日期，或更正授权公告日、注册日",
)
def event_before_grant(division: str | None, _as_of: AsOf) -> Iterator[Finding]:
    """Events only a granted right can have, before it was granted."""
    begun = Coalesce("grant_date", "registration_date")
    own = Right.objects.filter(recorded(), record_id=OuterRef("record_id")).annotate(begun=begun)
    rows = standing(LegalEvent, division).filter(
        Exists(own.filter(begun__gt=OuterRef("effective_date"))), type__in=sorted(AFTER_GRANT)
    )
    for row, right in with_main(rows, RecordKind.RIGHT):
        words = f"{EventType(row.type).label}生效日 {row.effective_date}，授权（注册）日 {right.grant_date or right.registration_date}"
        yield about_right(right, words, f"{row.type} {row.effective_date}")


@check(
    "registers.lapse_premature",
    label="未缴年费终止的公告早于法定时间",
    owner="office",
    severity="warning",
    rule="滞纳期满后发终止通知，通知后满四个月才登记并公告（审查指南第五部分第九章 4.2.2）",
    remedy="核对公告日与应缴日：常见的错误是把应缴日填成了公告日",
)
def lapse_premature(division: str | None, _as_of: AsOf) -> Iterator[Finding]:
    """Lapses announced before grace and notice can have run out."""
    rows = standing(LegalEvent, division).filter(type=EventType.LAPSE_UNPAID_FEE, announced_date__isnull=False)
    days = rows.values_list("pk", "effective_date", "announced_date")
    early = [pk for pk, due, told in days if told and told - due < SURELY_LATE and _is_premature(due, told)]
    patents = Right.objects.filter(recorded(), record_id=OuterRef("record_id"), type__in=PATENT_TYPES)
    for row, right in with_main(rows.filter(Exists(patents), pk__in=early), RecordKind.RIGHT):
        words = f"终止日（应缴日）{row.effective_date}，公告日 {row.announced_date}，相隔不足十个月"
        yield about_right(right, words, str(row.effective_date))


def _is_premature(due: date, announced: date) -> bool:
    return bool(premature_lapses(RightFacts("invention", events=(Event("lapse_unpaid_fee", due, announced),))))


@check(
    "registers.restoration_without_lapse",
    label="恢复权利之前没有终止",
    owner="office",
    severity="warning",
    rule="恢复针对已终止的权利（实施细则第六条）",
    remedy="补登此前的终止事件，或更正恢复事件",
)
def restoration_without_lapse(division: str | None, _as_of: AsOf) -> Iterator[Finding]:
    """Restorations of rights that never lapsed before."""
    lapsed = LegalEvent.objects.filter(
        recorded(),
        record_id=OuterRef("record_id"),
        type__in=[EventType.LAPSE_UNPAID_FEE, EventType.ABANDONMENT, EventType.CANCELLATION, EventType.EXPIRY],
        effective_date__lte=OuterRef("effective_date"),
    )
    rows = standing(LegalEvent, division).filter(~Exists(lapsed), type=EventType.RESTORATION)
    for row, right in with_main(rows, RecordKind.RIGHT):
        yield about_right(right, f"{row.effective_date} 恢复，此前没有终止事件", str(row.effective_date))


@check(
    "registers.ended_before_begun",
    label="注销（解除）之前没有相应的登记",
    owner="office",
    severity="warning",
    rule="质押注销、解除保全、撤回开放许可、权属纠纷了结都须先有相应的登记",
    remedy="补登此前的登记事件，或更正日期",
)
def ended_before_begun(division: str | None, _as_of: AsOf) -> Iterator[Finding]:
    """Ends of pledges, freezes, open licences and disputes without their beginning on or before that day."""
    for ending, beginning in BEGUN_BY.items():
        begun = LegalEvent.objects.filter(
            recorded(),
            record_id=OuterRef("record_id"),
            type=beginning,
            effective_date__lte=OuterRef("effective_date"),
        )
        rows = standing(LegalEvent, division).filter(~Exists(begun), type=ending)
        for row, right in with_main(rows, RecordKind.RIGHT):
            words = f"{row.effective_date} {ending.label}，此前没有{beginning.label}"
            yield about_right(right, words, f"{row.type} {row.effective_date}")


@check(
    "registers.pledge_overdue",
    label="质押期限已过但没有注销",
    owner="office",
    severity="warning",
    rule="质押期满须办理注销或重新登记，未注销前权利仍受限制（专利权质押登记办法）",
    remedy="向权利人或银行核实：已还款的补登质押注销，续贷的补登新的质押",
)
def pledge_overdue(division: str | None, as_of: AsOf) -> Iterator[Finding]:
    """Pledges past the day their contract names, without a release since."""
    released = LegalEvent.objects.filter(
        recorded(),
        record_id=OuterRef("record_id"),
        type=EventType.PLEDGE_RELEASED,
        effective_date__gte=OuterRef("effective_date"),
        known_date__lte=as_of.known,
    )
    rows = standing(LegalEvent, division).filter(
        ~Exists(released), type=EventType.PLEDGE, effective_date__lte=as_of.effective
    )
    today = as_of.effective.isoformat()
    for row, right in with_main(rows.order_by(F("effective_date")), RecordKind.RIGHT):
        until = str(row.detail.get("until") or "")
        if until and until < today:
            contract = row.detail.get("contract") or "合同号未登记"
            yield about_right(right, f"{contract}：质押期至 {until}，没有注销记录", str(row.effective_date))

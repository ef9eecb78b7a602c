"""How a file of the library moves: states, who may, the clock of publicity. The steps stand in `actions`."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet

from qiangxian.contexts.matters.flow import Flow
from qiangxian.contexts.matters.policies import owed_by
from qiangxian.contexts.matters.types import Clock
from qiangxian.contexts.registers.records.scope import visible
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.calendar import OFFICE as OFFICE_DAYS
from qiangxian.kernel.clocks import ClockRule, Length
from qiangxian.kernel.roles import by_person, own_enterprise, role

from . import rules
from .models import Membership
from .types import BEFORE_ENTRY, LIVE, FileState

READING = role("leader", "office", "liaison", "unit_head", "auditor").says(
    "企业培育库只对本县（市、区）的工作人员开放。"
)
OFFICE = role("office")
APPLICANT = own_enterprise.says("企业用户只能为本企业申报。") | OFFICE
CONTINUE = owed_by("applicant", who="本企业", by=("enterprise",)) | OFFICE
APPROVE = role("leader", "office") & by_person
RESPONSIBLE = owed_by("guide", who="负责这家企业的同志", by=("liaison", "unit_head", "leader"))
GUIDE = RESPONSIBLE.says("只有领导小组办公室或负责这家企业的同志可以记录服务。") | OFFICE


def name_of(record_id: int) -> str:
    """The enterprise's name as registered now."""
    rows = visible("enterprise", Actor.system()).filter(record_id=record_id)
    return rows.values_list("name", flat=True).first() or f"企业 {record_id}"


def _publicity(file: Membership, day: date) -> ClockRule:
    """Working days of the office; make-up workdays count, since the office works on them."""
    days = Length("working_days", int(rules.parameter("publicity_working_days", day, file.division_code)))
    return ClockRule(
        "cultivation/library.publicity_working_days", "公示期", "公示开始", days, OFFICE_DAYS, True, "", ""
    )


FLOW = Flow(
    "cultivation",
    "企业培育库",
    "cultivation.Membership",
    FileState,
    sees=READING | owed_by("applicant", who="本企业", by=("enterprise",)),
    ended=set(FileState) - set(LIVE),
    clocks={"publicity": Clock("公示期", _publicity, owes=False)},
    roles={"applicant": "申报企业", "guide": "培育责任人"},
    tones={
        FileState.MEMBER: "green",
        FileState.REFUSED: "red",
        **dict.fromkeys((*BEFORE_ENTRY, FileState.EXITING), "yellow"),
    },
    mirror="state",
    audit_kind="cultivation.membership",
    title=lambda file: name_of(file.enterprise_id),
    rule="企业培育库办理流程（法规与参数：企业培育库）",
)


def visible_memberships(actor: Actor) -> QuerySet[Membership]:
    """All files for the system, the county's for its staff, its own for an enterprise, else none: the one place every list,
    page and export goes through."""
    from qiangxian.contexts.matters.readers import visible_matters

    rows = Membership.objects.all()
    return rows if actor.is_system else rows.filter(matter__in=visible_matters(actor).filter(flow=FLOW.code))


def enterprises(actor: Actor, records: Sequence[int]) -> dict[int, Any]:
    """Standing enterprise rows by record, as far as the actor may see them."""
    rows = visible("enterprise", actor).filter(record_id__in=records)
    return {row.record_id: row for row in rows}

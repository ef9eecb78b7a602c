"""Declaring a register complete through a day: before it a figure has no value, past it the figure is partial."""

from datetime import date, datetime

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.clocks import county_day
from qiangxian.kernel.errors import Refused

from ...types import RecordKind
from .. import policies
from ..clock import advance_clock
from ..models import ReportedThrough


@action("registers.declare_through", label="声明数据齐全截至", policy=policies.may_edit)
def declare_through(
    *, actor: Actor, at: datetime, division_code: str, register: str, through_date: date, reason: str = ""
) -> Receipt:
    """The register holds everything that happened up to and including that day. Going back needs a reason."""
    if register not in RecordKind.values:
        raise Refused("没有这个基础台账", value=register, remedy="请从基础台账首页进入")
    if through_date > county_day(at):
        raise Refused("不能声明将来的日期", value=through_date, remedy="请填写今天或以前的日期")
    revision = advance_clock(division_code, at)
    standing = ReportedThrough.objects.filter(
        division_code=division_code, register=register, superseded_revision__isnull=True
    )
    old = standing.order_by("-revision").first()
    if old and through_date < old.through_date and not reason.strip():
        raise Refused(f"此前已声明至 {old.through_date}", remedy="往回改请写明理由")
    standing.update(superseded_revision=revision)
    ReportedThrough.objects.create(
        division_code=division_code,
        register=register,
        through_date=through_date,
        revision=revision,
        declared_at=at,
        declared_by=actor.label[:120],
        reason=reason,
    )
    return Receipt(
        kind="registers.reported_through",
        id=f"{division_code}/{register}",
        label=RecordKind(register).label,
        before={"through_date": old.through_date.isoformat()} if old else None,
        after={"through_date": through_date.isoformat()},
        division_code=division_code,
        result=through_date,
    )

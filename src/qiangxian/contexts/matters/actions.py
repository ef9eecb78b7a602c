"""What is done to the register of numbers besides the steps: a number is reserved, made void, or expires unused."""

from datetime import date, datetime

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.clocks import county_day
from qiangxian.kernel.errors import Conflict, NotFound, Refused
from qiangxian.kernel.roles import role, system_only

from . import numbers
from .models import Number

OFFICE = role("office").to("登记", "编号")


def _receipt(row: Number) -> Receipt:
    after = {"purpose": row.purpose, "reserved_until": row.reserved_until, "void_reason": row.void_reason}
    return Receipt("number", str(row.pk), str(row), None, after, row.division_code, row)


@action("matters.reserve_number", label="预留编号", policy=OFFICE)
def reserve_number(
    *, actor: Actor, at: datetime, division_code: str, register: str, purpose: str, until: date
) -> Receipt:
    """The next number is kept for a paper that is not ready yet."""
    if until < county_day(at):
        raise Refused("预留到的日期在今天以前", column="预留至", value=until, remedy="请填写今天或以后的日期")
    if not purpose.strip():
        raise Refused("没有写明用途", column="用途", remedy="请写明为哪份文件预留")
    return _receipt(numbers.reserve(division_code, register, purpose.strip()[:200], until, at))


@action("matters.void_number", label="作废编号", policy=OFFICE)
def void_number(*, actor: Actor, at: datetime, division_code: str, number_id: int, reason: str) -> Receipt:
    """A reserved number that is not needed, or the number of a paper that was never issued: it stays taken."""
    row = Number.objects.select_for_update().filter(pk=number_id, division_code=division_code, serial__gt=0).first()
    if row is None:
        raise NotFound("没有这个编号", remedy="请刷新页面")
    if row.void_reason:
        raise Conflict(f"{row} 已经作废", remedy="请刷新页面")
    if row.matter is not None and row.matter.closed_date is None:
        raise Conflict(f"{row} 的事项还在办理", remedy="请先办结或撤销该事项")
    if not reason.strip():
        raise Refused("没有写明作废理由", column="理由", remedy="请写明理由，作废的编号不再使用")
    numbers.void(row, reason.strip())
    return _receipt(row)


@action("matters.expire_numbers", label="作废到期的预留编号", policy=system_only)
def expire_numbers(*, actor: Actor, at: datetime, division_code: str, day: date) -> Receipt:
    """Reserved numbers whose last day is over are void."""
    rows = list(numbers.waiting(division_code).filter(reserved_until__lt=day))
    for row in rows:
        numbers.void(row, numbers.EXPIRED)
    after = {"numbers": [str(row) for row in rows]}
    return Receipt("numbers", division_code, "预留编号", None, after, division_code, len(rows))

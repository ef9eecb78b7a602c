"""Printed numbers: `机关代字〔年份〕序号号`, one after the other in a county, a code and a year, never given twice. One may be reserved
for a purpose until a day; one that is not used is void and says why."""

from datetime import date, datetime
from typing import Any

from django.db.models import Max, Q, QuerySet

from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asking import offered
from qiangxian.kernel.clocks import county_day
from qiangxian.kernel.errors import Conflict
from qiangxian.kernel.roles import STAFF

from .flow import flow_of, matter_behind
from .models import Matter, Number

RESERVED = "reserved_number"
EXPIRED = "预留到期未用"


def give(matter: Matter, register: str, at: datetime, reserved: str = "") -> str:
    """The reserved number (by its id), else the next one."""
    row = _reserved(matter, register, reserved) if reserved else _next(matter.division_code, register, at)
    row.matter, row.reserved_until = matter, None
    row.save()
    return str(row)


def _next(division_code: str, register: str, at: datetime) -> Number:
    """The register is held by its row 0, so that two steps never get the same number or leave a gap."""
    about = {"division_code": division_code, "register": register, "year": county_day(at).year}
    Number.objects.get_or_create(**about, serial=0, defaults={"given_at": at})
    rows = Number.objects.filter(**about)
    rows.select_for_update().get(serial=0)
    serial = (rows.aggregate(last=Max("serial"))["last"] or 0) + 1
    return Number(**about, serial=serial, given_at=at)


def _reserved(matter: Matter, register: str, key: str) -> Number:
    row: Number | None = waiting(matter.division_code, register).select_for_update().filter(pk=int(key)).first()
    if row is None:
        raise Conflict("这个预留编号已经用掉或作废", remedy="请刷新页面重新选择")
    return row


def waiting(division_code: str, register: str = "") -> Any:
    """The numbers reserved and not used yet."""
    rows = Number.objects.filter(division_code=division_code, reserved_until__isnull=False, matter__isnull=True)
    return rows.filter(register=register) if register else rows


def reserve(division_code: str, register: str, purpose: str, until: date, at: datetime) -> Number:
    """The next number is kept for something that is not ready yet."""
    row = _next(division_code, register, at)
    row.purpose, row.reserved_until = purpose, until
    row.save()
    return row


def void(row: Number, reason: str) -> None:
    """The number stays taken; it is shown as 作废 with the reason."""
    row.void_reason, row.reserved_until = reason[:200], None
    row.save()


def gaps(division_code: str, register: str, year: int) -> list[int]:
    """Serials that are missing between 1 and the last; there should be none."""
    rows = Number.objects.filter(division_code=division_code, register=register, year=year)
    taken = set(rows.values_list("serial", flat=True))
    return [serial for serial in range(1, max(taken, default=0)) if serial not in taken]


def let_go(matters: list[int]) -> None:
    """Matters of a demonstration leave: their numbers at the end of a register are taken back, any other is void."""
    for row in Number.objects.filter(matter__in=matters).order_by("-serial"):
        later = Number.objects.filter(division_code=row.division_code, register=row.register, year=row.year)
        if later.filter(serial__gt=row.serial).exists():
            row.matter = None
            void(row, "演示数据已移除")
        else:
            row.delete()


def _waiting_for(own: Any) -> list[tuple[str, str]]:
    matter, flow = matter_behind(own), flow_of(matter_behind(own))
    if matter.number or flow.register is None:
        return []
    rows = waiting(matter.division_code, flow.register(own))
    return [(str(row.pk), f"{row}（{row.purpose}）") for row in rows]


ASK = offered(
    "使用预留编号", "choice", choices=_waiting_for, when=lambda own: bool(_waiting_for(own)), blank="（取下一号）"
)


STATES: dict[str, tuple[str, Q]] = {
    "reserved": ("预留", Q(reserved_until__isnull=False)),
    "used": ("已使用", Q(matter__isnull=False, void_reason="")),
    "void": ("作废", ~Q(void_reason="")),
}


def visible_numbers(actor: Actor) -> QuerySet[Number]:
    """Every number of the counties whose staff the actor belongs to."""
    rows = Number.objects.filter(serial__gt=0, division_code__in=actor.divisions(*STAFF))
    return rows.select_related("matter").order_by("-given_at", "-id")

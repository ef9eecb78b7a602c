"""What must hold among units and accounts."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q

from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.integrity import Finding, check

from .models import Account, RoleAssignment, Unit
from .readers import lent_on
from .types import UnitKind


def _standing(as_of: AsOf) -> Q:
    """Intervals that hold on the day; the last day is not part of them."""
    day = as_of.effective
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))


@check(
    "people.unit_without_account",
    label="单位没有可用账号",
    owner="secadmin",
    severity="warning",
    rule="每个承担任务的单位至少有一名联络员填报进展",
    remedy="由系统管理员建立账号、安全管理员授予联络员角色",
)
def unit_without_account(division: str | None, as_of: AsOf) -> Iterator[Finding]:
    """Bureaus and townships of the county without an active account that holds a role on the day."""
    roles = RoleAssignment.objects.filter(_standing(as_of), account_id=OuterRef("pk"), division_code=division)
    working = Account.objects.filter(Exists(roles), unit_id=OuterRef("pk"), is_active=True)
    ended = Q(valid_to__isnull=False, valid_to__lte=as_of.effective)
    units = Unit.objects.filter(~Exists(working), division_code=division).exclude(ended)
    for unit in units.exclude(kind=UnitKind.COLLECTIVE).order_by("name"):
        yield Finding(unit.name, unit.name, "没有启用中的、担任本县角色的账号", "unit", str(unit.pk))


@check(
    "people.account_without_role",
    label="角色已到期而账号仍启用",
    owner="secadmin",
    severity="warning",
    rule="权限按岗位授予并按期收回（等级保护：离岗即停用）",
    remedy="仍在岗的续授角色，已离岗的停用账号",
)
def account_without_role(division: str | None, as_of: AsOf) -> Iterator[Finding]:
    """Active accounts whose roles in the county all came to their end, and to whom none is lent."""
    roles = RoleAssignment.objects.filter(account_id=OuterRef("pk"))
    lent = lent_on(as_of.effective).filter(taker_id=OuterRef("pk"))
    lasting = roles.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=as_of.effective))
    rows = Account.objects.filter(Exists(roles.filter(division_code=division)), ~Exists(lasting), ~Exists(lent))
    rows = rows.prefetch_related("role_assignments")
    for account in rows.filter(is_active=True).order_by("name"):
        last = max(r.valid_to for r in account.role_assignments.all() if r.valid_to)
        words = f"最后一个角色止于 {last}，账号仍可登录"
        yield Finding(account.name, str(account), words, "account", str(account.pk))

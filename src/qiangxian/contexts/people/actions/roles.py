"""Roles as dated assignments, and lending one's role for a while."""

from datetime import date, datetime
from typing import NotRequired, TypedDict, Unpack

from django.db.models import Q

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.clocks import county_day
from qiangxian.kernel.errors import Conflict, NotFound, Refused
from qiangxian.kernel.roles import ADMINISTRATION

from .. import policies
from ..models import Account, Delegation, Person, RoleAssignment
from ..types import StepKind
from .doors import end_sessions
from .duties import check_account, check_person, lasting_roles
from .steps import ask


class RoleTerm(TypedDict):
    """From which day until before which a role is held, and by what appointment."""

    valid_from: date
    valid_to: NotRequired[date | None]
    note: NotRequired[str]


class Loan(TypedDict):
    """From which day through which a role is lent, and why."""

    valid_from: date
    valid_to: date
    reason: str


@action("people.grant_role", label="授予角色", policy=policies.may_grant_roles)
def grant_role(
    *,
    actor: Actor,
    at: datetime,
    account_id: int,
    role: str,
    division_code: str,
    **term: Unpack[RoleTerm],
) -> Receipt:
    """Give an account a role in one county, with the document that appoints its person. The security administrator's first
    grant activates the account; where the product itself grants one and the county has such an administrator, it waits."""
    account = Account.objects.select_for_update().filter(pk=account_id).first()
    if account is None:
        raise NotFound("没有这个账号", remedy="回到账号列表重新选择")
    if account.closed_at is not None:
        raise Conflict(f"“{account}”已停用", remedy="先由系统管理员申请恢复账号")
    note = term.get("note", "")
    if not note.strip() and not actor.is_system:
        raise Refused("没有写明任命依据", column="任命依据", remedy="请填写任命或分工文件的名称、文号")
    check_account(account, role, term["valid_from"])
    check_person(account.person, {role}, term["valid_from"])
    row = RoleAssignment.objects.create(
        account=account,
        role=role,
        division_code=division_code,
        granted_by=actor.label,
        granted_at=at,
        **term,
    )
    if not account.is_active and actor.is_system and not account.is_demo and _has_secadmin(division_code, account):
        if not account.steps.filter(kind=StepKind.ACTIVATE, done_at__isnull=True).exists():
            ask(account, StepKind.ACTIVATE, actor=actor, at=at, reason=note)
    else:
        account.is_active = True
        account.save(update_fields=["is_active"])
    Person.objects.filter(pk=account.person_id, division_code="").update(division_code=division_code)
    after = {"role": role, "division": division_code, "from": row.valid_from, "to": row.valid_to}
    return Receipt("account", str(account.pk), account.name, after=after, division_code=division_code, result=row)


def _has_secadmin(division_code: str, but: Account) -> bool:
    """Whether the county has a security administrator at work other than this account's person; demonstration ones confirm nothing."""
    rows = RoleAssignment.objects.filter(role="secadmin", division_code=division_code, valid_to__isnull=True)
    return rows.filter(account__is_active=True, account__is_demo=False).exclude(account__person=but.person_id).exists()


@action("people.end_role", label="收回角色", policy=policies.may_grant_roles)
def end_role(
    *, actor: Actor, at: datetime, account_id: int, assignment_id: int, valid_to: date, reason: str
) -> Receipt:
    """End a role on a day; sessions end, so that nothing goes on under the old right."""
    row = RoleAssignment.objects.select_related("account").filter(pk=assignment_id, account_id=account_id).first()
    if row is None:
        raise NotFound("没有这条角色记录", remedy="刷新页面后重试")
    before = {"to": row.valid_to}
    row.valid_to = max(valid_to, row.valid_from)
    row.save(update_fields=["valid_to"])
    end_sessions(row.account, at=at)
    return Receipt(
        "account",
        str(account_id),
        row.account.name,
        before=before,
        after={"role": row.role, "to": row.valid_to},
        division_code=row.division_code,
        result=row,
    )


@action("people.delegate", label="委托角色", policy=policies.may_delegate)
def delegate(
    *,
    actor: Actor,
    at: datetime,
    taker_id: int,
    role: str,
    division_code: str,
    **term: Unpack[Loan],
) -> Receipt:
    """Lend one's own role to another active account of the same county for some days."""
    taker = Account.objects.filter(pk=taker_id, is_active=True).first()
    if taker is None or actor.id is None:
        raise NotFound("没有可以委托的账号", remedy="请选择本县在用的账号")
    if lasting_roles(term["valid_from"], account=taker) & ADMINISTRATION:
        raise Conflict("不能委托给系统管理员、安全管理员或审计员", remedy="请选择业务账号")
    if not taker.role_assignments.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=term["valid_from"]), division_code=division_code
    ).exists():
        raise NotFound("受托人不在本县（市、区）任职", remedy="请选择本县在用的账号")
    row = Delegation.objects.create(
        giver_id=actor.id,
        taker=taker,
        role=role,
        division_code=division_code,
        granted_at=at,
        **term,
    )
    after = {"role": role, "giver": row.giver.name, "taker": taker.name, "from": row.valid_from, "to": row.valid_to}
    return Receipt("account", str(taker.pk), taker.name, after=after, division_code=division_code, result=row)


@action("people.end_delegation", label="结束委托", policy=policies.may_end_delegation)
def end_delegation(*, actor: Actor, at: datetime, delegation_id: int, reason: str) -> Receipt:
    """What was lent goes back today: by the one who lent it, the one who holds it, or the security administrator."""
    row = Delegation.objects.select_related("taker", "giver").filter(pk=delegation_id).first()
    if row is None:
        raise NotFound("没有这件委托", remedy="刷新页面后重试")
    if row.ended_on is not None:
        raise Conflict("这件委托已经结束", remedy="刷新页面查看")
    row.ended_on, row.ended_by = county_day(at), actor.label[:120]
    row.save(update_fields=["ended_on", "ended_by"])
    after = {"role": row.role, "giver": row.giver.name, "taker": row.taker.name, "ended": row.ended_on}
    return Receipt("account", str(row.taker_id), row.taker.name, None, after, row.division_code, row)

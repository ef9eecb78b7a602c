"""Roles as dated assignments, and lending one's role for a while."""

from datetime import date, datetime

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Conflict, NotFound
from qiangxian.kernel.roles import ADMINISTRATION

from .. import policies
from ..models import Account, Delegation, Person, RoleAssignment
from .accounts import end_sessions
from .duties import check_account, check_person, lasting_roles


@action("people.grant_role", label="授予角色", policy=policies.may_grant_roles)
def grant_role(
    *,
    actor: Actor,
    at: datetime,
    account_id: int,
    role: str,
    division_code: str,
    valid_from: date,
    valid_to: date | None = None,
    note: str = "",
) -> Receipt:
    """Give an account a role in one county; the first grant activates the account."""
    account = Account.objects.select_for_update().filter(pk=account_id).first()
    if account is None:
        raise NotFound("没有这个账号", remedy="回到账号列表重新选择")
    check_account(account, role, valid_from)
    check_person(account.person, {role}, valid_from)
    row = RoleAssignment.objects.create(
        account=account,
        role=role,
        division_code=division_code,
        valid_from=valid_from,
        valid_to=valid_to,
        granted_by=actor.label,
        granted_at=at,
        note=note,
    )
    account.is_active = True
    account.save(update_fields=["is_active"])
    Person.objects.filter(pk=account.person_id, division_code="").update(division_code=division_code)
    after = {"role": role, "division": division_code, "from": valid_from, "to": valid_to}
    return Receipt("account", str(account.pk), account.name, after=after, division_code=division_code, result=row)


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
    valid_from: date,
    valid_to: date,
    reason: str,
) -> Receipt:
    """Lend one's own role to another active account of the same county for some days."""
    taker = Account.objects.filter(pk=taker_id, is_active=True).first()
    if taker is None or actor.id is None:
        raise NotFound("没有可以委托的账号", remedy="请选择本县在用的账号")
    if lasting_roles(valid_from, account=taker) & ADMINISTRATION:
        raise Conflict("不能委托给系统管理员、安全管理员或审计员", remedy="请选择业务账号")
    if not taker.role_assignments.filter(division_code=division_code).exists():
        raise NotFound("受托人不在本县（市、区）任职", remedy="请选择本县在用的账号")
    row = Delegation.objects.create(
        giver_id=actor.id,
        taker=taker,
        role=role,
        division_code=division_code,
        valid_from=valid_from,
        valid_to=valid_to,
        reason=reason,
        granted_at=at,
    )
    after = {"role": role, "from": valid_from, "to": valid_to}
    return Receipt("account", str(taker.pk), taker.name, after=after, division_code=division_code, result=row)

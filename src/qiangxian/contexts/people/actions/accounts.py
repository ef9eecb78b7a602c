"""Accounts: made inactive by the system administrator, opened by the security administrator, closed and opened again."""

from datetime import datetime
from typing import TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.clocks import county_day
from qiangxian.kernel.errors import Conflict, NotFound, Refused
from qiangxian.kernel.roles import ADMINISTRATION

from .. import policies, readers
from ..models import Account, Delegation, Person, RoleAssignment, Unit
from ..passwords import generate_password
from ..types import StepKind, login_key
from .doors import end_sessions, new_password
from .duties import lasting_roles
from .steps import ask


def _account(account_id: int, actor: Actor) -> Account:
    """The account, locked; one's own or one the actor administers, as if there were no others."""
    if account_id != actor.id and not readers.accounts(actor).filter(pk=account_id).exists():
        raise NotFound("没有这个账号", remedy="回到账号列表重新选择")
    return Account.objects.select_for_update().get(pk=account_id)


class AccountFacts(TypedDict, total=False):
    """What is told of an account: how it is called and reached, for which enterprise it acts."""

    display_name: str
    email: str
    enterprise_record_id: int | None
    is_demo: bool


@action("people.create_account", label="建立账号", policy=policies.may_make_accounts)
def create_account(
    *,
    actor: Actor,
    at: datetime,
    name: str,
    unit_id: int | None = None,
    person_id: int | None = None,
    **told: Unpack[AccountFacts],
) -> Receipt:
    """Make an inactive account of the person given, else of a new one under the account's name; the receipt's result holds
    the generated password, shown once."""
    if Account.objects.filter(login_key=login_key(name)).exists():
        raise Conflict(f"账号名“{name}”已被使用", remedy="换一个账号名")
    _check_mail(told.get("email", ""))
    unit = Unit.objects.filter(pk=unit_id).first() if unit_id else None
    password = generate_password()
    called = told.get("display_name") or name
    account = Account(
        **{**told, "display_name": called},
        name=name,
        person=_person(person_id, unit, called, actor, at),
        unit=unit,
        must_change_password=not told.get("is_demo", False),
        created_at=at,
        created_by=actor.label,
        password_changed_at=at,
    )
    account.set_password(password)
    account.save()
    return account.receipt(account=account, password=password)


def _check_mail(address: str) -> None:
    """A letter leaves for it one day: what no mail server takes is refused where it is entered."""
    try:
        if address:
            validate_email(address)
            address.encode("ascii")
    except (ValidationError, UnicodeError):
        raise Refused(
            "电子邮箱写法不对",
            column="电子邮箱",
            value=address,
            remedy="请填写完整的邮箱地址，只用英文字母、数字和符号",
        ) from None


def _person(person_id: int | None, unit: Unit | None, name: str, actor: Actor, at: datetime) -> Person:
    if person_id is None:
        county = unit.division_code if unit else actor.home
        return Person.objects.create(division_code=county, name=name, created_at=at, created_by=actor.label)
    if (person := readers.persons(actor).filter(pk=person_id).first()) is None:
        raise NotFound("没有登记这个人", remedy="请在列表中选择，或作为新的人员登记")
    return person


class AccountChange(TypedDict):
    """How an account is called and reached, and for which unit it works."""

    display_name: str
    email: str
    unit_id: int | None


@action("people.correct_account", label="更正账号", policy=policies.may_make_accounts)
def correct_account(
    *, actor: Actor, at: datetime, account_id: int, reason: str, **told: Unpack[AccountChange]
) -> Receipt:
    """Another name to be called by, mail address or unit for the same account; what it may do follows its roles, and where a role is
    bound to a unit that is the new one from now on."""
    account, unit_id = _account(account_id, actor), told["unit_id"]
    unit = readers.standing_units(Actor.system()).filter(pk=unit_id).first() if unit_id else None
    if unit_id and (unit is None or (account.home and unit.division_code != account.home)):
        raise NotFound("本县（市、区）没有这个单位", remedy="请重新选择")
    _check_mail(told["email"])
    before = _called(account)
    account.display_name, account.email, account.unit = told["display_name"].strip(), told["email"], unit
    account.save(update_fields=["display_name", "email", "unit"])
    end_sessions(account, at=at)
    return Receipt("account", str(account.pk), account.name, before, _called(account), account.home, account)


def _called(account: Account) -> dict[str, str]:
    return {"display_name": account.display_name, "email": account.email, "unit": str(account.unit or "")}


@action("people.reset_password", label="重置密码", policy=policies.may_make_accounts)
def reset_password(*, actor: Actor, at: datetime, account_id: int) -> Receipt:
    """A new generated password, to be changed at the next login; every session ends. For an account that holds one of the three
    duties a person only asks: somebody of another duty confirms, and gets the slip without the second factor."""
    account = _account(account_id, actor)
    if not actor.is_system and not account.is_demo and lasting_roles(county_day(at), account=account) & ADMINISTRATION:
        return ask(account, StepKind.RESET, actor=actor, at=at)
    return account.receipt(account=account, password=new_password(account, at))


@action("people.deactivate_account", label="停用账号", policy=policies.may_make_accounts)
def deactivate_account(*, actor: Actor, at: datetime, account_id: int, reason: str) -> Account:
    """The account logs in no more and is logged out everywhere; its roles and what it lent or borrowed end. It stays in the
    records, with who closed it, when and why."""
    account, today = _account(account_id, actor), county_day(at)
    account.is_active = False
    account.closed_at, account.closed_by, account.closed_reason = at, actor.label[:120], reason[:200]
    account.save()
    if not account.is_demo:
        lasting = RoleAssignment.objects.filter(account=account).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gt=today)
        )
        lasting.update(valid_to=Greatest(F("valid_from"), Value(today)))
    lent = Delegation.objects.filter(Q(giver=account) | Q(taker=account), ended_on__isnull=True, valid_to__gte=today)
    lent.update(ended_on=today)
    end_sessions(account, at=at)
    return account


@action("people.reactivate_account", label="恢复账号", policy=policies.may_make_accounts)
def reactivate_account(*, actor: Actor, at: datetime, account_id: int, reason: str) -> Receipt:
    """Ask that a closed account work again; the security administrator confirms and gives the roles anew."""
    account = _account(account_id, actor)
    if account.closed_at is None:
        raise Conflict("这个账号没有停用", remedy="从未启用的账号由安全管理员授予角色后启用")
    return ask(account, StepKind.ACTIVATE, actor=actor, at=at, reason=reason)


@action("people.activate_demo_account", label="恢复演示账号", policy=policies.may_make_accounts)
def activate_demo_account(
    *, actor: Actor, at: datetime, account_id: int, enterprise_record_id: int | None = None
) -> Account:
    """A demonstration account that was closed works again, for the enterprise that stands now; real accounts need the
    security administrator."""
    account = _account(account_id, actor)
    if not account.is_demo:
        raise Conflict("这不是演示账号", remedy="请由安全管理员重新授予角色")
    account.is_active, account.enterprise_record_id, account.closed_at = True, enterprise_record_id, None
    account.save(update_fields=["is_active", "enterprise_record_id", "closed_at"])
    return account

"""Accounts and their locks. A new account is inactive until the security administrator gives it a role."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.kernel import rulebook
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Conflict, NotFound
from qiangxian.kernel.roles import anybody

from .. import policies, readers
from ..models import Account, Person, Unit
from ..passwords import generate_password


def login_rules() -> dict[str, int]:
    """How many failures lock, for how long; dated nowhere in law, kept as county parameters."""
    rules = rulebook.load("people", "login", division=None)
    return {
        key: int(rules[key]["value"])
        for key in ("failures_before_lock", "lock_minutes", "idle_minutes", "password_days")
    }


def _account(account_id: int, actor: Actor) -> Account:
    """The account, locked; one's own or one the actor administers, as if there were no others."""
    if account_id != actor.id and not readers.accounts(actor).filter(pk=account_id).exists():
        raise NotFound("没有这个账号", remedy="回到账号列表重新选择")
    return Account.objects.select_for_update().get(pk=account_id)


def end_sessions(account: Account, *, at: datetime) -> int:
    """Log an account out everywhere; sessions carry the account id inside, so each live one is looked into."""
    gone = 0
    for session in Session.objects.filter(expire_date__gt=at).iterator():
        if str(session.get_decoded().get("_auth_user_id")) == str(account.pk):
            session.delete()
            gone += 1
    return gone


@action("people.create_account", label="建立账号", policy=policies.may_make_accounts)
def create_account(
    *,
    actor: Actor,
    at: datetime,
    name: str,
    display_name: str = "",
    email: str = "",
    unit_id: int | None = None,
    enterprise_record_id: int | None = None,
    demo: bool = False,
    person_id: int | None = None,
) -> Receipt:
    """Make an inactive account of the person given, else of a new one under the account's name; the receipt's result holds
    the generated password, shown once."""
    if Account.objects.filter(name=name).exists():
        raise Conflict(f"账号名“{name}”已被使用", remedy="换一个账号名")
    unit = Unit.objects.filter(pk=unit_id).first() if unit_id else None
    password = generate_password()
    account = Account(
        name=name,
        person=_person(person_id, unit, display_name or name, actor, at),
        display_name=display_name or name,
        email=email,
        unit=unit,
        enterprise_record_id=enterprise_record_id,
        is_demo=demo,
        must_change_password=not demo,
        created_at=at,
        created_by=actor.label,
        password_changed_at=at,
    )
    account.set_password(password)
    account.save()
    return account.receipt(account=account, password=password)


def _person(person_id: int | None, unit: Unit | None, name: str, actor: Actor, at: datetime) -> Person:
    if person_id is None:
        county = unit.division_code if unit else actor.home
        return Person.objects.create(division_code=county, name=name, created_at=at, created_by=actor.label)
    if (person := readers.persons(actor).filter(pk=person_id).first()) is None:
        raise NotFound("没有登记这个人", remedy="请在列表中选择，或作为新的人员登记")
    return person


@action("people.reset_password", label="重置密码", policy=policies.may_make_accounts)
def reset_password(*, actor: Actor, at: datetime, account_id: int) -> Receipt:
    """A new generated password, to be changed at the next login; every session ends."""
    account, password = _account(account_id, actor), generate_password()
    account.set_password(password)
    account.must_change_password = not account.is_demo
    account.failed_logins, account.locked_until, account.password_changed_at = 0, None, at
    account.save()
    end_sessions(account, at=at)
    return account.receipt(account=account, password=password)


@action("people.unlock_account", label="解锁账号", policy=policies.may_make_accounts)
def unlock_account(*, actor: Actor, at: datetime, account_id: int) -> Account:
    """Lift a lock after failed logins."""
    account = _account(account_id, actor)
    account.failed_logins, account.locked_until = 0, None
    account.save()
    return account


@action("people.deactivate_account", label="停用账号", policy=policies.may_make_accounts)
def deactivate_account(*, actor: Actor, at: datetime, account_id: int, reason: str) -> Account:
    """The account logs in no more and is logged out everywhere; it stays in the records."""
    account = _account(account_id, actor)
    account.is_active = False
    account.save()
    end_sessions(account, at=at)
    return account


@action("people.password_changed", label="修改本人密码", policy=policies.own_account)
def password_changed(*, actor: Actor, at: datetime, account_id: int) -> Account:
    """Called when somebody has set a password of their own."""
    account = _account(account_id, actor)
    account.must_change_password, account.password_changed_at = False, at
    account.save(update_fields=["must_change_password", "password_changed_at"])
    return account


@action("people.logged_in", label="登录", policy=policies.own_account)
def logged_in(*, actor: Actor, at: datetime, account_id: int) -> Account:
    """A login that succeeded; the count of failures starts anew."""
    account = _account(account_id, actor)
    account.failed_logins, account.locked_until, account.last_login = 0, None, at
    account.save(update_fields=["failed_logins", "locked_until", "last_login"])
    return account


@action("people.login_failed", label="登录失败", policy=anybody)
def login_failed(*, actor: Actor, at: datetime, name: str) -> Receipt:
    """Count a failure; after the last one allowed the account is locked for a while."""
    account = Account.objects.select_for_update().filter(name=name).first()
    if account is None:
        return Receipt("account", "", name[:60], after={"known": False})
    rules = login_rules()
    account.failed_logins += 1
    if account.failed_logins >= rules["failures_before_lock"]:
        account.locked_until = at + timedelta(minutes=rules["lock_minutes"])
        account.failed_logins = 0
    account.save(update_fields=["failed_logins", "locked_until"])
    after = {"locked_until": account.locked_until}
    return Receipt("account", str(account.pk), name, after=after, division_code=account.home)


@action("people.activate_demo_account", label="恢复演示账号", policy=policies.may_make_accounts)
def activate_demo_account(
    *, actor: Actor, at: datetime, account_id: int, enterprise_record_id: int | None = None
) -> Account:
    """A demonstration account that was closed works again, for the enterprise that stands now; real accounts need the
    security administrator."""
    account = _account(account_id, actor)
    if not account.is_demo:
        raise Conflict("这不是演示账号", remedy="请由安全管理员重新授予角色")
    account.is_active, account.enterprise_record_id = True, enterprise_record_id
    account.save(update_fields=["is_active", "enterprise_record_id"])
    return account

"""Coming in and going out: failures are counted, an account is closed to the network they came from, and every one leaves a line."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db.models import F

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import NotFound
from qiangxian.kernel.roles import anybody

from .. import policies, readers
from ..models import Account, LoginFailure
from ..passwords import generate_password
from ..types import network_of


def end_sessions(account: Account, *, at: datetime) -> int:
    """Log an account out everywhere; sessions carry the account id inside, so each live one is looked into."""
    gone = 0
    for session in Session.objects.filter(expire_date__gt=at).iterator():
        if str(session.get_decoded().get("_auth_user_id")) == str(account.pk):
            session.delete()
            gone += 1
    return gone


def new_password(account: Account, at: datetime) -> str:
    """Give the account a generated password and forget the failures; every session ends."""
    password = generate_password()
    account.set_password(password)
    account.must_change_password = not account.is_demo
    account.password_changed_at = at
    account.save()
    account.failures.all().delete()
    end_sessions(account, at=at)
    return password


def _own(account_id: int, actor: Actor) -> Account:
    if account_id != actor.id and not actor.is_system:
        raise NotFound("没有这个账号", remedy="请重新登录")
    return Account.objects.select_for_update().get(pk=account_id)


@action("people.unlock_account", label="解锁账号", policy=policies.may_make_accounts)
def unlock_account(*, actor: Actor, at: datetime, account_id: int) -> Account:
    """Lift every lock after failed logins."""
    account = readers.account_by_id(actor, account_id)
    account.failures.all().delete()
    return account


@action("people.password_changed", label="修改本人密码", policy=policies.own_account)
def password_changed(*, actor: Actor, at: datetime, account_id: int, hashed: str) -> Account:
    """Somebody has set a password of their own; only its hash comes here."""
    account = _own(account_id, actor)
    account.password, account.must_change_password, account.password_changed_at = hashed, False, at
    account.save(update_fields=["password", "must_change_password", "password_changed_at"])
    return account


@action("people.logged_in", label="登录", policy=policies.own_account)
def logged_in(*, actor: Actor, at: datetime, account_id: int, address: str = "") -> Account:
    """A login that succeeded; what was counted against this account from this network is forgotten."""
    account = _own(account_id, actor)
    account.last_login = at
    account.save(update_fields=["last_login"])
    account.failures.filter(network=network_of(address)).delete()
    return account


@action("people.logged_out", label="退出登录", policy=policies.own_account)
def logged_out(*, actor: Actor, at: datetime, account_id: int) -> Account:
    """Somebody went out by the door; a session that ran out leaves no line."""
    return _own(account_id, actor)


@action("people.login_failed", label="登录失败", policy=anybody)
def login_failed(*, actor: Actor, at: datetime, name: str, address: str = "", factor: str = "password") -> Receipt:
    """Count a wrong password or code against the account and the network it came from; after the last one allowed the
    account is closed to this network for a while, to no other. Names nobody has are counted by network."""
    rules, account = readers.login_rules(), readers.find_account(name)
    row, _new = LoginFailure.objects.select_for_update().get_or_create(
        account=account, network=network_of(address), defaults={"last_at": at}
    )
    if row.locked_until is None or row.locked_until <= at:
        row.failures = F("failures") + 1
        row.last_at, row.locked_until = at, None
        row.save()
        row.refresh_from_db()
        if account is not None and row.failures % rules["failures_before_lock"] == 0:
            row.locked_until = at + timedelta(minutes=rules["lock_minutes"])
            row.save(update_fields=["locked_until"])
    after = {"factor": factor, "known": account is not None, "locked_until": row.locked_until}
    if account is None:
        return Receipt("account", "", name[:60], after=after)
    return Receipt("account", str(account.pk), account.name, after=after, division_code=account.home)

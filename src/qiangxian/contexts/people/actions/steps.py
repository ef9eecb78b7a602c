"""What needs two administrators: one asks, another natural person of another duty confirms (rules/compliance.md §2)."""

from datetime import datetime
from typing import Any

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Conflict, NotFound
from qiangxian.kernel.roles import ADMINISTRATION

from .. import policies, readers
from ..models import Account, AccountStep
from ..types import StepKind
from .doors import new_password


def ask(account: Account, kind: StepKind, *, actor: Actor, at: datetime, reason: str = "") -> Receipt:
    """Write down what is asked; the receipt's result says that it waits."""
    if account.steps.filter(kind=kind, done_at__isnull=True).exists():
        raise Conflict(f"“{account}”已有等待确认的“{kind.label}”", remedy="请由另一职责的管理员在账号页面确认或退回")
    duty = min(actor.roles & ADMINISTRATION, default="")
    step = AccountStep.objects.create(
        account=account,
        kind=kind,
        reason=reason[:200],
        duty=duty,
        asked_at=at,
        asked_by=actor.label[:120],
        asked_person_id=actor.person_id,
    )
    after = {"step": kind.value, "waiting": True}
    return Receipt(
        "account", str(account.pk), account.name, None, after, account.home, {"account": account, "step": step}
    )


@action("people.ask_second_factor", label="绑定动态验证码", policy=policies.own_account)
def ask_second_factor(*, actor: Actor, at: datetime, account_id: int) -> Receipt:
    """An administrator has bound an authenticator, which counts once somebody else has seen who did it."""
    account = Account.objects.select_for_update().get(pk=account_id)
    account.steps.filter(kind=StepKind.SECOND_FACTOR, done_at__isnull=True).delete()
    return ask(account, StepKind.SECOND_FACTOR, actor=actor, at=at)


def _open_step(actor: Actor, step_id: int) -> AccountStep:
    step = AccountStep.objects.select_for_update().filter(pk=step_id).first()
    if step is None or not readers.accounts(actor).filter(pk=step.account_id).exists():
        raise NotFound("没有这件待确认的事", remedy="回到账号页面查看")
    if step.done_at is not None:
        raise Conflict("这件事已经办过", remedy="刷新页面查看结果")
    return step


def _finish(step: AccountStep, actor: Actor, at: datetime, confirmed: bool) -> None:
    step.done_at, step.done_by, step.done_person_id, step.confirmed = at, actor.label[:120], actor.person_id, confirmed
    step.save()


@action("people.confirm_step", label="确认账号事项", policy=policies.may_confirm_step)
def confirm_step(*, actor: Actor, at: datetime, step_id: int) -> Receipt:
    """The second person's word. A reset answers with the new password, shown once, for the slip that goes to the account's
    person; the second factor stays as it is."""
    step = _open_step(actor, step_id)
    account = step.account
    result: dict[str, Any] = {"account": account, "step": step}
    _finish(step, actor, at, True)
    if step.kind == StepKind.RESET:
        result["password"] = new_password(account, at)
    elif step.kind == StepKind.ACTIVATE:
        account.is_active, account.closed_at, account.closed_by, account.closed_reason = True, None, "", ""
        account.save()
    after = {"step": step.kind, "confirmed": True, "asked_by": step.asked_by}
    return Receipt("account", str(account.pk), account.name, None, after, account.home, result)


@action("people.refuse_step", label="退回账号事项", policy=policies.may_confirm_step)
def refuse_step(*, actor: Actor, at: datetime, step_id: int, reason: str) -> Receipt:
    """What was asked is not done; a second factor refused is taken off by the account's own person, who binds it anew."""
    step = _open_step(actor, step_id)
    _finish(step, actor, at, False)
    after = {"step": step.kind, "confirmed": False, "asked_by": step.asked_by}
    return Receipt("account", str(step.account_id), step.account.name, None, after, step.account.home, step)

"""`@action`: one transaction, one policy question, one audit line, for every change in the product."""

import functools
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar, cast

from django.db import transaction

from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import NotAllowed
from qiangxian.kernel.registry import Registry
from qiangxian.kernel.roles import Policy

from . import chain
from .types import ActionEntry, Receipt

ACTIONS: Registry[ActionEntry] = Registry("办理事项")

F = TypeVar("F", bound=Callable[..., Receipt])


def action(code: str, *, label: str, policy: Policy) -> Callable[[F], F]:
    """Register a change under `code` and wrap it: the policy is asked, the work and its audit line commit together.

    The function takes keyword arguments only, among them `actor: Actor` and `at: datetime` (aware), optionally
    `reason: str`, and returns a `Receipt`. A refused attempt raises `NotAllowed` and leaves an audit line too."""

    def decorate(function: F) -> F:
        @functools.wraps(function)
        def perform(*, actor: Actor, at: datetime, **arguments: Any) -> Receipt:
            decision = policy.decide(actor, arguments)
            reason = str(arguments.get("reason") or "")
            if not decision.allowed:
                chain.append(actor=actor, at=at, action=code, outcome="refused", reason=decision.reason)
                raise NotAllowed(decision.reason)
            with transaction.atomic():
                receipt = function(actor=actor, at=at, **arguments)
                chain.append(
                    actor=actor,
                    at=at,
                    action=code,
                    kind=receipt.kind,
                    target_id=receipt.id,
                    label=receipt.label,
                    division_code=receipt.division_code,
                    reason=reason,
                    before=receipt.before,
                    after=receipt.after,
                    grants=decision.grants,
                )
            return receipt

        ACTIONS.add(code, ActionEntry(code, label, policy, perform))
        return cast(F, perform)

    return decorate

"""`@action`: one transaction, one policy question, one audit line, for every change in the product."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, ParamSpec, cast

from django.db import transaction

from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import NotAllowed
from qiangxian.kernel.registry import Registry
from qiangxian.kernel.roles import Policy

from . import chain, seals
from .types import ActionEntry, Described, Receipt

ACTIONS: Registry[ActionEntry] = Registry("办理事项")

P = ParamSpec("P")


def _attempted(actor: Actor, arguments: Mapping[str, Any]) -> Receipt:
    """What a refused attempt named: the first thing by its id, and the county it was for, else the actor's own."""
    ids = ((name, given) for name, given in arguments.items() if name.endswith("_id") and given is not None)
    name, given = next(ids, ("", ""))
    county = str(arguments.get("division_code") or actor.home)
    return Receipt(name.removesuffix("_id"), str(given), division_code=county)


def action(
    code: str, *, label: str, policy: Policy
) -> Callable[[Callable[P, Receipt | Described]], Callable[P, Receipt]]:
    """Register a change under `code` and wrap it: the policy is asked, the work and its audit line commit together.

    The function takes keyword arguments only, among them `actor: Actor` and `at: datetime` (aware), optionally
    `reason: str`. It returns what it made or changed, which describes itself, or a `Receipt`; the county is the one asked
    for where the receipt names none. A refused attempt raises `NotAllowed` and leaves an audit line too."""

    def decorate(function: Callable[P, Receipt | Described]) -> Callable[P, Receipt]:
        act: Callable[..., Receipt | Described] = function

        @functools.wraps(function)
        def perform(*, actor: Actor, at: datetime, **arguments: Any) -> Receipt:
            decision = policy.decide(actor, arguments)
            if not decision.allowed:
                named = _attempted(actor, arguments)
                chain.append(actor=actor, at=at, action=code, receipt=named, decision=decision)
                raise NotAllowed(decision.reason)
            with transaction.atomic():
                since = seals.mark()
                made = act(actor=actor, at=at, **arguments)
                receipt = made if isinstance(made, Receipt) else made.receipt()
                if not receipt.division_code:
                    receipt = replace(receipt, division_code=str(arguments.get("division_code") or ""))
                reason = str(arguments.get("reason") or "")
                receipt = replace(receipt, sealed={**receipt.sealed, **seals.seal_touched(since)})
                chain.append(actor=actor, at=at, action=code, receipt=receipt, decision=decision, reason=reason)
            return receipt

        ACTIONS.add(code, ActionEntry(code, label, policy, perform))
        return cast(Callable[P, Receipt], perform)

    return decorate

"""`@change`: an action that changes one record. What every change of a record begins with is done once: the record is found, the
reason is there where one is needed, the county's clock is locked and the pen taken that writes with it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Refused

from . import policies
from .versions import open_pen, record_of


def change(
    code: str, *, label: str, kind: str | None = None, reasoned: bool = False, new: bool = False
) -> Callable[[Callable[..., Receipt]], Callable[..., Receipt]]:
    """Register `function(pen, record, …)` as an action with the keywords actor, at, record_id, reason, source and what is the
    function's own. `kind`: what the record must be; `reasoned`: nothing is changed without saying why; `new`: there is no record
    yet, the action is asked for a division_code and the function is `function(pen, …)`."""

    def decorate(function: Callable[..., Receipt]) -> Callable[..., Receipt]:
        def perform(*, actor: Actor, at: datetime, reason: str = "", source: str = "", **given: Any) -> Receipt:
            records = [] if new else [record_of(given.pop("record_id"), kind)]
            county = given.pop("division_code") if new else records[0].division_code
            if reasoned:
                need_reason(reason)
            pen = open_pen(division_code=county, actor=actor, at=at, source=source, reason=reason)
            return function(pen, *records, **given)

        perform.__name__, perform.__doc__, perform.__module__ = function.__name__, function.__doc__, function.__module__
        return action(code, label=label, policy=policies.may_edit if new else policies.may_edit_record)(perform)

    return decorate


def need_reason(reason: str) -> None:
    """Refuse a change that must say why and does not."""
    if not reason.strip():
        raise Refused("没有写明理由", column="理由", remedy="请写明依据，例如来源文件和核对结果")

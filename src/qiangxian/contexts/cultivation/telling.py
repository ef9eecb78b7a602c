"""What the enterprise is told at the steps that concern it; each message once per step."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

from qiangxian.contexts.notices import actions as notices
from qiangxian.contexts.notices.types import NewNotice, to_account, to_enterprise
from qiangxian.kernel.actor import Actor

from .models import Membership, MembershipStep
from .types import Step

TITLES = {
    Step.RETURN: "企业培育库申报被退回补正",
    Step.ORDER_VISIT: "企业培育库申报安排现场核查",
    Step.PUBLISH: "企业培育库拟入库企业公示",
    Step.ADMIT: "已批准进入企业培育库",
    Step.REFUSE: "企业培育库申报未予入库",
    Step.PROPOSE_EXIT: "企业培育库出库事先告知",
    Step.APPROVE_EXIT: "企业培育库出库告知",
    Step.REJECT_EXIT: "企业培育库继续在库",
}
RULE = "企业培育库办理流程（规则与参数：企业培育库）"


SILENT: ContextVar[bool] = ContextVar("cultivation_silent", default=False)


@contextmanager
def silence() -> Iterator[None]:
    """Nobody is told of what happens in a story that is put in afterwards."""
    token = SILENT.set(True)
    try:
        yield
    finally:
        SILENT.reset(token)


def tell_enterprise(membership: Membership, step: MembershipStep, words: str, *, at: datetime) -> None:
    """Post the message to the enterprise."""
    message = NewNotice(
        recipient=to_enterprise(membership.enterprise_id),
        kind="cultivation",
        key=f"cultivation:{membership.pk}:{step.number}",
        title=TITLES[Step(step.step)],
        words=words,
        rule=RULE,
        rule_date=timezone.localdate(at),
        link=f"cultivation:{membership.pk}",
    )
    _post(membership.division_code, message, at)


def tell_official(membership: Membership, account_id: int, key: str, title: str, words: str, *, at: datetime) -> None:
    """Post a message to the official responsible."""
    message = NewNotice(
        recipient=to_account(account_id),
        kind="cultivation",
        key=key,
        title=title,
        words=words,
        rule=RULE,
        rule_date=timezone.localdate(at),
        link=f"cultivation:{membership.pk}",
    )
    _post(membership.division_code, message, at)


def _post(division_code: str, message: NewNotice, at: datetime) -> None:
    if SILENT.get():
        return
    notices.post(actor=Actor.system(), at=at, division_code=division_code, notices=[message])

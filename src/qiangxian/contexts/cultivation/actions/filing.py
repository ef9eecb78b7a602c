"""Bringing a file in and reviewing it: application, return, re-submission, visit, review, refusal, withdrawal."""

from datetime import date, datetime
from typing import Any

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.contexts.registers import readers as registers
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Conflict, NotFound, Refused
from qiangxian.kernel.identifiers import phone

from .. import policies
from ..checks import blocking
from ..models import Membership
from ..telling import tell_enterprise
from ..transitions import BEGINNINGS
from ..types import LIVE, Origin, Outcome, State, Step
from .stepping import check, day_of, locked, move, name_of, need, receipt, stepped, write


@action("cultivation.apply", label="申报（推荐）进入企业培育库", policy=policies.may_apply)
def apply(
    *,
    actor: Actor,
    at: datetime,
    division_code: str,
    enterprise_id: int,
    contact_name: str,
    contact_phone: str,
    consent_date: date | None,
    statement: str = "",
    recommended_by: str = "",
) -> Receipt:
    """A new file, judged at once against the conditions of entry; what is missing is shown, not hidden. An enterprise that
    left or was refused before gets a new file that names the old one, once its bar is over."""
    previous = _previous(division_code, enterprise_id, day_of(at))
    by_enterprise = actor.has("enterprise", division=division_code)
    step = Step.APPLY if by_enterprise else Step.RECOMMEND
    membership = Membership.objects.create(
        division_code=division_code,
        enterprise_id=enterprise_id,
        state=BEGINNINGS[step],
        origin=Origin.ENTERPRISE if by_enterprise else Origin.OFFICE,
        recommended_by="" if by_enterprise else (recommended_by.strip() or actor.label)[:120],
        statement=statement.strip(),
        applied_date=day_of(at),
        previous=previous,
        is_demo=_is_demo(enterprise_id),
        created_at=at,
        created_by=actor.label[:120],
        **_contact(contact_name, contact_phone, consent_date, day_of(at)),
    )
    kept, _ = check(membership, actor=actor, at=at)
    write(membership, step, "", actor=actor, at=at, reason=statement.strip(), detail={"check": kept.outcome})
    return receipt(membership, None, {"state": membership.state, "origin": membership.origin, "check": kept.outcome})


def _contact(name: str, number: str, consent_date: date | None, today: date) -> dict[str, Any]:
    if consent_date is None:
        raise Refused("没有企业的书面同意", column="企业同意日", remedy="请取得企业盖章同意后填写日期")
    if consent_date > today:
        raise Refused("同意日在今天以后", column="企业同意日", value=consent_date, remedy="请核对日期")
    checked = phone.validate(number)
    if not checked.ok or not checked.canonical:
        raise Refused("联系电话不对", column="联系电话", remedy="请填写手机号或带区号的座机")
    return {
        "contact_name": need(name, "联系人", "请填写企业指定的联系人")[:60],
        "contact_phone": checked.canonical,
        "consent_date": consent_date,
    }


def _previous(division_code: str, enterprise_id: int, today: date) -> Membership | None:
    if not _is_registered(division_code, enterprise_id):
        raise NotFound("登记库中没有这家企业", remedy="请先登记企业，再申报")
    files = Membership.objects.filter(enterprise_id=enterprise_id).order_by("-id")
    live = files.filter(state__in=LIVE).first()
    if live is not None:
        raise Conflict(f"这家企业已有一份档案（{State(live.state).label}）", remedy="一家企业同时只能有一份档案")
    last = files.first()
    if last is not None and last.barred_until and today < last.barred_until:
        raise Conflict(
            f"出库后限制期未满，{last.barred_until} 起才能再次申报",
            remedy="请在限制期满后申报",
        )
    return last


def _is_demo(enterprise_id: int) -> bool:
    """What is done about an invented enterprise is invented too."""
    rows = registers.visible_enterprises(Actor.system())
    return rows.filter(record_id=enterprise_id, is_demo=True).exists()


def _is_registered(division_code: str, enterprise_id: int) -> bool:
    rows = registers.visible_enterprises(Actor.system())
    return rows.filter(record_id=enterprise_id, division_code=division_code).exists()


@action("cultivation.return_file", label="退回培育库申报", policy=policies.may_handle)
def return_file(*, actor: Actor, at: datetime, membership_id: int, reason: str) -> Receipt:
    """What is missing goes back to whoever brought it."""
    membership = locked(membership_id)
    words = need(reason, "退回原因", "请写明缺什么、怎么补")
    step = move(membership, Step.RETURN, actor=actor, at=at, reason=words)
    tell_enterprise(membership, step, f"需要补正：{words}", at=at)
    return stepped(membership, step)


@action("cultivation.resubmit", label="补正后再次申报", policy=policies.may_continue)
def resubmit(
    *,
    actor: Actor,
    at: datetime,
    membership_id: int,
    contact_name: str,
    contact_phone: str,
    consent_date: date | None,
    statement: str = "",
) -> Receipt:
    """The file comes back; it is judged again and both judgements are kept."""
    membership = locked(membership_id)
    changes = _contact(contact_name, contact_phone, consent_date, day_of(at))
    if statement.strip():
        changes["statement"] = statement.strip()
    for name, value in changes.items():
        setattr(membership, name, value)
    kept, _ = check(membership, actor=actor, at=at)
    step = move(membership, Step.RESUBMIT, actor=actor, at=at, reason=statement.strip(), detail={"check": kept.outcome})
    return stepped(membership, step)


@action("cultivation.check_entry", label="核查入库条件", policy=policies.may_handle)
def check_entry(*, actor: Actor, at: datetime, membership_id: int) -> Receipt:
    """Judge the conditions once more with the registers as they are now."""
    membership = locked(membership_id)
    kept, _ = check(membership, actor=actor, at=at)
    return receipt(membership, None, {"day": kept.day.isoformat(), "outcome": kept.outcome}, kept)


@action("cultivation.order_visit", label="安排现场核查", policy=policies.may_handle)
def order_visit(*, actor: Actor, at: datetime, membership_id: int, visit_date: date, reason: str) -> Receipt:
    """Somebody goes and looks."""
    membership = locked(membership_id)
    if visit_date < day_of(at):
        raise Refused("核查日在今天以前", value=visit_date, remedy="请填写今天或以后的日期")
    words = need(reason, "核查事项", "请写明到现场看什么")
    step = move(
        membership, Step.ORDER_VISIT, actor=actor, at=at, reason=words, detail={"visit": visit_date.isoformat()}
    )
    tell_enterprise(membership, step, f"{visit_date} 到现场核查：{words}", at=at)
    return stepped(membership, step)


@action("cultivation.record_visit", label="登记现场核查", policy=policies.may_handle)
def record_visit(
    *, actor: Actor, at: datetime, membership_id: int, visit_date: date, visitors: str, reason: str
) -> Receipt:
    """What was seen, by at least two people."""
    membership = locked(membership_id)
    if visit_date > day_of(at):
        raise Refused("核查日在今天以后", value=visit_date, remedy="请在核查后登记")
    names = [name for name in visitors.replace("，", "、").replace(",", "、").split("、") if name.strip()]
    if len(names) < 2:
        raise Refused("现场核查须两人以上", column="核查人", remedy="请用顿号隔开填写各核查人")
    words = need(reason, "核查结果", "请写明看到的情况和结论")
    detail = {"visit": visit_date.isoformat(), "visitors": "、".join(name.strip() for name in names)}
    return stepped(membership, move(membership, Step.RECORD_VISIT, actor=actor, at=at, reason=words, detail=detail))


@action("cultivation.pass_review", label="培育库初审通过", policy=policies.may_handle)
def pass_review(*, actor: Actor, at: datetime, membership_id: int, reason: str = "") -> Receipt:
    """The conditions are judged on this day; one not met forbids it, one open needs the reviewer's own reason."""
    membership = locked(membership_id)
    outcome = judged(membership, actor=actor, at=at, reason=reason)
    step = move(membership, Step.PASS_REVIEW, actor=actor, at=at, reason=reason.strip(), detail={"check": outcome})
    return stepped(membership, step)


def judged(membership: Membership, *, actor: Actor, at: datetime, reason: str) -> str:
    """The outcome of a fresh check, refused where it forbids entry or is open and nobody says why it may pass."""
    kept, conditions = check(membership, actor=actor, at=at)
    if failed := blocking(conditions):
        words = "；".join(f"{condition.label}：{condition.words}" for condition in failed)
        raise Refused(f"{name_of(membership.enterprise_id)}不符合入库条件。{words}", remedy="请退回补正或不予入库")
    if kept.outcome != Outcome.MET and not reason.strip():
        open_ones = "、".join(condition.label for condition in conditions if condition.outcome != Outcome.MET)
        raise Refused(f"有条件尚待人工认定：{open_ones}", column="意见", remedy="请写明人工核查的依据和结论")
    return kept.outcome


@action("cultivation.refuse", label="不予入库", policy=policies.may_handle)
def refuse(*, actor: Actor, at: datetime, membership_id: int, reason: str) -> Receipt:
    """The file ends here, with its reason."""
    membership = locked(membership_id)
    words = need(reason, "理由", "请写明不予入库的理由，企业会看到")
    step = move(membership, Step.REFUSE, actor=actor, at=at, reason=words)
    tell_enterprise(membership, step, f"理由：{words}", at=at)
    return stepped(membership, step)


@action("cultivation.withdraw", label="撤回培育库申报", policy=policies.may_continue)
def withdraw(*, actor: Actor, at: datetime, membership_id: int, reason: str = "") -> Receipt:
    """Whoever applied takes it back before the list is published."""
    membership = locked(membership_id)
    return stepped(membership, move(membership, Step.WITHDRAW, actor=actor, at=at, reason=reason.strip()))

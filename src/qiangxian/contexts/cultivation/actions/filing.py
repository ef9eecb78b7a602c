"""Bringing a file in and reviewing it: application, return, re-submission, visit, review, refusal, withdrawal."""

from datetime import date
from typing import Any

from qiangxian.contexts.matters.flow import Matter, Step
from qiangxian.contexts.registers.records.clock import current_revision
from qiangxian.contexts.registers.records.scope import visible
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asking import needed, needed_day, offered
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.check import normalise
from qiangxian.kernel.errors import Conflict, NotFound, Refused
from qiangxian.kernel.identifiers import phone

from ..checks import entry_conditions, overall
from ..flow import APPLICANT, CONTINUE, FLOW, OFFICE, name_of
from ..models import EntryCheck, Membership
from ..rules import parameter
from ..types import LIVE, Condition, ConditionOutcome, FileState, Origin


def enterprise_named(actor: Actor, words: str) -> int:
    """The record of an enterprise by code or by its whole name."""
    rows = visible("enterprise", actor)
    found = rows.filter(uscc=normalise(words)).first() or rows.filter(name=words.strip()).first()
    if found is None:
        raise NotFound(f"企业登记中没有“{words}”", remedy="请核对代码或全称，或先登记企业")
    return int(found.record_id)


WHICH = needed(
    "统一社会信用代码或企业全称", "text", staff=True, read=enterprise_named, hint="须已在企业登记中；不在的请先登记企业"
)
CONTACT = {
    "contact_name": needed("联系人", "text", length=60, remedy="请填写企业指定的联系人"),
    "contact_phone": needed("联系电话", "text", length=30, hint="手机号，或带区号的座机；只供办公室联系，不公开"),
    "consent_date": needed_day(
        "企业同意日",
        hint="企业盖章同意书上的日期；同意后由办公室查询本企业的登记信息、公示企业名称和代码",
        remedy="请取得企业盖章同意后填写日期",
    ),
    "statement": offered("申报说明", rows=4, hint="主要产品、知识产权现状、希望得到的支持"),
}
OPINION = offered("意见", hint="有条件“待补”或“转人工核查”时必填，写明核查依据和结论")


@FLOW.step(
    "apply",
    "申报",
    name="申报（推荐）进入企业培育库",
    target=FileState.APPLIED,
    may=APPLICANT,
    also={"recommend": "推荐"},
    asks={
        "enterprise_id": WHICH,
        "recommended_by": offered("推荐单位", "text", length=120, staff=True, hint="不填则为办公室"),
        **CONTACT,
    },
)
def apply(
    matter: Matter, step: Step, *, enterprise_id: int, recommended_by: str, statement: str, **contact: Any
) -> Any:
    """A new file, judged at once against the conditions of entry; what is missing is shown, not hidden. An enterprise that
    left or was refused before gets a new file that names the old one, once its bar is over."""
    by_enterprise = step.actor.has("enterprise")
    told: dict[str, Any] = {
        "statement": statement,
        "recommended_by": "" if by_enterprise else (recommended_by or step.by)[:120],
    }
    told |= {"previous": _previous(matter.division_code, enterprise_id, step.day), **_contact(step.day, **contact)}
    file = opened(matter, step, enterprise_id, Origin.ENTERPRISE if by_enterprise else Origin.OFFICE, **told)
    kept, _ = check(file, step)
    step.step, step.reason = ("apply" if by_enterprise else "recommend"), statement
    step.detail = {"check": kept.outcome, "origin": file.origin}
    return file


def opened(matter: Matter, step: Step, enterprise_id: int, origin: Origin, **told: Any) -> Membership:
    """A new file and whose it is; what is done about an invented enterprise is invented too."""
    rows = visible("enterprise", Actor.system())
    matter.is_demo = rows.filter(record_id=enterprise_id, is_demo=True).exists()
    matter.subject_kind, matter.subject_id = "enterprise", str(enterprise_id)
    told |= {"division_code": matter.division_code, "state": matter.state, "is_demo": matter.is_demo}
    told |= {"applied_date": step.day, "created_at": step.at, "created_by": step.by}
    file = Membership.objects.create(matter=matter, enterprise_id=enterprise_id, origin=origin, **told)
    matter.take_part("applicant", "enterprise", enterprise_id, name_of(enterprise_id), matter.opened_date)
    return file


def _contact(today: date, *, contact_name: str, contact_phone: str, consent_date: date) -> dict[str, Any]:
    if consent_date > today:
        raise Refused("同意日在今天以后", column="企业同意日", value=consent_date, remedy="请核对日期")
    checked = phone.validate(contact_phone)
    if not checked.ok or not checked.canonical:
        raise Refused("联系电话不对", column="联系电话", remedy="请填写手机号或带区号的座机")
    return {"contact_name": contact_name, "contact_phone": checked.canonical, "consent_date": consent_date}


def _previous(division_code: str, enterprise_id: int, today: date) -> Membership | None:
    rows = visible("enterprise", Actor.system())
    if not rows.filter(record_id=enterprise_id, division_code=division_code).exists():
        raise NotFound("基础台账中没有这家企业", remedy="请先登记企业，再申报")
    files = Membership.objects.filter(enterprise_id=enterprise_id).order_by("-id")
    live = files.filter(state__in=LIVE).first()
    if live is not None:
        raise Conflict(f"这家企业已有一份档案（{FileState(live.state).label}）", remedy="一家企业同时只能有一份档案")
    last = files.first()
    if last is not None and last.barred_until and today < last.barred_until:
        raise Conflict(f"出库后限制期未满，{last.barred_until} 起才能再次申报", remedy="请在限制期满后申报")
    return last


@FLOW.step(
    "check",
    "重新核查入库条件",
    name="核查入库条件",
    sources=(FileState.APPLIED, FileState.VISITING, FileState.REVIEWED, FileState.PUBLICITY),
    may=OFFICE,
    words="按今天基础台账的内容逐项判断，结果连同依据留存，此前的核查结果不变。",
)
def check_entry(file: Membership, step: Step) -> None:
    """Judge the conditions once more with the registers as they are now."""
    kept, _ = check(file, step)
    step.detail = {"day": kept.day.isoformat(), "outcome": kept.outcome}


@FLOW.step(
    "pass_review",
    "初审通过",
    name="培育库初审通过",
    sources=(FileState.APPLIED,),
    target=FileState.REVIEWED,
    may=OFFICE,
    owed=True,
    asks={"reason": OPINION},
    words="通过前会按今天的登记再核查一次；有一项不符合就不能通过。",
)
def pass_review(file: Membership, step: Step, *, reason: str) -> None:
    """The conditions are judged on this day; one not met forbids it, one open needs the reviewer's own reason."""
    step.detail = {"check": judged(file, step, reason)}


@FLOW.step(
    "return",
    "退回补正",
    name="退回培育库申报",
    sources=(FileState.APPLIED, FileState.REVIEWED),
    target=FileState.RETURNED,
    may=OFFICE,
    asks={"reason": needed("退回原因", remedy="请写明缺什么、怎么补")},
    tell="applicant",
    notice="企业培育库申报被退回补正",
)
def return_file(file: Membership, step: Step, *, reason: str) -> str:
    """What is missing goes back to whoever brought it."""
    return f"需要补正：{reason}"


@FLOW.step(
    "resubmit",
    "补正后再报",
    name="补正后再次申报",
    sources=(FileState.RETURNED,),
    target=FileState.APPLIED,
    may=CONTINUE,
    owed=True,
    asks={name: ask.kept(name) for name, ask in CONTACT.items()},
)
def resubmit(file: Membership, step: Step, *, statement: str, **contact: Any) -> None:
    """The file comes back; it is judged again and both judgements are kept."""
    changes = _contact(step.day, **contact) | ({"statement": statement} if statement else {})
    for name, value in changes.items():
        setattr(file, name, value)
    kept, _ = check(file, step)
    step.reason, step.detail = statement, {"check": kept.outcome}


@FLOW.step(
    "order_visit",
    "安排现场核查",
    sources=(FileState.APPLIED,),
    target=FileState.VISITING,
    may=OFFICE,
    asks={
        "visit_date": needed_day("核查日期"),
        "reason": needed("核查事项", remedy="请写明到现场看什么"),
    },
    tell="applicant",
    notice="企业培育库申报安排现场核查",
)
def order_visit(file: Membership, step: Step, *, visit_date: date, reason: str) -> str:
    """Somebody goes and looks."""
    if visit_date < step.day:
        raise Refused("核查日在今天以前", value=visit_date, remedy="请填写今天或以后的日期")
    step.detail = {"visit": visit_date.isoformat()}
    return f"{visit_date} 到现场核查：{reason}"


@FLOW.step(
    "record_visit",
    "记录现场核查",
    sources=(FileState.VISITING,),
    target=FileState.APPLIED,
    may=OFFICE,
    owed=True,
    asks={
        "visit_date": needed_day("核查日期"),
        "visitors": needed("核查人", "text", length=120, hint="各核查人用顿号隔开"),
        "reason": needed("核查结果", remedy="请写明看到的情况和结论"),
    },
)
def record_visit(file: Membership, step: Step, *, visit_date: date, visitors: str, reason: str) -> None:
    """What was seen, by as many people as the county asks for."""
    if visit_date > step.day:
        raise Refused("核查日在今天以后", value=visit_date, remedy="请在核查后登记")
    names = [name.strip() for name in visitors.replace("，", "、").replace(",", "、").split("、") if name.strip()]
    least: int = parameter("visit_people", visit_date, file.division_code)
    if len(names) < least:
        raise Refused(f"现场核查须 {least} 人以上", column="核查人", remedy="请用顿号隔开填写各核查人")
    step.detail = {"visit": visit_date.isoformat(), "visitors": "、".join(names)}


@FLOW.step(
    "refuse",
    "不予入库",
    sources=(FileState.APPLIED, FileState.VISITING, FileState.REVIEWED, FileState.PUBLICITY),
    target=FileState.REFUSED,
    may=OFFICE,
    asks={"reason": needed("理由", remedy="请写明不予入库的理由，企业会看到")},
    tell="applicant",
    notice="企业培育库申报未予入库",
)
def refuse(file: Membership, step: Step, *, reason: str) -> str:
    """The file ends here, with its reason."""
    return f"理由：{reason}"


@FLOW.step(
    "withdraw",
    "撤回申报",
    name="撤回培育库申报",
    sources=(FileState.APPLIED, FileState.RETURNED, FileState.VISITING, FileState.REVIEWED),
    target=FileState.WITHDRAWN,
    may=CONTINUE,
    asks={"reason": offered("撤回理由")},
)
def withdraw(file: Membership, step: Step, *, reason: str) -> None:
    """Whoever applied takes it back before the list is published."""


def check(file: Membership, step: Step) -> tuple[EntryCheck, list[Condition]]:
    """Judge the conditions of entry on the day and keep what came out."""
    as_of = AsOf.on(step.day)
    conditions = entry_conditions(file, as_of)
    kept = EntryCheck.objects.create(
        membership=file,
        day=as_of.effective,
        known=as_of.known,
        at=step.at,
        by=step.by,
        outcome=overall(conditions),
        conditions=[condition.as_json() for condition in conditions],
        register_revision=current_revision(file.division_code),
    )
    return kept, conditions


def judged(file: Membership, step: Step, reason: str) -> str:
    """The outcome of a fresh check, refused where it forbids entry or is open and nobody says why it may pass."""
    kept, conditions = check(file, step)
    if failed := [f"{one.label}：{one.words}" for one in conditions if one.outcome == ConditionOutcome.NOT_MET]:
        words = f"{name_of(file.enterprise_id)}不符合入库条件。{'；'.join(failed)}"
        raise Refused(words, remedy="请退回补正或不予入库")
    if kept.outcome != ConditionOutcome.MET and not reason:
        open_ones = "、".join(one.label for one in conditions if one.outcome != ConditionOutcome.MET)
        raise Refused(f"有条件尚待人工认定：{open_ones}", column="意见", remedy="请写明人工核查的依据和结论")
    return kept.outcome

"""Leaving the library: proposed by one, approved by another, with a reason and a notice. History stays; after a merger the
successor inherits with a link."""

from qiangxian.contexts.matters.flow import Matter, Step
from qiangxian.contexts.matters.taking import within
from qiangxian.contexts.registers.records.scope import visible
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asking import needed, offered
from qiangxian.kernel.calendar import add_months
from qiangxian.kernel.errors import Conflict, Refused

from .. import rules
from ..flow import APPROVE, FLOW, OFFICE, name_of
from ..models import Membership
from ..types import ACTIVE, LIVE, FileState, Origin
from .filing import enterprise_named, opened

MERGED = "merged"
PROPOSED = {"propose_exit": "出库由您本人提出，须由另一人批准。"}


@FLOW.step(
    "propose_exit",
    "提出出库",
    sources=(FileState.MEMBER,),
    target=FileState.EXITING,
    may=OFFICE,
    asks={
        "exit_reason": needed(
            "出库原因", "choice", choices=lambda file: rules.exit_reasons(file.division_code).items()
        ),
        "successor_id": offered("承继企业", "text", read=enterprise_named, hint="只有被合并时填写：代码或全称"),
        "reason": needed("出库理由", remedy="请写明事实和依据，企业会看到"),
    },
    tell="applicant",
    notice="企业培育库出库事先告知",
)
def propose_exit(file: Membership, step: Step, *, exit_reason: str, successor_id: int | None, reason: str) -> str:
    """Why the member should leave; after a merger, who succeeds it."""
    _check_successor(file, exit_reason, successor_id)
    file.exit_reason, file.successor_id = exit_reason, successor_id
    step.detail = {"exit_reason": exit_reason, "successor": successor_id}
    label = rules.exit_reasons(file.division_code)[exit_reason]
    return f"拟以“{label}”出库：{reason}。如有意见请向办公室陈述。"


def _check_successor(file: Membership, exit_reason: str, successor_id: int | None) -> None:
    if (exit_reason == MERGED) != (successor_id is not None):
        raise Refused("被合并的须写明承继企业，其他原因不填", column="承继企业", remedy="请核对出库原因")
    if successor_id is None:
        return
    if successor_id == file.enterprise_id:
        raise Refused("承继企业不能是它自己", column="承继企业", remedy="请选择合并后存续的企业")
    rows = visible("enterprise", Actor.system())
    if not rows.filter(record_id=successor_id, division_code=file.division_code).exists():
        raise Refused("基础台账中没有这家承继企业", column="承继企业", remedy="请先登记该企业")


@FLOW.step(
    "approve_exit",
    "批准出库",
    sources=(FileState.EXITING,),
    target=FileState.LEFT,
    may=APPROVE,
    owed=True,
    other_than=PROPOSED,
    asks={"reason": offered("意见")},
    tell="applicant",
    notice="企业培育库出库告知",
)
def approve_exit(file: Membership, step: Step, *, reason: str) -> str:
    """The member leaves today; its successor, if any, takes its place."""
    months = rules.bar_months(file.exit_reason, step.day, file.division_code)
    barred = add_months(step.day, months) if months else None
    file.left_date, file.barred_until = step.day, barred
    step.detail |= {"exit_reason": file.exit_reason, "barred_until": barred.isoformat() if barred else None}
    if file.successor_id is not None:
        _succeed(file, file.successor_id, step)
    words = rules.exit_reasons(file.division_code)[file.exit_reason]
    again = f"{barred} 起可以再次申报。" if barred else "符合条件时可以再次申报。"
    return f"自 {step.day} 起出库，原因：{words}。{again}"


@FLOW.step(
    "reject_exit",
    "不同意出库",
    sources=(FileState.EXITING,),
    target=FileState.MEMBER,
    may=APPROVE,
    other_than=PROPOSED,
    asks={"reason": needed("理由", remedy="请写明不同意的理由")},
    tell="applicant",
    notice="企业培育库继续在库",
)
def reject_exit(file: Membership, step: Step, *, reason: str) -> str:
    """The member stays."""
    file.exit_reason, file.successor_id = "", None
    return "继续在库。"


def _succeed(old: Membership, heir_id: int, step: Step) -> None:
    """The successor's own membership remembers the one it inherits; without one it gets the place and the grade. A file
    still under way ends, since the place it asks for is inherited."""
    heir = Membership.objects.filter(enterprise_id=heir_id, state__in=LIVE).first()
    if heir is not None and heir.state not in ACTIVE:
        raise Conflict(
            f"承继企业{name_of(heir_id)}有一份在办的申报（{FileState(heir.state).label}）",
            remedy="请先办结该申报，再批准出库",
        )
    given = {"inherits_id": old.pk, "reason": step.reason}
    if heir is not None:
        within(FLOW.steps["inherit"], step.actor, step.at, matter_id=heir.matter_id, **given)
    else:
        within(FLOW.steps["succeed"], step.actor, step.at, division_code=old.division_code, heir_id=heir_id, **given)


@FLOW.step(
    "succeed",
    "承继入库",
    target=FileState.MEMBER,
    may=APPROVE,
    hidden=True,
    asks={
        "heir_id": needed("承继企业", "row"),
        "inherits_id": needed("被承继的档案", "row"),
        "reason": offered("理由"),
    },
)
def succeed(matter: Matter, step: Step, *, heir_id: int, inherits_id: int, reason: str) -> Membership:
    """The successor gets the place and the grade of the member that left."""
    old = Membership.objects.get(pk=inherits_id)
    kept = {name: getattr(old, name) for name in ("consent_date", "contact_name", "contact_phone", "grade")}
    kept |= {"statement": f"承继{name_of(old.enterprise_id)}的在库资格", "recommended_by": step.by}
    step.detail = {"inherits": old.pk}
    return opened(matter, step, heir_id, Origin.SUCCESSION, entered_date=step.day, inherits=old, **kept)


@FLOW.step(
    "inherit",
    "承继",
    sources=ACTIVE,
    may=APPROVE,
    hidden=True,
    also={"succeed": "承继入库"},
    asks={"inherits_id": needed("被承继的档案", "row"), "reason": offered("理由")},
)
def inherit(file: Membership, step: Step, *, inherits_id: int, reason: str) -> None:
    """A member remembers the one it inherits."""
    file.inherits_id = file.inherits_id or inherits_id
    step.detail = {"inherits": inherits_id}

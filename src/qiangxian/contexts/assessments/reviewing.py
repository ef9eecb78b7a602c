"""How a slice is reviewed: criterion by criterion, returned or passed on, validated by a second person, opened again by an appeal."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from qiangxian.contexts.matters.flow import FLOWS, Step
from qiangxian.contexts.matters.recusing import recusal
from qiangxian.contexts.matters.taking import within
from qiangxian.engines.scoring.shapes import ScoringKind, number
from qiangxian.kernel.asking import needed, offered
from qiangxian.kernel.decision import Decision, allow, deny
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.roles import by_person, role

from . import results
from .models import Slice
from .reporting import FLOW, OFFICE, OWN, REVIEWER, S, entries, entry_of
from .rounds import APPEALS
from .types import AppealState, RoundState, Verdict

REVIEWING = (OFFICE & by_person) | REVIEWER
VALIDATING = role("office", "leader") & by_person


@FLOW.step(
    "judge",
    "评审一项",
    sources=(S.SUBMITTED,),
    may=REVIEWING,
    hidden=True,
    impartial=True,
    evidence="offered",
    asks={
        "key": needed("指标", "hidden", choices=entries),
        "verdict": needed("评审意见", "choice", choices=Verdict.choices),
        "judged": offered("核定数值", "decimal", hint="评审打分的填分数，加分、扣分的填次数；与自评相同的不填"),
        "remark": offered("说明", rows=3),
    },
)
def judge_entry(own: Slice, step: Step, *, key: str, verdict: str, judged: Decimal | None, remark: str) -> None:
    """Whether it counts, and as which value."""
    entry, criterion = entry_of(own, key), results.scheme_of(own.round).criterion(key)
    if verdict != Verdict.ACCEPTED and not remark:
        raise Refused("没有写明理由", column="说明", remedy=f"“{Verdict(verdict).label}”须写明理由")
    if verdict == Verdict.ACCEPTED and criterion.kind == ScoringKind.JUDGED and judged is None and not entry.judged:
        raise Refused("没有打分", column="核定数值", remedy=f"请填写分数，满分 {criterion.weight:g} 分")
    if (
        criterion.kind == ScoringKind.JUDGED
        and judged is not None
        and not 0 <= Fraction(judged) <= number(criterion.weight)
    ):
        raise Refused("分数不在 0 与满分之间", column="核定数值", value=judged, remedy=f"满分 {criterion.weight:g} 分")
    entry.verdict, entry.remark = verdict, remark
    entry.judged = entry.judged if judged is None else str(judged)
    entry.save()
    step.reason = f"{entry.label}：{Verdict(verdict).label}"
    step.detail = {"criterion": key, "label": entry.label, "opinion": Verdict(verdict).label}


def _unjudged(own: Slice) -> list[Any]:
    return [one for one in own.entries.all() if not one.verdict]


@FLOW.step(
    "accept_rest",
    "其余各项认可",
    sources=(S.SUBMITTED,),
    may=REVIEWING,
    impartial=True,
    guards=(lambda own, _day: allow() if _unjudged(own) else deny("各项都已评审，请办理完成评审。"),),
    words="尚未评审、不须打分的各项按自评或台账数值认可。",
)
def accept_rest(own: Slice, step: Step) -> None:
    """Everything not yet judged is as the unit and the registers say; points must be given one by one."""
    scheme = results.scheme_of(own.round)
    rows = [one for one in _unjudged(own) if scheme.criterion(one.key).kind != ScoringKind.JUDGED]
    own.entries.filter(pk__in=[one.pk for one in rows]).update(verdict=Verdict.ACCEPTED)
    step.detail = {"criteria": [one.label for one in rows]}


def _all_judged(own: Slice, _today: date) -> Decision:
    left = [one.label for one in _unjudged(own)]
    return deny(f"还有 {len(left)} 项没有评审：{'、'.join(left[:3])}，请逐项评审。") if left else allow()


@FLOW.step(
    "return",
    "退回补充",
    sources=(S.SUBMITTED,),
    target=S.RETURNED,
    may=REVIEWING,
    impartial=True,
    starts="report",
    tell=("unit", "reporter"),
    asks={"reason": needed("退回意见", rows=4, hint="逐项写明缺什么")},
)
def return_slice(own: Slice, step: Step, *, reason: str) -> str:
    """What was shown is not enough."""
    return f"退回补充：{reason}"


@FLOW.step(
    "review",
    "完成评审",
    sources=(S.SUBMITTED,),
    target=S.REVIEWED,
    may=REVIEWING,
    impartial=True,
    owed=True,
    other_than={"submit": "自评由您本人提交，须由另一人评审。"},
    guards=(_all_judged,),
    tell="office",
    asks={"reason": offered("评审小结")},
)
def review_slice(own: Slice, step: Step, *, reason: str) -> None:
    """Every criterion has its opinion."""


@FLOW.step(
    "send_back",
    "退回重评",
    sources=(S.REVIEWED,),
    target=S.SUBMITTED,
    may=VALIDATING,
    impartial=True,
    tell="reviewer",
    asks={"reason": needed("理由")},
)
def send_back_slice(own: Slice, step: Step, *, reason: str) -> None:
    """The review does not hold yet."""


@FLOW.step(
    "validate",
    "审核通过",
    sources=(S.REVIEWED,),
    target=S.VALIDATED,
    may=VALIDATING,
    impartial=True,
    guards=(_all_judged,),
    owed=True,
    batch=True,
    other_than={"submit": "自评由您本人提交，须由另一人审核。", "review": "评审由您本人完成，须由另一人审核。"},
    tell=("unit", "reporter"),
    asks={"reason": offered("审核意见")},
)
def validate_slice(own: Slice, step: Step, *, reason: str) -> None:
    """A second person has looked at the review."""


def _is_fed_back(own: Slice, _today: date) -> Decision:
    if own.round.matter.state != RoundState.SCORED:
        return deny("得分反馈后、审定以前可以申请复核，请在这段时间内办理。")
    if not own.round.basis_number:
        return deny("本轮是工作自评，不设复核；有不同意见的，请在自评中说明。")
    return allow()


@FLOW.step(
    "appeal",
    "申请复核",
    sources=(S.VALIDATED,),
    may=OWN,
    guards=(_is_fed_back,),
    evidence="offered",
    asks={"key": needed("指标", "choice", choices=entries), "reason": needed("理由", rows=4)},
)
def appeal_entry(own: Slice, step: Step, *, key: str, reason: str) -> None:
    """The unit asks that one criterion be looked at again, by whoever had no part in the review."""
    entry = entry_of(own, key)
    if entry.appeals.filter(outcome=AppealState.OPEN).exists():
        raise Refused("这项指标已有待复核的申请", column="指标", value=entry.label, remedy="请等待答复")
    about = {"division_code": own.matter.division_code, "parent": own.matter.parent}
    made = within(FLOWS[APPEALS].steps["raise"], step.actor, step.at, entry_id=entry.pk, reason=reason, **about)
    step.detail = {"criterion": key, "label": entry.label, "appeal": made.pk}


@FLOW.step("reopen", "重新评审", sources=(S.VALIDATED,), target=S.SUBMITTED, may=VALIDATING, hidden=True)
def reopen_slice(own: Slice, step: Step) -> None:
    """An appeal was upheld; what was reported stays, the criterion is judged again."""
    if not own.entries.filter(verdict="", appeals__isnull=False).exists():
        raise Refused("没有成立的复核申请", remedy="复核申请成立后自动重新评审")


recuse = recusal(FLOW, during=(S.REPORTING, S.SUBMITTED, S.RETURNED, S.REVIEWED), may=OFFICE | REVIEWER)

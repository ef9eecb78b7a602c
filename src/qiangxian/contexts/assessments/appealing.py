"""An appeal as a flow of its own below the round: whoever reviewed or validated stands aside; upheld, the slice is reviewed again."""

from typing import Any

from qiangxian.contexts.matters import recusing, units
from qiangxian.contexts.matters.flow import Flow, Matter, Step
from qiangxian.contexts.matters.policies import owed_by
from qiangxian.contexts.matters.taking import within
from qiangxian.contexts.matters.types import Clock
from qiangxian.kernel.asking import needed
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.roles import by_person, role

from . import reporting
from .models import Appeal, Entry
from .types import AppealState

S = AppealState
ANSWERING = role("office", "leader") & by_person
FLOW = Flow(
    "assessment_appeal",
    "考核复核",
    "assessments.Appeal",
    AppealState,
    sees=role("office", "leader", "auditor") | owed_by("unit", who="参评单位"),
    ended={S.UPHELD, S.DISMISSED},
    clocks={"answer": Clock("复核答复期限", "assessment_appeal_answer")},
    tones={S.UPHELD: "green"},
    rule="考核评估办理流程",
    roles={"unit": "申请单位", recusing.RECUSED: "回避人"},
    mirror="outcome",
    interested={"unit"},
    prefix="assessment_appeals",
)


@FLOW.step(
    "raise",
    "申请复核",
    target=S.OPEN,
    may=reporting.OWN | role("office"),
    hidden=True,
    starts="answer",
    tell="office",
    asks={"entry_id": needed("指标", "row"), "reason": needed("理由")},
)
def raise_appeal(matter: Matter, step: Step, *, entry_id: int, reason: str) -> Appeal:
    """It is about one entry; those who judged it keep out."""
    entry = Entry.objects.filter(pk=entry_id).select_related("slice__matter", "slice__unit").first()
    if entry is None:
        raise Refused("没有这项指标", column="指标", value=entry_id, remedy="请从自评页面申请")
    own = entry.slice
    matter.title, matter.is_demo = f"{own.unit.name}申请复核：{entry.label}"[:300], own.matter.is_demo
    matter.subject_kind, matter.subject_id = "matter", str(own.pk)
    matter.save()
    units.take_part(matter, "unit", str(own.unit_id), step.day)
    for person, label in recusing.acted_in(own.matter, ("judge", "accept_rest", "review", "validate")).items():
        recusing.set_aside(matter, person, label, step.day)
    return Appeal.objects.create(matter=matter, entry=entry, reason=reason)


ANSWER: dict[str, Any] = {
    "sources": (S.OPEN,),
    "may": ANSWERING,
    "impartial": True,
    "other_than": "raise",
    "tell": "unit",
    "stops": "answer",
    "evidence": "offered",
    "asks": {"reason": needed("复核意见", rows=4)},
}


@FLOW.step("uphold", "申请成立", target=S.UPHELD, owed=True, **ANSWER)
def uphold_appeal(own: Appeal, step: Step, *, reason: str) -> str:
    """The entry is judged again; the round goes back with it."""
    own.answer = reason
    entry = own.entry
    entry.verdict, entry.judged, entry.remark = "", "", f"复核：{reason}"
    entry.save()
    reopen = reporting.FLOW.steps["reopen"]
    if entry.slice.matter.state == reporting.S.VALIDATED:
        within(reopen, step.actor, step.at, matter_id=entry.slice_id)
    return f"复核申请成立：{reason}"


@FLOW.step("dismiss", "维持原评审", target=S.DISMISSED, owed=True, **ANSWER)
def dismiss_appeal(own: Appeal, step: Step, *, reason: str) -> str:
    """The review stands."""
    own.answer = reason
    return f"维持原评审：{reason}"

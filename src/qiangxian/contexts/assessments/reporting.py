"""A slice of a round as a flow: one unit's criteria of one area, reported, reviewed by somebody without interest in it, returned with
remarks, validated by a second person. Each slice goes its own way; nothing of the round waits for another unit."""

from decimal import Decimal
from typing import Any

from qiangxian.contexts.matters import units
from qiangxian.contexts.matters.flow import Flow, Matter, Step
from qiangxian.contexts.matters.policies import owed_by
from qiangxian.contexts.matters.types import Clock
from qiangxian.engines.scoring.shapes import ScoringKind
from qiangxian.kernel.asking import needed, offered
from qiangxian.kernel.decision import Decision, allow, deny
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.roles import role

from . import results
from .models import Entry, Round, Slice
from .types import SliceState

S = SliceState
OFFICE = role("office")
OWN = owed_by("unit", "reporter", who="参评单位")
REVIEWER = owed_by("reviewer", who="评审单位")
FLOW = Flow(
    "assessment_part",
    "考核自评",
    "assessments.Slice",
    SliceState,
    sees=role("office", "leader", "auditor") | OWN | REVIEWER,
    ended={S.VALIDATED},
    clocks={
        "report": Clock(
            "自评报送期限", day=lambda own: own.round.report_due, runs=lambda own: own.round.report_due is not None
        )
    },
    tones={S.VALIDATED: "green", S.RETURNED: "red", S.SUBMITTED: "yellow", S.REVIEWED: "yellow"},
    rule="考核评估办理流程",
    roles={"unit": "参评单位", "reporter": "自评单位", "reviewer": "评审单位"},
    interested={"unit"},
    prefix="assessment_parts",
)


@FLOW.step(
    "hand",
    "下达自评",
    target=S.REPORTING,
    may=OFFICE,
    hidden=True,
    starts="report",
    tell=("unit", "reporter"),
    asks={
        "round_id": needed("轮次", "row"),
        "unit_id": needed("单位", "row"),
        "area": needed("类别", "text"),
        "position": needed("次序", "number"),
    },
)
def hand_slice(matter: Matter, step: Step, *, round_id: int, unit_id: str, area: str, position: int) -> Slice:
    """The round hands a unit its criteria of one area."""
    own = Round.objects.filter(pk=round_id).first()
    if own is None:
        raise Refused("没有这轮考核", column="轮次", value=round_id, remedy="自评由启动考核轮次时下达")
    scheme = results.scheme_of(own)
    found = next(one for one in scheme.areas if one.key == area)
    name = dict(own.units)[str(unit_id)]
    matter.title, matter.is_demo = f"{own.matter.title}：{name}（{found.label}）"[:300], own.matter.is_demo
    matter.save()
    about = {"area": area, "area_label": found.label, "position": position}
    made = Slice.objects.create(matter=matter, round=own, unit_id=int(unit_id), **about)
    rows = [Entry(slice=made, key=one.key, label=one.label, position=place) for place, one in enumerate(found.criteria)]
    Entry.objects.bulk_create(rows)
    units.take_part(matter, "unit" if scheme.of == "units" else "reporter", str(unit_id), step.day)
    return made


def entries(own: Slice) -> list[tuple[str, str]]:
    """The criteria of the slice."""
    return [(one.key, one.label) for one in own.entries.all()]


def entry_of(own: Slice, key: str) -> Entry:
    """The entry of that criterion."""
    return own.entries.get(key=key)


@FLOW.step(
    "fill",
    "填写自评",
    sources=(S.REPORTING, S.RETURNED),
    may=OWN | OFFICE,
    hidden=True,
    evidence="offered",
    asks={
        "key": needed("指标", "hidden", choices=entries),
        "value": offered("自评数值", "decimal", hint="有无类填 1（有）或 0（没有）；取自台账的不用填"),
        "words": offered("完成情况", rows=4, hint="做了什么、到什么数、佐证在哪；没有的写明原因"),
    },
)
def fill_entry(own: Slice, step: Step, *, key: str, value: Decimal | None, words: str) -> None:
    """What the unit says of one criterion, with its evidence."""
    entry = entry_of(own, key)
    criterion = results.scheme_of(own.round).criterion(key)
    if criterion.source and value is not None:
        raise Refused(
            "这项指标的数值取自台账", column="自评数值", value=value, remedy="请留空；数值有误的，请更正台账或写明情况"
        )
    if criterion.kind in (ScoringKind.BOOLEAN, ScoringKind.VETO) and value not in (None, 0, 1):
        raise Refused("这项指标只有有无", column="自评数值", value=value, remedy="有的填 1，没有的填 0")
    if value is None and not words:
        raise Refused("没有填写内容", column="完成情况", remedy="请填写数值或完成情况，没有的写明原因")
    entry.value, entry.words = "" if value is None else str(value), words
    entry.verdict = entry.judged = ""  # what is said anew is judged anew; the remark stays
    entry.save()
    step.reason, step.detail = entry.label, {"criterion": key, "label": entry.label}


def _all_filled(own: Slice, _today: Any) -> Decision:
    scheme = results.scheme_of(own.round)
    left = [one.label for one in own.entries.all() if not (one.value or one.words or scheme.criterion(one.key).source)]
    return deny(f"还有 {len(left)} 项没有填写：{'、'.join(left[:3])}，请逐项填写。") if left else allow()


@FLOW.step(
    "submit",
    "提交自评",
    sources=(S.REPORTING, S.RETURNED),
    target=S.SUBMITTED,
    may=OWN | OFFICE,
    owed=True,
    guards=(_all_filled,),
    evidence="offered",
    stops="report",
    paper=OFFICE,
    tell=("office", "reviewer"),
    asks={"reason": offered("自评说明", hint="有单位负责人签批的，上传盖章扫描件")},
)
def submit_slice(own: Slice, step: Step, *, reason: str) -> None:
    """The unit stands by what it says; remarks of an earlier review stay until the next one."""
    own.entries.filter(verdict="refused").update(verdict="", judged="")


@FLOW.step(
    "assign",
    "指定评审单位",
    sources=(S.REPORTING, S.SUBMITTED, S.RETURNED),
    may=OFFICE,
    asks={"unit_id": needed("评审单位", "choice", choices=units.choices, hint="不能是参评单位本身")},
)
def assign_reviewer(own: Slice, step: Step, *, unit_id: str) -> None:
    """Another unit reviews this area, as the finance bureau does the funds."""
    if own.matter.participants.filter(key=f"unit:unit:{unit_id}").exists():
        raise Refused("参评单位不能评审自己", column="评审单位", remedy="请选择其他单位")
    units.take_part(own.matter, "reviewer", unit_id, step.day)
    step.detail = {"reviewer": dict(units.choices(own))[unit_id]}

"""A round as a flow: prepared, started (library, weights, targets, units and readings are frozen), reported and reviewed part by part,
summed up, fed back, approved by a second person, published only by a 考核依据."""

from datetime import date
from typing import Any

from qiangxian.contexts.indicators import readers as indicators
from qiangxian.contexts.matters import clocks, units
from qiangxian.contexts.matters.flow import FLOWS, Flow, Matter, Step
from qiangxian.contexts.matters.taking import child
from qiangxian.contexts.matters.types import Clock
from qiangxian.engines.scoring import shapes, targets
from qiangxian.engines.scoring.scoring import is_scorable
from qiangxian.kernel.asking import needed, offered
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.decision import Decision, allow, deny
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.roles import by_person, role, staff

from . import inputs, results, schemes
from .models import Round
from .types import AppealState, RoundState

S = RoundState
OFFICE = role("office")
DECIDING = role("office", "leader") & by_person
SLICES, APPEALS = "assessment_part", "assessment_appeal"
NO_BASIS = "没有登记考核依据，本轮是工作自评，不排名、不定等级、不公布；有依据的请另开一轮并登记。"


def content(own: Round) -> dict[str, Any]:
    """What the start fixes, and the results once they are summed up."""
    basis = {"number": own.basis_number, "issuer": own.basis_issuer}
    basis["file"] = own.basis_file.sha256 if own.basis_file else ""
    span = [own.first_date, own.last_date]
    return {"criteria": own.criteria, "units": own.units, "basis": basis, "span": span, "results": own.results}


FLOW = Flow(
    "assessment",
    "考核评估",
    "assessments.Round",
    RoundState,
    sees=staff,
    ended={S.APPROVED, S.PUBLISHED, S.DROPPED},
    clocks={"appeal": Clock("复核申请期限", "assessment_appeal", owes=False, runs=lambda own: bool(own.basis_number))},
    tones={S.APPROVED: "green", S.PUBLISHED: "green", S.RUNNING: "yellow", S.READY: "yellow", S.SCORED: "yellow"},
    rule="考核评估办理流程",
    content=content,
    prefix="assessments",
    roles={"unit": "参评单位"},
)


def _title(own: Round, label: str) -> str:
    same_year = own.first_date.year == own.last_date.year
    span = f"{own.first_date.year}年" if same_year else f"{own.first_date.year}—{own.last_date.year}年"
    return f"{span}{label}" + ("" if own.basis_number or "自评" in label else "（工作自评）")


@FLOW.step(
    "prepare",
    "拟定考核轮次",
    target=S.DRAFT,
    may=OFFICE,
    evidence="offered",
    words="有排名、等级或公布的，须登记考核依据（县考核办等的文件）并上传；没有的按工作自评办理。司法机关不列入。",
    asks={
        "scheme": needed("评价标准", "choice", choices=schemes.choices),
        "first_date": needed("考核期自", "day"),
        "last_date": needed("考核期至", "day"),
        "report_due": offered("自评报送截止", "day", hint="到期前、到期日和逾期后提醒；不填的不计时"),
        "unit_ids": needed("参评单位", "many", choices=units.measurable, hint="评价本县（市、区）整体的，选自评单位"),
        "basis_number": offered("考核依据文号", "document_number", length=60),
        "basis_issuer": offered("考核依据印发机关", "text", length=120),
    },
)
def prepare_round(matter: Matter, step: Step, *, scheme: str, unit_ids: list[str], **told: Any) -> Round:
    """The library is chosen, the units, the days, the basis; nothing is fixed yet."""
    library = schemes.named(matter.division_code, scheme)
    if told["last_date"] < told["first_date"]:
        raise Refused("考核期的末日在首日以前", column="考核期至", value=told["last_date"], remedy="请核对日期")
    if told["report_due"] is not None and told["report_due"] < step.day:
        raise Refused("自评报送截止在今天以前", column="自评报送截止", value=told["report_due"], remedy="请核对日期")
    if library.of == "county" and len(unit_ids) != 1:
        raise Refused("评价本县（市、区）整体的只有一个自评单位", column="参评单位", remedy="请只选一个单位")
    _whole_basis(step, told)
    names = dict(units.measurable(matter))
    own = Round(matter=matter, scheme=scheme, criteria=shapes.written(library), **told)
    own.units = [[code, names[code]] for code in sorted(dict.fromkeys(unit_ids), key=lambda code: names[code])]
    own.basis_file = step.files[0] if told["basis_number"] else None
    matter.title, matter.is_demo = _title(own, library.label), step.actor.demo
    matter.save()
    own.save(force_insert=True)
    return own


def _whole_basis(step: Step, told: dict[str, Any]) -> None:
    parts = [bool(told["basis_number"]), bool(told["basis_issuer"]), bool(step.files)]
    if any(parts) and not all(parts):
        remedy = "请一并填写文号、印发机关并上传文件；没有考核依据的三项都不填"
        raise Refused("考核依据不完整", column="考核依据", remedy=remedy)


@FLOW.step(
    "targets",
    "设定目标值",
    sources=(S.DRAFT,),
    may=OFFICE,
    asks={
        "lines": needed(
            "目标值",
            rows=16,
            hint="每行一项：指标：目标值（基期 数值）",
            initial=lambda own, _day: targets.lines_of(results.scheme_of(own)),
        )
    },
    words="只填本轮以目标值计分的指标；没有目标值的指标不能计分，会在结果中注明。",
)
def set_targets(own: Round, step: Step, *, lines: str) -> None:
    """The county's own targets of this round."""
    scheme = targets.with_targets(results.scheme_of(own), lines)
    own.criteria = shapes.written(scheme)
    step.detail = {"targets": sum(is_scorable(one) for one in scheme.weighed)}


def _some_scorable(own: Round, _today: date) -> Decision:
    scheme = results.scheme_of(own)
    return (
        allow() if any(is_scorable(one) for one in scheme.weighed) else deny("没有一项指标有目标值，请先设定目标值。")
    )


@FLOW.step(
    "start",
    "启动",
    sources=(S.DRAFT,),
    target=S.RUNNING,
    may=OFFICE,
    owed=True,
    freezes=True,
    guards=(_some_scorable,),
    tell="unit",
    words="启动后评价标准、分值、目标值、参评单位和口径即固定，不能再改；须改的请作废后另开一轮。",
)
def start_round(own: Round, step: Step) -> str:
    """Everything one is measured by is fixed; each unit gets its parts."""
    scheme = results.scheme_of(own)
    criteria = shapes.written(scheme)
    criteria["areas"] = [
        {
            **area,
            "criteria": [
                _with_reading(own, one, row) for one, row in zip(shape.criteria, area["criteria"], strict=True)
            ],
        }
        for shape, area in zip(scheme.areas, criteria["areas"], strict=True)
    ]
    own.criteria = criteria
    for code, _name in own.units:
        units.take_part(own.matter, "unit", code, step.day)
        for position, area in enumerate(scheme.areas):
            about = {"round_id": own.pk, "unit_id": code, "area": area.key, "position": position}
            child(step, FLOWS[SLICES].steps["hand"], **about)
    return f"请按评价标准完成自评：{own.matter.title}。"


def _with_reading(own: Round, one: shapes.CriterionShape, row: dict[str, Any]) -> dict[str, Any]:
    """The readings of a figure in full, as its definition of the day has them, so that a later default changes nothing."""
    if one.source != inputs.INDICATOR:
        return row
    on = own.last_date
    definition = indicators.definition(one.indicator, on=on, division=own.matter.division_code)
    parameters = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in definition.settle(one.parameters).items()
    }
    return {**row, "parameters": parameters, "version": definition.version, "unit": row["unit"] or definition.unit}


def _all_validated(children: Any) -> bool:
    found = [one for one in children if one.flow == SLICES]
    return bool(found) and all(one.closed_date for one in found)


@FLOW.step("gathered", "各单位评审完毕", sources=(S.RUNNING,), target=S.READY, follows=_all_validated)
def gathered(own: Round, step: Step) -> None:
    """Every part was reported, reviewed and validated."""


@FLOW.step(
    "again",
    "重新评审",
    sources=(S.READY, S.SCORED),
    target=S.RUNNING,
    stops="appeal",
    follows=lambda children: not _all_validated(children),
)
def again(own: Round, step: Step) -> None:
    """An appeal was upheld: a part is reviewed again, the results are summed up anew."""


@FLOW.step(
    "settle",
    "汇总得分并反馈",
    sources=(S.READY,),
    target=S.SCORED,
    may=OFFICE,
    owed=True,
    freezes=True,
    starts="appeal",
    tell="unit",
    words="按固定的评价标准计算各单位得分，连同取数一并固定；各单位可在期限内申请复核。",
)
def settle_scores(own: Round, step: Step) -> str:
    """The scores with everything they rest on are kept; they come out again from it."""
    own.results = results.document(own, step.day)
    step.detail = {"units": len(own.results["units"])}
    return f"{own.matter.title}的得分已反馈，有异议的请在期限内申请复核。"


def _no_open_appeal(own: Round, today: date) -> Decision:
    if own.matter.children.filter(flow=APPEALS, state=AppealState.OPEN).exists():
        return deny("还有复核申请没有答复，请先答复。")
    clock = clocks.newest(own.matter, "appeal")
    if clock is not None and clock.ended_date is None and today <= clock.effective_due:
        return deny(f"复核申请期限到 {clock.effective_due} 才满，请在期满后审定。")
    return allow()


@FLOW.step(
    "approve",
    "审定结果",
    sources=(S.SCORED,),
    target=S.APPROVED,
    may=DECIDING,
    owed=True,
    other_than={"settle": "得分由您本人汇总，须由另一人审定。"},
    guards=(_no_open_appeal,),
    stops="appeal",
    tell="unit",
    evidence="offered",
    asks={"reason": offered("审定意见")},
)
def approve_results(own: Round, step: Step, *, reason: str) -> str:
    """A second person of the assigning side has looked."""
    return f"{own.matter.title}的结果已审定。"


def _has_basis(own: Round, _today: date) -> Decision:
    return allow() if own.basis_number else deny(NO_BASIS)


@FLOW.step(
    "publish",
    "公布结果",
    sources=(S.APPROVED,),
    target=S.PUBLISHED,
    may=DECIDING,
    guards=(_has_basis,),
    tell="unit",
    words="公布后本县（市、区）各单位可以看到全部参评单位的得分、名次和等级；不对社会公开。",
    asks={"reason": offered("公布范围和文号")},
)
def publish_results(own: Round, step: Step, *, reason: str) -> str:
    """Every unit of the county sees every score."""
    return f"{own.matter.title}的结果已公布。"


@FLOW.step("drop", "作废", sources=(S.DRAFT,), target=S.DROPPED, may=OFFICE, asks={"reason": needed("理由")})
def drop_round(own: Round, step: Step, *, reason: str) -> None:
    """It was not started."""


def compared(own: Round, as_of: AsOf) -> dict[str, inputs.CriterionInput]:
    """The figures of the round's criteria on another day, for setting targets and for the year before."""
    scheme = results.scheme_of(own)
    span = inputs.AssessedSpan(own.matter.division_code, own.first_date, as_of.effective)
    counted = [one for one in scheme.criteria if one.source == inputs.INDICATOR]
    return {key: one for (_, key), one in inputs.collected(counted, span, [0]).items()}

"""Corrections after a programme was written: in a draft one person corrects with a reason, since another one checks the whole
before it is public; later every correction waits for a second person. What was corrected stays on record."""

from collections.abc import Mapping
from typing import Any

from qiangxian.contexts.documents.types import ItemKind
from qiangxian.contexts.matters.flow import Flow, Matter, Step
from qiangxian.kernel.asking import Field, needed, offered
from qiangxian.kernel.errors import Conflict, NotFound
from qiangxian.kernel.roles import role

from . import choosing, correcting
from .drafts import must_be_draft
from .flow import SECOND
from .judging import READING
from .models import Correction, Programme, Target
from .policies import may_read
from .shapes import MODELS, standing_parts
from .types import ChangeState

OFFICE = role("office")


FLOW = Flow(
    "plan_change",
    "方案更正",
    "programmes.Correction",
    ChangeState,
    sees=may_read,
    ended={ChangeState.APPLIED, ChangeState.DECLINED, ChangeState.DROPPED},
    tones={ChangeState.APPLIED: "green", ChangeState.PROPOSED: "yellow"},
    prefix="programmes",
    title=lambda correction: title(correction),
    rule="方案更正流程：提交校核以后的更正须另一人复核",
)


def title(correction: Correction) -> str:
    """`更正目标“授权专利…”：完成时限`."""
    kind = ItemKind(correction.kind).label
    if not correction.before and correction.values is not None:
        return f"补充{kind}“{correction.values['title']}”"
    part = (
        MODELS[correction.kind]
        ._default_manager.filter(programme_id=correction.programme_id, key=correction.part_key)
        .latest("id")
    )
    setting = choosing.LABELS.get(correction.setting, correction.setting.removeprefix(READING))
    what = setting or "、".join(field.name for field in correcting.differing(correction))
    verb = "撤下" if correction.values is None and not correction.setting else "更正"
    name = getattr(part, "label", "") or getattr(part, "title", "") or str(part)
    return f"{verb}{kind}“{name}”" + (f"：{what}" if what else "")


def parts(matter: Any) -> list[tuple[str, str]]:
    """What there is to correct in the county's programmes: `12/target/G1`; or where a task can be added: `12/task/+2.1`."""
    found = [
        (programme.pk, kind, part)
        for programme in Programme.objects.filter(division_code=matter.division_code)
        for kind, part in standing_parts(programme.pk)
    ]
    below = [(pk, ItemKind.TASK, correcting.ADDED, part) for pk, kind, part in found if kind == ItemKind.CLAUSE]
    every = [*((pk, kind, "", part) for pk, kind, part in found), *below]
    return [(f"{pk}/{kind}/{sign}{part.key}", str(part)) for pk, kind, sign, part in every]


ASKS: Mapping[str, Field] = {
    "part": needed("方案的哪一部分", "hidden", choices=parts),
    "setting": offered("哪一项设定", "hidden"),
    "given": offered("改成什么", "hidden"),
    "reason": needed("理由", hint="写明依据，例如文号、会议纪要或核对经过"),
}


@FLOW.step("correct", "更正", target=ChangeState.APPLIED, may=OFFICE, hidden=True, asks=ASKS)
def correct_part(matter: Matter, step: Step, *, reason: str, **asked: Any) -> Correction:
    """One person corrects a draft."""
    made = _made(matter, step, reason, **asked)
    must_be_draft(made.programme)
    made.save()
    _write(made, step, reason)
    return made


@FLOW.step(
    "propose",
    "提出更正",
    target=ChangeState.PROPOSED,
    may=OFFICE,
    hidden=True,
    tell=("office",),
    asks=ASKS,
)
def propose_correction(matter: Matter, step: Step, *, reason: str, **asked: Any) -> Correction:
    """Somebody else will look at it before it holds."""
    made = _made(matter, step, reason, **asked)
    made.save()
    return made


@FLOW.step(
    "approve",
    "复核通过",
    sources=(ChangeState.PROPOSED,),
    target=ChangeState.APPLIED,
    may=SECOND,
    owed=True,
    tell=("office",),
    other_than={"propose": "更正由您本人提出，须由另一人复核。"},
    words="复核通过后按新内容执行；公开页在下一次提交校核并发布后改变。",
    asks={"reason": offered("复核意见")},
)
def approve_correction(correction: Correction, step: Step, *, reason: str) -> None:
    """It holds from now on."""
    first = correction.matter.steps.filter(step="propose").get()
    _write(correction, step, first.reason)


@FLOW.step(
    "decline",
    "不同意",
    sources=(ChangeState.PROPOSED,),
    target=ChangeState.DECLINED,
    may=SECOND,
    tell=("office",),
    asks={"reason": needed("理由")},
)
def decline_correction(correction: Correction, step: Step, *, reason: str) -> None:
    """Everything stays as it is."""


@FLOW.step(
    "drop",
    "收回",
    sources=(ChangeState.PROPOSED,),
    target=ChangeState.DROPPED,
    may=OFFICE,
    asks={"reason": offered("说明")},
)
def drop_correction(correction: Correction, step: Step, *, reason: str) -> None:
    """It is not asked for any more."""


def _made(matter: Matter, step: Step, reason: str, *, part: str, setting: str, given: Any) -> Correction:
    """The correction with every field checked."""
    correcting.must_say_why(reason)
    programme_id, kind, key = part.split("/", 2)
    programme = Programme.objects.select_related("matter").get(pk=programme_id)
    if setting:
        made = _choice(programme, key, setting, (given or {}).get("value"), step)
    else:
        made = correcting.put_right(programme, kind, key, given or {})
    made.matter = matter
    return made


def _choice(programme: Programme, key: str, setting: str, value: Any, step: Step) -> Correction:
    target = _target(programme, key)
    kept = choosing.checked(target, setting, value, step.day)
    before = {"value": choosing.standing_value(target, setting)}
    values = {"value": kept}
    about: dict[str, Any] = {"kind": ItemKind.TARGET, "part_key": key, "setting": setting}
    return Correction(programme=programme, before=before, values=values, **about)


def _target(programme: Programme, key: str) -> Target:
    found = correcting.standing_part(programme, ItemKind.TARGET, key)
    if not isinstance(found, Target):
        raise NotFound("没有这个目标", remedy="请回到目标列表重新选择")
    return choosing.standing_target(found.pk)


def _write(correction: Correction, step: Step, reason: str) -> None:
    if not correction.setting:
        correcting.apply(correction, step.at, reason)
        return
    target = _target(correction.programme, correction.part_key)
    if choosing.standing_value(target, correction.setting) != correction.before["value"]:
        raise Conflict("这项设定在提出更正之后又有变动", remedy="请按现行内容重新提出更正")
    proposer = correction.matter.created_by
    by = proposer if proposer == step.by else f"{proposer}提出，{step.by}复核"
    choosing.write(target, correction.setting, (correction.values or {})["value"], reason, step.at, by)

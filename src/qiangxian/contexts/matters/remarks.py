"""Item by item: a step that returns something says which field is wrong and why; what is handed in again answers every one of
these, by another content or in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from qiangxian.kernel.asking import needed, offered
from qiangxian.kernel.errors import Refused

from .flow import flow_of, matter_behind
from .models import Matter, Remark, Step
from .types import Item

CHANGED = "已修改"
LONGEST_LABEL = 300


def items(own: Any) -> Sequence[Item]:
    """The content field by field; none where the flow does not say."""
    flow = flow_of(matter_behind(own))
    return flow.items(own) if flow.items else ()


def waiting(matter: Matter) -> list[Remark]:
    """The remarks nobody has answered."""
    return list(matter.remarks.filter(answered__isnull=True))


def unchanged(own: Any) -> list[Remark]:
    """Those whose field says what it said when it was returned: they need an answer in words."""
    says = {one.key: one.value for one in items(own)}
    return [one for one in waiting(matter_behind(own)) if says.get(one.item, "") == one.before]


ASK = needed(
    "逐项意见",
    "notes",
    choices=lambda own: [(one.key, one.label) for one in items(own)],
    stands=lambda own: {one.key: one.shown or one.value for one in items(own)},
    hint="在需要修改的项目下写明问题和要求",
    remedy="请至少对一个项目写明意见",
)
ANSWERS = offered(
    "答复",
    "notes",
    choices=lambda own: [(one.item, f"{one.label}（意见：{one.words}）") for one in unchanged(own)],
    when=lambda own: bool(unchanged(own)),
    hint="没有修改的项目须逐项说明",
)


def answered(own: Any, answers: Mapping[str, str]) -> list[tuple[Remark, str]]:
    """Each open remark with its answer; `Refused` names those with neither a change nor a word."""
    same = {one.pk for one in unchanged(own)}
    found = [
        (one, answers.get(one.item, "") or ("" if one.pk in same else CHANGED)) for one in waiting(matter_behind(own))
    ]
    if silent := [one.label for one, words in found if not words]:
        raise Refused("有退回意见没有修改也没有答复", column="、".join(silent), remedy="请修改该项内容，或写明理由")
    return found


def keep(matter: Matter, row: Step, own: Any, said: Mapping[str, str], answers: Sequence[tuple[Remark, str]]) -> None:
    """The remarks a step makes and the answers it gives, with the step as it stands in the log."""
    for remark, words in answers:
        remark.answer, remark.answered = words, row
        remark.save(update_fields=["answer", "answered"])
    about = {one.key: one for one in items(own)} if said else {}
    for key, words in said.items():
        item = about[key]
        told = {"label": item.label[:LONGEST_LABEL], "words": words, "before": item.value}
        Remark.objects.create(matter=matter, step=row, item=key, **told)

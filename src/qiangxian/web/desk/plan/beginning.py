"""How a county without a programme begins: what its empty pages say, and where they lead."""

from typing import Any, NamedTuple

from django.urls import reverse

from qiangxian.contexts.documents import readers as documents
from qiangxian.contexts.documents.policies import may_edit
from qiangxian.kernel.actor import Actor


class Beginning(NamedTuple):
    """What an empty page says under its title, and the next thing to do; address and label are empty for who has to wait."""

    words: str
    url: str = ""
    label: str = ""


def beginning(actor: Actor) -> Beginning:
    """A document that was read waits for its confirmation; else one has to be brought in; who may do neither is told who may."""
    if not may_edit.anywhere(actor):
        return Beginning("领导小组办公室导入已印发的实施方案并逐项确认后，任务、分工、阶段和目标会出现在这里。")
    if (read := reading_at_hand(actor)) is not None:
        left = documents.progress_of([read.pk])[read.pk]
        state = f"还有 {left.open} 项待确认" if left.open else "各项已确认，还没有生成任务清单"
        words = f"《{read.document.title}》已经识别，{state}。对照原文确认并生成任务清单后，任务、分工、阶段和目标会出现在这里。"
        return Beginning(words, reverse("desk:proposal", args=[read.pk]), "核对识别结果")
    words = "导入已印发的实施方案并逐项确认后，任务、分工、阶段和目标会出现在这里；已有其他方案的，可在“全部方案”中设为本县方案。"
    return Beginning(words, reverse("desk:plan_import"), "导入方案")


def reading_at_hand(actor: Actor, division_code: str = "") -> Any:
    """The newest document of the actor's counties that was read; None where there is none."""
    rows = documents.visible_proposals(actor)
    return (rows.filter(division_code=division_code) if division_code else rows).first()

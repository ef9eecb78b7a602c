"""The demonstration county publishes its plan: one invented official hands it over, another publishes it."""

from datetime import datetime
from typing import Any

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.contexts.matters.notices import silence
from qiangxian.contexts.matters.story import somebody
from qiangxian.contexts.matters.taking import within
from qiangxian.kernel import rulebook
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.roles import system_only

from .flow import FLOW
from .models import Programme
from .types import PublicState as State

may_load = system_only.says("演示数据只能在命令行上装入或移除。")
LABEL = "方案发布"


def _shipped(division_code: str) -> Programme | None:
    """The plan the story tells of; another plan of the county is nobody's demonstration."""
    number = rulebook.load("demonstration", "county", division=division_code)["publishes"]
    rows = Programme.objects.select_related("matter").filter(division_code=division_code, document_number=number)
    return rows.filter(is_current=True).first()


@action("programmes.load_demo", label="演示方案发布", policy=may_load)
def demo(*, actor: Actor, at: datetime, division_code: str) -> Receipt:
    """Publish the shipped plan as it is on the day of `at`, where it is still a draft."""
    shipped = _shipped(division_code)
    if shipped is not None and shipped.matter.state == State.DRAFT and not shipped.releases.exists():
        clerk = somebody(division_code, "演示办公室", "office")
        leader = somebody(division_code, "演示副市长", "leader")
        with silence():
            for step, who in (("submit", clerk), ("check", leader), ("publish", leader)):
                within(FLOW.steps[step], who, at, matter_id=shipped.matter_id)
    return _receipt(division_code, shipped)


@action("programmes.remove_demo", label="移除演示方案发布", policy=may_load)
def remove_demo(*, actor: Actor, at: datetime, division_code: str) -> Receipt:
    """What the story published is a draft again; what real persons did to the plan stays."""
    shipped = _shipped(division_code)
    if shipped is not None:
        steps: Any = shipped.matter.steps.exclude(step="open")
        if steps.exists() and all(row.by.startswith("演示") and row.by_id is None for row in steps):
            shipped.releases.all().delete()
            steps.delete()
            shipped.matter.state, shipped.is_public = State.DRAFT, False
            shipped.matter.save(update_fields=["state"])
            shipped.save(update_fields=["is_public"])
    return _receipt(division_code, shipped)


def _receipt(division_code: str, shipped: Programme | None) -> Receipt:
    is_public = shipped is not None and Programme.objects.get(pk=shipped.pk).is_public
    return Receipt("demo", division_code, LABEL, None, {"public": is_public}, division_code, is_public)

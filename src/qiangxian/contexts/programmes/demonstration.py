"""The demonstration county publishes its plan: one invented official hands it over, another publishes it."""

from datetime import datetime
from typing import Any

from qiangxian.contexts.matters.notices import silence
from qiangxian.contexts.matters.story import somebody, story
from qiangxian.contexts.matters.taking import within
from qiangxian.kernel import rulebook

from .flow import FLOW
from .models import Programme
from .types import PublicState as State


def _shipped(division_code: str) -> Programme | None:
    """The plan the story tells of; another plan of the county is nobody's demonstration."""
    number = rulebook.load("demonstration", "county", division=division_code)["publishes"]
    rows = Programme.objects.select_related("matter").filter(division_code=division_code, document_number=number)
    return rows.filter(is_current=True).first()


def _is_public(division_code: str) -> bool:
    shipped = _shipped(division_code)
    return shipped is not None and shipped.is_public


def _tell(division_code: str, at: datetime) -> None:
    """Publish the shipped plan as it is on the day, where it is still a draft."""
    shipped = _shipped(division_code)
    if shipped is None or shipped.matter.state != State.DRAFT or shipped.releases.exists():
        return
    clerk = somebody(division_code, "演示办公室", "office")
    leader = somebody(division_code, "演示副市长", "leader")
    with silence():
        for step, who in (("submit", clerk), ("check", leader), ("publish", leader)):
            within(FLOW.steps[step], who, at, matter_id=shipped.matter_id)


def _leave(division_code: str) -> bool:
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
    return _is_public(division_code)


STORY = story("programmes", "方案发布", 4, _is_public, _tell, _leave)
demo, remove_demo = STORY.load, STORY.remove

"""Addresses of matters on the site the reader belongs to, keeping the days and the programme of the page."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import template

from qiangxian.contexts.matters.flow import FLOWS, Matter, flow_of
from qiangxian.contexts.matters.readers import days_late
from qiangxian.contexts.programmes.readers import handing_over
from qiangxian.contexts.programmes.types import AssignmentRole
from qiangxian.web.components.templatetags.qiangxian import to
from qiangxian.web.matters.pages import BLOCKS, Blocks

register = template.Library()


def _site(context: Mapping[str, Any]) -> str:
    return "my" if context["request"].actor.has("enterprise") else "desk"


@register.simple_tag(takes_context=True)
def matter_url(context: Mapping[str, Any], matter_id: int) -> str:
    """The page of a matter."""
    return to(context, f"{_site(context)}:matter", matter_id)


@register.simple_tag(takes_context=True)
def step_url(context: Mapping[str, Any], matter_id: int, step: str, **given: Any) -> str:
    """The form of a step, with what is already known."""
    return to(context, f"{_site(context)}:matter_step", matter_id, step, **given)


@register.simple_tag(takes_context=True)
def file_url(context: Mapping[str, Any], matter_id: int, file_id: int) -> str:
    """A file of a matter."""
    return to(context, f"{_site(context)}:matter_file", matter_id, file_id)


@register.simple_tag(takes_context=True)
def matter_list(context: Mapping[str, Any], flow: str) -> str:
    """The list a flow's matters stand in."""
    back = BLOCKS.get(flow, Blocks()).back
    return to(context, "my:todo" if _site(context) == "my" else back)


@register.filter
def matter_state(matter: Matter) -> str:
    """The state in words."""
    return flow_of(matter).state_words(matter.state)


@register.filter
def role_words(code: str) -> str:
    """A unit's role in a task."""
    return AssignmentRole(code).label


@register.filter
def entry_tone(status: str) -> str:
    """The colour of what a unit says of its part in a task."""
    return {"none": "yellow", "done": "green"}.get(status, "none")


@register.simple_tag(takes_context=True)
def may_open(context: Mapping[str, Any], flow: str, step: str) -> bool:
    """Whether the reader may open a matter by this step anywhere."""
    return bool(FLOWS[flow].steps[step].may.anywhere(context["request"].actor))


@register.simple_tag(takes_context=True)
def order_url(context: Mapping[str, Any], kind: str, programme_id: int, key: str, title: str) -> str:
    """The form of a work order about a task or target of a programme, with what is known of it."""
    given = {"subject": f"{kind}:{programme_id}/{key}", "title": title[:200]}
    given |= handing_over(programme_id, kind, key)
    return to(context, "desk:matter_new", "supervision", "propose", **given)


@register.simple_tag
def days_left(matter: Matter, today: date) -> Mapping[str, Any]:
    """How far its day is, in words; a judicial body that leads is never late."""
    if matter.due_date is None:
        return {}
    if late := days_late(matter, today):
        return {"late": True, "words": f"逾期 {late} 天"}
    left = (matter.due_date - today).days
    return {"late": False, "words": f"还有 {left} 天" if left > 0 else "今天到期" if left == 0 else ""}

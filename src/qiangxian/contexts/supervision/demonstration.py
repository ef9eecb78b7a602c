"""Work orders of the demonstration county: invented, every one marked 演示, told by the steps real orders take."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from qiangxian.contexts.matters.story import Moment, forget, office_of, story, tell
from qiangxian.contexts.people import readers as people
from qiangxian.kernel import rulebook
from qiangxian.kernel.actor import Actor

from .flow import FLOW
from .models import Order


def _moments(division_code: str, units: Mapping[str, int], today: date) -> Iterator[Moment]:
    """An order whose units the county does not have is left out."""
    for key, line in enumerate(rulebook.load("demonstration", "supervision", division=division_code)["orders"]):
        co_units = line.get("co", ())
        if not {line["lead"], *co_units} <= set(units):
            continue
        first = max((step["ago"] for step in line["steps"]), default=1)
        given = {name: line[name] for name in ("title", "demand", "basis")}
        given |= {"lead_id": str(units[line["lead"]]), "co_ids": [str(units[name]) for name in co_units]}
        given["due_date"] = due = today + timedelta(days=line["due"])
        yield Moment(today - timedelta(days=first), 0, "propose", key, given)
        for order, step in enumerate(line["steps"], start=1):
            more = dict(step.get("given", {})) | ({"due_date": due} if step["take"] == "send" else {})
            if "file" in step:
                more["files"] = [(step["file"], step["file"].encode())]
            day = today - timedelta(days=step["ago"])
            yield Moment(day, order, step["take"], key, more, step.get("who", "clerk"))


def _orders(division_code: str) -> QuerySet[Order]:
    return Order.objects.filter(matter__division_code=division_code, matter__is_demo=True)


def _tell(division_code: str, at: datetime) -> None:
    rows = people.visible_units(Actor.system()).filter(division_code=division_code)
    units, today = dict(rows.values_list("name", "pk")), timezone.localdate(at)
    tell(FLOW, division_code, office_of(division_code, units), _moments(division_code, units, today), today)


def _leave(division_code: str) -> int:
    matters: list[Any] = list(_orders(division_code).values_list("matter_id", flat=True))
    _orders(division_code).delete()
    forget(matters)
    return len(matters)


STORY = story("supervision", "工作调度", 2, lambda code: _orders(code).count(), _tell, _leave)
demo, remove_demo = STORY.load, STORY.remove

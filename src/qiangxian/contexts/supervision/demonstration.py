"""Work orders of the demonstration county: invented, every one marked 演示, told by the steps real orders take."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.contexts.matters.story import Moment, forget, somebody, tell
from qiangxian.contexts.people import readers as people
from qiangxian.kernel import rulebook
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.roles import system_only

from .flow import FLOW
from .models import Order

may_load = system_only.says("演示数据只能在命令行上装入或移除。")
LABEL = "工作调度"


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


def _cast(division_code: str, units: Mapping[str, int]) -> dict[str, Actor]:
    cast = {name: somebody(division_code, f"演示{name}联络员", "liaison", unit) for name, unit in units.items()}
    cast |= {
        "clerk": somebody(division_code, "演示办公室", "office"),
        "leader": somebody(division_code, "演示副市长", "leader"),
    }
    return cast


@action("supervision.load_demo", label="装入工作调度演示数据", policy=may_load)
def demo(*, actor: Actor, at: datetime, division_code: str) -> Receipt:
    """Tell the story up to the day of `at`, once."""
    orders = Order.objects.filter(matter__division_code=division_code, matter__is_demo=True)
    if not orders.exists():
        rows = people.visible_units(Actor.system()).filter(division_code=division_code)
        units, today = dict(rows.values_list("name", "pk")), timezone.localdate(at)
        tell(FLOW, division_code, _cast(division_code, units), _moments(division_code, units, today), today)
    after = {"orders": orders.count()}
    return Receipt("demo", division_code, LABEL, None, after, division_code, after["orders"])


@action("supervision.remove_demo", label="移除工作调度演示数据", policy=may_load)
def remove_demo(*, actor: Actor, at: datetime, division_code: str) -> Receipt:
    """The orders marked 演示 are taken away whole; the audit keeps how many there were."""
    orders = Order.objects.filter(matter__division_code=division_code, matter__is_demo=True)
    matters: list[Any] = list(orders.values_list("matter_id", flat=True))
    orders.delete()
    forget(matters)
    return Receipt("demo", division_code, LABEL, None, {"orders": len(matters)}, division_code, len(matters))

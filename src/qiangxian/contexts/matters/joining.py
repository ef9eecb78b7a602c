"""Joining: a duplicate ends and goes on in another matter of its flow; who takes part in either is told, then and later."""

from typing import Any

from qiangxian.kernel.asking import needed
from qiangxian.kernel.errors import Conflict, Refused

from . import notices
from .flow import flow_of, matter_behind
from .models import Matter, Step

INTO = "joined_to"
OFFERED = 200


def others(own: Any) -> list[tuple[str, str]]:
    """The open matters of the same flow and county a duplicate may go on in, newest first."""
    matter = matter_behind(own)
    rows = Matter.objects.filter(flow=matter.flow, division_code=matter.division_code, closed_date__isnull=True)
    return [(str(row.pk), str(row)) for row in rows.exclude(pk=matter.pk)[:OFFERED]]


ASK = needed("并入", "choice", choices=others, hint="并入后在该事项继续办理，各方都会收到通知")


def hold(*keys: Any) -> None:
    """Both are held in the order of their keys, so that two that are joined into each other do not wait for ever."""
    wanted = [int(key) for key in keys if str(key or "").isdecimal()]
    list(Matter.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))


def join(matter: Matter, row: Step, into: str) -> None:
    """From now on the other one stands for both; what was joined to this one goes with it."""
    kept = Matter.objects.get(pk=int(into))
    if kept.closed_date is not None:
        raise Conflict(f"{kept.code} 已经办结，不能并入", remedy="请选择在办的事项")
    if kept.joined_to_id == matter.pk:
        raise Refused("两件事项不能互相并入", remedy="请核对选择的事项")
    matter.joined.update(joined_to=kept)
    matter.joined_to = kept
    row.detail = {"joined_to": kept.code, **row.detail}
    flow = flow_of(matter)
    for one, words in ((matter, f"已并入 {kept}，在该事项继续办理。"), (kept, f"{matter} 已并入本事项，一并办理。")):
        told = [notices.recipient(part) for part in one.participants.all() if part.key]
        key = f"{matter.flow}:{matter.pk}:joined:{one.pk}"
        notices.post(one, row.at, told, key, f"{flow.label}合并办理：{one.title}", words)

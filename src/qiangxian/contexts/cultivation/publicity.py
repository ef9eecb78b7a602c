"""The public list: enterprises proposed for the library, while their publicity runs. Names, codes and days, no person."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from qiangxian.contexts.lists.sources import AtHand
from qiangxian.contexts.lists.types import Cell, Column, List
from qiangxian.contexts.people.outward import outward
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.calendar import OFFICE

from .flow import enterprises
from .lists import township
from .models import Membership
from .rules import parameter
from .types import FileState


def in_publicity(division_code: str, today: date) -> list[Any]:
    """Files whose publicity runs today, each with its `firm` and with body, page and board as they stood when it began."""
    running = {"state": FileState.PUBLICITY, "publicity_from__lte": today, "publicity_through__gte": today}
    rows: list[Any] = list(
        Membership.objects.filter(division_code=division_code, **running)
        .order_by("publicity_from", "id")
        .prefetch_related("matter__steps")
    )
    firms = enterprises(Actor.system(), [row.enterprise_id for row in rows])
    for row in rows:
        begun = [step.detail for step in row.matter.steps.all() if step.step == "publish"]
        row.firm = firms.get(row.enterprise_id)
        row.placed = {"body": outward(division_code).body, **(begun[-1] if begun else {})}
    return [row for row in rows if row.firm]


def publicity_words(begins: date, last: date, days: int) -> str:
    """As official notices print it: the day of publication apart, for it does not count."""
    first = OFFICE.after_working_days(begins, 1)
    end = f"{last.day}日" if (last.year, last.month) == (first.year, first.month) else f"{last.month}月{last.day}日"
    return f"发布 {begins.month}月{begins.day}日；公示时间 {first.month}月{first.day}日—{end}（{days}个工作日）"


def places(rows: Sequence[Any]) -> list[str]:
    """Where the list stands besides this site, each once."""
    named = [row.placed.get(name) for row in rows for name in ("address", "board")]
    return list(dict.fromkeys(filter(None, named)))


def public_list(division_code: str, rows: Sequence[Any], today: date) -> List:
    """The enterprises whose publicity runs today; under the printed list stand the day, who publishes it and where."""
    told = [f"{today.year}年{today.month}月{today.day}日公示期内"]
    told += [f"发布单位：{body}" for body in dict.fromkeys(row.placed["body"] for row in rows)]
    told += [f"公示地点：{'、'.join(places(rows))}"] if places(rows) else []
    return List(
        name=f"publicity/{division_code}",
        label="企业培育库拟入库企业公示",
        unit="家",
        columns=(
            Column(
                "name",
                "企业",
                ("firm.name",),
                cell=lambda row: Cell(row.firm.name, badge="演示" if row.is_demo else ""),
            ),
            Column("uscc", "统一社会信用代码", cell=_code),
            Column("township", "乡镇（街道）", cell=lambda row: township(row.firm)),
            Column("publicity", "公示", ("publicity_from",), cell=_days),
        ),
        source=lambda _viewer: AtHand(rows),
        note=lambda _viewer: "；".join(told),
        empty_title="当前没有公示",
        empty="公示期内的企业会列在这里。",
        size=500,
    )


def _code(row: Any) -> str:
    """The code of a sole trader may hide an identity number and is not published."""
    return "" if row.firm.entity_kind == "sole_trader" else str(row.firm.uscc)


def _days(row: Any) -> str:
    days = parameter("publicity_working_days", row.publicity_from, row.division_code)
    return publicity_words(row.publicity_from, row.publicity_through, int(days))

"""The public list: enterprises proposed for the library, while their publicity runs. Names, codes and days, no person."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from qiangxian.contexts.lists.sources import AtHand
from qiangxian.contexts.lists.types import Cell, Column, List
from qiangxian.contexts.matters import publicity
from qiangxian.kernel.actor import Actor

from .flow import enterprises
from .lists import township
from .models import Membership
from .rules import parameter
from .types import FileState


def in_publicity(division_code: str, today: date) -> list[Any]:
    """Files whose publicity runs today, each with its `firm` and with body, page and board as they stood when it began."""
    running = {"state": FileState.PUBLICITY, "publicity_from__lte": today, "publicity_through__gte": today}
    found = Membership.objects.filter(division_code=division_code, **running).order_by("publicity_from", "id")
    rows: list[Any] = list(found.prefetch_related("matter__steps"))
    firms = enterprises(Actor.system(), [row.enterprise_id for row in rows])
    for row in rows:
        row.firm, row.placed = firms.get(row.enterprise_id), publicity.begun(row.matter, "publish")
    return [row for row in rows if row.firm]


def public_list(division_code: str, rows: Sequence[Any], today: date) -> List:
    """The enterprises whose publicity runs today."""
    return List(
        name=f"publicity/{division_code}",
        label="企业培育库拟入库企业公示",
        unit="家",
        columns=(
            Column("name", "企业", ("firm.name",), cell=_name),
            Column("uscc", "统一社会信用代码", cell=_code),
            Column("township", "乡镇（街道）", cell=lambda row: township(row.firm)),
            Column("publicity", "公示", ("publicity_from",), cell=_days),
        ),
        source=lambda _viewer: AtHand(rows),
        note=lambda _viewer: publicity.printed_under([row.placed for row in rows], today),
        empty_title="当前没有公示",
        empty="公示期内的企业会列在这里。",
        size=500,
    )


def _name(row: Any) -> Cell:
    return Cell(row.firm.name, badge="演示" if row.is_demo else "")


def _code(row: Any) -> str:
    """The code of a sole trader may hide an identity number and is not published."""
    return "" if row.firm.entity_kind == "sole_trader" else str(row.firm.uscc)


def _days(row: Any) -> str:
    days = parameter("publicity_working_days", row.publicity_from, row.division_code)
    return publicity.printed_days(row.publicity_from, row.publicity_through, int(days))

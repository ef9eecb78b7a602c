"""The public list of enterprises proposed for the cultivation library, while their publicity runs."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from qiangxian.contexts.cultivation import readers as cultivation
from qiangxian.contexts.lists.sources import AtHand
from qiangxian.contexts.lists.types import Cell, Column, List
from qiangxian.contexts.people.outward import outward
from qiangxian.contexts.programmes import readers
from qiangxian.kernel import division
from qiangxian.kernel.actor import Actor
from qiangxian.web.lists.views import answer
from qiangxian.web.request import Request


@require_safe
def publicity(request: Request, programme_id: int) -> HttpResponseBase:
    """Names, codes and days of one county; no person, no contact."""
    code = readers.county_of(programme_id)
    today = timezone.localdate()
    lines = cultivation.in_publicity(code, today)
    context = {
        "base": "portal/base.html",
        "body": outward(code).body,
        "places": _places(lines),
        "county": division.find(code).name,
        "lines": lines,
        "today": today,
    }
    declared = publicity_list(code, lines, today)
    return answer(request, declared, _nowhere, template="portal/publicity.html", context=context)


def publicity_list(division_code: str, lines: Sequence[Any], today: date) -> List:
    """The enterprises whose publicity runs today."""
    return List(
        name=f"publicity/{division_code}",
        label="企业培育库拟入库企业公示",
        unit="家",
        columns=(
            Column("name", "企业", ("name",)),
            Column("uscc", "统一社会信用代码"),
            Column("township", "乡镇（街道）"),
            Column("publicity", "公示", ("publicity_from",)),
        ),
        source=lambda _viewer: AtHand(lines),
        cells=lambda rows, _viewer: [_cells(row) for row in rows],
        key=lambda row: row.uscc,
        note=lambda _viewer: "；".join(_where(lines, today)),
        empty_title="当前没有公示",
        empty="公示期内的企业会列在这里。",
        size=500,
    )


def _places(lines: Sequence[Any]) -> list[str]:
    """Where the list stands besides this site, each once."""
    return list(dict.fromkeys(place for line in lines for place in line.place_words))


def _where(lines: Sequence[Any], today: date) -> list[str]:
    """What stands under the printed list: the day, who publishes it and where."""
    told = [f"{today.year}年{today.month}月{today.day}日公示期内"]
    told += [f"发布单位：{body}" for body in dict.fromkeys(line.body for line in lines)]
    return told + ([f"公示地点：{'、'.join(places)}"] if (places := _places(lines)) else [])


def _cells(row: Any) -> dict[str, Cell]:
    return {
        "name": Cell(row.name, badge="演示" if row.is_demo else ""),
        "uscc": Cell(row.uscc),
        "township": Cell(row.township_words),
        "publicity": Cell(row.publicity_words),
    }


def _nowhere(_actor: Actor, _kind: str, _key: Any) -> str:
    return ""

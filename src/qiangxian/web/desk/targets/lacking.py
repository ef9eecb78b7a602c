"""Where a missing fact is entered, for those who may."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from qiangxian.contexts.programmes.readers import lacking
from qiangxian.contexts.registers.reported.actions import MAY_REPORT
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.roles import role

from ..places import SLUGS

OFFICE = role("office")


def lacks(actor: Actor, figure: Any) -> list[dict[str, str]]:
    """The facts the figure lacks, in words, each with the page of its entry; empty address: the reader may not enter it."""
    return [{"words": one.words, **_page(actor, one.kind, one.key)} for one in lacking(figure)]


def _page(actor: Actor, kind: str, key: str) -> dict[str, str]:
    if kind == "figure" and MAY_REPORT.anywhere(actor):
        address = reverse("desk:matter_new", args=("figures", "report"))
        return {"url": f"{address}?{urlencode({'series': key})}", "label": "去填报"}
    if kind == "register" and key in SLUGS and OFFICE.anywhere(actor):
        return {"url": reverse("desk:register_declare", args=(SLUGS[key],)), "label": "去声明"}
    if kind == "indicator":
        return {"url": reverse("desk:indicator", args=(key,)), "label": "查看"}
    return {"url": "", "label": ""}

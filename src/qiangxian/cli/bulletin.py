"""`bulletin`: the monthly bulletin of the indicators as a document or a workbook."""

from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone

from qiangxian.contexts.documents.paper import on_paper
from qiangxian.contexts.indicators import readers
from qiangxian.contexts.programmes import readers as programmes
from qiangxian.kernel import division as divisions
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.clocks import county_day
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.period import Period

from . import edge
from .options import Division, JsonFlag
from .output import emit, say

FORMS = (".docx", ".pdf", ".xlsx")


def bulletin(
    out: Annotated[Path, typer.Argument(help="写到哪里：文件名以 .docx、.pdf 或 .xlsx 结尾")],
    month: Annotated[str, typer.Option("--month", help="哪个月，如 2025-12（默认上个月）")] = "",
    division: Division = "",
    json_out: JsonFlag = False,
) -> None:
    """编制工作月报。例：qiangxian bulletin 月报.docx --month 2025-12"""
    form = out.suffix.lower()
    if form not in FORMS:
        raise Refused("月报只能写成 .docx、.pdf 或 .xlsx", file=str(out), remedy="请改文件名的后缀")
    now, county = timezone.localtime(), edge.county(division)
    asked = Period.parse(month) if month else _last_month(county_day(now).year, county_day(now).month)
    made = readers.bulletin(division=county, month=asked, today=county_day(now))
    name = divisions.find(county).name
    if form != ".xlsx":
        plan = programmes.plan_of(county, made.as_of, Actor.system())
        docx = readers.as_docx(made, county=name, made_by="系统", at=now, plan=plan)
        out.write_bytes(docx if form == ".docx" else on_paper(docx, county))
    else:
        out.write_bytes(readers.as_xlsx(made, county=name, made_by="系统", at=now))
    if json_out:
        emit({"file": str(out), "month": made.month, "as_of": made.as_of.effective, "indicators": made.total,
              "with_value": made.counted, "notes": list(made.notes)})  # fmt: skip
    else:
        say(f"{made.month} 月报已写入 {out}：{made.total} 项指标，{made.counted} 项有数值。")


def _last_month(year: int, month: int) -> Period:
    return Period.month(year - 1, 12) if month == 1 else Period.month(year, month - 1)

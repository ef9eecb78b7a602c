"""The bulletin as files: a document to sign and send, a workbook to go on with."""

import io
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from qiangxian.contexts.lists.files import add_sheet, workbook
from qiangxian.contexts.people.outward import outward
from qiangxian.engines.docgen.filling import make
from qiangxian.engines.metrics.measures import Number
from qiangxian.kernel.clocks import county_day

from .bulletin import Bulletin, BulletinLine
from .grouping import Core

HEADINGS = ("编号", "指标", "数值", "单位", "状态", "上月末", "较上月末", "上年同期", "定义版本")
KINDS = {"stock": "时点", "flow": "本年累计", "survey": "调查"}


def shown(value: Number | None) -> str:
    """A number for people: two decimals at most; a missing one is 未报送, never 0."""
    if value is None:
        return "未报送"
    text = f"{Decimal(value):,.2f}"
    return text.rstrip("0").rstrip(".")


def as_docx(
    bulletin: Bulletin, *, county: str, made_by: str, at: datetime, plan: Mapping[str, Any] | None = None
) -> bytes:
    """The bulletin as a document: the county's programme first (`plan`: what the programmes say of it), then the figures."""
    facts = {
        "county": county,
        "issuing_body": outward(bulletin.division).body,
        "month": _month_words(bulletin),
        "as_of": f"{bulletin.as_of.effective:%Y-%m-%d}",
        "plan": plan,
        "total": bulletin.total,
        "counted": bulletin.counted,
        "core": [_core(one) for one in bulletin.core],
        "sections": [{"label": label, "lines": [_line(one) for one in lines]} for label, lines in bulletin.sections],
        "notes": [*bulletin.notes, *_method()],
        "made_by": made_by,
    }
    return make("monthly", facts, division=bulletin.division, day=county_day(at))


def as_xlsx(bulletin: Bulletin, *, county: str, made_by: str, at: datetime) -> bytes:
    """The bulletin as a workbook: core indicators, the library, parts, notes."""
    content = io.BytesIO()
    book = workbook(content)
    core = [
        (one.group, one.label, _number(one.value), one.unit, one.figure.definition.version if one.figure else "")
        for one in bulletin.core
    ]
    add_sheet(book, "核心指标", ("分组", "指标", "数值", "单位", "定义版本"), core)
    rows = [
        (label, *_values(line), KINDS[line.figure.definition.kind], line.figure.digest)
        for label, lines in bulletin.sections
        for line in lines
    ]
    add_sheet(book, "统计指标", ("分组", *HEADINGS, "口径期间", "校验码"), rows)
    add_sheet(
        book,
        "分项",
        ("指标", "分项", "数值", "单位"),
        _part_rows(line for _, lines in bulletin.sections for line in lines),
    )
    about = [
        ("报表", f"{county}知识产权工作月报 {bulletin.month}"),
        ("数据截至", str(bulletin.as_of)),
        ("编制人", made_by),
        ("编制时间", f"{at:%Y-%m-%d %H:%M}"),
        *(("说明", note) for note in (*bulletin.notes, *_method())),
    ]
    add_sheet(book, "说明", ("项目", "内容"), about)
    book.close()
    return content.getvalue()


def _method() -> tuple[str, ...]:
    return (
        "数值由基础台账按指标定义算出，或由单位上报；每个数值可在系统中按校验码重算并查看记录。",
        "较上月末只对时点指标列示；流量指标为本年累计，与上年同期比较。",
    )


def _core(one: Core) -> dict[str, str]:
    return {"group": one.group, "label": one.label, "value": shown(one.value), "unit": one.unit}


def _line(line: BulletinLine) -> dict[str, str]:
    definition = line.figure.definition
    change = "—" if line.change is None else f"{'+' if line.change > 0 else ''}{shown(line.change)}"
    return {
        "number": definition.number,
        "label": definition.label,
        "value": shown(line.figure.value),
        "unit": definition.unit,
        "state": line.state,
        "before": shown(line.before) if definition.kind == "stock" else "—",
        "change": change,
        "year_ago": shown(line.year_ago),
        "version": definition.version,
    }


def _values(line: BulletinLine) -> tuple[Any, ...]:
    definition = line.figure.definition
    return (
        definition.number,
        definition.label,
        _number(line.figure.value),
        definition.unit,
        line.state,
        _number(line.before) if definition.kind == "stock" else None,
        _number(line.change),
        _number(line.year_ago),
        definition.version,
    )


def _part_rows(lines: Iterable[BulletinLine]) -> list[tuple[Any, ...]]:
    return [
        (line.figure.definition.label, part.label, _number(part.value), part.unit)
        for line in lines
        for part in line.figure.parts
    ]


def _number(value: Number | None) -> float | int | None:
    if value is None or isinstance(value, int):
        return value
    return float(value)


def _month_words(bulletin: Bulletin) -> str:
    year, month = bulletin.month.split("-")
    return f"{int(year)}年{int(month)}月"

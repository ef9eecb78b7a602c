"""The landscape report (专利导航简报) of a question: what was counted, in words and tables, with the record of the search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db.models import Count

from qiangxian.contexts.people.outward import outward
from qiangxian.engines.docgen.filling import make
from qiangxian.engines.search import RELEVANCE
from qiangxian.kernel import division as divisions
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.clocks import county_day

from . import policies, readers
from .analysis import AT_ONCE, Analysis, Table
from .models import Record

RECORDS, RECENT, SHOWN = 20, 5, 15


def landscape(
    actor: Actor, asked: readers.Asked, found: Analysis, *, subject: str, division: str, at: datetime
) -> bytes:
    """The Word file of a question and what was counted of it; `division` empty: no county's. The same question over the same records
    gives the same tables."""
    county = divisions.find(division).name if division else "本地"
    tables = {table.code: table for table in found.tables}
    facts = {
        "issuer": outward(division).body if division and policies.sees_contract(actor) else f"{county}知识产权信息服务",
        "subject": subject,
        "tree": found.tree,
        "conclusions": conclusions(found, tables),
        "partial": ""
        if found.is_whole
        else f"命中 {found.total:,} 件，本期按申请日由近到远计入 {found.counted:,} 件。",
        "trend": _rows(tables, "trend"),
        "trend_note": tables["trend"].note if "trend" in tables else "",
        "applicants": [(*row[:3], _span(row[3], row[4])) for row in _rows(tables, "applicants")[:SHOWN]],
        "together": _rows(tables, "together")[:SHOWN],
        "fields": _fields(tables.get("fields")),
        "states": _states(tables.get("states"), found.counted),
        "townships": _rows(tables, "townships"),
        "methods": _methods(actor, asked, found),
        "log": _log(actor, asked),
        "records": _records(actor, asked),
        "made_by": actor.label,
    }
    return make("patent_landscape", facts, division=division or None, day=county_day(at))


def _rows(tables: Mapping[str, Table], code: str) -> Sequence[tuple[Any, ...]]:
    return tables[code].rows if code in tables else ()


def _span(first: str | None, last: str | None) -> str:
    return str(first or "") if first == last else f"{first}—{last}"


def _fields(table: Table | None) -> list[tuple[str, int, int]]:
    return [(row[0], sum(row[1:-1][-RECENT:]), row[-1]) for row in table.rows] if table else []


def _states(table: Table | None, counted: int) -> list[tuple[str, int, str]]:
    rows = [(row[0], sum(row[1:])) for row in table.rows] if table else []
    return [(label, count, f"{100 * count / counted:.1f}%") for label, count in rows]


def conclusions(found: Analysis, tables: Mapping[str, Table]) -> list[str]:
    """What the tables say, in sentences; a table without rows says nothing."""
    if not found.counted:
        return ["没有命中文献。"]
    said = [f"共命中专利文献 {found.total:,} 件，计入 {found.counted:,} 件。"]
    if trend := _rows(tables, "trend"):
        peak = max(trend, key=lambda row: row[1])
        said.append(f"申请自 {trend[0][0]} 年起，{peak[0]} 年最多，为 {peak[1]} 件。")
    if people := _rows(tables, "applicants"):
        three = sum(row[1] for row in people[:3])
        said.append(f"申请最多的是{people[0][0]}（{people[0][1]} 件）；前三位合计 {three} 件（共同申请的重复计）。")
    if fields := _rows(tables, "fields"):
        said.append(f"文献最多的技术领域是{fields[0][0]}，{fields[0][-1]} 件。")
    if states := _states(tables.get("states"), found.counted):
        said.append(
            f"按法律状态，{'、'.join(f'{label} {count} 件（{share}）' for label, count, share in states[:3])}。"
        )
    if pairs := _rows(tables, "together"):
        said.append(f"共同申请最多的是{pairs[0][0]}与{pairs[0][1]}，{pairs[0][2]} 件。")
    return said


def _methods(actor: Actor, asked: readers.Asked, found: Analysis) -> list[str]:
    """How it was done, so that somebody else comes to the same."""
    keys = readers.numbers(actor, asked, found.counted).keys if found.counted else []
    sources: dict[str, int] = {}
    for first in range(0, len(keys), AT_ONCE):
        rows = Record.objects.filter(pk__in=keys[first : first + AT_ONCE]).order_by()
        for source, name, count in rows.values_list("batch__source", "batch__file_name").annotate(Count("pk")):
            sources[source or name] = sources.get(source or name, 0) + count
    numbers = sorted(Record.objects.filter(pk__in=keys[:AT_ONCE]).values_list("key", flat=True)) if keys else []
    listed = "；".join(
        f"{source} {count:,} 件" for source, count in sorted(sources.items(), key=lambda one: -one[1])[:12]
    )
    shown = "含本单位可以查看的全部文献。" if policies.sees_contract(actor) else "只含公开来源的文献。"
    proof = f"本次结果前 {len(numbers)} 件申请号的校验值为 {sha256(' '.join(numbers).encode()).hexdigest()[:16]}，可用于核对是否同一结果。"
    return [
        f"数据来源：{listed or '无'}。{shown}尚未公开的申请不在其内。",
        "检索按字面匹配，简体繁体、全角半角、大小写视为相同；检索式各部分单独命中的件数见附件“检索记录”。",
        "申请人、发明人按文献所载名称计，没有合并同一主体的不同写法。法律状态由公开文献和法律事件推算，以专利登记簿副本为准。",
        *([proof] if numbers else []),
    ]


def _log(actor: Actor, asked: readers.Asked) -> list[tuple[int, str, str]]:
    result = readers.search(actor, replace(asked, size=0))
    parts = readers.explained(actor, result)
    rows = [
        (f"{'　' * one['level']}{one['words']}", f"{'至少 ' if one['capped'] else ''}{one['total']:,}") for one in parts
    ]
    return [(number, *row) for number, row in enumerate(rows, start=1)]


def _records(actor: Actor, asked: readers.Asked) -> list[tuple[str, ...]]:
    """The most relevant ones; without words the newest."""
    result = readers.search(actor, replace(asked, sort=RELEVANCE, size=RECORDS))
    return [
        (
            one.record.application_number or one.record.key,
            one.record.title,
            "、".join(one.record.applicants),
            one.record.filing_date.isoformat() if one.record.filing_date else "",
            readers.status_words(one.record),
        )
        for one in result.shown
    ]

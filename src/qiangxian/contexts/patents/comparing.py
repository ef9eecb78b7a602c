"""Two applicants side by side, counted by the same hand as every analysis."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from qiangxian.engines.search.asked import words as words_node
from qiangxian.kernel.actor import Actor

from . import readers
from .analysis import FIELDS, IN_FORCE, YEARS, Line, Table, read_lines
from .indexing import technology


@dataclass(frozen=True)
class Comparison:
    """Both names with how many records each has, and the tables; `whole`: nobody has more than were counted."""

    names: tuple[str, str]
    totals: tuple[int, int]
    whole: bool
    tables: Sequence[Table]


def compared(actor: Actor, first: str, second: str, most: int) -> Comparison:
    """By applicant or owner, as the name occurs in theirs."""
    sides, totals, whole = [], [], True
    for name in (first, second):
        node = words_node(("applicants", "owners"), name, quoted=True)
        found = readers.numbers(actor, readers.Asked(conditions=(node,)), most)
        sides.append(read_lines(found.keys))
        totals.append(found.total)
        whole = whole and found.total <= len(found.keys)
    left, right = sides
    names = (first, second)
    tables = (_figures(names, left, right), _years(names, left, right), _fields(names, left, right))
    return Comparison(names, (totals[0], totals[1]), whole, [table for table in tables if table.rows])


def _figures(names: tuple[str, str], left: Sequence[Line], right: Sequence[Line]) -> Table:
    asked: Sequence[tuple[str, Any]] = (
        ("专利文献", len),
        ("其中发明", lambda side: sum(line.type == "invention" for line in side)),
        ("有效", lambda side: sum(line.status in IN_FORCE for line in side)),
        ("有效发明", lambda side: sum(line.type == "invention" and line.status in IN_FORCE for line in side)),
        ("与他人共同申请", lambda side: sum(len(set(line.applicants)) > 1 for line in side)),
        ("发明人", lambda side: len({one for line in side for one in line.inventors})),
        ("IPC 小类", lambda side: len(_subclasses(side))),
    )
    rows = [(label, count(left), count(right)) for label, count in asked]
    both = len(_subclasses(left) & _subclasses(right))
    rows.append(("双方共有的 IPC 小类", both, both))
    return Table("figures", "主要数据", "", ("项目", *names), rows, "申请人或权利人名称含有所写文字的都计入。")


def _subclasses(side: Sequence[Line]) -> set[str]:
    return {symbol[:4] for line in side for symbol in line.ipc}


def _years(names: tuple[str, str], left: Sequence[Line], right: Sequence[Line]) -> Table:
    counted = [Counter(line.filing_date.year for line in side if line.filing_date) for side in (left, right)]
    every = counted[0].keys() | counted[1].keys()
    years = range(min(every), max(every) + 1) if every else ()
    rows = [(str(year), counted[0][year], counted[1][year]) for year in list(years)[-2 * YEARS :]]
    note = "发明专利申请一般满十八个月才公布，最近两年偏低。"
    return Table("years", "申请趋势", "件", ("申请年", *names), rows, note)


def _fields(names: tuple[str, str], left: Sequence[Line], right: Sequence[Line]) -> Table:
    counted = [Counter(code for line in side for code in technology(line.ipc)) for side in (left, right)]
    every = sorted(counted[0] | counted[1], key=lambda code: (-counted[0][code] - counted[1][code], code))[:FIELDS]
    rows = [(readers.technology_name(code), counted[0][code], counted[1][code]) for code in every]
    return Table("both_fields", "技术领域", "件", ("技术领域", *names), rows, f"列出合计最多的前 {FIELDS} 个领域。")

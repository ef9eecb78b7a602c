"""What a set of records says as a whole: read once, counted into tables, each with what it leaves out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import combinations
from typing import Any, NamedTuple

from qiangxian.kernel import rulebook
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.words import word

from . import readers
from .indexing import technology
from .models import Record

AT_ONCE = 900
TOP, PAIRS, CLASSES, FIELDS, YEARS = 20, 60, 60, 12, 15
IN_FORCE = ("in_force", "in_force_grace")


class Line(NamedTuple):
    """What is read of one record."""

    filing_date: date | None
    publication_date: date | None
    grant_date: date | None
    type: str
    status: str
    applicants: list[str]
    inventors: list[str]
    ipc: list[str]
    division_code: str


@dataclass(frozen=True)
class Table:
    """One figure as a table: rows are a label and its numbers; None is missing, never 0. `note`: what it leaves out."""

    code: str
    title: str
    unit: str
    headings: Sequence[str]
    rows: Sequence[tuple[Any, ...]]
    note: str = ""


@dataclass(frozen=True)
class Analysis:
    """A question in words, how many records it means, how many of them were counted, and the tables."""

    tree: str
    total: int
    counted: int
    is_whole: bool
    tables: Sequence[Table]


def analysed(actor: Actor, asked: readers.Asked, most: int) -> Analysis:
    """Count the records of a question, the newest filings first, at most so many."""
    found = readers.numbers(actor, asked, most)
    lines = read_lines(found.keys)
    whole = not found.capped and len(lines) >= found.total
    return Analysis(found.tree, found.total, len(lines), whole, Counting(lines).tables())


def read_lines(keys: Sequence[int]) -> list[Line]:
    """What is counted of these records."""
    pieces = (keys[first : first + AT_ONCE] for first in range(0, len(keys), AT_ONCE))
    return [line for piece in pieces for line in _lines(piece)]


def _lines(keys: Sequence[int]) -> Iterator[Line]:
    return map(Line._make, Record.objects.filter(pk__in=keys).values_list(*Line._fields))


class Counting:
    """The tables of some records."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines

    def tables(self) -> list[Table]:
        """Every table that has a row."""
        every = (
            self.trend(), self.growth(), self.lifecycle(), self.states(), self.applicants(), self.inventors(),
            self.together(), self.classes(), self.fields(), self.townships(),
        )  # fmt: skip
        return [table for table in every if table.rows]

    @cached_property
    def filed(self) -> Counter[int]:
        """Records by year of filing."""
        return Counter(line.filing_date.year for line in self.lines if line.filing_date)

    @cached_property
    def years(self) -> list[int]:
        """Every year from the first filing to the last, those without one too."""
        return list(range(min(self.filed), max(self.filed) + 1)) if self.filed else []

    def _undated(self) -> str:
        missing = sum(line.filing_date is None for line in self.lines)
        return f"另有 {missing} 件没有申请日，未计入。" if missing else ""

    def trend(self) -> Table:
        """Filed, laid open or announced, granted, by year."""
        published = Counter(line.publication_date.year for line in self.lines if line.publication_date)
        granted = Counter(line.grant_date.year for line in self.lines if line.grant_date)
        every = self.filed.keys() | published.keys() | granted.keys()
        years = range(min(every), max(every) + 1) if every else ()
        rows = [(str(year), self.filed[year], published[year], granted[year]) for year in years]
        note = "发明专利申请一般满十八个月才公布，最近两年的申请量偏低。" + self._undated()
        return Table("trend", "申请、公开和授权趋势", "件", ("年份", "申请", "首次公开（公告）", "授权"), rows, note)

    def growth(self) -> Table:
        """Against the year before; a year after none has no rate."""
        rows = []
        for year in self.years:
            before = self.filed[year - 1] if year > self.years[0] else 0
            rate = round((self.filed[year] - before) / before * 100, 1) if before else None
            rows.append((str(year), self.filed[year], rate))
        return Table(
            "growth",
            "申请量增长",
            "%",
            ("申请年", "申请量（件）", "比上年增长（%）"),
            rows,
            "上一年为零的，不算增长率。",
        )

    def lifecycle(self) -> Table:
        """By year how many applied for how much: both rising is growth, both falling decline."""
        who, seen, new = defaultdict[int, set[str]](set), set[str](), Counter[int]()
        for line in sorted((line for line in self.lines if line.filing_date), key=lambda line: str(line.filing_date)):
            year = line.filing_date.year if line.filing_date else 0
            fresh = set(line.applicants) - seen
            who[year].update(line.applicants)
            new[year] += len(fresh)
            seen |= fresh
        rows = [(str(year), len(who[year]), new[year], self.filed[year]) for year in self.years]
        note = "申请人和申请量同时增加为成长期，申请量持平而申请人减少为成熟期，同时减少为衰退期；最近两年不宜判断。"
        return Table(
            "lifecycle", "技术生命周期", "件", ("申请年", "申请人数", "其中首次出现", "申请量（件）"), rows, note
        )

    def states(self) -> Table:
        """State by type."""
        counted = Counter((line.status or "unknown", line.type) for line in self.lines)
        types = [type_ for type_ in ("invention", "utility_model", "design") if any(key[1] == type_ for key in counted)]
        states = sorted({state for state, _ in counted}, key=lambda state: -sum(counted[state, one] for one in types))
        rows = [(word("right_states", state), *(counted[state, type_] for type_ in types)) for state in states]
        rows = [row for row in rows if any(row[1:])]
        return Table("states", "法律状态和类型", "件", ("法律状态", *(word("right_types", one) for one in types)), rows)

    def applicants(self) -> Table:
        """Who applied most; a joint application counts for each."""
        return self._people("applicants", "主要申请人", "申请人", "共同申请的，每个申请人各计一件。")

    def inventors(self) -> Table:
        """Who invented most; namesakes are not told apart."""
        return self._people("inventors", "主要发明人", "发明人", "同名的未加区分。")

    def _people(self, name: str, title: str, heading: str, note: str) -> Table:
        many, valid = Counter[str](), Counter[str]()
        days = defaultdict[str, list[date]](list)
        for line in self.lines:
            for one in set(getattr(line, name)):
                many[one] += 1
                valid[one] += line.status in IN_FORCE
                days[one] += [line.filing_date] if line.filing_date else []
        rows = []
        for one, count in _first(many, TOP):
            known = sorted(days[one])
            span = (str(known[0].year), str(known[-1].year)) if known else (None, None)
            rows.append((one, count, valid[one], *span))
        return Table(
            name, title, "件", (heading, "件数", "其中有效", "最早申请年", "最近申请年"), rows, _rest(many, TOP) + note
        )

    def together(self) -> Table:
        """Who applied with whom."""
        pairs = Counter(pair for line in self.lines for pair in combinations(sorted(set(line.applicants)), 2))
        rows = [(*pair, count) for pair, count in _first(pairs, PAIRS)]
        return Table("together", "共同申请网络", "件", ("申请人", "共同申请人", "件数"), rows, _rest(pairs, PAIRS))

    def classes(self) -> Table:
        """Subclasses of the international classification; a record counts once in each."""
        many = Counter(one for line in self.lines for one in {symbol[:4] for symbol in line.ipc if len(symbol) >= 4})
        sections = {row["code"]: row["name"] for row in rulebook.rows("search", "ipc_sections", division=None)}
        rows = [(f"{one[0]} {sections.get(one[0], '')}".strip(), one, count) for one, count in _first(many, CLASSES)]
        note = f"{_rest(many, CLASSES)}一件有几个小类的，各计一件。"
        return Table("classes", "IPC 分类构成", "件", ("部", "小类", "件数"), rows, note)

    def fields(self) -> Table:
        """Technology fields by the year of filing."""
        cells, many = Counter[tuple[str, int]](), Counter[str]()
        for line in self.lines:
            for code in technology(line.ipc):
                many[code] += 1
                if line.filing_date:
                    cells[code, line.filing_date.year] += 1
        years = self.years[-YEARS:]
        rows = [
            (readers.technology_name(code), *(cells[code, year] for year in years), count)
            for code, count in _first(many, FIELDS)
        ]
        note = f"{_rest(many, FIELDS)}按世界知识产权组织 IPC 与技术领域对照表；跨领域的各计一件，合计含未列出的年份。"
        return Table("fields", "技术领域和年份", "件", ("技术领域", *map(str, years), "合计"), rows, note)

    def townships(self) -> Table:
        """By the township the printed address names."""
        many = Counter(line.division_code[:9] for line in self.lines if len(line.division_code) >= 9)
        left = len(self.lines) - sum(many.values())
        note = f"{_rest(many, TOP)}另有 {left} 件的地址没有写到乡镇（街道）。" if left else _rest(many, TOP)
        one_county = len({code[:6] for code in many}) == 1
        name = _own_name if one_county else readers.area_name
        rows = [(name(code), count) for code, count in _first(many, TOP)]
        return Table("townships", "按乡镇（街道）分布", "件", ("乡镇（街道）", "件数"), rows, note)


def _own_name(code: str) -> str:
    """The township without its county."""
    return readers.area_name(code).removeprefix(readers.area_name(code[:6]))


def _first(many: Counter[Any], most: int) -> list[tuple[Any, int]]:
    """The most frequent, ties by name, so that the same set gives the same table."""
    return sorted(many.items(), key=lambda one: (-one[1], one[0]))[:most]


def _rest(many: Counter[Any], most: int) -> str:
    return f"共 {len(many)} 个，列出前 {most} 个。" if len(many) > most else ""

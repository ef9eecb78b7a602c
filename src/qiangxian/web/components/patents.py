"""Finding patents, for the desk and the public alike: one question in three faces, its list, what stands beside it, one record."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.http import HttpResponseBase
from django.shortcuts import render

from qiangxian.contexts.lists.sources import Found, Hits
from qiangxian.contexts.lists.types import BatchStep, Cell, Column, Filter, List, Viewer, day
from qiangxian.contexts.patents import readers
from qiangxian.contexts.patents.policies import in_public, sees_contract
from qiangxian.contexts.patents.types import Licence
from qiangxian.contexts.people.types import network_of
from qiangxian.engines.search import RELEVANCE, Node, limit, line, load_fields, parse, simple
from qiangxian.engines.search.nodes import Code, children
from qiangxian.kernel import rulebook
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import DomainError, Refused, TooOften
from qiangxian.kernel.words import word, words
from qiangxian.web.addresses import address_of
from qiangxian.web.lists.pages import Place, altered
from qiangxian.web.lists.views import answer
from qiangxian.web.request import Request

COLUMNS = (
    Column("title", "名称"),
    Column("status", "法律状态"),
    Column("number", "申请号"),
    Column("applicants", "申请人"),
    Column("filing_date", "申请日", ("filing_date",)),
    Column("publication_date", "公开（公告）日", ("publication_date",), shown=False, in_file=True),
    Column("grant_date", "授权公告日", ("grant_date",), shown=False, in_file=True),
    Column("type", "类型", shown=False, in_file=True),
    Column("ipc", "主分类号"),
    Column("inventors", "发明人", shown=False, in_file=True),
    Column("agency", "代理机构", shown=False, in_file=True),
    Column("area", "区划", shown=False, in_file=True),
    Column("abstract", "摘要", shown=False, in_file=True),
)
DRAWN = {"title": "components/_patent_hit.html"}
FORM_PREFIX, PARTS = "f_", "parts"
FILES = ("csv", "xlsx", "json")


def settings() -> Mapping[str, Any]:
    """What the rulebook says of the page of the search."""
    return rulebook.load("patents", "links", division=None)


def count_question(request: Request) -> None:
    """The public asks so often a minute and no more; who is logged in is not counted."""
    if request.actor.id is not None:
        return
    key = f"patents-{network_of(address_of(request))}-{int(time.time() // 60)}"
    cache.add(key, 0, timeout=120)
    if cache.incr(key) > int(settings()["public_per_minute"]):
        raise TooOften("检索太频繁", remedy="请过一分钟再试；需要大量数据的，请向知识产权管理部门申请")


def reader_of(request: Request) -> Actor:
    """Who reads: at the desk who is logged in; in public everybody the same, officials too."""
    match = request.resolver_match
    return request.actor if match and match.namespace == "desk" else in_public(request.actor)


class PatentSearch:
    """One question as it stands in the address bar, and its answer once the list has asked for it."""

    def __init__(self, request: Request, steps: Sequence[BatchStep] = (), *, facets: bool = True) -> None:
        self.has_facets = facets
        self.steps = tuple(steps) if request.actor.id is not None else ()
        self.request = request
        self.line = request.GET.get("line", "").strip()
        self.words = request.GET.get("words", "").strip()
        # what a contract keeps inside is in no file
        self.reader = in_public(request.actor) if request.GET.get("format") in FILES else reader_of(request)
        self.is_public = not sees_contract(self.reader)
        self.result: readers.Result | None = None

    @property
    def is_asked(self) -> bool:
        """Whether anything was typed."""
        return bool(self.line or self.words)

    @cached_property
    def fault(self) -> DomainError | None:
        """Why the question cannot be asked, told beside the box."""
        try:
            self.tree()
        except Refused as fault:
            return fault
        return None

    def tree(self) -> Node:
        """What was typed, as a tree."""
        return readers.tree_of(self.reader, readers.Asked(line=self.line, words=self.words))

    @property
    def said(self) -> str:
        """The question in words."""
        return self.result.tree if self.result else ""

    @property
    def parts_url(self) -> str:
        """The same page with what each part of the question finds by itself, or without; empty where the question has one part."""
        if not self.result or not children(self.result.query):
            return ""
        return altered(self.request.GET, **{PARTS: None if self.request.GET.get(PARTS) else "1"})

    @cached_property
    def parts(self) -> Sequence[Mapping[str, Any]]:
        """What each part finds by itself, where it is asked for; the public within the time of one question."""
        if not self.result or not self.request.GET.get(PARTS):
            return ()
        return readers.explained(self.reader, self.result, milliseconds=self.budget)

    @property
    def budget(self) -> int:
        """How long a question may take, in milliseconds; 0: no limit."""
        return limit("public_milliseconds") if self.is_public else 0

    @property
    def note(self) -> str:
        """How far the answer goes."""
        demo = "其中有程序生成的演示文献，不是真实专利。" if readers.has_demo() else ""
        return "".join((self._reach(), self._inside(), demo))

    def _inside(self) -> str:
        """What of the hits stays in the house."""
        counted = self.result.answer.facets.get("licence", {}) if self.result else {}
        inside = counted.get(Licence.CONTRACT, 0)
        return f"其中合同数据 {inside:,} 件仅供内部查看，不进导出文件。" if inside else ""

    def _reach(self) -> str:
        answer = self.result.answer if self.result else None
        if answer is None or (answer.complete and not answer.capped):
            return ""
        if answer.capped:
            return f"含通配符或邻近算符的检索式只逐件核对了前 {limit('most_candidates')} 件，件数为至少；请再加条件。"
        return "检索超出时间限制，只给出已找到的部分；请再加条件。"

    def search(self, conditions: tuple[Any, ...], sort: str, after: str, size: int) -> Found:
        """As the list's source asks."""
        usual = RELEVANCE if self.is_asked else "-publication_date"
        facets = (*settings()["facets"], *(() if self.is_public else ("licence",))) if size and self.has_facets else ()
        asked = readers.Asked(
            conditions=conditions, sort=sort or usual, after=after, size=size, facets=facets, milliseconds=self.budget
        )
        self.result = readers.search(self.reader, asked)
        answer = self.result.answer
        return Found(self.result.shown, answer.total, answer.next, answer.facets)

    def facets(self) -> list[tuple[str, list[tuple[str, int, str, bool]]]]:
        """What stands beside the hits, counted on the same answer: values that narrow the question, with how many hits have one, the
        address that asks for it, and whether it is asked for now."""
        counted = self.result.answer.facets if self.result else {}
        most, found = int(settings()["values"]), []
        for facet, label in settings()["facets"].items():
            chosen = self.request.GET.get(facet, "")
            items = list(counted.get(facet, {}).items())
            if facet == "year":
                items = sorted(items, reverse=True)
            values = [self._value(facet, value, count, chosen) for value, count in items[:most]]
            if values:
                found.append((label, values))
        return found

    def _value(self, facet: str, value: str, count: int, chosen: str) -> tuple[str, int, str, bool]:
        is_chosen = value == chosen
        changes = {facet: None if is_chosen else value}
        return readers.facet_words(facet, value), count, altered(self.request.GET, **changes), is_chosen

    def form(self) -> list[dict[str, Any]]:
        """The fields of the form."""
        fields = load_fields().by_key
        return [
            {
                "name": FORM_PREFIX + key,
                "label": fields[key].label,
                "choices": _choices(key),
                "hint": _HINTS.get(fields[key].kind, ""),
            }
            for key in settings()["form"]
        ]

    def from_form(self) -> str:
        """The address of the expert line a filled form means; empty where none was sent."""
        sent = {
            name.removeprefix(FORM_PREFIX): value
            for name, value in self.request.GET.dict().items()
            if name.startswith(FORM_PREFIX)
        }
        known = load_fields().by_key
        filled = {key: value for key, value in sent.items() if key in known and value.strip()}
        return f"{self.request.path}?{urlencode({'line': line(filled)})}" if sent else ""

    @property
    def site_views(self) -> Mapping[str, str]:
        """The views of the tools on the site of the page."""
        match = self.request.resolver_match
        site = match.namespace if match else "portal"
        return {name: f"{site}:patents_{name}" for name in ("collections", "compare", "mine", "mark")}

    @property
    def analysis_url(self) -> str:
        """The same question counted."""
        return f"{self.request.path}analysis/{altered(self.request.GET, sort=None, cols=None)}"

    @property
    def sorts(self) -> list[tuple[str, str, bool]]:
        """The orders one can choose: words, address, whether it is the present one."""
        present = self.request.GET.get("sort", "")
        options = [("", "按相关度" if self.is_asked else "按公开日"), ("-filing_date", "按申请日")]
        options += [("-publication_date", "按公开日")] if self.is_asked or present == "-publication_date" else []
        return [(words, altered(self.request.GET, sort=sort or None), sort == present) for sort, words in options]


_HINTS = {
    "day": "如 2012 或 2012:2014",
    "class": "如 H02K 或 H02K17*",
    "number": "任何写法",
    "division": "名称或六位代码",
}


def _choices(key: str) -> list[tuple[str, str]]:
    """The words one chooses from, where a field has a list."""
    if key == "type":
        return [
            (words("right_types")[code], words("right_types")[code])
            for code in ("invention", "utility_model", "design")
        ]
    return [(name, name) for name in ("有效", "失效", "审中", "待核")] if key == "legal_status" else []


def list_of(found: PatentSearch) -> List:
    """The list of the hits: filters, sort, columns, files, views as everywhere."""
    private = not found.is_public

    def facet(key: str, label: str) -> Filter:
        def condition(_viewer: Viewer, value: str) -> Node:
            return Code(f"facet_{key}", (value,))

        return Filter(key, label, condition, hidden=True, words=lambda _viewer, value: readers.facet_words(key, value))

    return List(
        "patents",
        "专利信息",
        "件",
        COLUMNS,
        lambda _viewer: Hits(found.search),
        _cells,
        filters=(
            Filter(
                "line",
                "检索式",
                lambda _viewer, value: parse(value, private=private),
                hidden=True,
                words=lambda _viewer, value: value,
            ),
            Filter(
                "words", "检索词", lambda _viewer, value: simple(value), hidden=True, words=lambda _viewer, value: value
            ),
            *(facet(*one) for one in settings()["facets"].items()),
        ),
        key=lambda shown: shown.record.key,
        link=lambda shown: ("patent", shown.record.key),
        empty_title="还没有专利文献",
        empty="由办公室导入专利文献后可以检索。",
        note=lambda _viewer: found.note,
        batch=found.steps,
        size=20,
    )


def shown(request: Request, found: PatentSearch, place: Place, template: str) -> HttpResponseBase:
    """The page of a question: the list everywhere else is the list here; a question that cannot be asked is told beside its box."""
    if found.fault is not None:
        if request.GET.get("format"):
            raise found.fault
        return render(request, template, {"found": found}, status=400)
    return answer(request, list_of(found), place, template=template, context={"found": found, "drawn": DRAWN})


def _cells(rows: Sequence[Any], _viewer: Viewer) -> list[Mapping[str, Cell]]:
    return [_line(shown.record, shown) for shown in rows]


def _line(record: Any, shown: Any) -> Mapping[str, Cell]:
    tones = words("right_state_tones")
    return {
        "title": Cell(record.title or "（无名称）", data=shown),
        "number": Cell(record.application_number or record.key),
        "applicants": Cell("、".join(record.applicants)),
        "filing_date": day(record.filing_date),
        "publication_date": day(record.publication_date),
        "grant_date": day(record.grant_date),
        "status": Cell(readers.status_words(record), tone=tones.get(record.status, "none")),
        "type": Cell(word("right_types", record.type) if record.type else ""),
        "ipc": Cell(record.ipc_main or "、".join(record.locarno[:1])),
        "inventors": Cell("、".join(record.inventors)),
        "agency": Cell(record.agency),
        "area": Cell(readers.area_name(record.division_code) if record.division_code else ""),
        "abstract": Cell(record.abstract),
    }

"""What the found patents say as a whole, for the desk and the public alike: charts, each with its table, question and day."""

from collections.abc import Callable
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from qiangxian.contexts.lists import readers as lists
from qiangxian.contexts.patents import analysis, readers
from qiangxian.contexts.patents.report import landscape
from qiangxian.contexts.people import readers as people
from qiangxian.contexts.programmes import readers as programmes
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import NotFound
from qiangxian.web.lists.downloads import FORMATS, download
from qiangxian.web.lists.pages import ListView, altered
from qiangxian.web.request import Request

from .charts import Chart
from .papers import sent
from .patent_charts import chart_of
from .patents import PatentSearch, list_of, settings

TABLE, SUBJECT = "table", 30
PAPERS = ("docx", "pdf")


class AnalysisPage:
    """The question of the address bar, counted. `hits` names the view of its list."""

    def __init__(self, request: Request, hits: str) -> None:
        self.request, self.found = request, PatentSearch(request)
        self.reader = self.found.reader
        if self.found.fault is not None:
            raise self.found.fault
        self.view = ListView(request, list_of(self.found), lambda *_: "")
        self.hits_url = reverse(hits) + self.question
        self.day = request.as_of.effective.isoformat()

    @property
    def question(self) -> str:
        """The query string without what is the page's own."""
        return altered(self.request.GET, **{TABLE: None})

    @cached_property
    def asked(self) -> readers.Asked:
        """With all the filters of the list."""
        source: Any = lists.selection(self.view.declared, self.view.viewer, self.view.query)
        return readers.Asked(conditions=source.conditions)

    @cached_property
    def analysis(self) -> analysis.Analysis:
        """Counted up to the bound of the reader."""
        return analysis.analysed(self.reader, self.asked, self.most)

    @property
    def most(self) -> int:
        """How many are counted at most for this reader."""
        return int(settings()["most_analysed_public" if self.found.is_public else "most_analysed"])

    @property
    def said(self) -> str:
        """The question in words."""
        return self.analysis.tree

    @property
    def about(self) -> str:
        """Under every chart."""
        return f"检索：{self.said}；计入 {self.analysis.counted:,} 件；数据截至 {self.day}"

    @property
    def charts(self) -> list[tuple[Chart, str]]:
        """Every chart, with the address of its table as a file."""
        base = self.request.path + self.question
        mark = "&" if "?" in base and not base.endswith("?") else ""
        return [
            (chart_of(table), f"{base}{mark}{urlencode({TABLE: table.code, 'format': 'csv'})}")
            for table in self.analysis.tables
        ]

    @property
    def report_url(self) -> str:
        """The landscape report of the same question."""
        return self.request.path + altered(self.request.GET, format="docx", **{TABLE: None})

    def report(self, form: str) -> HttpResponseBase:
        """The landscape report as a document."""
        code, now = division_of(self.request.actor), timezone.localtime()
        subject = (self.found.words or self.found.line)[:SUBJECT].replace('"', "") or "本库"
        docx = landscape(
            self.reader,
            self.asked,
            self.analysis,
            subject=f"“{subject}”" if self.found.is_asked else subject,
            division=code,
            at=now,
        )
        return sent(f"专利导航简报-{self.day}", docx, form, code)

    def file(self, form: str) -> HttpResponseBase:
        """One table as a file."""
        code = self.request.GET.get(TABLE, "")
        table = next((one for one in self.analysis.tables if one.code == code), None)
        if table is None or form not in FORMATS:
            raise NotFound("没有这张数据表", remedy="请用页面上的下载按钮")
        about = (("检索", self.said), ("计入件数", self.analysis.counted), ("数据截至", self.day), ("说明", table.note))
        name = f"专利分析-{table.title}-{self.day}"
        return download(self.request, form, name, table.headings, table.rows, about)


def division_of(actor: Actor) -> str:
    """The county the reader belongs to, else the one this installation is for, else the only one that publishes here; empty where
    there is none."""
    known = people.own_counties() or sorted({one.division_code for one in programmes.public_programmes()})
    return actor.home or (known[0] if len(known) == 1 else "")


def analysed(
    request: Request, hits: str, template: str, count: Callable[[Request], None] = lambda _request: None
) -> HttpResponseBase:
    """The page, or one of its tables as a file; `count` bounds how often one asks."""
    count(request)
    page = AnalysisPage(request, hits)
    form = request.GET.get("format", "")
    if form in PAPERS:
        return page.report(form)
    if form:
        return page.file(form)
    return render(request, template, {"page": page})

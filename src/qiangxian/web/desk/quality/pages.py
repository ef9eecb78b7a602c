"""The checks of data quality and what they found, as lists, with the figures above them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from qiangxian.contexts.lists.sources import AtHand, Rows
from qiangxian.contexts.lists.types import BatchStep, Cell, Column, Filter, List, Query, Viewer, day, number
from qiangxian.contexts.quality import actions, policies, readers
from qiangxian.contexts.quality.readers import CheckState
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.clocks import county_day
from qiangxian.kernel.decision import Decision
from qiangxian.kernel.integrity import OWNERS, IntegrityCheck, Severity
from qiangxian.web.components.charts import Chart, line_chart

from .forms import IgnoreForm

SEVERITIES = ((Severity.ERROR.value, "错误"), (Severity.WARNING.value, "提醒"))


def severity_cell(check: IntegrityCheck, *, is_found: bool) -> Cell:
    """错误 or 提醒; a light only where something of it was found."""
    tone = "red" if check.severity == Severity.ERROR else "yellow"
    return Cell(dict(SEVERITIES)[check.severity.value], tone if is_found else "")


def summary(actor: Actor, states: Sequence[CheckState]) -> dict[str, Any]:
    """The figures above the list: of all checks, whatever the filter shows, and how it stands since the run before."""
    division = actor.home
    last_run = readers.newest_run(division)
    return {
        "errors": _total(states, Severity.ERROR) if last_run else None,
        "warnings": _total(states, Severity.WARNING) if last_run else None,
        "ignored": sum(s.ignored for s in states),
        "appeared": sum(s.appeared for s in states),
        "resolved": sum(s.resolved for s in states),
        "last_run": last_run,
        "chart": _chart("quality-trend", readers.trend(actor)),
        "may_run": policies.may_run.decide(actor, {"division_code": division}),
    }


def check_list(states: Sequence[CheckState]) -> List:
    """The checks, those with findings first."""
    owners = sorted({(s.check.owner, OWNERS[s.check.owner]) for s in states})
    return List(
        name="quality",
        label="数据质量检查项",
        unit="项",
        columns=(
            Column("label", "检查项"),
            Column("code", "代码", shown=False, in_file=True),
            Column("standing", "待处理", number=True),
            Column("severity", "级别"),
            Column("appeared", "新增", number=True),
            Column("resolved", "消除", number=True),
            Column("ignored", "不处理", number=True),
            Column("owner", "由谁处理"),
            Column("rule", "依据", shown=False, in_file=True),
            Column("remedy", "怎么处理", shown=False, in_file=True),
        ),
        source=lambda _viewer: AtHand(states),
        cells=lambda rows, _viewer: [_check_cells(row) for row in rows],
        filters=(
            Filter("severity", "级别", _severe, lambda _viewer: SEVERITIES),
            Filter("owner", "由谁处理", lambda _v, value: lambda row: row.check.owner == value, lambda _v: owners),
        ),
        search=lambda _viewer, text: lambda row: text in row.check.label,
        search_label="检查项",
        group=_group,
        key=lambda row: row.check.code,
        link=lambda row: ("check", row.check.code),
        size=200,
    )


def _group(row: CheckState) -> str:
    if row.standing is None and not row.is_broken:
        return "还没有检查"
    return "有问题的检查项" if row.standing or row.is_broken else "没有问题的检查项"


def _severe(_viewer: Viewer, value: str) -> Callable[[CheckState], bool]:
    return lambda row: row.check.severity.value == value


def _check_cells(state: CheckState) -> dict[str, Cell]:
    check, failure = state.check, f"这项检查没有做成：{state.failure}" if state.is_broken else ""
    return {
        "label": Cell(check.label, note=failure),
        "code": Cell(check.code),
        "standing": number(state.standing, "" if state.standing else _unfound(state)),
        "severity": severity_cell(check, is_found=bool(state.standing)),
        "appeared": number(state.appeared),
        "resolved": number(state.resolved),
        "ignored": number(state.ignored),
        "owner": Cell(check.owner_words),
        "rule": Cell(check.rule),
        "remedy": Cell(check.remedy),
    }


def _unfound(state: CheckState) -> str:
    if state.is_broken:
        return "—"
    return "未检查" if state.standing is None else "0"


def _total(states: Iterable[CheckState], severity: Severity) -> int:
    return sum(s.standing or 0 for s in states if s.check.severity == severity)


def _chart(name: str, points: Sequence[tuple[date, Mapping[str, int]]]) -> Chart | None:
    """A line needs two points."""
    if len(points) < 2:
        return None
    days = [day.isoformat() for day, _ in points]
    named = (("提醒", "warning"), ("错误", "error"))
    series = {label: [of.get(severity, 0) for _, of in points] for label, severity in named}
    return line_chart(name, "待处理问题的走势", "处", days, series, heading="日期")


# -- one check -----------------------------------------------------------------------------------------------------------

OPEN, IGNORED, ALL = "open", "ignored", "all"
WHICH = ((OPEN, "待处理"), (IGNORED, "已标为不处理"), (ALL, "全部"))


def finding_list(check: IntegrityCheck, division: str, day: date) -> List:
    """What one check found, to be put right or let be with a reason."""
    asked: dict[str, Any] = {"division_code": division}

    def source(_viewer: Viewer) -> Rows:
        rows = readers.standing_findings(division).filter(check_code=check.code).select_related("first_run")
        return Rows(rows)

    def which(_viewer: Viewer, value: str) -> Q:
        ignored = Q(readers.is_let_be(day))
        return Q() if value == ALL else ignored if value == IGNORED else ~ignored

    def ignore(*, actor: Actor, at: datetime, keys: Sequence[str], **given: Any) -> str:
        done = actions.ignore_findings(actor=actor, at=at, findings=(check.code, list(keys)), **asked, **given)
        return f"已把 {len(done.result)} 处标为不处理。"

    def heed(*, actor: Actor, at: datetime, keys: Sequence[str]) -> str:
        done = actions.heed_findings(actor=actor, at=at, findings=(check.code, list(keys)), **asked)
        return f"已恢复处理 {len(done.result)} 处。"

    def may(viewer: Viewer) -> Decision:
        return policies.may_ignore.decide(viewer.actor, {**asked, "findings": (check.code, [])})

    def state(query: Query) -> str:
        return query.filters.get("state", OPEN)

    return List(
        name=f"quality/{check.code}",
        label=check.label,
        unit="处",
        columns=(
            Column("label", "对象", ("label", "key")),
            Column("words", "问题"),
            Column("since", "首次发现", ("first_run__started_at",)),
            Column("state", "状态"),
            Column("reason", "不处理的理由"),
            Column("until", "到期日"),
            Column("ignored_by", "办理人"),
        ),
        source=source,
        cells=lambda rows, _viewer: _finding_cells(check, division, day, rows),
        filters=(Filter("state", "状态", which, lambda _viewer: WHICH, default=OPEN),),
        search=lambda _viewer, text: Q(label__icontains=text) | Q(words__icontains=text),
        search_label="对象或问题",
        order="label",
        key=lambda row: row.key,
        link=lambda row: (row.url_kind, row.url_id),
        batch=(
            BatchStep("ignore", "把选中的标为不处理", ignore, IgnoreForm, lambda query: state(query) == OPEN, may),
            BatchStep("heed", "恢复处理选中的", heed, None, lambda query: state(query) == IGNORED, may),
        ),
        empty_title="没有问题",
        empty="最近一次检查没有发现问题；还没有检查过的，先在数据质量页面点“立即检查”。",
    )


def _finding_cells(check: IntegrityCheck, division: str, day: date, rows: Sequence[Any]) -> list[Mapping[str, Cell]]:
    """The reasons of those let be are fetched in one question."""
    why = readers.exceptions(check.code, division, [row.key for row in rows])
    return [_finding(row, why.get(row.key), day) for row in rows]


def _finding(row: Any, exception: Any | None, on: date) -> dict[str, Cell]:
    let_be = exception if exception and exception.until_date >= on else None
    return {
        "label": Cell(row.label),
        "words": Cell(row.words),
        "since": day(county_day(row.first_run.started_at)),
        "state": Cell("不处理", "none") if let_be else Cell("待处理", "yellow"),
        "reason": Cell(let_be.reason if let_be else ""),
        "until": day(let_be.until_date if let_be else None),
        "ignored_by": Cell(let_be.ignored_by if let_be else ""),
    }

"""Pure builders of the data quality pages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from qiangxian.contexts.audit.integrity import policies, readers
from qiangxian.contexts.audit.integrity.readers import CheckState, TrendPoint
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.decision import Decision
from qiangxian.kernel.integrity import OWNERS, IntegrityCheck, Severity
from qiangxian.web.components.charts import MonthChart

from ..places import place

SEVERITIES = ((Severity.ERROR.value, "错误"), (Severity.WARNING.value, "提醒"))
COLUMNS = ("检查项", "代码", "级别", "由谁处理", "待处理", "新增", "消除", "不处理", "依据", "怎么处理")
RECORD_COLUMNS = ("对象", "问题", "首次发现", "状态", "不处理的理由", "到期日")


def severity_words(check: IntegrityCheck) -> str:
    """错误 or 提醒."""
    return dict(SEVERITIES)[check.severity.value]


@dataclass(frozen=True)
class QualityPage:
    """The list of checks, those with findings first, and how it stands since the run before."""

    problems: Sequence[CheckState]
    clean: Sequence[CheckState]
    errors: int | None
    warnings: int | None
    ignored: int
    appeared: int
    resolved: int
    last_run: Any | None
    chart: MonthChart | None
    may_run: Decision
    filters: Mapping[str, str]
    severities: Sequence[tuple[str, str]] = SEVERITIES
    owners: Sequence[tuple[str, str]] = ()

    @property
    def has_run(self) -> bool:
        """Whether the checks were ever run."""
        return self.last_run is not None


def quality_page(actor: Actor, day: date, filters: Mapping[str, str]) -> QualityPage:
    """Everything on the list page; the figures above it are of all checks, whatever the filter shows."""
    division, states = actor.home, readers.states(actor, day)
    last_run = readers.newest_run(division)
    shown = [state for state in states if _matches(state, filters)]
    return QualityPage(
        problems=[s for s in shown if s.standing or s.is_broken],
        clean=[s for s in shown if not s.standing and not s.is_broken],
        errors=_total(states, Severity.ERROR) if last_run else None,
        warnings=_total(states, Severity.WARNING) if last_run else None,
        ignored=sum(s.ignored for s in states),
        appeared=sum(s.appeared for s in states),
        resolved=sum(s.resolved for s in states),
        last_run=last_run,
        chart=_chart("quality-trend", readers.trend(actor)),
        may_run=policies.may_run.decide(actor, {"division_code": division}),
        filters=filters,
        owners=sorted({(s.check.owner, OWNERS[s.check.owner]) for s in states}),
    )


def _matches(state: CheckState, filters: Mapping[str, str]) -> bool:
    wanted = (("severity", state.check.severity.value), ("owner", state.check.owner))
    return all(filters.get(name, "") in ("", value) for name, value in wanted)


def _total(states: Iterable[CheckState], severity: Severity) -> int:
    return sum(s.standing or 0 for s in states if s.check.severity == severity)


def _chart(name: str, points: Sequence[TrendPoint]) -> MonthChart | None:
    """A line needs two points."""
    if len(points) < 2:
        return None
    days = tuple(point.day.isoformat() for point in points)
    errors, warnings = tuple(p.errors for p in points), tuple(p.warnings for p in points)
    return MonthChart(name, "待处理问题的走势", "处", days, (("提醒", warnings), ("错误", errors)))


def check_lines(states: Iterable[CheckState]) -> Iterable[tuple[Any, ...]]:
    """The list as lines of a file."""
    for s in states:
        yield (
            s.check.label,
            s.check.code,
            severity_words(s.check),
            s.check.owner_words,
            s.standing,
            s.appeared,
            s.resolved,
            s.ignored,
            s.check.rule,
            s.check.remedy,
        )


@dataclass(frozen=True)
class FindingRow:
    """One finding with the page it can be put right on, and why it is let be where it is."""

    key: str
    label: str
    words: str
    url: str
    since: datetime
    exception: Any | None = None


def finding_rows(actor: Actor, check: IntegrityCheck, division: str, findings: Iterable[Any]) -> list[FindingRow]:
    """Rows for the screen and for files; the reasons of those let be are fetched in one question."""
    listed = list(findings)
    why = readers.exceptions(check.code, division, [row.key for row in listed])
    return [
        FindingRow(
            row.key,
            row.label,
            row.words,
            place(actor, row.url_kind, row.url_id),
            row.first_run.started_at,
            why.get(row.key),
        )
        for row in listed
    ]


def record_lines(rows: Iterable[FindingRow], day: date) -> Iterable[tuple[Any, ...]]:
    """The findings as lines of a file."""
    for row in rows:
        let_be = row.exception if row.exception and row.exception.until_date >= day else None
        yield (
            row.label,
            row.words,
            row.since.date().isoformat(),
            "不处理" if let_be else "待处理",
            let_be.reason if let_be else "",
            let_be.until_date.isoformat() if let_be else "",
        )

"""What the pages of the indicator library show, as plain data."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.cache import caches

from qiangxian.contexts.indicators import policies, readers
from qiangxian.contexts.indicators.types import (
    Anchor,
    Figure,
    SeriesPoint,
)
from qiangxian.contexts.lists.sources import AtHand
from qiangxian.contexts.lists.types import Cell, Column, Filter, List, Viewer, day
from qiangxian.contexts.programmes import readers as programmes
from qiangxian.contexts.registers.records.clock import current_revision
from qiangxian.engines.metrics.definitions import Definition
from qiangxian.engines.metrics.series import Course, Step
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.period import Period
from qiangxian.kernel.roles import STAFF
from qiangxian.kernel.words import word, words
from qiangxian.web.components.charts import Chart, line_chart
from qiangxian.web.components.templatetags.qiangxian import amount
from qiangxian.web.desk.targets.pages import SHOWN_RECORDS, record_rows

PAGE_SIZE = 20
SPARK_MONTHS = 13  # the running month is drawn once it has ended
SPARK_WIDTH, SPARK_HEIGHT = 96, 24
STEPS: dict[Step, tuple[str, int]] = {"month": ("按月", 24), "quarter": ("按季", 12), "year": ("按年", 6)}
STATES = (*words("figure_states").values(), word("completeness", "missing"))
MAX_BREAKDOWN = 15


Line = tuple[str, Figure]
"""One indicator in the list, behind its section."""


def county_of(actor: Actor) -> str:
    """The county whose library the actor reads."""
    policies.may_read.anywhere(actor).demand("如确需查看，请联系安全管理员")
    return min(actor.divisions(*STAFF))


def library(actor: Actor, as_of: AsOf) -> list[Line]:
    """Every indicator of the library in the order of its sections."""
    division = county_of(actor)
    figures = {one.definition.code: one for one in readers.overview(division=division, as_of=as_of)}
    return [
        (label, figures[code])
        for label, codes in readers.sections(division, as_of.effective)
        for code in codes
        if code in figures
    ]


def indicator_list(lines: Sequence[Line], sparks: Mapping[str, str]) -> List:
    """The library as a list; `sparks`: the points of the small lines by code."""
    return List(
        name="indicators",
        label="统计指标",
        unit="项",
        columns=(
            Column("section", "分组", shown=False, in_file=True),
            Column("number", "编号", shown=False, in_file=True),
            Column("label", "指标"),
            Column("value", "数值", number=True),
            Column("unit", "单位"),
            Column("state", "状态"),
            Column("completeness", "数据", shown=False, in_file=True),
            Column("reading", "口径", shown=False, in_file=True),
            Column("as_of", "数据截至", shown=False, in_file=True),
            Column("spark", "近12个月", in_file=False),
            Column("parts", "分项"),
            Column("version", "定义版本", shown=False, in_file=True),
            Column("digest", "校验码", shown=False, in_file=True),
        ),
        filters=(Filter("state", "状态", _in_state, lambda _viewer: [(state, state) for state in STATES]),),
        search=_search,
        search_label="编号或名称",
        source=lambda _viewer: AtHand(lines),
        cells=lambda rows, _viewer: [_cells(section, figure, sparks) for section, figure in rows],
        key=lambda line: line[1].definition.code,
        link=lambda line: ("indicator", line[1].definition.sign),
        group=lambda line: line[0],
        size=200,
    )


def _in_state(_viewer: Viewer, state: str) -> Callable[[Line], bool]:
    return lambda line: readers.state_words(line[1]) == state


def _search(_viewer: Viewer, words: str) -> Callable[[Line], bool]:
    return lambda line: words.lower() in _words(line[1].definition)


def _words(definition: Definition) -> str:
    return f"{definition.number} {definition.label} {definition.code}".lower()


def _cells(section: str, figure: Figure, sparks: Mapping[str, str]) -> dict[str, Cell]:
    definition, value = figure.definition, figure.value
    link = ("indicator_records", definition.sign)
    parts = (f"{p.label} {'未报送' if p.value is None else f'{amount(p.value)} {p.unit}'}" for p in figure.parts)
    return {
        "section": Cell(section),
        "number": Cell(definition.number),
        "label": Cell(f"{definition.number} {definition.label}".strip(), value=definition.label),
        "value": Cell(amount(value), value=value, about=None if value is None else link),
        "unit": Cell(definition.unit),
        "state": Cell(readers.state_words(figure), badge="不全" if figure.completeness == "partial" else ""),
        "completeness": Cell(word("completeness", figure.completeness)),
        "reading": Cell(word("readings", figure.reading)),
        "as_of": day(figure.as_of.effective),
        "spark": Cell(data=sparks.get(definition.code, "")),
        "parts": Cell("；".join(parts)),
        "version": Cell(definition.version),
        "digest": Cell(figure.digest),
    }


def sparks_of(division: str, as_of: AsOf) -> Mapping[str, str]:
    """The last twelve months of every indicator; kept for the state of the registers they were counted from."""
    key = f"sparks:{division}:{as_of.effective}:{as_of.known}:{current_revision(division)}"
    found: Mapping[str, str] | None = caches["pages"].get(key)
    if found is None:
        course = Course(_months_before(as_of.effective, SPARK_MONTHS), as_of.known)
        lines = readers.all_series(division=division, course=course)
        found = {
            code: _polyline([point.value for point in points if point.as_of.effective <= as_of.effective])
            for code, points in lines.items()
        }
        caches["pages"].set(key, found, 3600)
    return found


def _months_before(day: date, months: int) -> Period:
    """So many months up to and including that of the day."""
    first = day.year * 12 + day.month - months
    start = date(first // 12, first % 12 + 1, 1)
    return Period(start, Period.month(day.year, day.month).end)


def _polyline(values: Sequence[Any]) -> str:
    """Points of a line in a small box; a missing value leaves its place out."""
    known = [(place, float(value)) for place, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return ""
    low, high = min(value for _, value in known), max(value for _, value in known)
    rise = (high - low) or 1
    across, down = SPARK_WIDTH / max(len(values) - 1, 1), SPARK_HEIGHT - 4
    return " ".join(f"{place * across:.1f},{2 + down - (value - low) / rise * down:.1f}" for place, value in known)


# -- one indicator -------------------------------------------------------------------------------------------------------


def indicator_page(
    actor: Actor, as_of: AsOf, today: date, code: str, query: Mapping[str, Any], programme: Any
) -> dict[str, Any]:
    """The indicator in the readings the query asks for."""
    division = county_of(actor)
    given = given_readings(division, as_of, code, query)
    asked: dict[str, Any] = {"division": division, "indicator": code, "parameters": given}
    explained = readers.explain(**asked, as_of=as_of, actor=actor)
    figure = explained.figure
    day = as_of.effective
    step = step_of(query.get("step", "")) or "month"
    target = _target(programme, figure, as_of, actor)
    comparison = readers.comparison(**asked, baseline=AsOf.on(_baseline(target, day)), as_of=as_of)
    return {
        "explanation": explained,
        "state": readers.state_words(figure),
        "statistical": readers.evaluate(**asked, as_of=AsOf.on(day)),
        "legal": readers.evaluate(**asked, as_of=AsOf(day, max(day, today))),
        "records": record_rows(explained.rows[:SHOWN_RECORDS]),
        "chart": _chart(figure, step, comparison.anchors, target, programme, actor),
        "step": step,
        "comparison": comparison,
        "anchors": comparison.anchors,
        "broken": _broken(asked, as_of, figure, str(query.get("by", ""))),
        "dimensions": [(one.code, one.label) for one in readers.dimensions()] if _countable(figure) else [],
        "versions": _versions(figure),
        "frozen": readers.frozen_values(actor, division, figure.definition.code, figure.parameters),
        "target": target,
        "may_freeze": policies.may_freeze.decide(actor, {"division_code": division}),
        "given": given,
        "corrected": readers.corrected(figure),
        "official": readers.official(figure),
    }


def given_readings(division: str, as_of: AsOf, code: str, query: Mapping[str, Any]) -> dict[str, Any]:
    """Readings from the query (`p-state=in_force`; several values for a list), checked against the definition."""
    definition = readers.definition(code, on=as_of.effective, division=division)
    given: dict[str, Any] = {}
    for name, parameter in definition.parameters.items():
        asked = query.getlist(f"p-{name}") if hasattr(query, "getlist") else []
        if values := [one for text in asked for one in text.split(",")]:
            given[name] = values if parameter.type == "choices" else values[0]
    definition.settle(given)
    return given


def asked_again(given: Mapping[str, Any]) -> dict[str, str]:
    """The readings as an address carries them, each once."""
    return {f"p-{name}": ",".join(value) if isinstance(value, list) else str(value) for name, value in given.items()}


def _countable(figure: Figure) -> bool:
    """Whether the figure was counted from records, so that it can be broken down."""
    return figure.definition.ratio is None and "figures.reported" not in figure.definition.measure


def _target(programme: Any, figure: Figure, as_of: AsOf, actor: Actor) -> Any:
    """The target of the programme that this indicator counts, if there is one."""
    if programme is None:
        return None
    held = programmes.targets_on(programme, as_of, actor)
    return next((one for one in held if one.figure and one.figure.definition.code == figure.definition.code), None)


def _baseline(target: Any, day: date) -> date:
    """The day before the programme's phase, else the end of the year before."""
    chosen: date = (target.baseline_day if target else None) or date(day.year - 1, 12, 31)
    return chosen


def _chart(
    figure: Figure,
    step: Step,
    anchors: Sequence[Anchor],
    target: Any,
    programme: Any,
    actor: Actor,
) -> Chart | None:
    points = series_points(figure.division, figure.definition.code, figure.parameters, step, figure.as_of)
    if all(point.value is None for point in points):
        return None
    lines: dict[str, Sequence[Any]] = {"实际": [_held(point) for point in points]}
    planned = _planned(target, programme, points, step, actor)
    if planned:
        lines["计划"] = planned
    start = target.baseline if target else None
    if start is not None:
        lines["基期值"] = [start for _ in points]
    for one in [one for one in anchors if one.comparable][-1:]:
        lines[f"全国 {one.period}"] = [one.value for _ in points]
    return line_chart(
        f"series-{figure.definition.code}",
        f"{figure.definition.label}{STEPS[step][0]}",
        figure.definition.unit,
        [point.month for point in points],
        lines,
    )


def _held(point: SeriesPoint) -> Any:
    return None if point.value is None else Decimal(point.value)


def _planned(target: Any, programme: Any, points: Sequence[SeriesPoint], step: str, actor: Actor) -> tuple[Any, ...]:
    """The plan curve of the target on the same months."""
    if target is None or step != "month":
        return ()
    span = Period(points[0].as_of.effective.replace(day=1), points[-1].as_of.effective + timedelta(days=1))
    course = Course(span, target.as_of.known)
    planned = {one.month: due for one, due in programmes.target_series(programme, target.code, course, actor)}
    return tuple(planned.get(point.month) for point in points)


def step_of(word: str) -> Step | None:
    """The step of that name."""
    return next((step for step in STEPS if step == word), None)


def course_of(division: str, code: str, step: Step, as_of: AsOf) -> Course:
    """The points up to the day. What is reported is printed after its period, so it is read with the knowledge asked for;
    a stock that is counted is read at each point with the knowledge of that day, unless another was asked for."""
    day = as_of.effective
    months = STEPS[step][1] * {"month": 1, "quarter": 3, "year": 12}[step]
    reported = "figures.reported" in readers.definition(code, on=day, division=division).measure
    known = as_of.known if reported or as_of.known != day else None
    return Course(_months_before(day, months), as_of.known, step, known)


def series_points(division: str, code: str, given: Mapping[str, Any], step: Step, as_of: AsOf) -> list[SeriesPoint]:
    """The series up to the day."""
    course = course_of(division, code, step, as_of)
    found = readers.series(division=division, indicator=code, parameters=given, course=course)
    return [one for one in found if one.as_of.effective <= as_of.effective] or found[-1:]


def _broken(asked: Mapping[str, Any], as_of: AsOf, figure: Figure, by: str) -> dict[str, Any] | None:
    """A breakdown with its bars: label, value and share of the greatest, in per cent."""
    known = {one.code for one in readers.dimensions()}
    if not known or not _countable(figure) or figure.value is None or (by and by not in known):
        return None
    try:
        found = readers.breakdown(**asked, as_of=as_of, dimension=by or _usual(known))
    except Refused:
        return None
    most = max((abs(Decimal(one.value or 0)) for one in found.groups), default=Decimal(1)) or Decimal(1)
    bars = [(one.label, one.value, int(abs(Decimal(one.value or 0)) * 100 / most)) for one in found.groups]
    left = max(0, len(bars) - MAX_BREAKDOWN)
    return {"breakdown": found, "bars": bars[:MAX_BREAKDOWN], "left": left}


def _usual(known: set[str]) -> str:
    return "township" if "township" in known else sorted(known)[0]


def _versions(figure: Figure) -> list[dict[str, Any]]:
    history = readers.definition_history(figure.definition.code, figure.division)
    return [
        {
            "version": one.version,
            "from_date": one.from_date,
            "words": one.sentence(one.settle({})),
            "source": one.source,
            "current": one.version == figure.definition.version,
            "retired": readers.retired_because(one.code, one.version),
        }
        for one in history
    ]

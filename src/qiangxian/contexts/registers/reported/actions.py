"""Figures no register counts: a bureau reports them, the office confirms them, a bulletin makes them official.

Each step is a new version of the row; a correction goes back to the beginning, because what was checked was another number."""

from datetime import date
from decimal import Decimal
from typing import Any

from qiangxian.contexts.matters.flow import Matter, Step
from qiangxian.contexts.people.readers import visible_units
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asking import needed, offered
from qiangxian.kernel.errors import Conflict, Refused
from qiangxian.kernel.roles import role, when

from ..records.conditions import recorded
from ..records.models import Record
from ..records.versions import Pen, changed, current_at, open_pen, record_of
from ..types import FigureState, RecordKind
from .catalogue import Series, all_series, find_series
from .flow import CORRECT, FLOW, KIND, OFFICE, WITHDRAWN, reporter
from .models import ReportedFigure
from .spans import check_span, sound_value

NO_SOURCE = "没有来源和日期的数据不能上报"


def _has_unit(actor: Actor, subject: Any) -> bool:
    return bool(actor.units("liaison", division=subject.get("division_code")))


MAY_REPORT = (role("liaison") & when("您的账号没有所属单位，不能上报数据。", _has_unit) | role("office")).to(
    "上报", "数据"
)
"""The office reports for any unit, a liaison for the own one."""


def series_of(matter: Any) -> Series:
    """The series that is reported, as the question names it."""
    return find_series(str(matter.given.get("series", "")), matter.division_code)


def _is_flow(matter: Any) -> bool:
    return series_of(matter).kind != "stock"


def _unit_of(about: Any) -> str:
    """In which unit the value is typed: that of the series, of the row that is corrected; of several parts each has its own."""
    if isinstance(about, ReportedFigure):
        return about.unit
    units = {part.unit for part in series_of(about).parts}
    return units.pop() if len(units) == 1 else "单位见分项"


VERSION = needed("版本", "row", initial=lambda row, _today: row.revision)
"""The version the reader looked at: what was confirmed is that number and no other."""
VALUE = needed("数值", "decimal", remedy="没有数据的不要上报；填 0 表示确实是 0", measured=_unit_of)


@FLOW.step(
    "report",
    "上报数据",
    target=FigureState.REPORTED,
    may=MAY_REPORT,
    evidence="offered",
    words="没有数据的不要上报；填 0 表示确实是 0。",
    asks={
        "series": needed(
            "数据",
            "hidden",
            choices=lambda matter: [(one.code, one.label) for one in all_series(matter.division_code)],
        ),
        "part": offered(
            "分项",
            "choice",
            choices=lambda matter: [(one.code, f"{one.label}（{one.unit}）") for one in series_of(matter).parts],
            when=lambda matter: len(series_of(matter).parts) > 1,
        ),
        "period_start": offered("期间起", "day", when=_is_flow),
        "period_end": needed("期间止（时点数据为数据截至日）", "day"),
        "value": VALUE,
        "bulletin": needed("数据来源", "text", remedy=NO_SOURCE),
        "vintage": offered(
            "版本", "text", length=120, hint="例如“2025 年公报”", when=lambda one: series_of(one).has_vintage
        ),
        "published_date": offered("公布日", "day", hint="留空为今天"),
        "unit_name": offered("填报单位", "text", length=120, hint="联络员上报的为本单位；办公室留空则为目录所列单位"),
    },
)
def report_figure(matter: Matter, step: Step, *, series: str, part: str, value: Decimal, **told: Any) -> ReportedFigure:
    """One value for a day (a stock) or a period, in the unit of the catalogue. Zero is a value and must be meant. A second
    report of the same span is a correction."""
    listed, unit = find_series(series, matter.division_code), step.actor.unit_in(matter.division_code)
    row = ReportedFigure(
        series=listed.code,
        part=listed.part(part).code,
        period_start=told["period_start"],
        period_end=told["period_end"],
        value=sound_value(value, listed.part(part).unit),
        unit=listed.part(part).unit,
        state=FigureState.REPORTED,
        vintage=told["vintage"],
        bulletin=told["bulletin"],
        published_date=told["published_date"] or step.day,
        unit_name=_unit(step.actor, matter.division_code, told["unit_name"], listed),
        raw={"unit_id": unit} if unit else {},
    )
    check_span(listed, row, step.day)
    pen = _pen(matter, step, source=row.bulletin)
    _refuse_twin(matter.division_code, row)
    row.stored_file_id = step.files[0].pk if step.files else None
    row.record = Record.objects.create(kind=RecordKind.FIGURE, division_code=matter.division_code, created_at=step.at)
    pen.add(row)
    matter.subject_kind, matter.subject_id = KIND, str(row.record_id)
    matter.save()
    if (part_of := reporter(matter, row)) is not None:
        part_of.save()
    step.detail = {"value": str(row.value), "unit": row.unit, "bulletin": row.bulletin}
    return row


@FLOW.step(
    "confirm",
    "核定",
    name="核定上报数据",
    sources=(FigureState.REPORTED,),
    target=FigureState.CONFIRMED,
    may=OFFICE,
    owed=True,
    asks={"revision": VERSION, "reason": offered("核对说明", rows=2)},
    words="与佐证文件核对无误后核定。核定的数据才进入考核。",
)
def confirm_figure(row: ReportedFigure, step: Step, *, revision: int, reason: str) -> None:
    """The office has compared the figure with its evidence."""
    _next(row, step, revision, state=FigureState.CONFIRMED)


@FLOW.step(
    "official",
    "标为上级公布",
    sources=(FigureState.REPORTED, FigureState.CONFIRMED),
    target=FigureState.OFFICIAL,
    may=OFFICE,
    asks={
        "revision": VERSION,
        "bulletin": needed("公报或文件", "text", remedy=NO_SOURCE),
        "published_date": needed("公布日", "day", initial=lambda _row, today: today),
        "reason": offered("说明", rows=2),
    },
    words="统计公报、上级通报或主管部门文件公布了这个数。",
)
def make_figure_official(
    row: ReportedFigure, step: Step, *, revision: int, bulletin: str, published_date: date, reason: str
) -> None:
    """A bulletin or the competent authority printed this very figure; `bulletin` names it, with its day."""
    if published_date > step.day:
        raise Refused("公布日在今天以后", column="公布日", value=published_date, remedy="请在公布以后再标为上级公布")
    _next(row, step, revision, state=FigureState.OFFICIAL, bulletin=bulletin, published_date=published_date)


@FLOW.step(
    "correct",
    "更正",
    name="更正上报数据",
    sources=tuple(FigureState.values),
    target=FigureState.REPORTED,
    may=CORRECT,
    evidence="offered",
    asks={
        "revision": VERSION,
        "value": VALUE.kept("value"),
        "bulletin": offered("数据来源", "text").kept("bulletin"),
        "vintage": offered("版本", "text", length=120).kept("vintage"),
        "published_date": offered("公布日", "day", hint="留空为今天"),
        "reason": needed("更正理由", rows=2, remedy="请写明为什么更正、依据是什么"),
    },
    words="更正后须重新核定；原来的数值仍可查看。",
)
def correct_figure(row: ReportedFigure, step: Step, *, revision: int, value: Decimal, reason: str, **told: Any) -> None:
    """Another value for the same span, with the reason; it has to be confirmed anew."""
    new = {
        "value": sound_value(value, row.unit),
        "bulletin": told["bulletin"] or row.bulletin,
        "vintage": told["vintage"] or row.vintage,
    }
    if all(getattr(row, name) == said for name, said in new.items()):
        raise Refused("没有任何改动", remedy="改动后再保存，或直接返回")
    new |= {"published_date": told["published_date"] or step.day, "state": FigureState.REPORTED}
    if step.files:
        new["stored_file_id"] = step.files[0].pk
    _next(row, step, revision, **new)


@FLOW.step(
    "withdraw",
    "撤回",
    name="撤回上报数据",
    sources=tuple(FigureState.values),
    target=WITHDRAWN,
    may=CORRECT,
    asks={"revision": VERSION, "reason": needed("撤回理由", rows=2)},
    words="撤回后这一期为“未报送”；撤回前的记录仍可查看。",
)
def withdraw_figure(row: ReportedFigure, step: Step, *, revision: int, reason: str) -> None:
    """The figure should not have been reported: from now on the span is 未报送 again, what was recorded stays readable."""
    pen = _pen(row, step, reason=reason)
    pen.strike(current_at(record_of(row.record_id, RecordKind.FIGURE), revision))


def _pen(about: Any, step: Step, **words: str) -> Pen:
    return open_pen(division_code=about.division_code, actor=step.actor, at=step.at, **words)


def _next(row: ReportedFigure, step: Step, revision: int, **told: Any) -> None:
    """The next version of the row; the step notes what changed."""
    pen = _pen(row, step, reason=step.reason)
    old: Any = current_at(record_of(row.record_id, RecordKind.FIGURE), revision)
    pairs = changed(old, pen.replace(old, **told))
    step.detail = {name: str(new) for name, (_, new) in pairs.items()} | {"was": str(old.value)}


def _unit(actor: Actor, division_code: str, given: str, listed: Series) -> str:
    """A liaison reports for the own unit; the office names one, else the one the catalogue names."""
    own = visible_units(actor).filter(pk=actor.unit_in(division_code) or 0).first()
    if actor.has("liaison", division=division_code) and own is not None:
        return str(own.name)
    return (given.strip() or listed.reporter)[:120]


def _refuse_twin(division_code: str, row: ReportedFigure) -> None:
    same = {"series": row.series, "part": row.part, "period_start": row.period_start, "period_end": row.period_end}
    if ReportedFigure.objects.filter(recorded(), division_code=division_code, **same).exists():
        raise Conflict("这一期的数据已经上报过", remedy="请在列表中找到它，用“更正”写明理由")

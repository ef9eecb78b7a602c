"""`targets`, `explain`, `indicators`, `verify`: figures on a day, what they are made of, and that they still come out."""

import sys
from collections.abc import Collection
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from qiangxian.contexts.indicators import readers as indicators
from qiangxian.contexts.indicators.answers import (
    breakdown_answer,
    explanation_answer,
    indicator_answer,
    series_point,
)
from qiangxian.contexts.programmes import readers as programmes
from qiangxian.contexts.programmes.readers import targets as target_readers
from qiangxian.contexts.programmes.readers.answers import target_answer, targets_answer
from qiangxian.contexts.programmes.target_words import COMPARED
from qiangxian.contexts.programmes.types import light_word
from qiangxian.contexts.quality import verification
from qiangxian.engines.metrics.series import Course, Step
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import NotFound, Refused
from qiangxian.kernel.money import Money
from qiangxian.kernel.period import Period
from qiangxian.kernel.words import word

from . import edge, sealing
from .options import Division, Effective, JsonFlag, Known
from .output import emit, say

if TYPE_CHECKING:
    from qiangxian.contexts.programmes.models import Programme
    from qiangxian.contexts.programmes.target_types import TargetExplanation

ProgrammeId = Annotated[int, typer.Option("--programme", help="工作方案编号（默认本县方案）")]

BREAKDOWN_HELP = "按维度分解：township、industry、type、size_class、title"
STEPS: dict[Step, str] = {"month": "月", "quarter": "季", "year": "年"}
PIPE_WIDTH = 160
NUMBERS = frozenset({"现值", "计划", "要求", "数值"})
MARKS = {"green": "●", "yellow": "▲", "red": "■", "none": "－"}


def targets(
    as_of: Effective = "",
    known: Known = "",
    division: Division = "",
    programme: ProgrammeId = 0,
    json_out: JsonFlag = False,
) -> None:
    """各项目标在某一天的情况。例：qiangxian targets --as-of 2025-12-31"""
    document = _targets_document(edge.as_of(as_of, known), division, programme)
    if json_out:
        emit(document)
    else:
        print(targets_table(document))


def targets_document(*, at: date) -> dict[str, Any]:
    """The targets of the county's programme on a day, as `targets --json` prints them."""
    return _targets_document(AsOf.on(at), "", 0)


def targets_table(document: dict[str, Any]) -> str:
    """The same for a person at a terminal."""
    days = AsOf(document["as_of"], document["known"])
    table = _table(f"{document['programme']}  {days}", "代码", "目标", "现值", "计划", "要求", "状态", "说明")
    for entry in document["targets"]:
        table.add_row(*_target_cells(entry, days.effective))
    return _text(table)


@edge.asking(days=True)
def explain(
    asked: edge.CommandAsked,
    code: Annotated[str, typer.Argument(help="目标代码（G1）或指标代码（I33、service_agencies）")],
    programme: ProgrammeId = 0,
) -> None:
    """一项目标或指标的定义、口径、记录和校验值。例：qiangxian explain G1 --as-of 2025-12-31"""
    days, reader = asked.days, asked.actor
    found = _target_explanation(reader, programme, asked.division_code, code, days)
    if found is None:
        explanation = indicators.explain(division=asked.county, indicator=code, as_of=days, actor=reader)
        document = explanation_answer(code, explanation.figure.definition.label, days, explanation)
    else:
        document = target_answer(found, days)
    if asked.json_out:
        emit(document)
    else:
        _print_explanation(document)


@edge.asking(days=True)
def list_indicators(
    asked: edge.CommandAsked,
    series: Annotated[str, typer.Option("--series", help="序列，如 2023-01:2025-12")] = "",
    step: Annotated[str, typer.Option("--step", help="序列按月、季或年：month、quarter、year")] = "month",
    breakdown: Annotated[str, typer.Option("--breakdown", help=BREAKDOWN_HELP)] = "",
    first_known: Annotated[bool, typer.Option("--first-known", help="流量也按各期末当日的信息计")] = False,
) -> None:
    """全部指标，或其序列、分解。例：qiangxian indicators --series 2023-01:2025-12 --json"""
    county, days, json_out = asked.county, asked.days, asked.json_out
    if series:
        narrowed = days.known if asked.known else None
        _series(county, Course(Period.parse(series), days.effective, _step(step), narrowed, first_known), json_out)
        return
    if breakdown:
        _breakdowns(county, days, breakdown, json_out)
        return
    figures = indicators.overview(division=county, as_of=days)
    if json_out:
        emit({"as_of": days.effective, "known": days.known, "indicators": [indicator_answer(one) for one in figures]})
        return
    table = _table(f"指标  {days}", "代码", "指标", "数值", "单位", "分项", "数据")
    for one in figures:
        table.add_row(
            one.definition.number or one.definition.code,
            one.definition.label,
            _shown(one.value),
            one.definition.unit,
            "，".join(f"{part.label} {_shown(part.value)}" for part in one.parts),
            "，".join(
                filter(None, (word("completeness", one.completeness), one.state and word("figure_states", one.state)))
            ),
        )
    _print(table)


def verify(
    against: Annotated[list[Path] | None, typer.Option(help="与这份封存单核对（可以给几份）")] = None,
    json_out: JsonFlag = False,
) -> None:
    """重算全部指标值，核对审计链、每一行数据、文件、规则和数据质量检查项；有任何不符即以 1 退出（提醒不算）。例：qiangxian verify"""
    seals = [sealing.read(file) for file in against or ()]
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("逐条核对", total=verification.to_go_through() or None)
        found = verification.verify(lambda: bar.advance(task), on=timezone.localdate(), seals=seals)
    if json_out:
        emit(found.document())
    else:
        labels = verification.labels()
        say("已核对：" + "，".join(f"{labels[name]} {count}" for name, count in found.checked.items()))
        for failure in found.failures:
            print(f"{failure.what}  {failure.where}：应为 {failure.expected}，实为 {failure.found}")
        for note in found.notes:
            say(note)
        say("全部一致。" if found.ok else f"有 {len(found.failures)} 处不符。")
    if not found.ok:
        raise typer.Exit(1)


def mount(app: typer.Typer) -> None:
    """The four stand at the top, without a group."""
    app.command("targets")(targets)
    app.command("explain")(explain)
    app.command("indicators")(list_indicators)
    app.command("verify")(verify)


# -- documents -----------------------------------------------------------------------------------------------------------


def _programme(actor: Actor, programme_id: int, division: str) -> "Programme":
    if programme_id:
        return programmes.programme(actor, programme_id)
    found = programmes.current_programme(actor, edge.county(division))
    if found is None:
        raise NotFound("还没有工作方案", remedy="先用 plan import FILE --accept 导入方案")
    return found


def _targets_document(days: AsOf, division: str, programme_id: int) -> dict[str, Any]:
    actor = Actor.system()
    chosen = _programme(actor, programme_id, division)
    return targets_answer(chosen, days, actor)


def _target_explanation(
    actor: Actor, programme_id: int, division: str, code: str, days: AsOf
) -> "TargetExplanation | None":
    """None where the code is no target of the programme: it is then read as an indicator."""
    try:
        chosen = _programme(actor, programme_id, division)
    except NotFound:
        if programme_id:
            raise
        return None
    if code not in {target.key for target in target_readers.standing_targets(chosen)}:
        return None
    return programmes.explain_target(chosen, code, days, actor)


def _step(word: str) -> Step:
    step = next((one for one in STEPS if one == word), None)
    if step is None:
        raise Refused("没有这种步长", column="--step", value=word, remedy=f"可用：{'、'.join(STEPS)}")
    return step


def _series(county: str, course: Course, json_out: bool) -> None:
    listed = {one.code: one for one in indicators.available(on=course.period.last_day, division=county)}
    found = [(listed[code], line) for code, line in indicators.all_series(division=county, course=course).items()]
    step = course.step
    if json_out:
        emit(
            {
                "step": step,
                "asked": course.asked,
                "series": [
                    {
                        "code": one.sign,
                        "known": course.knowledge(one.kind),
                        "points": [series_point(step, point) for point in line],
                    }
                    for one, line in found
                ],
            }
        )
        return
    title = f"{STEPS[step]}度序列  {course.period}"
    headings = [STEPS[step] + ("份" if step == "month" else "度"), *(one.sign for one, _ in found)]
    table = _table(title, *headings, numbers=headings)
    for row in zip(*(line for _, line in found), strict=True):
        table.add_row(row[0].month, *(_shown(point.value) for point in row))
    _print(table)
    print(_knowledge(course))


def _knowledge(course: Course) -> str:
    """What is known in the points, in words."""
    if course.known:
        return f"各点均按截至 {course.known} 的信息计。"
    flows = (
        "流量同样按各期末当日的信息计"
        if course.first_known
        else f"流量按截至 {course.asked} 的信息计，各期之和等于全年"
    )
    return f"存量按各期末当日的信息计；{flows}。"


def _breakdowns(county: str, days: AsOf, dimension: str, json_out: bool) -> None:
    """Every indicator that can be divided; ratios and reported figures cannot and are left out."""
    found = []
    for one in indicators.available(on=days.effective, division=county):
        try:
            found.append(indicators.breakdown(division=county, indicator=one.code, dimension=dimension, as_of=days))
        except Refused:
            continue
    if json_out:
        emit({"as_of": days.effective, "known": days.known, "indicators": [breakdown_answer(one) for one in found]})
        return
    table = _table(f"指标分解  {days}", "代码", "指标", "分组", "数值")
    for shown in found:
        code = shown.figure.definition.number or shown.figure.definition.code
        for label, value in (
            *((group.label, group.value) for group in shown.groups),
            (indicators.UNCLASSIFIED, shown.unclassified),
        ):
            table.add_row(code, shown.figure.definition.label, label, _shown(value))
    _print(table)


# -- words on the terminal -----------------------------------------------------------------------------------------------


def _target_cells(entry: dict[str, Any], day: date) -> list[str]:
    unit = entry["unit"] or ""
    if entry["comparator"] == "exists":
        value, planned, aim = "有" if entry["met"] else "－", "－", "有"
    else:
        value = _told(entry["value"], unit if unit == "元" else "")
        aim = f"{COMPARED.get(entry['comparator'], entry['comparator'])} {_told(entry['required'], unit)}"
        planned = "－" if entry["planned_shown"] is None else f"{entry['planned_shown']:f}"
    met_then = entry["at_due"]["met"] if entry["at_due"] else None
    light = f"{MARKS[entry['light']]} {light_word(entry['light'], entry['due'], day, met_then=met_then)}"
    return [entry["code"], entry["label"], value, planned, aim, light, entry["words"]]


def _print_explanation(document: dict[str, Any]) -> None:
    value = "未报送" if document["value"] is None else f"{document['value']} {document['unit'] or ''}"
    print(f"{document['code']}  {document['label']}  {document['as_of']}（信息截至 {document['known']}）：{value}")
    if document.get("words"):
        print(document["words"])
    for part in document.get("parts", ()):
        version = f"（{part['indicator']} 第 {part['version']} 版）" if part["indicator"] else ""
        print(f"分项：{part['label']} {_shown(part['value'])} {part['unit']}{version}")
    for term in document.get("terms", ()):
        print(f"其中：{term['label']} = {term['formula']}（{term['source']}）")
    print(f"定义：{document['definition']['formula'] or '未选定'}")
    print(f"来源：{document['definition']['source']}")
    for one in document["parameters"]:
        print(f"口径：{one['label']} = {one['words']}（{one['source']}）")
    table = _table(f"记录 {len(document['records'])} 条", "编号", "名称", "依据")
    for record in document["records"]:
        table.add_row(record["id"], record["label"], "、".join(record["because"]))
    _print(table)
    if document["hidden"]:
        print(f"另有 {document['hidden']} 条不在您的查看范围内。")
    print(f"校验值：{document['digest']}")


def _table(title: str, *columns: str, numbers: Collection[str] = NUMBERS) -> Table:
    """A table with these headings; what stands under one of `numbers` is never broken into lines."""
    table = Table(title=title, title_justify="left", show_lines=False)
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column in numbers)
    return table


def _text(table: Table) -> str:
    """At the width of the terminal; wide where nobody looks, so that nothing is broken into lines for a pipe."""
    console = Console() if sys.stdout.isatty() else Console(width=PIPE_WIDTH)
    with console.capture() as captured:
        console.print(table)
    return captured.get().rstrip("\n")


def _print(table: Table) -> None:
    print(_text(table))


def _told(value: Any, unit: str) -> str:
    """`10 家`, and money as people write it: `5000万元`."""
    if value is None:
        return _shown(value)
    is_money = unit == "元"
    return str(Money.yuan(round(Decimal(str(value)), 2))) if is_money else f"{_shown(value)} {unit}".rstrip()


def _shown(value: Any) -> str:
    """For the eye: two decimals at most; the unrounded value stands in the JSON."""
    if value is None:
        return "未报送"
    return f"{round(value, 2):f}".rstrip("0").rstrip(".") if isinstance(value, Decimal) else str(value)

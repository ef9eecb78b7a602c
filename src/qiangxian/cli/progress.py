"""`progress list|open|export|import|paper`: the round of progress reports, the workbook of a unit there and back, brief and circular."""

from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils import timezone

from qiangxian.contexts.matters import readers as matters
from qiangxian.contexts.people import readers as people
from qiangxian.contexts.programmes import readers as programmes
from qiangxian.contexts.programmes.progress import flow, opening, papers, periods, readers, steps, workbook
from qiangxian.kernel.clocks import county_day
from qiangxian.kernel.errors import NotFound, Refused

from .edge import CommandAsked, asking
from .output import emit, say

app = typer.Typer(no_args_is_help=True, help="进展报告：一期的情况、下发、工作簿导出和收回、简报和通报。")
Round = Annotated[str, typer.Option("--round", help="报告期，如 2026Q3 或 2026-11（默认最近下发的一期）")]


def _asked(asked: CommandAsked, period: str) -> tuple[Any, str]:
    """The programme the county works by and the round, the newest where none is named."""
    programme = programmes.current_programme(asked.actor, asked.county)
    if programme is None:
        raise NotFound("本县（市、区）还没有工作方案，或该账号无权查看", remedy="先导入方案：qiangxian plan import")
    rounds = [code for code, _ in readers.rounds(asked.actor, programme.pk)]
    if not period and not rounds:
        raise NotFound("还没有下发过进展报告", remedy="先下发：qiangxian progress open 2026Q3")
    return programme, periods.ReportingRound(period or rounds[0], programme.division_code).code


@app.command("list")
@asking()
def list_reports(asked: CommandAsked, period: Round = "") -> None:
    """一期各单位的情况。例：qiangxian progress list --round 2026Q3 --json"""
    programme, code = _asked(asked, period)
    rows = readers.standing(asked.actor, programme.pk, code, timezone.localdate())
    told = [
        {
            "number": one.matter.code,
            "unit": one.unit.name,
            "state": one.matter.state,
            "state_words": flow.FLOW.state_words(one.matter.state),
            "written": one.written,
            "owed": one.owed,
            "due": one.matter.due_date,
            "days_late": one.days_late,
        }
        for one in rows
    ]
    if asked.json_out:
        emit({"programme": programme.title, "round": code, "reports": told})
        return
    for row in told:
        late = f"（逾期 {row['days_late']} 日）" if row["days_late"] else ""
        print(f"{row['number']:<14} {row['unit']}  {row['state_words']}  {row['written']}/{row['owed']} 项{late}")
    say(f"{periods.words(code)}，共 {len(told)} 个单位。")


@app.command("open")
@asking()
def open_reports(asked: CommandAsked, period: str) -> None:
    """向有任务的单位下发一期进展报告。例：qiangxian progress open 2026Q3 --actor office"""
    now, programme = timezone.localtime(), programmes.current_programme(asked.actor, asked.county)
    if programme is None:
        raise NotFound("本县（市、区）还没有工作方案，或该账号无权查看", remedy="先导入方案：qiangxian plan import")
    wanted, today = periods.ReportingRound(period, programme.division_code), county_day(now)
    if not wanted.start <= today <= wanted.due:
        raise Refused("这一期现在不能下发", column="报告期", value=period, remedy="只能下发当前这一期")
    number = opening.open_round(programme, wanted, actor=asked.actor, today=today, at=now)
    if asked.json_out:
        emit({"round": wanted.code, "due": wanted.due, "opened": number})
    else:
        say(f"已向 {number} 个单位下发{wanted.label}进展报告，期限 {wanted.due}。")


@app.command("export")
@asking()
def export(asked: CommandAsked, unit: str, out: Path, period: Round = "") -> None:
    """导出一个单位的工作簿。例：qiangxian progress export 市财政局 财政局.xlsx"""
    programme, code = _asked(asked, period)
    unit_id = people.unit_id_named(programme.division_code, unit)
    report = readers.visible_reports(asked.actor).filter(programme=programme, unit=unit_id, period=code).first()
    if report is None:
        raise NotFound(f"{unit}没有{periods.words(code)}的进展报告", remedy="用 qiangxian progress list 查看")
    out.write_bytes(workbook.make(report))
    told = {"file": str(out), "number": report.matter.code, "round": code, "unit": unit}
    emit(told) if asked.json_out else say(f"{report.matter.title}工作簿已写入 {out}。")


@app.command("import")
@asking()
def take_back(
    asked: CommandAsked,
    file: Path,
    accept: Annotated[bool, typer.Option("--accept", help="列出差别后写入没有问题的行")] = False,
) -> None:
    """收回一个工作簿，列出差别；加 --accept 才写入。例：qiangxian progress import 财政局.xlsx --accept --actor office"""
    if not file.is_file():
        raise Refused("没有这个文件", file=str(file), remedy="请核对路径")
    content, who = file.read_bytes(), asked.actor
    found = matters.matter(who, workbook.matter_of(content, file.name))
    steps.receive(actor=who, at=timezone.now(), matter_id=found.pk, files=[(file.name, content)])
    lines = readers.report(who, found.pk).incoming
    if accept and lines:
        steps.take_in(actor=who, at=timezone.now(), matter_id=found.pk)
    told = [{name: line[name] for name in ("task_key", "title", "changed", "fault")} for line in lines]
    written = sum(not line["fault"] for line in lines) if accept else 0
    if asked.json_out:
        emit({"number": found.code, "lines": told, "written": written})
        return
    for line in told:
        print(
            f"{line['title']}：{'、'.join(line['changed'])}" + (f"（不写入：{line['fault']}）" if line["fault"] else "")
        )
    say(f"有差别的 {len(told)} 行，已写入 {written} 行。" if told else "与系统中的内容没有差别。")


@app.command("paper")
@asking()
def paper(asked: CommandAsked, name: str, out: Path, period: Round = "") -> None:
    """生成一期的工作简报（brief）或工作进展通报（circular）。例：qiangxian progress paper brief 简报.docx --round 2026Q3"""
    if name not in papers.PAPERS:
        raise Refused("没有这种材料", value=name, remedy="brief 工作简报，circular 工作进展通报")
    programme, code = _asked(asked, period)
    _, content = papers.paper(programme, code, name, asked.actor, timezone.localdate())
    out.write_bytes(content)
    emit({"file": str(out), "round": code}) if asked.json_out else say(
        f"{periods.words(code)}{papers.PAPERS[name][0]}已写入 {out}。"
    )

"""`assess open|score|rank|form`: a round by a library of criteria, its scores, its ranking; the upper level's workbook filled."""

from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils import timezone

from qiangxian.contexts.assessments import readers, rounds, schemes
from qiangxian.contexts.assessments.types import RoundState
from qiangxian.contexts.matters import readers as matters
from qiangxian.contexts.matters import units
from qiangxian.contexts.people import readers as people
from qiangxian.kernel.errors import Refused

from .edge import CommandAsked, asking, day
from .matters import file_given
from .output import emit, say

app = typer.Typer(no_args_is_help=True, help="考核评估：开轮次、看得分、看名次。")


@app.command("open")
@asking()
def open_round(
    asked: CommandAsked,
    scheme: Annotated[str, typer.Argument(help="评价标准，如 core_self_assessment、bureau_appraisal，或装入的编号")],
    first: Annotated[str, typer.Option("--from", help="考核期首日，默认今年 1 月 1 日")] = "",
    last: Annotated[str, typer.Option("--to", help="考核期末日，默认今年 12 月 31 日")] = "",
    unit: Annotated[list[str] | None, typer.Option("--unit", help="参评单位名称，可多次；默认全部可考核的单位")] = None,
    targets: Annotated[list[str] | None, typer.Option("--target", help="指标=目标值，可多次")] = None,
    basis_number: Annotated[str, typer.Option("--basis-number", help="考核依据文号")] = "",
    basis_issuer: Annotated[str, typer.Option("--basis-issuer", help="考核依据印发机关")] = "",
    file: Annotated[Path | None, typer.Option("--file", help="考核依据文件")] = None,
    due: Annotated[str, typer.Option("--due", help="自评报送截止")] = "",
    draft: Annotated[bool, typer.Option("--draft", help="只拟定，不启动")] = False,
) -> None:
    """开一轮考核或自评，固定标准和目标。例：qiangxian assess open core_self_assessment --unit 市市场监管局 --target A3=1200"""
    who, at, code = asked.actor, timezone.now(), asked.county
    year = timezone.localdate().year
    library = schemes.named(code, scheme)
    given: dict[str, Any] = {
        "scheme": scheme,
        "first_date": day(first or f"{year}-01-01", "--from"),
        "report_due": day(due, "--due"),
        "last_date": day(last or f"{year}-12-31", "--to"),
        "unit_ids": [str(people.unit_id_named(code, name)) for name in unit or ()] or _everybody(code, library.of),
        "basis_number": basis_number,
        "basis_issuer": basis_issuer,
        "files": [file_given(file)] if file else [],
    }
    own = rounds.prepare_round(actor=who, at=at, division_code=code, **given).result
    if targets:
        rounds.set_targets(actor=who, at=at, matter_id=own.pk, lines="\n".join(targets))
    if not draft:
        rounds.start_round(actor=who, at=at, matter_id=own.pk)
    own = readers.round_named(who, own.pk)
    told = {
        "round": own.pk,
        "title": own.matter.title,
        "state": own.matter.state,
        "units": [name for _, name in own.units],
    }
    if asked.json_out:
        emit(told)
    else:
        words = RoundState(own.matter.state).label
        say(f"第 {own.pk} 轮：{own.matter.title}，{words}，参评单位 {len(own.units)} 个。")


def _everybody(code: str, of: str) -> list[str]:
    if of == "county":
        raise Refused("没有写明自评单位", column="--unit", remedy="请用 --unit 写明一个单位，如 --unit 市市场监管局")
    return [key for key, _ in units.measurable(matters.to_be(code, {}))]


@app.command("score")
@asking()
def score(asked: CommandAsked, round_id: Annotated[str, typer.Argument(metavar="ROUND", help="轮次编号")]) -> None:
    """各单位得分，逐项列出公式和取数。例：qiangxian assess score 3 --json"""
    own = readers.round_named(asked.actor, round_id)
    _tell(asked, own, readers.scores(asked.actor, own, timezone.localdate())["units"])


@app.command("rank")
@asking()
def rank(asked: CommandAsked, round_id: Annotated[str, typer.Argument(metavar="ROUND", help="轮次编号")]) -> None:
    """按得分排名；没有考核依据的轮次不排名。例：qiangxian assess rank 3 --json"""
    own = readers.round_named(asked.actor, round_id)
    _tell(asked, own, readers.ranking(asked.actor, own, timezone.localdate()))


def _tell(asked: CommandAsked, own: Any, rows: list[dict[str, Any]]) -> None:
    if asked.json_out:
        emit(
            {
                "round": own.pk,
                "title": own.matter.title,
                "state": own.matter.state,
                "units": [_answer(one) for one in rows],
            }
        )
        return
    if own.matter.state not in readers.SUMMED:
        say("今日测算，尚未汇总固定，不作为结果使用。")
    for one in rows:
        place = f"第 {one['place']} 名  {one['grade']}  " if one.get("place") else ""
        waits = f"（待确认，确认后 {one['pending']}）" if one["provisional"] else ""
        print(f"{one['unit']}  {place}{one['shown']} 分{waits}")
        for part in one["parts"]:
            print(f"    {part['label']}  {part['shown']}/{part['weight']}  {part['state_words']}  {part['formula']}")


def _answer(one: dict[str, Any]) -> dict[str, Any]:
    """Numbers as numbers; a missing value is null."""
    parts = [
        {
            **part,
            **{
                name: None if part[name] is None else _number(part[name])
                for name in ("value", "points", "weight", "pending")
            },
        }
        for part in one["parts"]
    ]
    return {**one, "score": _number(one["score"]), "pending": _number(one["pending"]), "parts": parts}


def _number(text: str) -> float | int:
    exact = Fraction(text)
    return exact.numerator if exact.denominator == 1 else float(exact)

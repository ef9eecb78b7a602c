"""`programme list|show|use|submit|check|publish|return|withdraw`: which plan the county works by, and what of it is public."""

from typing import Annotated, Any

import typer
from django.utils import timezone

from qiangxian.contexts.audit.actions import ACTIONS
from qiangxian.contexts.matters import readers as matters
from qiangxian.contexts.programmes import actions, readers
from qiangxian.contexts.programmes.flow import FLOW, state_words
from qiangxian.kernel.actor import Actor

from .edge import acting, county
from .options import ActorName, Division, JsonFlag
from .output import emit, say

app = typer.Typer(no_args_is_help=True, help="方案：列出、设为本县方案、提交校核、校核、发布、退回、撤回。")
ProgrammeId = Annotated[int, typer.Argument(help="工作方案编号（programme list 列出）", metavar="ID")]
Reason = Annotated[str, typer.Option("--reason", help="理由或说明")]


def _row(one: Any) -> dict[str, Any]:
    release = readers.released(one, timezone.localdate()) if one.is_public else None
    return {
        "id": one.pk,
        "title": one.title,
        "division": one.division_code,
        "document_number": one.document_number or None,
        "current": one.is_current,
        "state": one.matter.state,
        "state_words": state_words(one),
        "public": one.is_public,
        "released": {"as_of": release.as_of_date, "digest": release.digest} if release else None,
        "matter": one.matter.code,
    }


def _line(row: dict[str, Any]) -> str:
    marks = "本县方案" if row["current"] else "其他"
    shown = f"，公开内容截至 {row['released']['as_of']}" if row["released"] else "，未公开"
    return f"{row['id']:>4}  {marks}  {row['state_words']}{shown}  《{row['title']}》"


def _tell(programme_id: int, actor: Actor, json_out: bool) -> None:
    row = _row(readers.programme(actor, programme_id))
    if json_out:
        emit(row)
    else:
        print(_line(row))


@app.command("list")
def list_programmes(
    division: Division = "",
    actor: ActorName = "",
    json_out: JsonFlag = False,
) -> None:
    """列出本县的方案：哪一个是本县方案，各自走到哪一步。例：qiangxian programme list --json"""
    rows = readers.visible_programmes(acting(actor)).filter(division_code=county(division))
    found = [_row(one) for one in rows]
    if json_out:
        emit({"programmes": found})
        return
    for row in found:
        print(_line(row))
    say(f"共 {len(found)} 个方案。")


@app.command()
def show(programme_id: ProgrammeId, actor: ActorName = "", json_out: JsonFlag = False) -> None:
    """公众看到的或将看到的内容。例：qiangxian programme show 1"""
    one = readers.programme(acting(actor), programme_id)
    release = readers.proposed(one) or (readers.released(one, timezone.localdate()) if one.is_public else None)
    if json_out:
        emit({**_row(one), "content": release.content if release else None})
        return
    print(_line(_row(one)))
    if release is None:
        say("还没有提交校核，没有拟公开的内容。")
        return
    say(f"{'公开' if release.published_at else '拟公开'}的内容，数值截至 {release.as_of_date}：")
    for target in release.content["targets"]:
        value = "未报送" if target["value"] is None else f"{target['value']} {target['unit']}"
        is_there = "已建立" if target["met"] else "推进中"
        print(f"  {target['label']}：{is_there if target['kind'] == 'existence' else value}")
    counts = [(label, len(release.content[name])) for label, name in (("任务", "tasks"), ("单位", "units"))]
    say("，".join(f"{label} {count}" for label, count in counts))


@app.command()
def use(programme_id: ProgrammeId, reason: Reason = "", actor: ActorName = "", json_out: JsonFlag = False) -> None:
    """设为本县方案：目标、任务和待办改按它；公开页不因此改变。例：qiangxian programme use 2 --actor 张某"""
    who = acting(actor)
    actions.use_programme(actor=who, at=timezone.now(), programme_id=programme_id, reason=reason)
    _tell(programme_id, who, json_out)


def _take(step: str, programme_id: int, given: dict[str, Any], actor: str, json_out: bool) -> None:
    who = acting(actor)
    matter = matters.matter(who, readers.programme(who, programme_id).matter_id)
    code = FLOW.steps[step].action
    ACTIONS[code].function(actor=who, at=timezone.now(), matter_id=matter.pk, expected=matter.state, **given)
    _tell(programme_id, who, json_out)


@app.command()
def submit(
    programme_id: ProgrammeId,
    as_of: Annotated[str, typer.Option("--as-of", help="拟公开的数值取自哪一天（默认今天）")] = "",
    reason: Reason = "",
    actor: ActorName = "",
    json_out: JsonFlag = False,
) -> None:
    """提交校核：冻结拟公开的文字和数值。例：qiangxian programme submit 1 --actor 张某"""
    _take("submit", programme_id, {"as_of": as_of, "reason": reason}, actor, json_out)


def _second(step: str, words: str, example: str) -> None:
    """A step a second person takes."""

    def take(programme_id: ProgrammeId, reason: Reason = "", actor: ActorName = "", json_out: JsonFlag = False) -> None:
        _take(step, programme_id, {"reason": reason}, actor, json_out)

    take.__doc__ = f"{words}。例：qiangxian programme {step} {example}"
    app.command(step)(take)


_second("check", "校核通过；须由提交人以外的人办理", "1 --actor 李某")
_second("publish", "发布：任何人都能看到提交时冻结的内容；须由提交人以外的人办理", "1 --actor 李某")
_second("return", "退回修改", "1 --reason 数值有误 --actor 李某")
_second("withdraw", "撤回：公开页不再显示；须由提交人以外的人办理", "1 --reason 文件废止 --actor 李某")

"""`matters list|show|take`: what is owed, one matter, one step; every flow by the same three commands."""

from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils import timezone

from qiangxian.contexts.audit.actions import ACTIONS
from qiangxian.contexts.matters import readers
from qiangxian.contexts.matters.flow import FLOWS, step_of
from qiangxian.contexts.people import readers as people
from qiangxian.kernel.errors import Refused

from .edge import CommandAsked, asking
from .output import emit, say

app = typer.Typer(no_args_is_help=True, help="事项：列出、查看、办理。")
SHORT = ("number", "flow", "title", "state", "state_words", "due", "days_late", "owed_by")


@app.command("list")
@asking()
def list_matters(
    asked: CommandAsked,
    flow_code: Annotated[str, typer.Option("--flow", help="流程代码")] = "",
    state: Annotated[str, typer.Option("--state", help="状态代码")] = "",
    unit: Annotated[str, typer.Option("--unit", help="承办单位名称")] = "",
    late: Annotated[bool, typer.Option("--late", help="只列逾期")] = False,
    mine: Annotated[bool, typer.Option("--mine", help="只列该账号现在能办理的")] = False,
) -> None:
    """列出事项。例：qiangxian matters list --late --json"""
    code, who, today = asked.county, asked.actor, timezone.localdate()
    rows = readers.open_to(who) if mine else readers.visible_matters(who)
    rows = rows.filter(division_code=code)
    if flow_code:
        rows = rows.filter(flow=FLOWS.named(flow_code).code)
    if state:
        rows = rows.filter(state=state)
    if unit:
        rows = rows.filter(readers.taking_part(f"unit:{people.unit_id_named(code, unit)}"))
    found = [
        readers.summary(who, row, today) for row in rows.prefetch_related("participants").order_by("due_date", "id")
    ]
    found = [one for one in found if one["days_late"]] if late else found
    if asked.json_out:
        emit({"matters": [{name: one[name] for name in SHORT} for one in found]})
        return
    for one in found:
        print(f"{one['number']:<20} {one['state_words']}  {one['title']}  {_day_words(one)}")
    say(f"共 {len(found)} 件。")


@app.command("show")
@asking()
def show(asked: CommandAsked, number: str) -> None:
    """查看一件事项：状态、期限、由谁办理、可以办理的步骤、办理过程。例：qiangxian matters show cultivation-12 --json"""
    who = asked.actor
    one = readers.summary(who, readers.matter_named(who, number), timezone.localdate())
    if asked.json_out:
        emit(one)
        return
    print(f"{one['title']}（{one['number']}）  {one['state_words']}  {_day_words(one)}")
    print("由谁办理：" + "、".join(owes["label"] for owes in one["owed_by"]))
    for step in one["steps"]:
        print(f"  {step['code']:<16} {step['label']}" + ("" if step["allowed"] else f"（不可办：{step['reason']}）"))
    for row in one["log"]:
        print(f"  {row['day']}  {row['step']}  {row['by']}  {row['reason'] or ''}")


@app.command("take")
@asking()
def take(
    asked: CommandAsked,
    number: str,
    step: str,
    settings: Annotated[list[str] | None, typer.Option("--set", help="要填写的内容，FIELD=VALUE，可多次")] = None,
    files: Annotated[list[Path] | None, typer.Option("--file", help="佐证材料，可多次")] = None,
    expect: Annotated[str, typer.Option("--expect", help="应处的状态；不符则不办理")] = "",
) -> None:
    """办理一步。例：qiangxian matters take cultivation-12 return --set reason=缺同意书 --expect applied --actor office"""
    who = asked.actor
    found = readers.matter_named(who, number)
    given: dict[str, Any] = {"expected": expect, **_given(settings or [])}
    if files:
        given["files"] = [file_given(path) for path in files]
    spec = step_of(found, step)
    ACTIONS[spec.action].function(actor=who, at=timezone.now(), matter_id=found.pk, **given)
    after = readers.summary(who, readers.matter_named(who, f"{found.flow}-{found.pk}"), timezone.localdate())
    if asked.json_out:
        emit(after)
    else:
        say(f"{spec.label}：已办理，现在是“{after['state_words']}”。")


def _given(settings: list[str]) -> dict[str, str]:
    pairs = [one.partition("=") for one in settings]
    if wrong := [name for name, sign, _ in pairs if not sign or not name]:
        raise Refused("写法不对", column="--set", value=wrong[0], remedy="请写成 FIELD=VALUE")
    return {name: value for name, _, value in pairs}


def file_given(path: Path) -> tuple[str, bytes]:
    """Name and content of a file somebody names; `Refused` where there is none."""
    if not path.is_file():
        raise Refused("没有这个文件", file=str(path), remedy="请核对路径")
    return path.name, path.read_bytes()


def _day_words(one: dict[str, Any]) -> str:
    late = f"（逾期 {one['days_late']} 日）" if one["days_late"] else ""
    return f"期限 {one['due']}{late}" if one["due"] else ""

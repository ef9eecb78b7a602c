"""`notices list|send`: the reminders that wait in a county, and sending them now."""

from datetime import date
from typing import Annotated

import typer
from django.utils import timezone

from qiangxian.contexts.registers.due import reminders
from qiangxian.contexts.registers.due.types import DueItem
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import Refused

from .edge import acting, county, day
from .options import ActorName, Division, JsonFlag
from .output import emit, say

app = typer.Typer(no_args_is_help=True, help="到期提醒：列出待发送的，立即发送。")
On = Annotated[str, typer.Option("--date", help="按哪一天，默认今天")]


def _today(text: str) -> date:
    today = timezone.localdate()
    asked = day(text, "--date") or today
    if asked > today:
        raise Refused("不能按将来的日期提醒", column="--date", value=text, remedy="请填写今天或以前的日期")
    return asked


@app.command("list")
def list_waiting(division: Division = "", on: On = "", json_out: JsonFlag = False) -> None:
    """到了提醒日、还没有发过的提醒，和须线下告知的。例：qiangxian notices list"""
    code, as_of = county(division), AsOf.on(_today(on))
    come = [one for one in reminders.pending(code, as_of) if not one.is_told]
    rows = [_row(*one) for one in reminders.prepared(code, come, as_of)]
    waiting = [row for row in rows if not row["offline"]]
    offline = [row for row in rows if row["offline"]]
    if json_out:
        emit({"division": code, "date": as_of.effective, "waiting": waiting, "offline": offline})
        return
    for row in rows:
        print(f"{row['last_day']}  {row['rule']}  {row['number']}  {row['holders']}  {row['reach']}")
    say(f"待发送 {len(waiting)} 条，须线下告知 {len(offline)} 条。")


def _row(one: reminders.Pending, item: DueItem, reach: str) -> dict[str, object]:
    return {
        "number": item.number,
        "title": item.title,
        "kind": item.found.kind,
        "holders": item.holders,
        "due_date": item.found.due_date,
        "last_day": item.last_day,
        "payment": item.found.payment or None,
        "rule": one.rule.words,
        "rule_date": one.rule_date,
        "reach": reach,
        "offline": one.is_offline,
        "words": item.words,
    }


@app.command()
def send(
    division: Division = "",
    on: On = "",
    actor: ActorName = "",
    json_out: JsonFlag = False,
) -> None:
    """立即发送全部待发提醒；发过的不会再发。例：qiangxian notices send"""
    code = county(division)
    asked = _today(on)
    told = reminders.send_chosen(actor=acting(actor), at=timezone.now(), division_code=code, today=asked, keys=None)
    offline = sum(one.tab == "offline" for one in reminders.pending(code, AsOf.on(asked)))
    if json_out:
        emit({"division": code, "sent": len(told), "offline": offline})
    else:
        say(f"已向 {len(set(told))} 家企业发出 {len(told)} 条提醒。" if told else "没有待发送的提醒。")
        if offline:
            say(f"另有 {offline} 条系统无法送达，须线下告知（qiangxian notices list 列出）。")

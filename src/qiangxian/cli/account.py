"""`account add|reset|confirm|unlock|list`: people who log in, from the command line."""

from datetime import date, datetime
from typing import Annotated, Any

import typer
from django.utils import timezone

from qiangxian.contexts.people import actions, readers
from qiangxian.contexts.people.actions.accounts import AccountFacts
from qiangxian.contexts.registers.enterprises.readers.enterprises import record_of
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import NotFound, Refused
from qiangxian.kernel.roles import choices, label

from .edge import acting, county
from .options import ActorName, JsonFlag
from .output import emit, say

app = typer.Typer(no_args_is_help=True, help="账号：建立、重置、解锁、列出。")


def _role(word: str) -> str:
    by_word = {word: code for code, label in choices() for word in (code, label)}
    if word not in by_word:
        every = "、".join(f"{code}（{label}）" for code, label in choices())
        raise Refused("没有这种角色", column="--role", value=word, remedy=f"可用：{every}")
    return by_word[word]


def _person(name: str, code: str, who: Actor, now: datetime) -> int | None:
    """The person of that name in the county, registered where there is none yet; of several the office has to choose."""
    if not name:
        return None
    found = list(readers.persons_of(code).filter(name=name)[:2])
    if len(found) > 1:
        raise Refused("本县（市、区）有同名的人", column="--person", value=name, remedy="请在账号页面按职务选择")
    if found:
        return found[0].pk
    return int(actions.add_person(actor=who, at=now, division_code=code, name=name).id)


def _told(account: Any, password: str, json_out: bool) -> None:
    if json_out:
        emit({"name": account.name, "password": password, "active": account.is_active})
        return
    say(f"账号 {account.name} 的密码（只显示这一次）：")
    print(password)
    if account.closed_at:
        say("这个账号已停用，现在不能登录；先申请恢复。")
    elif not account.is_active:
        say("账号尚未启用：请由本县的安全管理员在账号页面确认。")


def _unit(name: str, code: str, who: Actor, now: datetime) -> int | None:
    """The unit of that name; the first one a new county names is created, later ones are looked up."""
    if not name:
        return None
    if not readers.has_units(code):
        actions.create_unit(actor=who, at=now, division_code=code, name=name)
        say(f"本县（市、区）还没有单位，已建立“{name}”")
    return readers.unit_id_named(code, name)


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="登录名")],
    role: Annotated[str, typer.Option(help="角色，如 office 或 领导小组办公室")],
    unit: Annotated[str, typer.Option(help="单位名称")] = "",
    person: Annotated[str, typer.Option(help="这个账号是谁的：姓名，同一人的几个账号写同一姓名")] = "",
    display_name: Annotated[str, typer.Option(help="显示的姓名")] = "",
    enterprise: Annotated[str, typer.Option(help="企业账号是哪一家的：统一社会信用代码")] = "",
    division: Annotated[str, typer.Option(help="行政区划代码")] = "",
    valid_from: Annotated[str, typer.Option("--from", help="起始日，默认今天")] = "",
    basis: Annotated[str, typer.Option(help="任命依据：文件名称、文号")] = "",
    actor: ActorName = "",
    json_out: JsonFlag = False,
) -> None:
    """建立账号并授予角色；密码自动生成，首次登录须修改。例：qiangxian account add zhang --role office --person 姓名 --unit 市市场监管局"""
    who, code, now = acting(actor), county(division), timezone.now()
    chosen = _role(role)
    unit_id = _unit(unit, code, who, now)
    person_id = _person(person, code, who, now)
    told: AccountFacts = {"display_name": display_name or person}
    if enterprise:
        told["enterprise_record_id"] = record_of(enterprise, code)
    made = actions.create_account(actor=who, at=now, name=name, unit_id=unit_id, person_id=person_id, **told)
    account, password = made.result["account"], made.result["password"]
    account_id = account.pk
    start = date.fromisoformat(valid_from) if valid_from else timezone.localdate()
    actions.grant_role(
        actor=who, at=now, account_id=account_id, role=chosen, division_code=code, valid_from=start, note=basis
    )
    _told(readers.account_named(name), password, json_out)


@app.command()
def reset(name: str, actor: ActorName = "", json_out: JsonFlag = False) -> None:
    """重置密码。例：qiangxian account reset zhang"""
    account = readers.account_named(name)
    made = actions.reset_password(actor=acting(actor), at=timezone.now(), account_id=account.pk)
    if "password" in made.result:
        _told(readers.account_named(name), made.result["password"], json_out)
    elif json_out:
        emit({"name": account.name, "waiting": True})
    else:
        say(f"已申请重置 {account.name}；这是管理账号，须由担任另一项管理职责的人确认后才产生新密码。")


@app.command()
def confirm(name: str, actor: ActorName = "", json_out: JsonFlag = False) -> None:
    """确认一个账号等待第二人确认的事项。例：qiangxian account confirm zhang"""
    account = readers.account_named(name)
    waiting = list(readers.steps_of(account).filter(done_at__isnull=True))
    if not waiting:
        raise NotFound(f"账号“{account.name}”没有等待确认的事项", remedy="用 qiangxian account list 查看状态")
    for step in waiting:
        done = actions.confirm_step(actor=acting(actor), at=timezone.now(), step_id=step.pk).result
        if "password" in done:
            _told(done["account"], done["password"], json_out)
        elif json_out:
            emit({"name": account.name, "confirmed": step.kind})
        else:
            say(f"已确认 {account.name}：{step.get_kind_display()}。")


@app.command()
def unlock(name: str, actor: ActorName = "", json_out: JsonFlag = False) -> None:
    """解除登录失败造成的锁定。例：qiangxian account unlock zhang"""
    account = readers.account_named(name)
    actions.unlock_account(actor=acting(actor), at=timezone.now(), account_id=account.pk)
    if json_out:
        emit({"name": name, "unlocked": True})
    else:
        say(f"账号 {name} 已解锁。")


@app.command("list")
def list_accounts(json_out: JsonFlag = False) -> None:
    """列出全部账号。例：qiangxian account list"""
    locked = readers.locked_accounts(timezone.now())
    rows: list[dict[str, Any]] = [
        {
            "name": a.name,
            "display_name": a.display_name,
            "person": str(a.person),
            "unit": a.unit.name if a.unit else None,
            "roles": sorted({r.role for r in a.role_assignments.all() if r.valid_to is None}),
            "active": a.is_active,
            "demo": a.is_demo,
            "locked": a.pk in locked,
            "closed": a.closed_at is not None,
        }
        for a in readers.accounts(Actor.system())
    ]
    if json_out:
        emit({"accounts": rows})
        return
    for row in rows:
        state = "已停用" if row["closed"] else "锁定" if row["locked"] else "在用" if row["active"] else "从未启用"
        demo = "\t演示" if row["demo"] else ""
        roles = "、".join(label(r) for r in row["roles"]) or "无角色"
        print(f"{row['name']}\t{row['display_name']}\t{row['unit'] or '—'}\t{roles}\t{state}{demo}")

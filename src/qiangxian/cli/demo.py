"""`demo`: the deterministic demonstration county, its accounts, and taking both out again."""

import json
import logging
import os
import sys
from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

import typer
from django.conf import settings
from django.utils import timezone

from qiangxian.contexts.matters.story import Story, stories
from qiangxian.contexts.people import actions as people_actions
from qiangxian.contexts.people import readers as people
from qiangxian.contexts.registers.demonstration import actions as registers
from qiangxian.contexts.registers.demonstration import readers as register_readers
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import DomainError

from . import demo_proofs
from .edge import DEFAULT_DIVISION, county
from .options import JsonFlag
from .output import emit, say

ACCOUNTS_FILE = settings.VAR / "demo-accounts.json"
NEIGHBOUR = "410482"
logger = logging.getLogger("qiangxian.demo")
CAST = [
    ("demo-leader", "演示副市长", "leader", DEFAULT_DIVISION, ""),
    ("demo-office", "演示办公室", "office", DEFAULT_DIVISION, "市市场监管局"),
    ("demo-liaison", "演示工信联络员", "liaison", DEFAULT_DIVISION, "市工信局"),
    ("demo-liaison-agri", "演示农业联络员", "liaison", DEFAULT_DIVISION, "市农业农村局"),
    ("demo-unit-head", "演示工信负责人", "unit_head", DEFAULT_DIVISION, "市工信局"),
    ("demo-enterprise", "演示企业", "enterprise", DEFAULT_DIVISION, ""),
    ("demo-auditor", "演示审计员", "auditor", DEFAULT_DIVISION, ""),
    ("demo-sysadmin", "演示系统管理员", "sysadmin", DEFAULT_DIVISION, ""),
    ("demo-secadmin", "演示安全管理员", "secadmin", DEFAULT_DIVISION, ""),
    ("demo-neighbour", "演示邻县办公室", "office", NEIGHBOUR, "市市场监管局"),
]


def load_if_absent() -> None:
    """What `setup` does: each part where it is not there yet. A part that cannot be loaded (an older demonstration county
    need not fit today's story) is left out, saying so: a demonstration never stops the product."""
    if not register_readers.has_demo(DEFAULT_DIVISION):
        _or_without("县", partial(load, DEFAULT_DIVISION, scale=1))
    if not ACCOUNTS_FILE.exists():
        _or_without("账号", make_accounts)
    for story in stories():
        _or_without(story.label, partial(_tell, story, DEFAULT_DIVISION))


def _or_without(part: str, load_part: Callable[[], object]) -> None:
    try:
        load_part()
    except Exception as fault:
        logger.info("demonstration left out", exc_info=True)
        say(f"演示{part}没有装入：{fault}。不影响使用；要重新装入，先 qiangxian demo --remove，再 qiangxian demo。")


def load(division: str, *, scale: int) -> int:
    """Store the county; returns how many records it has."""
    if register_readers.has_demo(division):
        raise DomainError("演示数据已经在库里", remedy="先用 qiangxian demo --remove 移除")
    say("正在装入演示县数据……")
    receipt = registers.load_demo(
        actor=Actor.system(),
        at=timezone.now(),
        division_code=division,
        scale=scale,
        through_date=timezone.localdate(),
        progress=_show if sys.stderr.isatty() else (lambda _done: None),
    )
    demo_proofs.link_proofs(division, at=timezone.now(), today=timezone.localdate())
    return int(receipt.result)


def _show(done: int) -> None:
    sys.stderr.write(f"\r已装入 {done:,} 条")
    sys.stderr.flush()


def _unit(division: str, name: str) -> int | None:
    if not name:
        return None
    try:
        return people.unit_id_named(division, name)
    except DomainError:
        receipt = people_actions.create_unit(actor=Actor.system(), at=timezone.now(), division_code=division, name=name)
        return int(receipt.id)


def _account(name: str, words: str, role: str, division: str, unit: str) -> dict[str, Any]:
    """A demonstration account with a fresh generated password; one that stands already only gets the password."""
    system, now = Actor.system(), timezone.now()
    standing = people.find_account(name)
    firm = register_readers.first_demo_enterprise(division) if role == "enterprise" else None
    if standing is None:
        made = people_actions.create_account(
            actor=system,
            at=now,
            name=name,
            display_name=words,
            unit_id=_unit(division, unit),
            enterprise_record_id=firm,
            is_demo=True,
        ).result
        today = timezone.localdate()
        people_actions.grant_role(
            actor=system, at=now, account_id=made["account"].pk, role=role, division_code=division, valid_from=today
        )
    else:
        people_actions.activate_demo_account(actor=system, at=now, account_id=standing.pk, enterprise_record_id=firm)
        made = people_actions.reset_password(actor=system, at=now, account_id=standing.pk).result
    return {"name": name, "password": made["password"], "role": role, "unit": unit or None}


def make_accounts() -> None:
    """One account a role, with generated passwords in a file only its owner may read."""
    rows = [_account(*line) for line in CAST]
    ACCOUNTS_FILE.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(ACCOUNTS_FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        json.dump(rows, out, ensure_ascii=False, indent=1)
    ACCOUNTS_FILE.chmod(0o600)


def _tell(story: Story, division: str) -> None:
    story.load(actor=Actor.system(), at=timezone.now(), division_code=division)


def remove(division: str) -> int:
    """Take the county out and close its accounts; returns how many records went."""
    now, system = timezone.now(), Actor.system()
    demo_proofs.withdraw_proofs(division, at=now)
    for story in reversed(stories()):
        story.remove(actor=system, at=now, division_code=division)
    gone = registers.remove_demo(actor=system, at=now, division_code=division).result
    for name, _roles in people.demo_accounts():
        found = people.account_named(name)
        if found.is_active:
            people_actions.deactivate_account(actor=system, at=now, account_id=found.pk, reason="移除演示数据")
    ACCOUNTS_FILE.unlink(missing_ok=True)
    return int(gone)


def demo(
    scale: Annotated[int, typer.Option(min=1, max=1000, help="数据量倍数（压力测试用）")] = 1,
    remove_it: Annotated[bool, typer.Option("--remove", help="移除演示数据和演示账号")] = False,
    division: Annotated[str, typer.Option(help="行政区划代码")] = "",
    json_out: JsonFlag = False,
) -> None:
    """装入或移除演示县（全部标有“演示”）。例：qiangxian demo --scale 2"""
    code = county(division)
    if remove_it:
        records = remove(code)
    else:
        records = load(code, scale=scale)
        make_accounts()
        for story in stories():
            _or_without(story.label, partial(_tell, story, code))
    if json_out:
        emit({"records": records, "division": code, "removed": remove_it, "scale": scale})
    else:
        say(f"{'已移除' if remove_it else '已装入'}演示数据 {records:,} 条。")

"""The first week of a county: what comes in which order and why, what is done, and where the next thing is done.

Nothing here is ticked by hand: each step asks the facts it is about, so that the list says the truth also to who comes later."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from qiangxian.contexts.lists.types import Viewer
from qiangxian.contexts.notices import readers as notices
from qiangxian.contexts.people import readers as people
from qiangxian.contexts.people.policies import may_edit_units, may_read_accounts
from qiangxian.contexts.programmes import readers as programmes
from qiangxian.contexts.registers.demonstration.readers import has_demo
from qiangxian.contexts.registers.records.summary import RegisterCard, cards
from qiangxian.kernel.actor import Actor, Grant
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.roles import labels
from qiangxian.web.request import Request

from ..plan.beginning import reading_at_hand

NEEDED = ("sysadmin", "secadmin", "office")
PAGES = {"desk:accounts": may_read_accounts, "desk:units": may_edit_units, "desk:townships": may_edit_units}
FIRST_REGISTERS = ("enterprise", "right")


@dataclass(frozen=True)
class Step:
    """One thing of the first week: its code, why it stands here in the order, whether it is done, what is missing, and its page
    (empty for those who may not open it)."""

    code: str
    title: str
    why: str
    missing: str
    url: str
    label: str

    @property
    def done(self) -> bool:
        """Nothing is missing."""
        return not self.missing


@dataclass
class _Known:
    """What the steps are told from: the county, its programme and its registers, each asked once."""

    code: str
    programme: Any
    registers: list[RegisterCard]


def waiting(request: Request) -> list[Step]:
    """The list for the home page of the office while something in it is open; empty when all is done, for everybody else, and where
    the county is the demonstration's."""
    codes = sorted(request.actor.divisions("office"))
    if not codes or request.actor.is_system or has_demo(codes[0]):
        return []
    found = steps(request, codes[0])
    return [] if all(step.done for step in found) else found


def steps(request: Request, code: str) -> list[Step]:
    """All steps in their order."""
    known = _known(code, request.as_of)
    return [
        Step(step, title, why, missing(known), *_way(request, known, view, label))
        for step, title, why, missing, view, label in STEPS
    ]


def _known(code: str, as_of: AsOf) -> _Known:
    """Asked as the county's office sees it, for everybody alike: an administrator, who sees no business data, is not told that
    nothing is there."""
    office = Actor(None, "第一周", frozenset({Grant("office", code)}))
    return _Known(code, programmes.current_programme(office, code), cards(Viewer(office, as_of), code))


def _way(request: Request, known: _Known, view: str, label: str) -> tuple[str, str]:
    """Where the step is done and what that is called; a plan that was read is confirmed, not brought in again."""
    url = _url(request, view)
    if url and view == "desk:plan_import" and known.programme is None:
        read = reading_at_hand(request.actor, known.code)
        if read is not None:
            return reverse("desk:proposal", args=[read.pk]), "核对识别结果"
    return url, label


def _url(request: Request, view: str) -> str:
    needed = PAGES.get(view)
    may = needed.anywhere(request.actor) if needed else view == "desk:setup" or request.actor.has("office")
    return reverse(view) if may else ""


def _county(known: _Known) -> str:
    county = people.county_set_up(known.code)
    return "" if county and county.issuing_body else "还没有写明对外发文单位"


def _accounts(known: _Known) -> str:
    held = people.roles_at_work(known.code)
    lacking = [role for role in NEEDED if role not in held]
    return f"还没有{labels(lacking)}" if lacking else ""


def _units(known: _Known) -> str:
    if not people.has_units(known.code):
        return "还没有单位"
    names = programmes.unmatched_names(known.programme.pk) if known.programme else []
    return f"方案中有 {len(names)} 个单位名称没有对应：{'、'.join(names[:3])}" if names else ""


def _townships(known: _Known) -> str:
    county = people.county_set_up(known.code)
    return "" if county and county.townships_checked_at else "名单还没有人核对"


def _plan(known: _Known) -> str:
    return "" if known.programme else "还没有生成任务清单"


def _registers(known: _Known) -> str:
    empty = [
        card.register.label for card in known.registers if card.register.kind in FIRST_REGISTERS and not card.total
    ]
    return f"{'、'.join(empty)}还是空的" if empty else ""


def _complete(known: _Known) -> str:
    filled = [card for card in known.registers if card.total or card.register.kind in FIRST_REGISTERS]
    open_ = [card.register.label for card in filled if card.through is None]
    return f"没有声明：{'、'.join(open_)}" if open_ else ""


def _reminders(known: _Known) -> str:
    return "" if notices.channels(known.code) else "还没有决定是否开启"


def _published(known: _Known) -> str:
    shown = known.programme and programmes.public_programmes().filter(pk=known.programme.pk).exists()
    return "" if shown else "方案还没有公开"


STEPS: tuple[tuple[str, str, str, Callable[[_Known], str], str, str], ...] = (
    (
        "county",
        "本县",
        "公示、入库通知和提醒由谁发文、登在哪里，都从这里取。",
        _county,
        "desk:setup",
        "填写",
    ),
    (
        "accounts",
        "账号",
        "三项管理职责由不同的人担任；先有人，后面的事才记得清是谁办的。",
        _accounts,
        "desk:accounts",
        "管理账号",
    ),
    ("units", "单位", "任务、账号和通知都挂在单位上；方案里的单位名称要对得上。", _units, "desk:units", "维护单位"),
    (
        "townships",
        "乡镇",
        "企业按乡镇分组；全国名单是某一年的，撤并过的要更正。",
        _townships,
        "desk:townships",
        "核对乡镇",
    ),
    ("plan", "方案", "任务、阶段和目标都从公布的方案里来，逐项对照原文确认。", _plan, "desk:plan_import", "导入方案"),
    (
        "registers",
        "台账",
        "先企业，后知识产权，再法律事件、年费和资质：后面的要认得前面的。",
        _registers,
        "desk:imports",
        "导入清单",
    ),
    (
        "complete",
        "数据齐全截至",
        "说明每个台账录到了哪一天；没有声明，目标显示“未报送”，不会当作 0。",
        _complete,
        "desk:registers",
        "逐个声明",
    ),
    (
        "reminders",
        "提醒",
        "年费记录录齐以前不要开启，免得催已经缴过的企业。",
        _reminders,
        "desk:reminder_channels",
        "决定开启或不开",
    ),
    ("publish", "发布", "另一人校核后公开，公众从首页看得到方案和目标。", _published, "desk:plan", "校核和发布"),
)

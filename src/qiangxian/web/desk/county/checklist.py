"""The first week of a county: what comes in which order and why, what is done, and where the next thing is done.

Nothing here is ticked by hand: each step asks the facts it is about, so that the list says the truth also to who comes later."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from qiangxian.contexts.lists.types import Viewer
from qiangxian.contexts.notices import readers as notices
from qiangxian.contexts.people import readers as people
from qiangxian.contexts.people.policies import may_edit_units, may_read_accounts
from qiangxian.contexts.programmes import readers as programmes
from qiangxian.contexts.registers.demonstration.readers import has_demo
from qiangxian.contexts.registers.records.summary import cards
from qiangxian.kernel.actor import Actor, Grant
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.roles import labels
from qiangxian.web.request import Request

from ..plan.beginning import reading_at_hand

NEEDED = ("sysadmin", "secadmin", "office")
PAGES = {"desk:accounts": may_read_accounts, "desk:units": may_edit_units, "desk:townships": may_edit_units}
FIRST_REGISTERS = ("enterprise", "right")


@dataclass(frozen=True)
class WeekStep:
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


class FirstWeek:
    """What each step still lacks, in words; empty where it is done. Asked as the county's office sees it, for everybody alike: an
    administrator, who sees no business data, is not told that nothing is there."""

    def __init__(self, code: str, as_of: AsOf) -> None:
        office = Actor(None, "第一周", frozenset({Grant("office", code)}))
        self.code, self.programme = code, programmes.current_programme(office, code)
        self.cards = cards(Viewer(office, as_of), code)

    def county(self) -> str:
        """The body that issues papers."""
        county = people.county_set_up(self.code)
        return "" if county and county.issuing_body else "还没有写明对外发文单位"

    def accounts(self) -> str:
        """Somebody for each of the duties."""
        held = people.roles_at_work(self.code)
        lacking = [role for role in NEEDED if role not in held]
        return f"还没有{labels(lacking)}" if lacking else ""

    def units(self) -> str:
        """Units, and a unit for every name in the plan."""
        if not people.has_units(self.code):
            return "还没有单位"
        names = programmes.unmatched_names(self.programme.pk) if self.programme else []
        return f"方案中有 {len(names)} 个单位名称没有对应：{'、'.join(names[:3])}" if names else ""

    def townships(self) -> str:
        """A look at the list."""
        county = people.county_set_up(self.code)
        return "" if county and county.townships_checked_at else "名单还没有人核对"

    def plan(self) -> str:
        """A programme."""
        return "" if self.programme else "还没有生成任务清单"

    def registers(self) -> str:
        """Something in the first registers."""
        empty = [card.register.label for card in self.cards if card.register.kind in FIRST_REGISTERS and not card.total]
        return f"{'、'.join(empty)}还是空的" if empty else ""

    def complete(self) -> str:
        """The day up to which they are complete."""
        filled = [card for card in self.cards if card.total or card.register.kind in FIRST_REGISTERS]
        open_ = [card.register.label for card in filled if card.through is None]
        return f"没有声明：{'、'.join(open_)}" if open_ else ""

    def reminders(self) -> str:
        """A decision."""
        return "" if notices.channels(self.code) else "还没有决定是否开启"

    def published(self) -> str:
        """A plan the public sees."""
        shown = self.programme and programmes.public_programmes().filter(pk=self.programme.pk).exists()
        return "" if shown else "方案还没有公开"


def waiting(request: Request) -> list[WeekStep]:
    """The list for the home page of the office while something in it is open; empty when all is done, for everybody else, and where
    the county is the demonstration's."""
    codes = sorted(request.actor.divisions("office"))
    if not codes or request.actor.is_system or has_demo(codes[0]):
        return []
    found = steps(request, codes[0])
    return [] if all(step.done for step in found) else found


def steps(request: Request, code: str) -> list[WeekStep]:
    """All steps in their order."""
    week = FirstWeek(code, request.as_of)
    return [
        WeekStep(step, title, why, missing(week), *_way(request, week, view, label))
        for step, title, why, missing, view, label in STEPS
    ]


def _way(request: Request, week: FirstWeek, view: str, label: str) -> tuple[str, str]:
    """Where the step is done and what that is called; a plan that was read is confirmed, not brought in again."""
    url = _url(request, view)
    if url and view == "desk:plan_import" and week.programme is None:
        read = reading_at_hand(request.actor, week.code)
        if read is not None:
            return reverse("desk:proposal", args=[read.pk]), "核对识别结果"
    return url, label


def _url(request: Request, view: str) -> str:
    needed = PAGES.get(view)
    may = needed.anywhere(request.actor) if needed else view == "desk:setup" or request.actor.has("office")
    return reverse(view) if may else ""


STEPS: tuple[tuple[str, str, str, Callable[[FirstWeek], str], str, str], ...] = (
    (
        "county",
        "本县",
        "公示、入库通知和提醒由谁发文、登在哪里，都从这里取。",
        FirstWeek.county,
        "desk:setup",
        "填写",
    ),
    (
        "accounts",
        "账号",
        "三项管理职责由不同的人担任；先有人，后面的事才记得清是谁办的。",
        FirstWeek.accounts,
        "desk:accounts",
        "管理账号",
    ),
    (
        "units",
        "单位",
        "任务、账号和通知都挂在单位上；方案里的单位名称要对得上。",
        FirstWeek.units,
        "desk:units",
        "维护单位",
    ),
    (
        "townships",
        "乡镇",
        "企业按乡镇分组；全国名单是某一年的，撤并过的要更正。",
        FirstWeek.townships,
        "desk:townships",
        "核对乡镇",
    ),
    (
        "plan",
        "方案",
        "任务、阶段和目标都从公布的方案里来，逐项对照原文确认。",
        FirstWeek.plan,
        "desk:plan_import",
        "导入方案",
    ),
    (
        "registers",
        "台账",
        "先企业，后知识产权，再法律事件、年费和资质：后面的要认得前面的。",
        FirstWeek.registers,
        "desk:imports",
        "导入清单",
    ),
    (
        "complete",
        "数据齐全截至",
        "说明每个台账录到了哪一天；没有声明，目标显示“未报送”，不会当作 0。",
        FirstWeek.complete,
        "desk:registers",
        "逐个声明",
    ),
    (
        "reminders",
        "提醒",
        "年费记录录齐以前不要开启，免得催已经缴过的企业。",
        FirstWeek.reminders,
        "desk:reminder_channels",
        "决定开启或不开",
    ),
    (
        "publish",
        "发布",
        "另一人校核后公开，公众从首页看得到方案和目标。",
        FirstWeek.published,
        "desk:plan",
        "校核和发布",
    ),
)

"""What the shell of every page shows: navigation by job and role, the days asked for, the programme of the page, the user's menu."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from qiangxian.contexts.audit import policies as audit
from qiangxian.contexts.dossiers import policies as dossiers
from qiangxian.contexts.notices import readers as notices
from qiangxian.contexts.people import policies as people
from qiangxian.contexts.people import readers as people_readers
from qiangxian.contexts.programmes import readers as programmes
from qiangxian.contexts.programmes.policies import may_read as may_read_plans
from qiangxian.contexts.quality import policies as quality
from qiangxian.contexts.registers.demonstration.readers import has_demo
from qiangxian.kernel import division
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.roles import ADMINISTRATION, OFFICIALS, STAFF, Policy, holder, labels, role, staff
from qiangxian.web.guide.pages import page_for
from qiangxian.web.recent import recent
from qiangxian.web.request import Request
from qiangxian.web.staying import ends_at

DAYS = ("as_of", "known")


@dataclass(frozen=True)
class MenuPlace:
    """One entry of the navigation: its words, its page, who may see it, and where pages of its own stand elsewhere."""

    label: str
    view: str
    icon: str
    may: Policy
    group: str = ""
    beneath: str = ""


PLACES = (
    MenuPlace("总览", "desk:overview", "layout-dashboard", holder(*STAFF, *ADMINISTRATION)),
    MenuPlace("我的待办", "desk:todo", "inbox", role("leader", "office", "liaison", "unit_head")),
    MenuPlace("待办和逾期", "desk:matters", "clock-exclamation", staff),
    MenuPlace("进展报告", "desk:progress", "report", staff),
    MenuPlace("工作调度", "desk:supervision", "send", staff),
    MenuPlace("收文和会议", "desk:meetings", "calendar-event", staff),
    MenuPlace("考核", "desk:assessments", "clipboard-check", staff),
    MenuPlace("验收卷宗", "desk:dossiers", "archive", dossiers.may_read),
    MenuPlace("方案与任务", "desk:plan", "file-text", staff),
    MenuPlace("我单位的任务", "desk:my_tasks", "checklist", role("liaison", "unit_head", "office")),
    MenuPlace("通讯录", "desk:contacts", "address-book", staff),
    MenuPlace("目标进展", "desk:targets", "target-arrow", staff, beneath="/desk/programmes/"),
    MenuPlace("统计指标", "desk:indicators", "chart-bar", staff, beneath="/desk/reported/"),
    MenuPlace("基础台账", "desk:registers", "database", staff),
    MenuPlace("专利信息", "desk:patents", "search", staff),
    MenuPlace("到期与提醒", "desk:due", "bell", staff, beneath="/desk/reminders/"),
    MenuPlace("企业评价", "desk:size_classes", "building-factory-2", staff, beneath="/desk/enterprises/"),
    MenuPlace("企业培育库", "desk:cultivation", "plant-2", staff),
    MenuPlace("数据质量", "desk:quality", "shield-check", quality.may_read),
    MenuPlace("导入", "desk:imports", "upload", role("office")),
    MenuPlace("法规与参数", "desk:rules", "scale", staff),
    MenuPlace(
        "单位与乡镇", "desk:units", "building-community", people.may_edit_units, "系统", beneath="/desk/townships/"
    ),
    MenuPlace("工作交接", "desk:handovers", "arrows-exchange", role(*OFFICIALS), "系统"),
    MenuPlace("账号", "desk:accounts", "users", people.may_read_accounts, "系统"),
    MenuPlace("审计日志", "desk:audit", "history", audit.may_read, "系统"),
    MenuPlace("权限一览", "desk:permissions", "lock-access", people.may_read_accounts, "系统"),
)


# The enterprise's own site.
MY_PLACES = (
    MenuPlace("我的企业", "my:enterprise", "building", holder("enterprise")),
    MenuPlace("年费与期限", "my:fees", "calendar", holder("enterprise")),
    MenuPlace("规模与申报条件自查", "my:self_test", "clipboard-check", holder("enterprise")),
    MenuPlace("企业培育库", "my:cultivation", "plant-2", holder("enterprise")),
    MenuPlace("我的待办", "my:todo", "inbox", holder("enterprise")),
    MenuPlace("通知", "my:notices", "bell", holder("enterprise")),
)


@dataclass(frozen=True)
class Link:
    """A place as shown to one actor on one page."""

    label: str
    url: str
    icon: str
    current: bool


def must_read_plans(request: Request) -> None:
    """Plans on the desk are for the county's own staff; the published one is on the front page for everybody."""
    may_read_plans.anywhere(request.actor).demand("如确需查看，请联系安全管理员")


def current_programme(request: Request) -> Any | None:
    """The programme of the page: `?programme=ID`, else the one the actor's county works by; None where there is none."""
    asked = request.GET.get("programme", "").strip()
    if asked:
        if not asked.isdecimal():
            raise Refused("工作方案编号写法不对", column="programme", value=asked, remedy="请从首页的工作方案列表进入")
        return programmes.programme(request.actor, int(asked))
    return programmes.current_programme(request.actor)


class Shell:
    """Everything around a page, computed only where a template asks for it."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.actor = request.actor

    @cached_property
    def today(self) -> date:
        """Today in the county."""
        return timezone.localdate()

    @cached_property
    def as_of(self) -> AsOf:
        """The days asked for; a day that cannot be read has its error page, and that page shows today."""
        try:
            return AsOf(self.request.as_of.effective, self.request.as_of.known)
        except Refused:
            return AsOf.on(self.today)

    @property
    def is_today(self) -> bool:
        return self.as_of == AsOf.on(self.today)

    @property
    def known_differs(self) -> bool:
        return self.as_of.known != self.as_of.effective

    @property
    def day_matters(self) -> bool:
        """Whether figures stand on the desk pages of this actor, so that the day picker has a meaning."""
        return bool(staff.anywhere(self.actor))

    def _query(self, *without: str) -> list[tuple[str, str]]:
        return [(k, v) for k, values in self.request.GET.lists() if k not in without for v in values]

    @property
    def kept_query(self) -> list[tuple[str, str]]:
        """The query besides the days, for the day picker to hand on."""
        return self._query(*DAYS, "page")

    @property
    def today_url(self) -> str:
        """This page as it stands today."""
        query = urlencode(self._query(*DAYS, "page"))
        return self.request.path + (f"?{query}" if query else "")

    @property
    def session(self) -> dict[str, int]:
        """How long a pause may last, how long before its end one is told (minutes), and when the session ends at the latest."""
        rules = people_readers.login_rules()
        return {name: rules[name] for name in ("idle_minutes", "warn_minutes")} | {"ends_at": ends_at(self.request)}

    @cached_property
    def programmes(self) -> list[Any]:
        return list(programmes.visible_programmes(self.actor))

    @cached_property
    def programme(self) -> Any | None:
        """The programme of the page, as the page itself resolves it; a page about an error shows none."""
        asked = self.request.GET.get("programme", "").strip()
        found = {str(p.pk): p for p in self.programmes}
        return found.get(asked) if asked else next(iter(self.programmes), None)

    @cached_property
    def county(self) -> str:
        """`舞钢市`: the county of the page's programme, else the actor's own, else the only one that publishes here."""
        codes = sorted(self.actor.division_codes)
        if self.programme is not None:
            codes = [self.programme.division_code]
        elif not codes:
            codes = sorted({one.division_code for one in programmes.public_programmes()})
        return division.find(codes[0]).name if len(codes) == 1 else ""

    @cached_property
    def is_demo(self) -> bool:
        """Whether the registers behind the page's figures are the demonstration county's."""
        shown = self.programme
        return shown is not None and has_demo(shown.division_code)

    @cached_property
    def navigation(self) -> list[tuple[str, list[Link]]]:
        """The places this actor may see, under their headings."""
        groups: dict[str, list[Link]] = {}
        for place in PLACES:
            if place.may.anywhere(self.actor):
                groups.setdefault(place.group, []).append(self._link(place, reverse(place.view)))
        return list(groups.items())

    def _link(self, place: MenuPlace, url: str) -> Link:
        path = getattr(self.request, "stands_under", self.request.path)
        below = path.startswith(url) or bool(place.beneath and path.startswith(place.beneath))
        current = path == url if url == self.home else below
        query = urlencode([(k, v) for k, v in self._query() if k in (*DAYS, "programme")])
        return Link(place.label, url + (f"?{query}" if query else ""), place.icon, current)

    @property
    def home(self) -> str:
        """Where the mark in the corner leads."""
        if self.actor.has("enterprise"):
            return reverse("my:enterprise")
        return reverse("desk:overview") if self.actor.id else "/"

    @cached_property
    def my_navigation(self) -> list[Link]:
        """The places of the enterprise's own site."""
        places = [place for place in MY_PLACES if place.may.anywhere(self.actor)]
        links = [self._link(place, reverse(place.view)) for place in places]
        return [replace(link, current=link.url.partition("?")[0] == self.request.path) for link in links]

    @cached_property
    def unread(self) -> int:
        """How many notices for the actor nobody has read."""
        return notices.unread_count(self.actor)

    @property
    def help_url(self) -> str:
        """The page of the guide for where one stands, or the one the page itself names."""
        named: str = getattr(self.request, "help_page", "")
        return reverse("guide:page", args=(named,)) if named else page_for(self.request.path)

    @property
    def base(self) -> str:
        """The frame of a page that both sites share, such as an error."""
        on_desk = self.actor.id and not self.actor.has("enterprise")
        return "desk/base.html" if on_desk else "portal/base.html"

    @property
    def search_url(self) -> str | None:
        return reverse("desk:search") if self.day_matters else None

    @property
    def recent(self) -> list[tuple[str, str, str]]:
        """What was opened last, offered under the search box."""
        return recent(self.request)

    @property
    def search_words(self) -> str:
        return self.request.GET.get("q", "") if self.request.path == self.search_url else ""

    @property
    def role_words(self) -> str:
        """The actor's roles in words."""
        return labels(self.actor.roles)

    @property
    def user_menu(self) -> list[Link]:
        """One's own pages."""
        places = [("desk:me", "我的账号"), ("account_change_password", "修改密码"), ("mfa_index", "动态验证码")]
        places.append(("usersessions_list", "登录会话"))
        return [Link(label, reverse(view), "", False) for view, label in places]


def shell(request: Request) -> dict[str, object]:
    """The template variables of the shell; a request that failed before the middleware has none."""
    if not hasattr(request, "actor"):
        return {}
    return {"actor": request.actor, "shell": Shell(request)}

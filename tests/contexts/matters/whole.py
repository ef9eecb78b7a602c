"""A flow with everything the mechanism knows: papers signed one after the other, frozen, numbered; errands below them that close
the paper; duplicates; silence that ends it; a guest who answers by link and code."""

from typing import Any

from django.db.models import TextChoices

from qiangxian.contexts.matters.flow import Flow, every_closed, some_open
from qiangxian.contexts.matters.invitations import guest_of, invite
from qiangxian.contexts.matters.models import Matter, Step
from qiangxian.contexts.matters.policies import owed_by
from qiangxian.contexts.matters.taking import child
from qiangxian.contexts.matters.types import Clock
from qiangxian.kernel.asking import needed, offered
from qiangxian.kernel.calendar import OFFICE as OFFICE_DAYS
from qiangxian.kernel.clocks import ClockRule, Length
from qiangxian.kernel.roles import by_person, role


class Paper(TextChoices):
    DRAFTED = "drafted", "起草"
    SIGNING = "signing", "会签中"
    ISSUED = "issued", "已印发"
    CARRIED_OUT = "carried_out", "已落实"
    JOINED = "joined", "已并入"
    ABANDONED = "abandoned", "视为撤回"


class Errand(TextChoices):
    OPEN = "open", "办理中"
    DONE = "done", "已办结"


OFFICE = role("office")
ASKED: dict[int, tuple[str, str]] = {}


def ten_days(_own: Any, _day: Any) -> ClockRule:
    return ClockRule("trial/silence", "", "", Length("days", 10), OFFICE_DAYS, False, "", "")


def errands() -> Flow:
    flow = Flow("errand", "落实事项", "", Errand, sees=OFFICE, ended={Errand.DONE})

    @flow.step("hand", "分派", target=Errand.OPEN, may=OFFICE, hidden=True, asks={"title": needed("标题", "text")})
    def hand(matter: Matter, step: Step, *, title: str) -> Matter:
        matter.title = title
        matter.save()
        return matter

    @flow.step("done", "办结", sources=(Errand.OPEN,), target=Errand.DONE, may=OFFICE, owed=True)
    def done(matter: Matter, step: Step) -> None:
        pass

    @flow.step("again", "重启", sources=(Errand.DONE,), target=Errand.OPEN, may=OFFICE)
    def again(matter: Matter, step: Step) -> None:
        pass

    return flow


def papers(below: Flow) -> Flow:
    flow = Flow(
        "paper",
        "文件",
        "",
        Paper,
        sees=OFFICE,
        ended={Paper.CARRIED_OUT, Paper.JOINED, Paper.ABANDONED},
        clocks={"silence": Clock("答复期限", ten_days)},
        register=lambda _matter: "舞文",
        content=lambda matter: {"title": matter.title, "words": matter.subject_id},
        ladder=lambda _matter: [{"days_late": 1, "to": "主任", "words": "《{title}》{number}逾期 {late} 日"}],
    )
    _signing(flow)

    @flow.step(
        "issue",
        "印发",
        sources=(Paper.SIGNING,),
        target=Paper.ISSUED,
        may=OFFICE & by_person,
        other_than="draft",
        numbers=True,
        freezes=True,
        asks={"errands": offered("落实事项", "text")},
        guards=(signed_by_all,),
        stops="silence",
    )
    def issue(matter: Matter, step: Step, *, errands: str) -> None:
        for title in filter(None, errands.split("、")):
            child(step, below.steps["hand"], title=title)

    @flow.step(
        "amend", "出新版本", sources=(Paper.ISSUED,), may=OFFICE, freezes=True, asks={"words": needed("内容", "text")}
    )
    def amend(matter: Matter, step: Step, *, words: str) -> None:
        matter.subject_id = words[:60]

    @flow.step(
        "touch", "改一个字", sources=(Paper.SIGNING, Paper.ISSUED), may=OFFICE, asks={"words": needed("内容", "text")}
    )
    def touch(matter: Matter, step: Step, *, words: str) -> None:
        matter.subject_id = words[:60]

    @flow.step("join", "并入", sources=(Paper.DRAFTED, Paper.SIGNING), target=Paper.JOINED, may=OFFICE, joins=True)
    def join(matter: Matter, step: Step) -> None:
        pass

    @flow.step("carried_out", "全部落实", sources=(Paper.ISSUED,), target=Paper.CARRIED_OUT, follows=every_closed)
    def carried_out(matter: Matter, step: Step) -> None:
        pass

    @flow.step("taken_up", "重新落实", sources=(Paper.CARRIED_OUT,), target=Paper.ISSUED, follows=some_open)
    def taken_up(matter: Matter, step: Step) -> None:
        pass

    @flow.step("run_out", "逾期视为撤回", sources=(Paper.SIGNING,), target=Paper.ABANDONED, by_clock="silence")
    def run_out(matter: Matter, step: Step) -> None:
        pass

    return flow


def signed_by_all(matter: Matter, _today: Any) -> Any:
    from qiangxian.kernel.decision import allow, deny

    waiting = matter.participants.filter(role="signer", state="asked").exclude(key="")
    return deny("还没有会签完。") if waiting.exists() else allow()


def _signing(flow: Flow) -> None:
    @flow.step("draft", "起草", target=Paper.DRAFTED, may=OFFICE, asks={"title": needed("标题", "text")})
    def draft(matter: Matter, step: Step, *, title: str) -> Matter:
        matter.title = title
        matter.save()
        for code in ("12", "13"):
            matter.take_part("signer", "account", code, f"会签人{code}", step.day, state="asked")
        return matter

    @flow.step(
        "circulate", "送会签", sources=(Paper.DRAFTED,), target=Paper.SIGNING, may=OFFICE, owed=True, starts="silence"
    )
    def circulate(matter: Matter, step: Step) -> None:
        guest = guest_of(matter, "door", "来访人", step.day)
        ASKED[matter.pk] = invite(guest, step, step.day.replace(year=step.day.year + 1))

    @flow.step(
        "sign",
        "会签",
        sources=(Paper.SIGNING,),
        may=owed_by("signer", who="会签人", by=("office", "leader")) & by_person,
        owed=True,
        part="signer",
        part_from="asked",
        part_to="signed",
        in_order=True,
        stops="silence",
    )
    def sign(matter: Matter, step: Step) -> None:
        pass

    @flow.step(
        "say",
        "提意见",
        sources=(Paper.SIGNING,),
        may=owed_by("door", who="来访人", by=("visitor",)),
        tell="office",
        asks={"reason": needed("意见")},
    )
    def say(matter: Matter, step: Step, *, reason: str) -> None:
        pass


def both() -> tuple[Flow, Flow]:
    below = errands()
    return papers(below), below

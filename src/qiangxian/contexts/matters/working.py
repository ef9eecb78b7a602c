"""Work handed to units, as part of a flow: each signs for it and says how far it is, those who owe are urged, courts apart; the lead
asks to end it with evidence once the others are done, and a second person of the assigning side looks.

A participant goes from `asked` by `signed` to `finished`; the flow's clock of the work is called `work`, that of receipt `receipt`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from qiangxian.kernel import rulebook
from qiangxian.kernel.asking import needed, offered
from qiangxian.kernel.decision import Decision, allow, deny
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.roles import Policy

from . import units
from .flow import Flow, Step
from .policies import owed_by

LEAD, CO = owed_by("lead"), owed_by("co_unit", who="协办单位")
UNITS = owed_by("lead", "co_unit", who="承办单位")
ROLES = ("lead", "co_unit")


@dataclass(frozen=True, kw_only=True)
class Work:
    """The flow, its states while the work is done, looked at and over, who assigns."""

    flow: Flow
    running: str
    done: str
    closed: str
    assigning: Policy


def says_nothing(words: str, count: int | None, files: Sequence[Any], division_code: str) -> bool:
    """Whether a report has neither a number nor a document, and only words that say nothing: 正在推进."""
    if files or count is not None or any(sign.isdigit() for sign in words):
        return False
    empty = rulebook.load("matters", "reporting", division=division_code)["empty_words"]
    return any(one in words for one in empty)


def receiving(work: Work) -> Any:
    """Declare that a unit signs for it."""

    @work.flow.step(
        "sign",
        "签收",
        sources=(work.running,),
        may=UNITS,
        owed=True,
        part=ROLES,
        part_from="asked",
        part_to="signed",
        stops="receipt",
    )
    def sign(own: Any, step: Step) -> None:
        """A unit has received it; the clock of receipt stops with the last."""

    return sign


def _somebody_to_urge(own: Any, _today: date) -> Decision:
    owing = [part for part in units.parts(own, *ROLES) if part.state != "finished"]
    if owing and all(part.is_judicial for part in owing):
        return deny("承办单位是司法机关，不催办；请另行商请或通报。")
    return allow() if owing else deny("各承办单位都已办完，不用催办；请办理下一步。")


def urging(
    flow: Flow, *, sources: tuple[str, ...], may: Policy, words: Callable[[Any], str], paper: Callable[[Any], str]
) -> Any:
    """Declare that those who owe are urged, courts apart; `words`: what they are told where nobody writes something, `paper`: what the
    reminder is called."""

    @flow.step(
        "urge",
        "催办",
        sources=sources,
        may=may,
        guards=(_somebody_to_urge,),
        urges=True,
        batch=True,
        tell=ROLES,
        asks={"reason": offered("催办内容")},
    )
    def urge(own: Any, step: Step, *, reason: str) -> str:
        """Those who have not finished are reminded, courts apart."""
        step.detail = {"document": paper(own)}
        return reason or words(own)

    return urge


def reporting(work: Work, *, paper: Callable[[Any], str]) -> tuple[Any, Any]:
    """Declare that units say how far they are, and that those who owe are urged; `paper`: what the reminder is called."""

    @work.flow.step(
        "feed_back",
        "反馈进展",
        sources=(work.running,),
        may=UNITS,
        part=ROLES,
        part_from=("signed", "finished"),
        evidence="offered",
        tell="office",
        asks={
            "reason": needed("进展", rows=4, hint="做了什么、到什么数；没有进展的写明原因"),
            "count": offered("完成数", "number"),
        },
    )
    def feed_back(own: Any, step: Step, *, reason: str, count: int | None) -> None:
        """How far it is: a number, a document or why nothing moved; 正在推进 alone is none of these."""
        if says_nothing(reason, count, step.files, own.matter.division_code):
            remedy = "请写明完成数、附文件，或说明没有进展的原因"
            raise Refused("进展没有数字、文件或原因", column="进展", value=reason, remedy=remedy)
        step.detail = {"count": count}

    urge = urging(
        work.flow,
        sources=(work.running,),
        may=work.assigning,
        words=lambda own: f"期限 {own.due_date}，请抓紧办理并反馈进展。",
        paper=paper,
    )
    return feed_back, urge


def _co_units_finished(own: Any, _today: date) -> Decision:
    waiting = [part.label for part in units.parts(own, "co_unit") if part.state != "finished"]
    return deny(f"协办单位尚未办完：{'、'.join(waiting)}，请等各单位办完。") if waiting else allow()


def finishing(work: Work, *, handed_by: str) -> tuple[Any, Any, Any, Any]:
    """Declare the end: each co-unit's share, the lead's request with evidence, the second person's look, and what is sent back.
    `handed_by`: the step of the assigning side whose taker does not verify."""
    done: dict[str, Any] = {"asks": {"reason": needed("办理结果", rows=4)}, "sources": (work.running,), "owed": True}

    @work.flow.step(
        "finish_part",
        "办完本单位事项",
        may=CO,
        part="co_unit",
        part_from="signed",
        part_to="finished",
        evidence="offered",
        tell="lead",
        **done,
    )
    def finish_part(own: Any, step: Step, *, reason: str) -> None:
        """A co-unit has done its share."""

    @work.flow.step(
        "finish",
        "申请办结",
        target=work.done,
        may=LEAD,
        part="lead",
        part_from="signed",
        part_to="finished",
        guards=(_co_units_finished,),
        evidence="required",
        pauses="work",
        tell="office",
        **done,
    )
    def finish(own: Any, step: Step, *, reason: str) -> None:
        """The lead says it is done, with evidence; the day stops counting while the assigning side looks."""
        own.asked_until = None

    @work.flow.step(
        "verify",
        "核验并办结确认",
        sources=(work.done,),
        target=work.closed,
        may=work.assigning,
        owed=True,
        other_than=(handed_by, "finish"),
        stops="work",
        tell=ROLES,
        asks={"reason": needed("核验意见")},
    )
    def verify(own: Any, step: Step, *, reason: str) -> str:
        """A second person of the assigning side has looked at the evidence."""
        return f"已办结确认：{reason}"

    @work.flow.step(
        "send_back",
        "退回补办",
        sources=(work.done,),
        target=work.running,
        may=work.assigning,
        resumes="work",
        tell="lead",
        asks={"reason": needed("理由")},
    )
    def send_back(own: Any, step: Step, *, reason: str) -> None:
        """What was shown is not enough."""
        units.begin_again(own, "signed", "lead")

    return finish_part, finish, verify, send_back

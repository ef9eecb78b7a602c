"""收文和批示登记: who, day, gist, number, due, handler, reply. What is decided in it becomes work orders; when they are all closed it is to
be answered."""

from datetime import date
from typing import Any

from qiangxian.contexts.matters import units
from qiangxian.contexts.matters.flow import Flow, Matter, Step, every_closed, some_open
from qiangxian.contexts.matters.policies import owed_by
from qiangxian.contexts.matters.types import Clock
from qiangxian.kernel.asking import needed, offered
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.roles import role, staff

from . import deciding
from .models import Incoming
from .types import PaperKind, PaperState

FLOW = Flow(
    "incoming",
    "收文和批示",
    "meetings.Incoming",
    PaperState,
    sees=staff,
    ended={PaperState.CLOSED, PaperState.FILED},
    clocks={"work": Clock("办理期限", day=lambda paper: paper.due_date, runs=lambda paper: paper.due_date is not None)},
    roles={"lead": "承办单位", "co_unit": "协办单位"},
    tones={PaperState.CLOSED: "green", PaperState.FILED: "none", PaperState.CARRIED_OUT: "yellow"},
    rule="收文和批示办理流程",
)
OFFICE = role("office")
HANDLER = owed_by("lead", who="承办单位")
OPEN = (PaperState.REGISTERED, PaperState.HANDLING, PaperState.CARRIED_OUT)
INSIDE = (PaperKind.INSTRUCTION,)


@FLOW.step(
    "register",
    "登记收文",
    name="登记收文和批示",
    target=PaperState.REGISTERED,
    may=OFFICE,
    evidence="offered",
    starts="work",
    words="批示和内部文件只登记文号和要点，不上传原文；涉密文件不得登记。",
    asks={
        "kind": needed("类别", "choice", choices=PaperKind.choices),
        "sender": needed("来文单位或批示人", "text", length=120),
        "document_number": offered("文号", "document_number", length=60),
        "received_date": needed("收到日", "day", initial=lambda _own, today: today),
        "gist": needed("要点", rows=4),
        "due_date": offered("要求办结日", "day"),
    },
)
def register_paper(matter: Matter, step: Step, **told: Any) -> Incoming:
    """It is on the list from the day it came."""
    if told["received_date"] > step.day:
        raise Refused("收到日在今天以后", column="收到日", value=told["received_date"], remedy="请核对日期")
    if told["kind"] in INSIDE and step.files:
        raise Refused("批示只登记文号和要点", column="佐证材料", remedy="请去掉附件后再登记")
    kind = PaperKind(told["kind"]).label
    matter.title = f"{told['sender']}{kind}：{told['gist'].splitlines()[0]}"[:300]
    matter.is_demo = step.actor.demo
    matter.save()
    return Incoming.objects.create(matter=matter, **told)


@FLOW.step(
    "assign",
    "拟办分办",
    sources=(PaperState.REGISTERED,),
    target=PaperState.HANDLING,
    may=OFFICE,
    owed=True,
    starts="work",
    tell=("lead", "co_unit"),
    asks={
        "lead_id": needed("承办单位", "choice", choices=units.choices),
        "co_ids": offered("协办单位", "many", choices=units.choices),
        "due_date": offered("办结日", "day").kept("due_date"),
        "reason": offered("拟办意见"),
    },
)
def assign_paper(
    paper: Incoming, step: Step, *, lead_id: str, co_ids: list[str], due_date: date | None, reason: str
) -> str:
    """One unit handles it, others help."""
    paper.due_date = due_date
    units.hand_to(paper.matter, step.day, lead_id, co_ids)
    return "，".join(filter(None, [paper.gist, f"请于 {due_date} 前办结并回复" if due_date else "请办理并回复"])) + "。"


@FLOW.step(
    "hand_on",
    "改派",
    sources=(PaperState.HANDLING,),
    may=OFFICE,
    tell="lead",
    asks={"lead_id": needed("承办单位", "choice", choices=units.choices), "reason": needed("理由")},
)
def hand_paper_on(paper: Incoming, step: Step, *, lead_id: str, reason: str) -> str:
    """Another unit handles it; who handled it before stays on record."""
    step.detail = {"lead": units.hand_on(paper.matter, step.day, lead_id)}
    return f"{paper.gist}。{reason}"


@FLOW.step(
    "read",
    "识别议定事项",
    sources=OPEN,
    may=OFFICE,
    evidence="offered",
    asks={"text": deciding.TEXT},
    words="从纪要正文中标出议定、明确、同意、责成的段落，逐条列出牵头单位和期限，由您确认。",
)
def read_paper(paper: Incoming, step: Step, *, text: str) -> None:
    """The paragraphs that decide are marked; nothing is handed to anybody yet."""
    if paper.kind in INSIDE and step.files:
        raise Refused("批示只登记文号和要点", column="佐证材料", remedy="请去掉附件后再办理")
    found, doubtful = deciding.mark(paper.matter, deciding.text_of(step, text), step.day)
    if not found:
        raise Refused("没有找到议定事项", column="纪要正文", remedy="请核对正文；要单独交办的，从工作调度立项")
    step.detail = {"decisions": found, "doubtful": doubtful}


settle_decision, drop_decision, join_plan, hand_out = deciding.decisions(
    FLOW, during=OPEN, basis=lambda paper: f"{paper.sender} {paper.document_number}".strip()
)


@FLOW.step(
    "reply",
    "回复办结",
    sources=(PaperState.HANDLING, PaperState.CARRIED_OUT),
    target=PaperState.CLOSED,
    may=HANDLER | OFFICE,
    owed=True,
    evidence="offered",
    stops="work",
    tell="office",
    asks={"reply": needed("办理结果", rows=4), "reply_number": offered("回复文号", "document_number", length=60)},
)
def reply_paper(paper: Incoming, step: Step, *, reply: str, reply_number: str) -> str:
    """What came of it, and under which number it was answered."""
    paper.reply, paper.reply_number = reply, reply_number
    step.reason = reply
    return reply


@FLOW.step(
    "file_away",
    "存查",
    sources=(PaperState.REGISTERED,),
    target=PaperState.FILED,
    may=OFFICE,
    asks={"reason": needed("理由", hint="例如：仅供知悉")},
)
def file_paper(paper: Incoming, step: Step, *, reason: str) -> None:
    """Nothing is to be done."""


@FLOW.step(
    "all_done",
    "交办事项全部办结",
    sources=(PaperState.REGISTERED, PaperState.HANDLING),
    target=PaperState.CARRIED_OUT,
    follows=every_closed,
    guards=(deciding.nothing_waits,),
)
def all_done(paper: Incoming, step: Step) -> None:
    """Every order below has ended: now it can be answered."""


@FLOW.step(
    "taken_up", "交办事项重新办理", sources=(PaperState.CARRIED_OUT,), target=PaperState.HANDLING, follows=some_open
)
def taken_up(paper: Incoming, step: Step) -> None:
    """One of the orders is under way again."""

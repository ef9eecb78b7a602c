"""The steps of a work order (official-documents.md §4): proposed and approved by two, sent, received, reported, urged, extended
in time, declined, finished with evidence, verified and closed by a second person, looked at again, opened again, referred up."""

from datetime import date
from typing import Any

from qiangxian.contexts.matters import clocks, extending, units, working
from qiangxian.contexts.matters.flow import Matter, Step
from qiangxian.contexts.matters.working import LEAD
from qiangxian.kernel.asking import needed, offered
from qiangxian.kernel.decision import Decision, allow, deny
from qiangxian.kernel.errors import Refused

from .flow import ASSIGNING, FLOW, OFFICE, OrderState, document, rules
from .models import Designation, Order

WORK = working.Work(
    flow=FLOW,
    running=OrderState.RUNNING,
    done=OrderState.DONE,
    closed=OrderState.CLOSED,
    assigning=ASSIGNING,
)
REASON = needed("理由")
DUE = needed("办理期限", "day", hint="承办单位办结的最后一日")


def designations(matter: Any) -> list[tuple[str, str]]:
    """The designations that are stored and have not ended."""
    rows = Designation.objects.filter(division_code=matter.division_code, matter__closed_date__isnull=True)
    return [(str(row.pk), f"{row.document_number}（{row.scope[:40]}）") for row in rows]


@FLOW.step(
    "propose",
    "立项",
    target=OrderState.PROPOSED,
    may=ASSIGNING,
    words="一事一项。没有县政府督查授权的，按工作调度办理，不使用“督办”“督查”。",
    asks={
        "title": needed("事项", "text", length=200),
        "demand": needed("办理要求", rows=4, hint="要做成什么、以什么为准"),
        "basis": needed("依据", "text", hint="方案条款、会议议定事项、批示（只写文号和要点）"),
        "lead_id": needed("牵头单位", "choice", choices=units.choices),
        "co_ids": offered("协办单位", "many", choices=units.choices),
        "due_date": DUE,
        "designation_id": offered("督查授权", "choice", choices=designations, hint="有授权的才可称督办"),
        "subject": offered("来自", "hidden"),
    },
)
def propose(
    matter: Matter, step: Step, *, title: str, lead_id: str, co_ids: list[str], subject: str, **told: Any
) -> Order:
    """A matter is put on the list; a second person approves it."""
    _in_future(told["due_date"], step.day)
    matter.title, matter.is_demo = title, step.actor.demo
    matter.subject_kind, _, matter.subject_id = subject.partition(":")
    designation = told.pop("designation_id") or None
    matter.save()
    order = Order.objects.create(matter=matter, designation_id=designation and int(designation), **told)
    units.hand_to(matter, step.day, lead_id, co_ids)
    return order


def _in_future(day: date, today: date) -> None:
    if day < today:
        raise Refused("办理期限在今天以前", column="办理期限", value=day, remedy="请填写今天或以后的日期")


@FLOW.step(
    "approve",
    "批准立项",
    sources=(OrderState.PROPOSED,),
    target=OrderState.APPROVED,
    may=ASSIGNING,
    owed=True,
    other_than={"propose": "立项由您本人提出，须由另一人批准。"},
    asks={"reason": offered("意见")},
)
def approve(order: Order, step: Step, *, reason: str) -> None:
    """It will be sent."""


@FLOW.step(
    "drop",
    "不予立项",
    sources=(OrderState.PROPOSED, OrderState.RETURNED),
    target=OrderState.DROPPED,
    may=ASSIGNING,
    asks={"reason": REASON},
)
def drop(order: Order, step: Step, *, reason: str) -> None:
    """It ends here."""


@FLOW.step(
    "send",
    "交办",
    sources=(OrderState.APPROVED, OrderState.RETURNED),
    target=OrderState.RUNNING,
    may=OFFICE,
    owed=True,
    numbers=True,
    starts=("receipt", "decline", "work"),
    tell=("lead", "co_unit"),
    asks={"due_date": DUE.kept("due_date"), "reason": offered("交办说明")},
)
def send(order: Order, step: Step, *, due_date: date, reason: str) -> str:
    """The units are handed the matter with its day; a judicial body is asked."""
    _in_future(due_date, step.day)
    order.due_date = due_date
    units.begin_again(order, "asked", signed=False)
    step.detail = {"due": due_date.isoformat(), "document": document(order, "send")}
    asked = "商请贵单位" if all(part.is_judicial for part in units.parts(order)) else "请"
    return f"{asked}于 {due_date} 前办结：{order.demand}"


sign = working.receiving(WORK)


def _in_time_to_decline(order: Order, today: date) -> Decision:
    clock = clocks.newest(order.matter, "decline")
    late = clock is not None and today > clock.effective_due
    return (
        deny(f"退办须在 {clock.effective_due} 前提出，现已超过；确不属本单位的，请与办公室联系。")
        if late and clock
        else allow()
    )


@FLOW.step(
    "decline",
    "退办",
    sources=(OrderState.RUNNING,),
    target=OrderState.RETURNED,
    may=LEAD,
    guards=(_in_time_to_decline,),
    stops=("receipt", "decline", "work"),
    tell="office",
    asks={"reason": needed("退办理由", hint="不属于本单位职责的，写明应由哪个单位办理")},
)
def decline(order: Order, step: Step, *, reason: str) -> None:
    """The lead unit says why it is not for it; the office hands it on or drops it."""


@FLOW.step(
    "hand_on",
    "改派",
    sources=(OrderState.RETURNED,),
    may=OFFICE,
    asks={"lead_id": needed("新的牵头单位", "choice", choices=units.choices), "reason": REASON},
)
def hand_on(order: Order, step: Step, *, lead_id: str, reason: str) -> None:
    """Another unit leads; who led before stays on record."""
    step.detail = {"lead": units.hand_on(order.matter, step.day, lead_id)}


feed_back, urge = working.reporting(WORK, paper=lambda order: document(order, "urge"))
ask_extension, grant_extension, refuse_extension = extending.extension(
    FLOW,
    "work",
    during=(OrderState.RUNNING,),
    ask=LEAD,
    answer=ASSIGNING,
    most=lambda order: int(rules(order)["extensions"]),
)


finish_part, finish, verify, send_back = working.finishing(WORK, handed_by="send")


@FLOW.step(
    "look_back",
    "回头看",
    sources=(OrderState.CLOSED,),
    may=ASSIGNING,
    evidence="offered",
    asks={
        "result": needed("结果", "choice", choices=[("holds", "成效保持"), ("lost", "出现反弹")]),
        "reason": needed("情况"),
    },
)
def look_back(order: Order, step: Step, *, result: str, reason: str) -> None:
    """Whether what was closed still holds."""
    step.detail = {"result": result}


@FLOW.step(
    "reopen",
    "重启",
    sources=(OrderState.CLOSED,),
    target=OrderState.RUNNING,
    may=ASSIGNING,
    starts="work",
    tell=("lead", "co_unit"),
    asks={"due_date": DUE, "reason": REASON},
)
def reopen(order: Order, step: Step, *, due_date: date, reason: str) -> str:
    """It was not done after all; its history stays, a new clock runs."""
    _in_future(due_date, step.day)
    order.due_date = due_date
    units.begin_again(order, "signed", "lead")
    return f"重新办理，期限 {due_date}：{reason}"


@FLOW.step(
    "refer_up",
    "提请市政府督查室立项",
    sources=(OrderState.RUNNING, OrderState.RETURNED),
    may=ASSIGNING,
    asks={"reason": needed("提请理由")},
    words="系统拟好提请件，由办公室核对后报送；立项后登记文号。",
)
def refer_up(order: Order, step: Step, *, reason: str) -> None:
    """The office of the city government is asked to put it on its own list; the letter is drafted, a person sends it."""
    words = rules(order)["referral"].format(
        title=order.matter.title, demand=order.demand, due=order.due_date, reason=reason
    )
    order.matter.messages.create(kind="letter", title="关于提请督查立项的函", words=words, at=step.at, by=step.by)


@FLOW.step(
    "referred",
    "登记市政府督查立项",
    sources=(OrderState.RUNNING, OrderState.RETURNED),
    may=OFFICE,
    guards=(
        lambda order, _today: (
            allow() if order.matter.messages.filter(kind="letter") else deny("还没有提请，请先办理提请立项。")
        ),
    ),
    tell=("lead", "co_unit"),
    asks={"number": needed("督查立项文号", "document_number", length=60)},
)
def referred(order: Order, step: Step, *, number: str) -> str:
    """It came back with its number."""
    order.superior_number = number
    step.detail = {"number": number}
    return f"市政府督查室已立项：{number}。"

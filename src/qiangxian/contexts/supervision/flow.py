"""How a work order moves: states, clocks, who takes part. The steps stand in `actions`."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Literal

from django.db.models import TextChoices
from pydantic import Field as PydanticField

from qiangxian.contexts.matters.flow import Flow
from qiangxian.contexts.matters.types import Clock
from qiangxian.contexts.matters.units import is_asked_only
from qiangxian.kernel import rulebook
from qiangxian.kernel.marked_yaml import Issue, MarkedDocument
from qiangxian.kernel.roles import by_person, role, staff
from qiangxian.kernel.shapes import Shape, faults

from .models import Order


class OrderState(TextChoices):
    """Where a work order stands."""

    PROPOSED = "proposed", "待批准立项"
    APPROVED = "approved", "待交办"
    RUNNING = "running", "办理中"
    RETURNED = "returned", "已退办"
    DONE = "done", "待核验"
    CLOSED = "closed", "已办结"
    DROPPED = "dropped", "不予立项"


OFFICE = role("office")
ASSIGNING = role("office", "leader") & by_person


def rules(order: Order) -> Any:
    """The numbers of the county's practice."""
    return rulebook.load("supervision", "orders", division=order.matter.division_code)


def document(order: Order, kind: str) -> str:
    """What a paper is called: 督办通知 only with a designation, 商请函 to a judicial body, else 提醒函."""
    words = rulebook.load("supervision", "orders", division=order.matter.division_code)["documents"][kind]
    return str(words["designated" if order.designation_id else "plain"])


class PaperShape(Shape):
    """How a paper is called without a designation and with one."""

    plain: str
    designated: str


class RungShape(Shape):
    """Days after its day the ladder drafts a report to the next level."""

    days_late: int
    to: str
    words: str


class OrdersShape(Shape):
    """`supervision/orders.yaml`: the practice of work orders."""

    label: str
    source: str
    checked: date
    register_: str = PydanticField(alias="register")
    extensions: int
    documents: dict[Literal["send", "urge"], PaperShape]
    ladder: list[RungShape]
    referral: str


@rulebook.schema("supervision")
def check_orders(document: MarkedDocument) -> Iterator[Issue]:
    """The shape of the file."""
    return faults(document, orders=OrdersShape)


FLOW = Flow(
    "supervision",
    "工作调度",
    "supervision.Order",
    OrderState,
    sees=staff,
    ended={OrderState.CLOSED, OrderState.DROPPED},
    clocks={
        "receipt": Clock("签收期限", "supervision_receipt", runs=lambda order: not is_asked_only(order)),
        "decline": Clock("退办期限", "supervision_decline", owes=False),
        "work": Clock("办理期限", day=lambda order: order.due_date),
    },
    roles={"lead": "牵头单位", "co_unit": "协办单位"},
    part_states={"asked": "待签收", "signed": "已签收", "finished": "已办完"},
    tones={OrderState.CLOSED: "green", OrderState.RETURNED: "yellow", OrderState.DONE: "yellow"},
    rule="工作调度办理流程（法规与参数：工作调度）",
    register=lambda order: str(rules(order)["register"]),
    ladder=lambda order: rules(order)["ladder"],
)

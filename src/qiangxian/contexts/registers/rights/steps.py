"""What happens to a right, as the page of a right offers it: legal events, holders, fees, reductions."""

from dataclasses import replace
from datetime import date
from typing import Any

from qiangxian.contexts.audit.types import Receipt
from qiangxian.engines.lifecycle.reductions import offered_percents
from qiangxian.kernel.asking import SOURCE, Field, effective, known, reason
from qiangxian.kernel.errors import Refused

from ..records.steps import RecordStep
from ..types import EventType
from .actions.events import add_right_event, retract_right_event
from .actions.fees import (
    end_reduction,
    record_fee,
    record_reduction,
    retract_fee,
    retract_reduction,
)
from .actions.holdings import Holder, add_holder, end_holder, holders_of
from .actions.non_normal import reinstate_filing
from .awards import award_detail

ENDING = (
    EventType.LAPSE_UNPAID_FEE,
    EventType.ABANDONMENT,
    EventType.CANCELLATION,
    EventType.INVALIDATION_FULL,
    EventType.EXPIRY,
    EventType.REJECTION,
    EventType.WITHDRAWAL,
)
ENDINGS = "、".join(kind.label for kind in ENDING)
HOLDERS_HINT = "每行一个，第一行为第一权利人；知道统一社会信用代码的，在名称后空一格填写"


def _event(*, holders: str, note: str, award: str, award_level: str, award_year: int | None, **more: Any) -> Receipt:
    if bool(award) != (more["type"] == EventType.AWARD):
        raise Refused("获奖须写明奖项名称，其他事件不填", column="奖项名称", remedy="如“第二十五届中国专利奖优秀奖”")
    detail = award_detail(award, award_level, award_year or None) if award else {}
    return add_right_event(holders=holders_of(holders), detail=detail | ({"说明": note} if note else {}), **more)


EVENT = RecordStep(
    "补录法律状态",
    _event,
    (
        Field("type", "事件", "choice", required=True, choices=tuple(EventType.choices)),
        effective("生效日", "未缴年费终止的生效日是缴费期满日，不是公告日"),
        Field("announced_date", "公告日", "day", hint="公报或登记簿的公告日；没有公告的留空"),
        Field("holders", "新权利人", "long", hint=f"只有权利转移填写。{HOLDERS_HINT}"),
        Field("award", "奖项名称", length=100, hint="只有获奖填写，如“第二十五届中国专利奖优秀奖”"),
        Field("award_level", "获奖等级", length=40),
        Field("award_year", "获奖年份", "number"),
        Field("note", "说明", length=200, hint="例如质权人、被许可人、决定号"),
        SOURCE,
        reason(required=False),
    ),
    button="补录法律状态",
    confirm="补录",
    is_versioned=True,
    is_main=True,
    words=f"终止这件权利的事件：{ENDINGS}。公告日决定从哪一天起可知，生效日决定从哪一天起算。",
    done="已补录法律状态，状态和指标随之变化。",
)
RETRACT = RecordStep(
    "作废误登的法律事件",
    retract_right_event,
    (reason(),),
    part="event_id",
    words="作废后，该事件引起的权利人和日期变化一并复原；记录仍留在历史中。",
)


def _holder(*, name: str, uscc: str, person: bool, address: str, area_code: str, **more: Any) -> Receipt:
    return add_holder(holder=Holder(name, uscc=uscc, person=person, address=address, area_code=area_code), **more)


HOLDER = RecordStep(
    "增加权利人",
    _holder,
    (
        Field("name", "权利人名称", required=True, length=200),
        Field("uscc", "统一社会信用代码", length=18),
        Field("person", "自然人", "flag"),
        Field("address", "地址", length=300),
        Field("area_code", "所在县（市、区）代码", length=6),
        Field("effective_date", "自", "day"),
        known(),
        SOURCE,
        reason(),
    ),
    button="增加权利人",
    words="权利转移请用“补录法律状态”。",
)
END_HOLDER = RecordStep(
    "终止权利人",
    end_holder,
    (effective("终止日", "从这一天起不再持有（不再是成员）"), known(), SOURCE, reason()),
    part="holding_id",
)


def _fee(*, paid_on: date | None, is_unpaid: bool, **more: Any) -> Receipt:
    if bool(paid_on) == is_unpaid:
        raise Refused("请填写缴费日，或勾选“确知未缴”，二者选一。", column="缴费日")
    return record_fee(paid_on=paid_on, **more)


FEE = RecordStep(
    "记录缴费",
    _fee,
    (
        Field("year", "年度", "number", required=True, least=1, most=25, hint="自申请日起第几年，不是公历年份"),
        Field(
            "paid_on",
            "缴费日",
            "day",
            hint="网上和窗口缴费为付款日，邮局为邮戳日，银行为实际汇出日；确知未缴的留空",
        ),
        Field("is_unpaid", "确知这一年的年费未缴", "flag"),
        Field("amount", "年费", "money", unit="元"),
        Field("surcharge", "滞纳金", "money", unit="元"),
        Field("receipt_number", "票据号", length=60, hint="汇款未写明申请号或费用名称的，视为未办理缴费手续"),
        SOURCE,
        Field("reason", "理由", hint="更正已登记的年度时必填"),
    ),
    words="同一年度再次登记即为更正，旧登记留在历史中。",
    initial=lambda _row, year: {"year": year or None},
)
RETRACT_FEE = RecordStep(
    "作废误登的年费",
    retract_fee,
    (reason(),),
    part="fee_id",
    words="作废后恢复为此前的登记；没有此前登记的，这一年恢复为“没有记录”。",
)


def _reduction(*, percent: str, **more: Any) -> Receipt:
    return record_reduction(percent=int(percent), **more)


REDUCTION = RecordStep(
    "记录费减",
    _reduction,
    (
        Field(
            "percent",
            "减缴比例",
            "choice",
            required=True,
            choices=tuple((str(each), f"{each}%") for each in offered_percents()),
        ),
        Field(
            "approved_date",
            "批准日",
            "day",
            required=True,
            hint="只减批准日以后到期的费用；转让后须由新权利人重新请求",
        ),
        SOURCE,
        reason(required=False),
    ),
)
END_REDUCTION = RecordStep(
    "终止费减",
    end_reduction,
    (effective("终止日", "从这一天起不再减缴，例如权利转移登记日"), SOURCE, reason()),
    part="reduction_id",
)
RETRACT_REDUCTION = RecordStep(
    "作废误登的费减", retract_reduction, (reason(),), part="reduction_id", words="作废后恢复为此前的登记。"
)
STEPS = {
    "event": EVENT,
    "close": replace(EVENT, button=""),
    "retract": RETRACT,
    "holder": HOLDER,
    "end-holder": END_HOLDER,
    "fee": FEE,
    "retract-fee": RETRACT_FEE,
    "reduction": REDUCTION,
    "end-reduction": END_REDUCTION,
    "retract-reduction": RETRACT_REDUCTION,
}
REINSTATE = RecordStep(
    "恢复",
    reinstate_filing,
    (effective("恢复日", "从这一天起重新计入统计"), known("通知日"), SOURCE, reason()),
    button="恢复",
    is_versioned=True,
    offered=lambda row: row.reinstated_date is None,
    words="从恢复日起这件权利重新计入统计和资格判断，此前各日不变。",
)

"""`rights status NUMBER` and `rights fees NUMBER`: one registered right on a day, with the events that prove it."""

from typing import Annotated, Any

import typer
from django.utils import timezone

from qiangxian.contexts.registers.rights.readers.facts import (
    RightLaw,
    facts_of_number,
    right_of_number,
    sources_of,
)
from qiangxian.engines.lifecycle.answer import status_answer
from qiangxian.engines.lifecycle.fee_plan import FeeLine, RestorationCost
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import Refused

from .edge import acting, as_of, county, day
from .law_words import FEE_WORDS, STATUS_WORDS, amount_of, bill_json, tell
from .options import Division, JsonFlag

app = typer.Typer(no_args_is_help=True, help="基础台账中一件权利的法律状态和年费。")
ActorOption = Annotated[str, typer.Option("--actor", help="以哪个账号的名义查看（默认：系统）")]


@app.command()
def status(
    number: Annotated[str, typer.Argument(help="申请号、注册号或登记号")],
    effective: Annotated[str, typer.Option("--as-of", help="生效日，默认今天")] = "",
    known: Annotated[str, typer.Option("--known", help="信息截至，默认与生效日相同")] = "",
    division: Division = "",
    actor: ActorOption = "",
    json_out: JsonFlag = False,
) -> None:
    """某日的法律状态（统计口径与法律口径）及依据的事件。例：qiangxian rights status ZL201310699744.2 --as-of 2025-12-31"""
    right, facts = facts_of_number(acting(actor), county(division), number)
    tell(status_answer(facts, as_of(effective, known), right.number), STATUS_WORDS, json_out)


@app.command()
def fees(
    number: Annotated[str, typer.Argument(help="专利申请号")],
    pay_on: Annotated[str, typer.Option("--pay-on", help="缴费日，默认今天")] = "",
    division: Division = "",
    actor: ActorOption = "",
    json_out: JsonFlag = False,
) -> None:
    """专利的年费日历：各年度应缴日、滞纳期、在某日缴纳的金额。例：qiangxian rights fees 201310699744.2"""
    right = right_of_number(acting(actor), county(division), number)
    paying = day(pay_on, "--pay-on") or timezone.localdate()
    law = RightLaw(right, AsOf.on(paying), paying)
    if law.plan is None:
        raise Refused("只有登记了申请日和授权日的专利有年费", value=number, remedy="核对号码，或补登日期")
    answer = {
        "number": right.number,
        "type": right.type,
        "as_of": paying,
        "state": law.legal.state,
        "years": [_year(line, law) for line in law.plan.lines],
        "next": [
            {"day": choice.day, "total": amount_of(choice.bill.total), "why": choice.words}
            for choice in law.plan.choices
        ],
        "restoration": _restoration(law.restoration),
    }
    tell(answer, {**STATUS_WORDS, **FEE_WORDS, **OWN_WORDS}, json_out)


def _year(line: FeeLine, law: RightLaw) -> dict[str, Any]:
    """One year with its payment and where that was recorded from."""
    proof = sources_of(law.fees).get(line.bill.year)
    return {**bill_json(line.bill), "paid_on": line.paid_on, "payment": line.state, "source": proof or None}


def _restoration(cost: RestorationCost | None) -> dict[str, Any] | None:
    if cost is None:
        return None
    return {name: amount_of(getattr(cost, name)) for name in ("year", "total", "request", "fee", "surcharge")}


OWN_WORDS = {
    "years": "年度", "paid_on": "已缴日", "payment": "缴费情况", "next": "下一笔", "day": "缴费日", "why": "理由",
    "restoration": "恢复费用", "request": "恢复权利请求费（元）", "fee": "年费（元）",
}  # fmt: skip

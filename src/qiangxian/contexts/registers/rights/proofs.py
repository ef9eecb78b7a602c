"""Events in words: as the proof of a status, and what their detail says."""

from collections.abc import Mapping
from typing import Any

from qiangxian.engines.lifecycle.facts import Event
from qiangxian.kernel.money import Money

from ..types import EventType

CODED = {
    "exclusive": "独占许可", "sole": "排他许可", "ordinary": "普通许可", "open": "开放许可实施", "sale": "转让",
    "inheritance": "继承", "merger": "合并", "name_change": "更名", "related": "关联方之间转让", "gift": "赠与",
    "national_science": "国家科学技术奖", "china_patent": "中国专利奖", "provincial": "省级专利奖",
}  # fmt: skip
NAMED = {
    "until": "至 {}", "contract": "合同 {}", "number": "编号 {}", "contract_number": "合同 {}", "pledgee": "质权人 {}",
    "counterparty": "相对方 {}",
}  # fmt: skip


# With whom and under which paper comes first, how much and until when last.
FIRST = frozenset({"kind", "cause", "contract", "contract_number", "number", "pledgee", "counterparty"})
LAST = {"loan_fen": 1, "until": 2, "renewal": 3}


def proof_words(event: Event) -> str:
    """`2026-04-10 未缴年费终止，2027-02-26 公告（公报）`; what the law's engine computed names its rule itself."""
    name = dict(EventType.choices).get(event.type, "") or event.source
    announced = f"，{event.announced_date} 公告" if event.announced_date else ""
    if event.source.startswith(name):
        return f"{event.effective_date} {event.source}"
    source = f"（{event.source}）" if event.source else ""
    return f"{event.effective_date} {name}{announced}{source}"


def detail_words(detail: Mapping[str, Any]) -> str:
    """What an event's detail says, part by part in a fixed order; codes by name, money as money, nothing empty."""
    told = sorted(detail.items(), key=lambda part: (LAST.get(part[0], 0), part[0] not in FIRST, part[0]))
    return "；".join(filter(None, (_part(key, value) for key, value in told)))


def _part(key: str, value: Any) -> str:
    if value in (None, "", [], {}, False):
        return ""
    if key == "loan_fen":
        return f"贷款 {Money(int(value))}"
    if value is True:
        return {"renewal": "续贷"}.get(key, "")
    text = CODED.get(str(value), str(value))
    return NAMED.get(key, "{}").format(text)

"""Accepted progress reports as evidence: what was frozen when the office accepted them, task by task."""

from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import NotFound
from qiangxian.kernel.evidence import Frozen, evidence_source

from ..readers.programmes import current_programme
from .readers import AcceptedReport, accepted
from .types import EntryStatus


def _accepted(actor: Actor, division: str, as_of: AsOf) -> list[AcceptedReport]:
    programme = current_programme(actor, division)
    return accepted(programme.pk, until=as_of.effective) if programme else []


def _offered(actor: Actor, division: str, as_of: AsOf) -> list[tuple[str, str]]:
    return [(str(one.matter_id), f"{one.unit} {one.period_words}") for one in _accepted(actor, division, as_of)]


@evidence_source("report", label="已核实的进展报告", offered=_offered)
def freeze(actor: Actor, division: str, as_of: AsOf, key: str) -> Frozen:
    """The report as it stood accepted on the day."""
    found = next((one for one in _accepted(actor, division, as_of) if str(one.matter_id) == key), None)
    if found is None:
        raise NotFound("没有这份已核实的进展报告", remedy="请重新选择")
    words = (
        f"{found.unit}{found.period_words}进展报告（{found.start_date} 至 {found.end_date}）",
        f"{found.signed_date} 审签，{found.accepted_date} 核实；内容校验码 {found.digest}",
    )
    rows = tuple(
        (str(one["title"]), EntryStatus(one["status"]).label if one["status"] else "", str(one["done"] or one["why"] or ""),
         str(one["next_step"] or ""))
        for one in found.entries
    )  # fmt: skip
    label = f"{found.unit}{found.period_words}进展报告"
    return Frozen(label, found.unit, found.accepted_date, None, words, ("任务", "情况", "完成情况", "下一步"), rows)

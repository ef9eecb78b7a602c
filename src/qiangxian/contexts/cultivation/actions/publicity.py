"""Publicity (公示) and admission: the list stands for working days of the office, objections are recorded and answered."""

from qiangxian.contexts.matters import clocks, publicity
from qiangxian.contexts.matters.flow import Step

from ..flow import APPROVE, FLOW, OFFICE
from ..models import Membership
from ..types import ACTIVE, FileState
from .filing import OPINION, judged


@FLOW.step(
    "publish",
    "开始公示",
    name="公示拟入库企业",
    sources=(FileState.REVIEWED,),
    target=FileState.PUBLICITY,
    may=OFFICE,
    owed=True,
    asks=publicity.WHERE,
    starts="publicity",
    tell="applicant",
    notice="企业培育库拟入库企业公示",
    words="从今天起在门户公示企业名称和代码，不公开联系人；公示期按办公室工作日计算，当日不计入。",
)
def publish(file: Membership, step: Step, *, address: str | None, board: str) -> str:
    """The enterprise stands on the public list from today through so many working days of the office."""
    clock = clocks.reckoned(FLOW, file.matter, file, "publicity", step.at, step.day)
    file.publicity_from, file.publicity_through = step.day, clock.effective_due
    step.detail = {
        "from": step.day.isoformat(),
        "through": clock.effective_due.isoformat(),
        "because": clock.because,
        **publicity.placed(file.division_code, address, board),
    }
    return f"公示期 {step.day} 至 {clock.effective_due}（{clock.length} 个工作日）。"


raise_objection, answer_objection = publicity.objections(
    FLOW, during=(FileState.PUBLICITY,), may=OFFICE, answer_in=(FileState.PUBLICITY, *ACTIVE, FileState.REFUSED)
)


@FLOW.step(
    "admit",
    "批准入库",
    sources=(FileState.PUBLICITY,),
    target=FileState.MEMBER,
    may=APPROVE,
    owed=True,
    other_than={"pass_review": "初审由您本人通过，入库须由另一人批准。"},
    guards=(publicity.over, publicity.no_open_objection),
    asks={"reason": OPINION},
    stops="publicity",
    tell="applicant",
    notice="已批准进入企业培育库",
    words="公示期满、异议都已答复后办理；批准人不能是通过初审的人。",
)
def admit(file: Membership, step: Step, *, reason: str) -> str:
    """After the last day of publicity, with every objection answered and none upheld, and the conditions still met."""
    step.detail = {"check": judged(file, step, reason), **step.detail}
    file.entered_date = step.day
    return f"自 {step.day} 起在库，办公室将为贵企业制定年度培育计划。"

"""How an upper list is gone through: somebody loads it, every difference is decided, then it is settled. The upper list is the
official value from the moment it is loaded."""

from datetime import date
from decimal import Decimal

from django.db.models import TextChoices

from qiangxian.contexts.documents import readers as documents
from qiangxian.contexts.matters.flow import Flow, Matter, Step
from qiangxian.engines.metrics import definitions
from qiangxian.kernel.asking import needed, offered
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.clocks import county_day
from qiangxian.kernel.decision import Decision, allow, deny
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.roles import role, staff

from . import actions, readers
from .models import UpperList
from .types import FrozenState
from .upper_lists import VERDICTS, Reconciliation, comparable, read_list


class UpperState(TextChoices):
    """How far a list is gone through."""

    OPEN = "open", "核对中"
    SETTLED = "settled", "已核对"
    WITHDRAWN = "withdrawn", "已撤回"


OFFICE = role("office")
FLOW = Flow(
    "upper_lists",
    "上级名单",
    "indicators.UpperList",
    UpperState,
    sees=staff,
    ended={UpperState.SETTLED, UpperState.WITHDRAWN},
    tones={UpperState.SETTLED: "green", UpperState.OPEN: "yellow"},
    title=lambda own: f"{own.label} {own.effective} 上级名单（{own.source}）",
)


def _all_decided(own: UpperList, today: date) -> Decision:
    left = len(Reconciliation(own, today).undecided)
    return deny(f"还有 {left} 处差异没有处理意见，请逐处写明采用哪一方和理由") if left else allow()


@FLOW.step(
    "load",
    "装入上级名单",
    target=UpperState.OPEN,
    may=OFFICE,
    evidence="required",
    asks={
        "indicator": needed(
            "指标",
            "choice",
            choices=lambda matter: [(one.code, one.label) for one in comparable(matter.division_code, date.max)],
        ),
        "effective": needed("名单数据截至", "day"),
        "source": needed("来源", "text", hint="发布的机关和文件，如 省知识产权局 2026 年 11 月通报"),
    },
    words="名单须有申请号、注册号，或企业代码、名称。装入后以上级公布的数量为准，并逐条列出差异。",
)
def load_upper_list(matter: Matter, step: Step, *, indicator: str, effective: date, source: str) -> UpperList:
    """The lines are read; their number is the official value of the day."""
    if effective > step.day:
        raise Refused("名单的数据截至在今天以后", column="名单数据截至", value=effective, remedy="请核对日期")
    definition = definitions.definition(indicator, on=effective, division=matter.division_code)
    file = step.files[0]
    entries = read_list(definition, documents.file_content(file), file.name, matter.division_code)
    figure = readers.evaluate(division=matter.division_code, indicator=definition.code, as_of=AsOf.on(effective))
    basis = actions.Basis(FrozenState.OFFICIAL, Decimal(len(entries)), source)
    actions.put_on_record(figure, basis, step.at, step.by, f"装入上级名单（{source}）")
    step.detail = {"indicator": definition.code, "entries": len(entries), "source": source}
    about = {"indicator": definition.code, "label": definition.label, "effective": effective, "source": source}
    own = UpperList(matter=matter, division_code=matter.division_code, entries=[list(one) for one in entries], **about)
    matter.title = FLOW.title(own)[:300] if FLOW.title else ""
    matter.save()
    own.save(force_insert=True)
    return own


@FLOW.step(
    "decide",
    "处理差异",
    sources=(UpperState.OPEN,),
    target=UpperState.OPEN,
    may=OFFICE,
    owed=True,
    asks={
        "key": needed(
            "差异",
            "choice",
            choices=lambda own: [
                (one.key, f"{one.label}（{one.key}）") for one in Reconciliation(own, _today(own)).undecided
            ],
        ),
        "verdict": needed("意见", "choice", choices=lambda _own: VERDICTS),
        "reason": offered("说明"),
    },
)
def decide_difference(own: UpperList, step: Step, *, key: str, verdict: str, reason: str) -> None:
    """What is done about one line."""
    decision = {
        "verdict": verdict,
        "words": dict(VERDICTS)[verdict],
        "reason": reason,
        "by": step.by,
        "day": str(step.day),
    }
    own.decisions = {**own.decisions, key: decision}
    step.detail = {"key": key, "verdict": verdict}


@FLOW.step(
    "settle",
    "核对完毕",
    sources=(UpperState.OPEN,),
    target=UpperState.SETTLED,
    may=OFFICE,
    guards=(_all_decided,),
    asks={"reason": offered("小结")},
)
def settle_upper_list(own: UpperList, step: Step, *, reason: str) -> None:
    """Every difference has its opinion."""


@FLOW.step(
    "withdraw",
    "撤回名单",
    sources=(UpperState.OPEN,),
    target=UpperState.WITHDRAWN,
    may=OFFICE,
    asks={"reason": needed("理由", hint="如装错文件；撤回后官方数值仍在冻结值中，须另存新版本更正")},
)
def withdraw_upper_list(own: UpperList, step: Step, *, reason: str) -> None:
    """It was the wrong file."""


def _today(own: UpperList) -> date:
    """The day of the last step: differences are offered as the page showed them."""
    last = own.matter.steps.order_by("-number").first()
    return county_day(last.at) if last else own.effective

"""What must hold among the definitions of indicators and the figures computed from them."""

from collections.abc import Iterator, Mapping
from typing import Any

from qiangxian.engines.metrics import definitions
from qiangxian.engines.metrics.measures import MEASURES
from qiangxian.kernel import rulebook
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.integrity import Finding, check, proof
from qiangxian.kernel.rulebook import Rulebook

from .observations import broken_chain
from .readers import differing_observations, observation_count


@check(
    "indicators.definition_unresolved",
    label="指标定义不能解析",
    owner="sysadmin",
    severity="error",
    scope="product",
    rule="指标由已登记的计量计算，或由其他指标相比、相加而成",
    remedy="更正规则库 indicators 目录下该文件的计量代码或所引用的指标",
)
def definition_unresolved(_division: str | None, _as_of: AsOf) -> Iterator[Finding]:
    """Every version of every definition: the measure it names is offered, the indicators it is made of exist."""
    yield from unresolved(rulebook.RULEBOOK)


def unresolved(book: Rulebook) -> Iterator[Finding]:
    """Definitions of a rulebook that name a measure nobody offers or an indicator there is not."""
    known = _known(book)
    for name in book.names(definitions.TOPIC, None):
        if "definition" not in (_mapping(book, name) or ()):
            continue
        for entry in book.history(definitions.TOPIC, f"{name}.definition", None):
            for fault in _faults(entry.value, known):
                key = f"{name} {entry.value['version']} {fault}"
                yield Finding(key, f"{name}（版本 {entry.value['version']}）", f"{fault}（{entry.where}）", "rule")


def _mapping(book: Rulebook, name: str) -> Mapping[str, Any] | None:
    """The file's content; None for a file of the folder that is a plain list."""
    try:
        return book.load(definitions.TOPIC, name, division=None)
    except rulebook.RulebookError:
        return None


def _known(book: Rulebook) -> set[str]:
    """The names and library numbers under which an indicator can be referred to."""
    names = set(book.names(definitions.TOPIC, None))
    return names | {str((_mapping(book, name) or {}).get("number", "")) for name in names}


def _faults(value: Mapping[str, Any], known: set[str]) -> Iterator[str]:
    measure, ratio = value.get("measure"), value.get("ratio") or {}
    if measure and measure not in MEASURES:
        yield f"计量 {measure} 不存在"
    terms = [ratio["numerator"], ratio["denominator"]] if ratio else []
    for term in (*terms, *value.get("sum", ())):
        if term not in known:
            yield f"所引用的指标 {term} 不存在"


@check(
    "indicators.observation_chain",
    label="指标值记录被改动或缺失",
    owner="secadmin",
    severity="error",
    scope="product",
    rule="每个系统测算的指标值以前一行的校验值封存，改动或缺失都会显出来",
    remedy="保全数据库，报告安全管理员；用 qiangxian verify 找出受影响的指标值",
)
def observation_chain(_division: str | None, _as_of: AsOf) -> Iterator[Finding]:
    """Rows of computed figures whose seal or link does not hold."""
    for one in broken_chain():
        yield Finding(f"{one.what} {one.where}", one.where, f"{one.what}：应为 {one.expected}，实为 {one.found}")


proof("observations", label="指标值", settles="indicators.observation_chain", count=observation_count)(
    differing_observations
)

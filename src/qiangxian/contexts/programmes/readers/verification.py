"""Everything that can be proven afterwards, proven again: figures, audit chain, kept files, rules."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from qiangxian.contexts.audit import chain
from qiangxian.contexts.audit import readers as audit
from qiangxian.contexts.documents import readers as documents
from qiangxian.contexts.indicators import readers as indicators
from qiangxian.engines.metrics import schema  # noqa: F401 - the schema registers itself
from qiangxian.kernel import evidence, rulebook
from qiangxian.kernel.actor import Actor

__all__ = ["Verification", "verify"]

CHECKED_FILES = ("*.yaml", "*.csv")


@dataclass
class Verification:
    """How much was checked and every difference found, in the shape of the interfaces."""

    checked: dict[str, int] = field(default_factory=dict)
    failures: list[dict[str, Any]] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Nothing differs."""
        return not self.failures

    def document(self) -> dict[str, Any]:
        """The JSON of `qiangxian verify`."""
        return {"ok": self.ok, "checked": self.checked, "failures": self.failures}


def verify(progress: Callable[[], None] | None = None) -> Verification:
    """Check everything; `progress` is called once for every figure computed again."""
    found = Verification()
    found.checked = {
        "observations": indicators.observation_count(),
        "audit_lines": audit.visible_lines(Actor.system()).count(),
        "files": documents.count_files(),
        "rules": sum(len(list(rulebook.RULEBOOK.root.rglob(kind))) for kind in CHECKED_FILES),
    }
    for one in indicators.verify_observations(progress):
        found.failures.append(_failure(one.what, one.where, one.expected, one.found))
    for seq, what, expected, broken in chain.broken_links():
        found.failures.append(_failure(what, f"审计记录第 {seq} 条", expected, broken))
    found.failures.extend(documents.verify_files())
    found.failures.extend(_rule_failures())
    return found


def _rule_failures() -> Iterator[dict[str, Any]]:
    """Faults of rule files, and rules that name a measure or a provider nobody offers."""
    for issue in rulebook.validate_all():
        yield _failure("规则文件有误", f"{issue.file}:{issue.line}", "合规的规则", issue.message)
    for fault in indicators.unresolved():
        yield _failure(f"指标 {fault.indicator} 的定义无法计算", fault.where, fault.expected, fault.found)
    for rule in rulebook.load("programmes", "targets", division=None)["evidence"]:
        if rule["provider"] not in evidence.EVIDENCE_PROVIDERS:
            yield _failure("佐证来源不存在", "programmes/targets", "已登记的来源", rule["provider"])


def _failure(what: str, where: str, expected: Any, found: Any) -> dict[str, Any]:
    return {"what": what, "where": where, "expected": str(expected), "found": str(found)}

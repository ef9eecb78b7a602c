"""`verify`: everything the product rests on, checked once more. Figures are recomputed as they were recorded; the audit
chain, kept files and every integrity check over records and rules are gone through.

An integrity finding of severity `error` says that stored truth contradicts itself or the law, and is a failure, unless a
person let it be with a reason. Warnings ask somebody to look and are no failures: they stand on the data quality page."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from qiangxian.contexts.audit import chain
from qiangxian.contexts.audit import readers as audit
from qiangxian.contexts.audit.integrity import readers as integrity
from qiangxian.contexts.audit.integrity.looking import Looked, checks_for, look
from qiangxian.contexts.documents import readers as documents
from qiangxian.contexts.indicators import readers as indicators
from qiangxian.contexts.people import readers as people
from qiangxian.kernel import rulebook
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.integrity import Severity

__all__ = ["Verification", "verify"]

CHECKED_FILES = ("*.yaml", "*.csv")
TOLD_ABOVE = frozenset({"audit.chain", "documents.stored_file", "indicators.observation_chain"})
"""Checks whose question `verify` has answered already, line by line."""


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


def verify(progress: Callable[[], None] | None = None, *, on: date) -> Verification:
    """Check everything as it stands on the day; `progress` is called once for every figure computed again.

    `checked.rules` counts the rule files and the integrity checks gone through, `warnings` and `ignored` what the checks
    found that is no failure."""
    found = Verification()
    found.checked = {
        "observations": indicators.observation_count(),
        "audit_lines": audit.visible_lines(Actor.system()).count(),
        "files": documents.count_files(),
        "rules": sum(len(list(rulebook.RULEBOOK.root.rglob(kind))) for kind in CHECKED_FILES),
        "warnings": 0,
        "ignored": 0,
    }
    for one in indicators.verify_observations(progress):
        found.failures.append(_failure(one.what, one.where, one.expected, one.found))
    for seq, what, expected, broken in chain.broken_links():
        found.failures.append(_failure(what, f"审计记录第 {seq} 条", expected, broken))
    found.failures.extend(documents.verify_files())
    for division in (*people.counties(), ""):
        _check_integrity(found, division, on)
    return found


def _check_integrity(found: Verification, division: str, on: date) -> None:
    """Every integrity check of one county, or of what belongs to none."""
    for check in checks_for(division):
        if check.code in TOLD_ABOVE:
            continue
        looked = look(check, division, AsOf.on(on))
        found.checked["rules"] += 1
        let_be = integrity.is_ignored(check.code, division, on) & looked.findings.keys()
        found.checked["ignored"] += len(let_be)
        if check.severity == Severity.WARNING and not looked.failure:
            found.checked["warnings"] += len(looked.findings) - len(let_be)
        else:
            found.failures.extend(_integrity_failures(looked, let_be))


def _integrity_failures(looked: Looked, let_be: set[str]) -> Iterator[dict[str, Any]]:
    check = looked.check
    if looked.failure:
        yield _failure("检查项无法执行", check.code, check.label, looked.failure)
    for key, finding in looked.findings.items():
        if key not in let_be:
            yield _failure(check.label, finding.label, check.rule, finding.words)


def _failure(what: str, where: str, expected: Any, found: Any) -> dict[str, Any]:
    return {"what": what, "where": where, "expected": str(expected), "found": str(found)}

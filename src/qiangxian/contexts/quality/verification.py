"""`verify`: everything the product rests on, checked once more: what the contexts can go through one by one, and every integrity
check over records and rules.

An integrity finding of severity `error` says that stored truth contradicts itself or the law, and is a failure, unless a
person let it be with a reason. Warnings ask somebody to look and are no failures: they stand on the data quality page."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from qiangxian.contexts.audit import chain, rules
from qiangxian.contexts.people import readers as people
from qiangxian.kernel import rulebook
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.integrity import PROOFS, Discrepancy, Severity, Tick

from . import readers
from .looking import Looked, checks_for, look

CHECKED_FILES = ("*.yaml", "*.csv")
COUNTED = {"rules": "规则文件和检查项", "warnings": "提醒", "ignored": "已标为不处理", "corrected": "因更正而不同"}
"""What is counted besides the proofs: rule files and checks gone through, what the checks found that is no failure, and what
comes out otherwise because a definition was corrected since."""


@dataclass
class Verification:
    """How much was checked and every difference found, in the shape of the interfaces."""

    checked: dict[str, int] = field(default_factory=dict)
    failures: list[Discrepancy] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Nothing differs."""
        return not self.failures

    def document(self) -> dict[str, Any]:
        """The JSON of `qiangxian verify`."""
        told = ("what", "where", "expected", "found", "table", "key")
        failures = [{name: getattr(one, name) for name in told} for one in self.failures]
        return {"ok": self.ok, "checked": self.checked, "failures": failures, "notes": self.notes}


def labels() -> dict[str, str]:
    """What each number of `checked` counts, in words."""
    return {**{code: one.label for code, one in PROOFS.items()}, **COUNTED}


def to_go_through() -> int:
    """How often `verify` will tick."""
    return sum(one.count() for one in PROOFS.values())


def verify(tick: Tick = lambda: None, *, on: date, seals: Iterable[Mapping[str, Any]] = ()) -> Verification:
    """Check everything as it stands on the day, and that the chain is still the one of the seals given."""
    found = Verification(dict.fromkeys(labels(), 0))
    found.checked["rules"] = sum(len(list(rulebook.RULEBOOK.root.rglob(kind))) for kind in CHECKED_FILES)
    for one in PROOFS.values():
        found.checked[one.code] = one.count()
        for differing in one.go_through(tick):
            if differing.why:
                found.checked["corrected"] += 1
            else:
                found.failures.append(differing)
    if words := rules.brought_by_release():
        found.notes.append(words)
    for seal in seals:
        found.failures.extend(chain.against(seal))
    for division in (*people.counties(), ""):
        _check_integrity(found, division, on)
    return found


def differing() -> Iterator[Discrepancy]:
    """Whatever stored does not prove itself, apart from what ought to be put right in the county's records."""
    for one in PROOFS.values():
        yield from (found for found in one.go_through(lambda: None) if not found.why)


def _check_integrity(found: Verification, division: str, on: date) -> None:
    """Every integrity check of one county, or of what belongs to none, but for those a proof has settled."""
    settled = {one.settles for one in PROOFS.values()}
    for check in checks_for(division):
        if check.code in settled:
            continue
        looked = look(check, division, AsOf.on(on))
        found.checked["rules"] += 1
        let_be = readers.is_ignored(check.code, division, on) & looked.findings.keys()
        found.checked["ignored"] += len(let_be)
        if check.severity == Severity.WARNING and not looked.failure:
            found.checked["warnings"] += len(looked.findings) - len(let_be)
        else:
            found.failures.extend(_failures(looked, let_be))


def _failures(looked: Looked, let_be: set[str]) -> Iterator[Discrepancy]:
    check = looked.check
    if looked.failure:
        yield Discrepancy("检查项无法执行", check.code, check.label, looked.failure)
    for key, finding in looked.findings.items():
        if key not in let_be:
            yield Discrepancy(check.label, finding.label, check.rule, finding.words)

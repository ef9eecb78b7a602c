"""Registries of integrity checks and of proofs: a context states what must hold among its records or in its configuration, and
who puts it right where it does not; and what of its own `verify` can count and go through one by one. What runs them, keeps the
results and shows them knows no context."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NotRequired, TypedDict, Unpack

from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.registry import Registry
from qiangxian.kernel.roles import choices


class Severity(StrEnum):
    """`ERROR`: stored truth contradicts itself or the law, and a figure may be wrong. `WARNING`: somebody should look."""

    ERROR = "error"
    WARNING = "warning"


class Scope(StrEnum):
    """`COUNTY`: asked once for each county. `PRODUCT`: asked once, about rulebook, files and audit, which belong to none."""

    COUNTY = "county"
    PRODUCT = "product"


OWNERS: dict[str, str] = {"unit": "责任单位", **dict(choices())}
"""Who must act, as words on the screen."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold.

    `key` is stable between runs and names the thing outside the database (number, code, file), so that a finding can be
    followed, ignored and known as resolved; `label` is how people call it; `words` say what is wrong with which values.
    `url_kind` and `url_id` say where it can be put right: a kind of register record (`right`, `enterprise`, …) or another
    page known to the web (`account`, `target`, `task`, `rule`, `unit`), with the id it is found under there.
    """

    key: str
    label: str
    words: str
    url_kind: str = ""
    url_id: str = ""


class CheckWords(TypedDict):
    """What is told of a check on the screen."""

    label: str
    remedy: str
    rule: NotRequired[str]


CheckFunction = Callable[[str | None, AsOf], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class IntegrityCheck:
    """A registered check: what it looks for (`label`), who acts (`owner`), what to do (`remedy`), which rule asks for it."""

    code: str
    owner: str
    severity: Severity
    scope: Scope
    find: CheckFunction
    label: str
    remedy: str
    rule: str = ""

    @property
    def owner_words(self) -> str:
        """The owner as words for the screen."""
        return OWNERS[self.owner]


CHECKS: Registry[IntegrityCheck] = Registry("检查项")


def check(
    code: str, *, owner: str, severity: str, scope: str = "county", **words: Unpack[CheckWords]
) -> Callable[[CheckFunction], CheckFunction]:
    """Register `find(division_code, as_of)` under a dotted code, e.g. `registers.grant_before_filing`; a code is given once.

    A check of scope `county` is asked with the code of one county, one of scope `product` with None. It must ask the
    database set-wise: a constant number of queries, whatever the number of records.
    """
    if owner not in OWNERS:
        raise ValueError(f"{code}: nobody is called {owner}; owners are {', '.join(OWNERS)}")

    severe, reach = Severity(severity), Scope(scope)
    return CHECKS.adding(code, lambda find: IntegrityCheck(code, owner, severe, reach, find, **words))


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """Something stored that does not agree with itself or with its recomputation. `why` names the correction of a rule that
    explains it: then it is no fault. `table` and `key` stand where it is one row of the database."""

    what: str
    where: str
    expected: str
    found: str
    why: str = ""
    table: str = ""
    key: str = ""


Tick = Callable[[], object]
"""Called once for everything gone through."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What `verify` goes through one by one: how many there are of it (`label`), and where one of them does not hold. `settles`
    is the check whose question is answered by it already."""

    code: str
    label: str
    settles: str
    count: Callable[[], int]
    go_through: Callable[[Tick], Iterable[Discrepancy]]


PROOFS: Registry[Proof] = Registry("核验项")


def proof(
    code: str, *, label: str, settles: str, count: Callable[[], int]
) -> Callable[[Callable[[Tick], Iterable[Discrepancy]]], Callable[[Tick], Iterable[Discrepancy]]]:
    """Register `go_through(tick)` under the name the JSON of `verify` counts it by; a name is given once."""
    return PROOFS.adding(code, lambda go_through: Proof(code, label, settles, count, go_through))

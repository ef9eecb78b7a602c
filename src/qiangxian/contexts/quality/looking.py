"""Asking the checks. Reads only: nothing is stored here, so that `verify` and a dry run on the command line use it too."""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.db import DatabaseError, transaction

from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import DomainError
from qiangxian.kernel.integrity import CHECKS, Finding, IntegrityCheck, Scope

LABEL, KEY = 300, 200
logger = logging.getLogger("qiangxian.integrity")


@dataclass(frozen=True)
class Looked:
    """What one check found, each thing once by its key, how long it took, and why where it could not be carried out."""

    check: IntegrityCheck
    findings: dict[str, Finding] = field(default_factory=dict)
    milliseconds: int = 0
    failure: str = ""


def checks_for(division_code: str) -> list[IntegrityCheck]:
    """The checks of a county, or with an empty code those about what belongs to none; by code."""
    scope = Scope.COUNTY if division_code else Scope.PRODUCT
    return [CHECKS[code] for code in sorted(CHECKS) if CHECKS[code].scope == scope]


def look(check: IntegrityCheck, division_code: str, as_of: AsOf) -> Looked:
    """Ask one check. One that breaks is told as such and keeps no other from being asked."""
    begun = time.monotonic()
    try:
        with transaction.atomic():
            found = {finding.key[:KEY]: finding for finding in check.find(division_code or None, as_of)}
    except (DomainError, DatabaseError, LookupError, ValueError, TypeError, AttributeError) as fault:
        logger.exception("integrity check %s could not be carried out", check.code)
        words = str(fault) if isinstance(fault, DomainError) else f"程序错误（{type(fault).__name__}：{fault}）"
        return Looked(check, failure=words)
    return Looked(check, found, int((time.monotonic() - begun) * 1000))


def look_at_all(
    division_code: str, as_of: AsOf, progress: Callable[[int], None] = lambda _done: None
) -> Iterator[Looked]:
    """Every check of the county (or of no county), one after the other; `progress` hears how many are done."""
    for done, check in enumerate(checks_for(division_code), start=1):
        yield look(check, division_code, as_of)
        progress(done)

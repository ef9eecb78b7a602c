"""What the law says of one registered right: both readings with their proof, the term, the fees, the contradictions."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet

from qiangxian.engines.lifecycle.conflicts import premature_lapses
from qiangxian.engines.lifecycle.facts import Event, RightFacts
from qiangxian.engines.lifecycle.fee_plan import RestorationCost, fee_plan, restoration_for
from qiangxian.engines.lifecycle.fees import FeeTerms
from qiangxian.engines.lifecycle.status import Status, legal, statistical
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import NotFound
from qiangxian.kernel.identifiers import application_number

from ...records.conditions import recorded
from ...records.scope import visible
from ...types import EventType, RecordKind
from ..conflicts.comparing import STANDING, contradiction
from ..conflicts.models import StatusConflict
from ..lifecycle_facts import fee_terms, right_facts
from ..models import AnnualFee, FeeReduction, LegalEvent, Right
from ..proofs import proof_words


class RightLaw:
    """Everything the law's engine says about a registered right on the effective day: statistically as known on it, legally as
    `known` on the known day or, where none was asked for, today. The right was read through the scope of its reader."""

    def __init__(self, right: Right, as_of: AsOf, known_today: date) -> None:
        day, events = as_of.effective, _events(right)
        self.right, self.fees = right, _fees(right)
        reductions = FeeReduction.objects.filter(recorded(), record_id=right.record_id).order_by("valid_from", "id")
        self.reductions = list(reductions)
        self.facts = right_facts(right, events, self.fees)
        self.known = max(as_of.known, known_today) if as_of.known == day else as_of.known
        self.statistical = statistical(self.facts, day, as_of.known)
        self.legal = legal(self.facts, day, self.known)
        self.terms = terms = fee_terms(right, events, self.reductions, self.fees)
        self.plan = fee_plan(terms, self.facts.fees, day, self.legal) if terms and right.grant_date else None
        self.restoration = _restoration(terms, self.legal, day)
        self.worked = [event for event in events if event.detail.get("kind") == "open"]
        self.contradiction = _contradiction(right, self.facts)
        self.premature = proofs_of(premature_lapses(self.facts))


def facts_of_number(actor: Actor, division_code: str, number: str) -> tuple[Right, RightFacts]:
    """The right of that number in the county and everything recorded of it; ZL, CN, blanks and widths make no difference."""
    right = right_of_number(actor, division_code, number)
    return right, right_facts(right, _events(right), _fees(right))


def right_of_number(actor: Actor, division_code: str, number: str) -> Right:
    """The right of that number in the county, among those the actor may see."""
    check = application_number.validate(number)
    wanted = {number.strip(), check.canonical or number.strip()}
    rights: QuerySet[Right] = visible(RecordKind.RIGHT, actor).filter(division_code=division_code, number__in=wanted)
    found = rights.order_by("sub_key", "id").first()
    if found is None:
        raise NotFound(f"基础台账中没有“{number}”", remedy="核对号码，或先导入这件权利")
    return found


def _events(right: Right) -> list[LegalEvent]:
    rows = LegalEvent.objects.filter(recorded(), record_id=right.record_id)
    return list(rows.order_by("effective_date", "known_date", "id"))


def _fees(right: Right) -> list[AnnualFee]:
    return list(AnnualFee.objects.filter(recorded(), record_id=right.record_id).order_by("year", "id"))


def proofs_of(events: Iterable[Event]) -> list[str]:
    """The events that prove a reading, each in words."""
    return [proof_words(event) for event in events]


def _restoration(terms: FeeTerms | None, status: Status, today: date) -> RestorationCost | None:
    """Only a lapse for fees, announced or presumed, is healed by restoration with payment."""
    by_fee = any(event.type in {EventType.LAPSE_UNPAID_FEE, "fee_unpaid"} for event in status.because)
    if terms is None or status.since is None or not by_fee or status.state not in {"lapsed", "presumed_lapsed"}:
        return None
    return restoration_for(terms, status.since, today)


def _contradiction(right: Right, facts: RightFacts) -> dict[str, Any] | None:
    """What a file printed for a day against what the law gives for it; `conflict_id`: its place in the queue, if stored."""
    if not right.imported_status:
        return None
    found = contradiction(right, facts, right.batch.reported_through if right.batch else None)
    if found is None:
        return None
    day, computed = found
    stored = StatusConflict.objects.filter(record_id=right.record_id, state__in=STANDING).values_list("pk", flat=True)
    because = proofs_of(statistical(facts, day).because)
    return {
        "printed": right.imported_status,
        "printed_day": day,
        "printed_source": right.source,
        "computed": computed,
        "because": because,
        "conflict_id": stored.first(),
    }


def sources_of(fees: Sequence[AnnualFee]) -> dict[int, str]:
    """Where each fee year was recorded from, as proof."""
    return {
        fee.year: "，".join(filter(None, (fee.source, f"票据 {fee.receipt_number}" if fee.receipt_number else "")))
        for fee in fees
    }

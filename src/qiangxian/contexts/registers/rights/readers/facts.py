"""What the law says of one registered right: both readings with their proof, the term, the fees, the contradictions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from qiangxian.engines.lifecycle.conflicts import premature_lapses
from qiangxian.engines.lifecycle.facts import Event, RightFacts
from qiangxian.engines.lifecycle.fee_plan import FeePlan, RestorationCost, fee_plan, restoration_for
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


@dataclass(frozen=True)
class RightLaw:
    """Everything the law's engine says about a registered right on a day; the legal reading with what was `known` on another."""

    right: Right
    facts: RightFacts
    statistical: Status
    legal: Status
    known: date
    terms: FeeTerms | None
    plan: FeePlan | None
    restoration: RestorationCost | None
    fees: list[AnnualFee]
    reductions: list[FeeReduction]
    worked: list[LegalEvent]
    contradiction: Mapping[str, Any] | None
    premature: list[str]


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


def right_law(right: Right, as_of: AsOf, known_today: date) -> RightLaw:
    """The law on the effective day: statistically as known on it, legally as known on the known day or, where none was
    asked for, today. `right` was read through the scope of its reader."""
    events, fees = _events(right), _fees(right)
    reductions = list(FeeReduction.objects.filter(recorded(), record_id=right.record_id).order_by("valid_from", "id"))
    facts = right_facts(right, events, fees)
    known = max(as_of.known, known_today) if as_of.known == as_of.effective else as_of.known
    official = statistical(facts, as_of.effective, as_of.known)
    true = legal(facts, as_of.effective, known)
    terms = fee_terms(right, events, reductions, fees)
    return RightLaw(
        right=right,
        facts=facts,
        statistical=official,
        legal=true,
        known=known,
        terms=terms,
        plan=fee_plan(terms, facts.fees, as_of.effective, true) if terms and right.grant_date else None,
        restoration=_restoration(terms, true, as_of.effective),
        fees=fees,
        reductions=reductions,
        worked=[event for event in events if event.detail.get("kind") == "open"],
        contradiction=_contradiction(right, facts),
        premature=proofs_of(premature_lapses(facts)),
    )


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

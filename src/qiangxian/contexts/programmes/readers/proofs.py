"""Proofs of existence targets: which count on a day, and which records could be linked."""

from collections.abc import Iterable, Mapping
from typing import Any

from qiangxian.kernel import rulebook
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.evidence import EVIDENCE_PROVIDERS, EvidenceRow

from ..models import Target, TargetProof
from ..types import ProofKind


def provider_code(record_kind: str) -> str:
    """Which provider offers records of that kind."""
    return f"registers.{record_kind}"


def proofs_on(targets: Iterable[Target], division: str, as_of: AsOf) -> dict[int, list[TargetProof]]:
    """By target the proofs that hold on the day and were known by the known day. A linked record counts only while the
    register still shows it on that day: a dissolved alliance proves nothing any more."""
    rows = TargetProof.objects.filter(
        target__in=list(targets),
        withdrawn_at__isnull=True,
        effective_date__lte=as_of.effective,
        known_date__lte=as_of.known,
    )
    linked = list(rows.order_by("effective_date", "id"))
    kinds = {proof.record_kind for proof in linked if proof.kind == ProofKind.RECORD}
    standing = {kind: {row.key for row in _offered(kind, division, as_of, {})} for kind in kinds}
    found: dict[int, list[TargetProof]] = {}
    for proof in linked:
        if proof.kind == ProofKind.FILE or proof.record_key in standing[proof.record_kind]:
            found.setdefault(proof.target_id, []).append(proof)
    return found


def proofs_of(target: Target) -> list[TargetProof]:
    """All proofs ever added, withdrawn ones included."""
    return list(TargetProof.objects.filter(target=target).order_by("effective_date", "id"))


def proof_candidates(target: Target, *, as_of: AsOf) -> list[EvidenceRow]:
    """Records whose kind fits the words of the target and that are not linked yet; a person decides."""
    division = target.programme.division_code
    rule = _rule(target, division)
    if rule is None:
        return []
    linked = set(
        TargetProof.objects.filter(target=target, withdrawn_at__isnull=True).values_list("record_kind", "record_key")
    )
    offered = EVIDENCE_PROVIDERS.named(rule["provider"])(division, as_of, rule["filters"])
    return [row for row in offered if (row.kind, row.key) not in linked]


def record_offered(record_kind: str, record_key: str, division: str, as_of: AsOf) -> EvidenceRow | None:
    """The record as the register shows it on the day, None where it does not."""
    return next((row for row in _offered(record_kind, division, as_of, {}) if row.key == record_key), None)


def _offered(record_kind: str, division: str, as_of: AsOf, filters: Mapping[str, Any]) -> list[EvidenceRow]:
    return EVIDENCE_PROVIDERS.named(provider_code(record_kind))(division, as_of, filters)


def _rule(target: Target, division: str) -> Mapping[str, Any] | None:
    rules = rulebook.load("programmes", "targets", division=division)["evidence"]
    text = f"{target.label}{target.subject}"
    return next((rule for rule in rules if any(word in text for word in rule["words"])), None)

"""Which enterprise of the county a printed name means: by code, by a person's decision, by any name it ever bore."""

from dataclasses import dataclass

from .conditions import recorded
from .models import Enterprise, EnterpriseName, MatchDecision
from .names import fold_name
from .types import MatchState


@dataclass(frozen=True)
class Match:
    """The enterprise record (None where there is none) and how sure we are."""

    record_id: int | None
    state: str


def match_enterprise(division_code: str, name: str, uscc: str = "") -> Match:
    """A code decides alone; else a recorded decision about the name; else a name that exactly one enterprise bore."""
    if uscc:
        found = Enterprise.objects.filter(recorded(), division_code=division_code, uscc=uscc).first()
        if found:
            return Match(found.record_id, MatchState.MATCHED)
    folded = fold_name(name)
    decision = MatchDecision.objects.filter(
        division_code=division_code, folded_name=folded, undone_at__isnull=True
    ).first()
    if decision:
        return Match(decision.enterprise_id, decision.verdict)
    return _by_name(division_code, folded)


def _by_name(division_code: str, folded: str) -> Match:
    bearers = set()
    for model in (Enterprise, EnterpriseName):
        rows = model.objects.filter(recorded(), division_code=division_code, folded_name=folded)
        bearers |= set(rows.values_list("record_id", flat=True)[:3])
    if len(bearers) == 1:
        return Match(bearers.pop(), MatchState.MATCHED)
    return Match(None, MatchState.DOUBTFUL if bearers else MatchState.UNMATCHED)

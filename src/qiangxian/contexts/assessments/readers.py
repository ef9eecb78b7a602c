"""Questions to the rounds: which there are, who stands how, what each criterion rests on. Before a result is published a unit sees its
own scores only."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from qiangxian.contexts.matters.readers import visible_matters
from qiangxian.engines.scoring.scoring import shown
from qiangxian.engines.scoring.shapes import CriterionShape, ScoringKind, number
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import NotAllowed, NotFound
from qiangxian.kernel.roles import Policy, role

from . import results
from .models import Entry, Round, Slice
from .rounds import FLOW, NO_BASIS
from .types import RoundState

READS_ALL: Policy = role("office", "leader", "auditor")
"""Who sees every unit's scores before they are published."""
SUMMED = (RoundState.SCORED, RoundState.APPROVED, RoundState.PUBLISHED)


@dataclass(frozen=True)
class CriterionLine:
    """One criterion of one unit as it stands: what it asks, its score, what it rests on, the files that prove it."""

    unit_id: int
    unit: str
    area: str
    criterion: CriterionShape
    part: Mapping[str, Any]
    entry: Entry | None
    evidence: Sequence[Any]

    @property
    def slice(self) -> Slice | None:
        """The part of the round it was reported in."""
        return self.entry.slice if self.entry else None

    @property
    def state(self) -> str:
        """How far it counts."""
        return str(self.part["state"])

    @property
    def full_words(self) -> str:
        """The points it is worth; where what does not apply was shared out, with the points it is worth for this unit."""
        own, weight = shown(number(self.criterion.weight)), self.part["weight"]
        return f"{own} 分" if weight == own else f"{own} 分，按适用项折算 {weight} 分"

    @property
    def own_words(self) -> str:
        """What the unit stated, with its unit; what holds or not, in words."""
        return self._told(self.entry.value if self.entry else "")

    @property
    def judged_words(self) -> str:
        """The value the reviewer gave, likewise."""
        return self._told(self.entry.judged if self.entry else "")

    def _told(self, text: str) -> str:
        if text and self.criterion.kind in (ScoringKind.BOOLEAN, ScoringKind.VETO):
            return "没有" if text == "0" else "有"
        return f"{text} {self.criterion.unit}".strip() if text else ""


def rounds(actor: Actor, division: str = "") -> list[Round]:
    """The rounds the actor may see, newest first."""
    rows = Round.objects.filter(matter__in=visible_matters(actor).filter(flow=FLOW.code)).select_related("matter")
    rows = rows.filter(matter__division_code=division) if division else rows
    return list(rows.order_by("-last_date", "-pk"))


def round_named(actor: Actor, name: str | int) -> Round:
    """A round by its number, or by `assessment-12`."""
    number = str(name).rpartition("-")[2]
    found = next((one for one in rounds(actor) if str(one.pk) == number), None)
    if found is None:
        raise NotFound(
            f"没有考核轮次 {name}，或无权查看", remedy="用 qiangxian matters list --flow assessment 查看编号"
        )
    return found


def scores(actor: Actor, own: Round, today: date) -> dict[str, Any]:
    """The results as summed up, else as they stand today; only the units the actor may see."""
    kept = own.results if own.results and own.matter.state in SUMMED else None
    told = kept or results.document(own, today)
    shown_units = dict(units_shown(actor, own))
    return {
        **told,
        "units": [one for one in told["units"] if one["unit_id"] in shown_units],
        "is_kept": kept is not None,
    }


def units_shown(actor: Actor, own: Round) -> list[tuple[int, str]]:
    """The units of the round whose scores the actor may see, with their names."""
    units = [(int(code), name) for code, name in own.units]
    return (
        units if sees_all(actor, own) else [one for one in units if one[0] == actor.unit_in(own.matter.division_code)]
    )


def sees_all(actor: Actor, own: Round) -> bool:
    """Whether every unit's score is shown to the actor."""
    return bool(READS_ALL.decide(actor, own.matter)) or own.matter.state == RoundState.PUBLISHED


def must_see(actor: Actor, own: Round, unit_id: int) -> None:
    """Whether the scores of the unit are shown to the actor; else `NotAllowed`."""
    if not sees_all(actor, own) and actor.unit_in(own.matter.division_code) != unit_id:
        raise NotAllowed("结果公布以前只能看本单位的得分", remedy="如确需查看，请联系领导小组办公室")


def ranking(actor: Actor, own: Round, today: date) -> list[dict[str, Any]]:
    """The units by place; `NotAllowed` where the round has no 考核依据."""
    if not own.basis_number:
        raise NotAllowed(NO_BASIS)
    return sorted(scores(actor, own, today)["units"], key=lambda one: (one["place"], one["unit"]))


def criteria(own: Round, told: Mapping[str, Any]) -> Iterator[CriterionLine]:
    """Every criterion of every unit in `scores`, in the order of the library."""
    asked = {one.key: (area.label, one) for area in results.scheme_of(own).areas for one in area.criteria}
    entries = {
        (entry.slice.unit_id, entry.key): entry
        for entry in Entry.objects.filter(slice__round=own).select_related("slice__matter")
    }
    files = evidence_by_entry(own)
    for unit in told["units"]:
        for part in unit["parts"]:
            key = unit["unit_id"], part["key"]
            yield CriterionLine(
                unit["unit_id"], unit["unit"], *asked[part["key"]], part, entries.get(key), files.get(key, ())
            )


def evidence_by_entry(own: Round) -> dict[tuple[int, str], list[Any]]:
    """The files that came with what was said of a criterion, by unit and criterion."""
    found: dict[tuple[int, str], list[Any]] = {}
    slices = Slice.objects.filter(round=own).prefetch_related("matter__evidence__step", "matter__evidence__file")
    for one in slices:
        for row in one.matter.evidence.all():
            key = row.step.detail.get("criterion") if row.step else None
            if key:
                found.setdefault((one.unit_id, key), []).append(row)
    return found


def before(own: Round) -> Round | None:
    """The last approved round of the same library that ended before this one begins."""
    rows = Round.objects.filter(matter__division_code=own.matter.division_code, last_date__lt=own.first_date)
    done = rows.filter(matter__state__in=(RoundState.APPROVED, RoundState.PUBLISHED)).select_related("matter")
    label = own.criteria["label"]
    return next((one for one in done.order_by("-last_date", "-pk") if one.criteria["label"] == label), None)

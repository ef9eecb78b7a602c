"""Questions to the rounds: which there are, who stands how, what each criterion rests on. Before a result is published a unit sees its
own scores only."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from qiangxian.contexts.matters.readers import visible_matters
from qiangxian.engines.scoring.scoring import shown
from qiangxian.engines.scoring.shapes import number
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import NotAllowed, NotFound
from qiangxian.kernel.roles import Policy, role

from . import results
from .models import Entry, Round, Slice
from .rounds import FLOW, NO_BASIS
from .types import KIND_WORDS, RoundState

READS_ALL: Policy = role("office", "leader", "auditor")
"""Who sees every unit's scores before they are published."""
SUMMED = (RoundState.SCORED, RoundState.APPROVED, RoundState.PUBLISHED)


@dataclass(frozen=True)
class Criterion:
    """One criterion of one unit as it stands: what it asks, its score, what it rests on, the files that prove it."""

    unit_id: int
    unit: str
    area: str
    key: str
    label: str
    kind: str
    measured: str
    full: float
    weight: str
    target: float | None
    words: str
    wants: tuple[str, ...]
    part: Mapping[str, Any]
    entry: Entry | None
    slice: Slice | None
    evidence: tuple[Any, ...]

    @property
    def kind_words(self) -> str:
        """How it is scored, in words."""
        return KIND_WORDS[self.kind]

    @property
    def full_words(self) -> str:
        """The points it is worth; where what does not apply was shared out, with the points it is worth for this unit."""
        own = shown(number(self.full))
        return f"{own} 分" if self.weight == own else f"{own} 分，按适用项折算 {self.weight} 分"

    @property
    def own_words(self) -> str:
        """What the unit stated, with its unit; what holds or not, in words."""
        return self._told(self.entry.value if self.entry else "")

    @property
    def judged_words(self) -> str:
        """The value the reviewer gave, likewise."""
        return self._told(self.entry.judged if self.entry else "")

    def _told(self, text: str) -> str:
        if text and self.kind in ("boolean", "veto"):
            return "没有" if text == "0" else "有"
        return f"{text} {self.measured}".strip() if text else ""


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
    told = kept or results.document(own, results.scored(own, today), today)
    if not sees_all(actor, own):
        told = {
            **told,
            "units": [one for one in told["units"] if actor.unit_in(own.matter.division_code) == one["unit_id"]],
        }
    return {**told, "is_kept": kept is not None}


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


def criteria(actor: Actor, own: Round, today: date) -> Iterator[Criterion]:
    """Every criterion of every unit the actor may see, in the order of the library."""
    scheme, told = results.scheme_of(own), scores(actor, own, today)
    areas = {one.key: area.label for area in scheme.areas for one in area.criteria}
    entries = {
        (entry.slice.unit_id, entry.key): entry
        for entry in Entry.objects.filter(slice__round=own).select_related("slice__matter")
    }
    files = evidence_by_entry(own)
    for unit in told["units"]:
        for part in unit["parts"]:
            one, entry = scheme.criterion(part["key"]), entries.get((unit["unit_id"], part["key"]))
            yield Criterion(
                unit["unit_id"],
                unit["unit"],
                areas[one.key],
                one.key,
                one.label,
                str(one.kind),
                one.unit,
                one.weight,
                part["weight"],
                one.target,
                one.words,
                tuple(one.evidence),
                part,
                entry,
                entry.slice if entry else None,
                tuple(files.get((unit["unit_id"], one.key), ())),
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

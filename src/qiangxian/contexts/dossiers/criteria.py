"""What a table asks, and what of it is there: for each criterion its evidence, its figure, the official value beside it, and what is
missing today."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from qiangxian.contexts.assessments import schemes
from qiangxian.contexts.indicators import readers as indicators
from qiangxian.contexts.indicators.types import Figure, FigureAsked
from qiangxian.contexts.programmes import readers as programmes
from qiangxian.engines.metrics.measures import Number
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf

from .models import Citation, Piece
from .rules import AssessmentTableShape, table

SCHEME = "scheme:"
SHARED = ""
"""In place of the table of a citation: tasks, targets and the criteria of a library are the same for every table."""


@dataclass(frozen=True)
class Criterion:
    """One line of a table. `subject` is what pieces are cited for; `target`: the key of the programme's target it is."""

    code: str
    group: str
    label: str
    subject: str
    weight: float | None = None
    typical: Sequence[str] = ()
    indicator: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    part: str = ""
    target: str = ""

    def asked(self, division: str, as_of: AsOf) -> FigureAsked:
        """The question behind its figure."""
        return FigureAsked(division, self.indicator, as_of, self.parameters)

    def document(self) -> dict[str, Any]:
        """As a dossier keeps it."""
        return asdict(self)


class CriterionStanding:
    """How a criterion stands on a day. `value` is the figure's, or of the part it means; `official` what was printed above, with its
    source; `missing`: what it lacks, in words."""

    def __init__(self, criterion: Criterion, pieces: list[Piece], figure: Figure | None, target: Any) -> None:
        self.criterion, self.pieces = criterion, pieces
        self.figure = target.figure if target is not None else figure
        self.met: bool | None = target.met if target is not None else None
        self.words: str = target.words if target is not None else ""
        self.value: Number | None = None
        self.unit = ""
        if self.figure is not None:
            self.value, self.unit = self.figure.part(criterion.part)
        whole = self.figure if not criterion.part else None
        self.official = indicators.official(whole) if whole is not None else None
        counted = bool(criterion.indicator) or (target is not None and target.target.kind != "existence")
        self.missing = list(_missing(self.figure, self.value, self.official)) if counted else []
        if not pieces and not (self.met and self.figure is None):
            usual = f"（通常有：{'、'.join(criterion.typical)}）" if criterion.typical else ""
            self.missing.insert(0, f"没有佐证材料{usual}")


def criteria_of(code: str, division: str, actor: Actor, as_of: AsOf) -> list[Criterion]:
    """Every line of the table as it is on the day, in its order."""
    rule = table(code, division)
    found = [
        Criterion(one.code, group.label, one.label, f"criterion:{one.code}", one.weight, one.typical, one.indicator,
                  one.parameters, one.part)
        for group in rule.groups
        for one in group.criteria
    ]  # fmt: skip
    for number, group in enumerate(_derived(rule, division, actor), len(rule.groups) + 1):
        found += [Criterion(**{"code": f"{number}.{place}", **one}) for place, one in enumerate(group, 1)]
    return found


def _derived(rule: AssessmentTableShape, division: str, actor: Actor) -> Iterator[list[dict[str, Any]]]:
    """The targets and tasks of the county's programme, the library of an assessment."""
    programme = programmes.current_programme(actor, division) if rule.plan else None
    if programme is not None:
        targets = programmes.standing_targets(programme.pk)
        yield [
            {"group": "方案目标", "label": one.label, "subject": f"target:{one.key}", "target": one.key}
            for one in targets
        ]
    if rule.scheme:
        yield [
            {"code": one.key, "group": area.label, "label": one.label, "subject": f"{SCHEME}{rule.scheme}/{one.key}",
             "weight": one.weight, "typical": list(one.evidence), "indicator": one.indicator,
             "parameters": dict(one.parameters), "part": one.part}
            for area in schemes.named(division, rule.scheme).areas
            for one in area.criteria
        ]  # fmt: skip
    if programme is not None:
        tasks = programmes.tasks_of(programme.pk)
        yield [{"group": "重点任务", "label": one.title, "subject": f"task:{one.key}"} for one in tasks]


def is_shared(subject: str) -> bool:
    """Whether the subject is the same in every table."""
    return not subject.startswith("criterion:")


def placed(code: str, subject: str) -> tuple[str, str]:
    """Where a citation stands: what is the same for every table is cited once for all."""
    return (SHARED if is_shared(subject) else code), subject


def cited(division: str, code: str) -> dict[str, list[Piece]]:
    """By subject the pieces that stand and are cited for it in this table, or in all of them."""
    rows = Citation.objects.filter(piece__division_code=division, piece__withdrawn_at__isnull=True)
    found: dict[str, list[Piece]] = {}
    chosen = rows.filter(table__in=[code, SHARED]).select_related("piece__file", "piece__redacted")
    for row in chosen.order_by("piece__serial"):
        found.setdefault(row.subject, []).append(row.piece)
    return found


def standings(
    criteria: Iterable[Criterion], code: str, division: str, actor: Actor, as_of: AsOf
) -> list[CriterionStanding]:
    """How every criterion stands on the day."""
    listed, pieces = list(criteria), cited(division, code)
    counted = [one for one in listed if one.indicator]
    figures = dict(
        zip(
            [one.subject for one in counted],
            indicators.figures([one.asked(division, as_of) for one in counted]),
            strict=True,
        )
    )
    targets = _targets(listed, division, actor, as_of)
    return [
        CriterionStanding(one, pieces.get(one.subject, []), figures.get(one.subject), targets.get(one.target))
        for one in listed
    ]


def _targets(listed: Iterable[Criterion], division: str, actor: Actor, as_of: AsOf) -> dict[str, Any]:
    programme = programmes.current_programme(actor, division) if any(one.target for one in listed) else None
    return {one.target.key: one for one in programmes.targets_on(programme, as_of, actor)} if programme else {}


def _missing(figure: Figure | None, value: Number | None, official: Any) -> Iterator[str]:
    """What the figure of a criterion lacks."""
    if figure is None:
        yield "这项目标不能按统计指标计数"
    elif value is None:
        yield "指标值未报送"
    else:
        if figure.completeness == "partial":
            yield "指标值不全，基础台账还没有齐全到这一天"
        if figure.state == "reported":
            yield "仅为上报，尚未核定"
        if official is None:
            yield "没有上级公布的数值或名单"

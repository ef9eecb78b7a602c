"""What a dossier says, gathered from what stands: criteria with their evidence, pieces numbered by the criterion that names them
first, every figure with the calculation behind it."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from qiangxian.contexts.assessments import readers as assessments
from qiangxian.contexts.indicators.sheets import sheet
from qiangxian.contexts.matters.freezing import written
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.division import find

from . import rules
from .criteria import Criterion, CriterionStanding, standings
from .models import Dossier, Piece

SHEETS = "电子附件/计算记录"


class ArchiveFile(NamedTuple):
    """One file of the dossier: where it lies, its bytes, whence it is, and the day it tells of."""

    path: str
    content: bytes
    source: str
    as_of: str


class Gathered:
    """Everything a dossier says: what stands now, by the criteria the dossier was opened with, on its days."""

    def __init__(self, dossier: Dossier) -> None:
        division = dossier.matter.division_code
        self.dossier, self.as_of = dossier, AsOf(dossier.effective, dossier.known)
        self.rule, self.county = rules.table(dossier.table, division), find(division).name
        criteria = [Criterion(**one) for one in dossier.criteria]
        self.standings = standings(criteria, dossier.table, division, Actor.system(), self.as_of)
        self.pieces = _numbered(self.standings)
        self.figures, self.sheets = _figures(self.standings, self.pieces)
        self.scores = _scores(dossier) if dossier.round_id else {}

    @property
    def points(self) -> dict[str, str]:
        """By code of a criterion its points, of a round that assesses the county as one; what is not confirmed says so."""
        units = self.scores["results"]["units"] if self.scores else []
        if len(units) != 1:
            return {}
        return {one["key"]: one["shown"] + ("" if one["confirmed"] else "（暂）") for one in units[0]["parts"]}

    @property
    def by_criterion(self) -> dict[str, list[str]]:
        """By code of a criterion the numbers of its pieces."""
        found: dict[str, list[str]] = {}
        for one in self.pieces:
            for code in one.codes:
                found.setdefault(code, []).append(one.number)
        return found


def _scores(dossier: Dossier) -> dict[str, Any]:
    """The results of the round as summed up, else as they stand on the dossier's day, with the library they were scored by."""
    own = assessments.round_named(Actor.system(), dossier.round_id or 0)
    told = assessments.scores(Actor.system(), own, dossier.effective)
    return {"round": own.matter.title, "criteria": own.criteria, "results": told}


def _numbered(found: Iterable[CriterionStanding]) -> list[Piece]:
    """Each piece once, numbered under the first criterion that names it."""
    numbered: dict[int, Piece] = {}
    for standing in found:
        code, count = standing.criterion.code, 0
        for piece in standing.pieces:
            if piece.pk not in numbered:
                count += 1
                piece.number, piece.group, piece.codes = f"{code}-{count}", standing.criterion.group, []
                numbered[piece.pk] = piece
            numbered[piece.pk].codes.append(code)
    return list(numbered.values())


def _figures(
    found: Iterable[CriterionStanding], pieces: Iterable[Piece]
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The index of every figure the dossier prints, and the calculations behind them by their file."""
    told: list[tuple[str, str, Any, Mapping[str, Any]]] = []
    for one in found:
        if one.figure is not None:
            told.append((one.criterion.code, one.criterion.part, one.official, sheet(one.figure)))
    for piece in pieces:
        if piece.frozen and piece.frozen.get("sheet"):
            told.append((f"佐证 {piece.number}", "", None, piece.frozen["sheet"]))
    files: dict[str, str] = {}
    index: list[dict[str, Any]] = []
    sheets: dict[str, Any] = {}
    for where, part, official, calculation in told:
        text = written(calculation)
        file = files.setdefault(text, f"{SHEETS}/{len(files) + 1:03d}.json")
        sheets[file] = calculation
        index.append({"where": where, "part": part, "file": file, **_indexed(calculation, part, official)})
    return index, sheets


def _indexed(calculation: Mapping[str, Any], part: str, official: Any) -> dict[str, Any]:
    names = ("label", "unit", "formula", "source", "version", "effective", "known", "completeness", "state", "digest")
    value = calculation["parts"].get(part, {"value": None})["value"] if part else calculation["value"]
    printed = {"value": f"{official.value.normalize():f}", "source": official.source} if official else None
    return {"value": value, "official": printed, **{name: calculation[name] for name in names}}


def missing(found: Iterable[CriterionStanding], rule: rules.AssessmentTableShape, dossier: Dossier | None) -> list[str]:
    """What is missing today, criterion by criterion, then the papers of others and the self-assessment."""
    lines = [f"{one.criterion.code} {one.criterion.label}：{'；'.join(one.missing)}" for one in found if one.missing]
    if dossier is not None:
        lines += [f"没有{slot.label}（{slot.issuer}）" for slot in rule.slots if slot.code not in dossier.slots]
        lines += [] if dossier.self_assessment else ["没有自评报告"]
    return lines

"""Writing decided items into the programme, part by part, inside the transaction of `apply_proposal`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, cast

from django.utils import timezone

from qiangxian.contexts.documents.types import ItemChange, ItemKind, ItemState
from qiangxian.contexts.indicators import readers as indicators
from qiangxian.engines.metrics.units import factor, stated
from qiangxian.kernel.errors import Conflict

from .models import (
    STANDING,
    Assignment,
    FromPlan,
    Phase,
    PhaseCheck,
    Programme,
    Target,
    Task,
)
from .phase_checks import checks_for
from .shapes import MODELS, column_of
from .units import UnitFinder

Values = dict[str, Any]


@dataclass
class Writer:
    """One application of a proposal. `keys` leads from a key in the text to the key in the programme."""

    programme: Programme
    proposal_id: int
    document_id: int
    at: datetime
    keys: dict[tuple[str, str], str]
    plan_texts: list[str]
    finder: UnitFinder

    def write(self, item: Any) -> None:
        """One decided item: created, put in place of the old part, moved to its new place, or withdrawn."""
        if item.state == ItemState.DROPPED:
            return
        values = item.corrected if item.state == ItemState.CORRECTED else item.payload
        if item.kind == ItemKind.METADATA:
            self._metadata(values)
        elif item.change == ItemChange.GONE:
            self._withdraw(self._standing(item))
        elif item.change == ItemChange.SAME and item.state == ItemState.CONFIRMED:
            self._move(item, values)
        else:
            self._create(item, values)

    def _metadata(self, values: Values) -> None:
        if values["name"] == "notice_title":
            return
        setattr(self.programme, column_of(values["name"]), values["value"])
        self.programme.document_id = self.document_id
        self.programme.save()

    def _standing(self, item: Any) -> FromPlan | None:
        rows = MODELS[item.kind]._default_manager.filter(STANDING, programme=self.programme, key=item.part_key)
        return rows.first()

    def _withdraw(self, part: FromPlan | None) -> None:
        if part is not None:
            part.withdrawn_at, part.withdrawn_by_proposal_id = self.at, self.proposal_id
            part.save(update_fields=["withdrawn_at", "withdrawn_by_proposal_id"])

    def _create(self, item: Any, values: Values) -> None:
        old = self._standing(item)
        if old is not None and item.change not in (ItemChange.CHANGED, ItemChange.SAME):
            raise Conflict(
                f"方案中已有“{item.part_key}”，与“{item.label}”冲突",
                remedy="方案在比对之后有变动，请对这一项选择不采用，或重新导入",
            )
        self._withdraw(old)
        part = self.put(item.kind, values, self._common(item), old)
        if isinstance(part, Phase):
            self._ask(part, values, cast("Phase | None", old))

    def put(self, kind: str, values: Values, common: Values, old: FromPlan | None) -> FromPlan:
        """A part in place of the old one, with its units; what was chosen for a target goes on."""
        part = MODELS[kind](**common, **_COLUMNS[kind](self, values))
        part.save(force_insert=True)
        if isinstance(part, Task):
            self._assign(part, values)
        elif isinstance(part, Target) and old is not None:
            _carry_over(cast(Target, old), part)
        return part

    def _move(self, item: Any, values: Values) -> None:
        """Nothing changed in substance: the part only learns its place in the newer text."""
        part = self._standing(item)
        if part is None:
            raise Conflict(
                f"方案中已没有“{item.label}”", remedy="方案在比对之后有变动，请对这一项选择不采用，或重新导入"
            )
        part.source_start, part.source_end, part.proposal_id = item.start, item.end, self.proposal_id
        columns = {**_COLUMNS[item.kind](self, values), "position": item.position}
        for name in ("parent_key", "clause_key", "task_key", "position"):
            if name in columns:
                setattr(part, name, columns[name])
        part.save()

    def _common(self, item: Any) -> Values:
        return {
            "programme": self.programme,
            "key": item.part_key,
            "source_start": item.start,
            "source_end": item.end,
            "proposal_id": self.proposal_id,
            "corrected_reason": item.reason if item.state == ItemState.CORRECTED else "",
            "added_at": self.at,
            "position": item.position,
        }

    def key(self, kind: str, key: str | None) -> str:
        """The programme's key of a part the text names; one that was never proposed keeps its own."""
        return self.keys.get((kind, key or ""), key or "")

    def _assign(self, task: Task, values: Values) -> None:
        Assignment.objects.bulk_create(
            Assignment(
                task=task,
                role=one["role"],
                printed_name=one["unit"][:120],
                raw=(one.get("raw") or one["unit"])[:300],
                collective=one["collective"],
                inherited_from=one.get("inherited_from") or "",
                unit_id=None if one["collective"] else self.finder.find(one["unit"]),
                source_start=one.get("start"),
                source_end=one.get("end"),
                position=position,
            )
            for position, one in enumerate(values["assignments"], start=1)
        )

    def _ask(self, phase: Phase, values: Values, old: Phase | None) -> None:
        """The checks of the phase; what was ticked off under the same words in the old version stays ticked off."""
        texts = [values.get("text", ""), *self.plan_texts]
        done = {check.text: check for check in old.checks.filter(done_at__isnull=False)} if old else {}
        asked = checks_for(phase.name, texts, self.programme.division_code)
        for position, (kind, text, source) in enumerate(asked, start=1):
            ticked = done.get(text)
            PhaseCheck.objects.create(
                phase=phase,
                kind=kind,
                text=text,
                source=source,
                position=position,
                done_at=ticked.done_at if ticked else None,
                done_by=ticked.done_by if ticked else "",
                note=ticked.note if ticked else "",
            )


def _carry_over(old: Target, new: Target) -> None:
    """What the office chose for a target and what proves it holds for its amended wording too; the old rows stay."""
    for setting in old.settings.all():
        setting.pk, setting.target = None, new
        setting.save(force_insert=True)
    for proof in old.proofs.filter(withdrawn_at__isnull=True):
        proof.pk, proof.target = None, new
        proof.save(force_insert=True)


def _clause(writer: Writer, values: Values) -> Values:
    return {
        "parent_key": writer.key(ItemKind.CLAUSE, values["parent"]),
        "depth": values["level"],
        "marker": values["marker"][:20],
        "heading": values["heading"][:300],
    }


def _task(writer: Writer, values: Values) -> Values:
    return {
        "clause_key": writer.key(ItemKind.CLAUSE, values["clause"]),
        "title": values["title"][:300],
        "text": values["text"],
        "deadline": values["deadline"] or "",
        "parameters": values.get("parameters") or {},
    }


def _target(writer: Writer, values: Values) -> Values:
    columns = {"task_key": writer.key(ItemKind.TASK, values["task"]), **target_columns(values)}
    if not columns["indicator"] and columns["kind"] != "existence":
        columns["indicator"] = named_indicator(columns["label"], columns["unit_of_measure"], writer)
    return columns


def named_indicator(subject: str, unit: str, writer: Writer) -> str:
    """The indicator called just as the target's subject is, if its figure can be told in the plan's unit."""
    day = timezone.localdate(writer.at)
    listed = indicators.available(on=day, division=writer.programme.division_code)
    named = (one for one in listed if one.is_called(subject))
    fits = (one.code for one in named if factor(one.unit, stated(unit, subject, one.unit)) is not None)
    return next(fits, "")


def target_columns(values: Values) -> Values:
    """A target's own columns from the shape of the reading."""
    return {
        "label": (values["subject"] or values["text"])[:300],
        "text": values["text"],
        "subject": (values["subject"] or "")[:300],
        "comparator": values["comparator"],
        "required": None if values["value"] is None else Decimal(str(values["value"])),
        "unit_of_measure": (values["unit"] or "")[:20],
        "kind": values["kind"],
        "due": values["due"] or "",
        "hedge": (values["hedge"] or "")[:20],
        "parameters": values["parameters"],
        "indicator": values["indicator"] or "",
    }


def _phase(_writer: Writer, values: Values) -> Values:
    return {"name": values["name"][:60], "start": values["start_date"] or "", "end": values["end_date"] or ""}


_COLUMNS: dict[str, Callable[[Writer, Values], Values]] = {
    ItemKind.CLAUSE: _clause,
    ItemKind.TASK: _task,
    ItemKind.TARGET: _target,
    ItemKind.PHASE: _phase,
    ItemKind.SAFEGUARD: lambda _writer, values: {"heading": values["heading"][:300], "text": values.get("text", "")},
    ItemKind.FUND_CATEGORY: lambda _writer, values: {"name": values["name"][:60]},
}

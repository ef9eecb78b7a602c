"""上报 → 核定 → 上级公布 as a flow. The figure stays a versioned row of the register; each step writes its next version."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from qiangxian.contexts.matters.flow import Flow, Matter, Participant, Step
from qiangxian.contexts.matters.policies import owed_by
from qiangxian.kernel.clocks import county_day
from qiangxian.kernel.roles import only, role, staff

from ..records.models import RegisterClock
from ..types import FigureState
from .catalogue import find_series
from .models import ReportedFigure

WITHDRAWN = "withdrawn"
KIND = "figure"


def newest(matter: Matter) -> ReportedFigure:
    """The version that stands, or the last there was."""
    rows = ReportedFigure.objects.filter(record_id=int(matter.subject_id))
    return rows.filter(superseded_revision__isnull=True).first() or rows.order_by("-revision", "-id")[0]


def title(row: ReportedFigure) -> str:
    """`常住人口 2025-12-31`."""
    series = find_series(row.series, row.division_code)
    part = f" {series.part(row.part).label}" if row.part else ""
    span = f"{row.period_start} 至 {row.period_end}" if row.period_start else f"{row.period_end}"
    return f"{series.label}{part}（{span}）"


def hold_clock(division_code: str) -> None:
    """The register's clock is taken before the matter, as every writer of the register does."""
    RegisterClock.objects.get_or_create(division_code=division_code)
    list(RegisterClock.objects.select_for_update().filter(division_code=division_code))


OFFICE = role("office")
REPORTER = owed_by("reporter", who="本单位", by=("liaison",))
CORRECT = OFFICE | REPORTER & only("已经核定的数据由办公室更正。", state=[FigureState.REPORTED])
FLOW = Flow(
    "figures",
    "上报数据",
    newest,
    [*FigureState.choices, (WITHDRAWN, "已撤回")],
    sees=staff,
    ended={FigureState.OFFICIAL, WITHDRAWN},
    roles={"reporter": "填报单位"},
    tones={FigureState.REPORTED: "yellow", FigureState.CONFIRMED: "green", FigureState.OFFICIAL: "green"},
    audit_kind="registers.figure",
    audit_id=lambda row: row.record_id,
    prefix="registers",
    holds=hold_clock,
    title=title,
)
PATHS = {
    FigureState.REPORTED: ("report",),
    FigureState.CONFIRMED: ("report", "confirm"),
    FigureState.OFFICIAL: ("report", "official"),
}


def adopt(division_code: str = "") -> int:
    """Figures that came into the register in bulk (demonstration, import, an older release) get their matter, with the steps
    that lead to the state they stand in. Safe to run again; returns how many were new."""
    known = set(Matter.objects.filter(flow=FLOW.code, subject_kind=KIND).values_list("subject_id", flat=True))
    rows = ReportedFigure.objects.filter(superseded_revision__isnull=True).order_by("id")
    rows = rows.filter(division_code=division_code) if division_code else rows
    new = [row for row in rows if str(row.record_id) not in known]
    made = Matter.objects.bulk_create(_matter(row) for row in new)
    Step.objects.bulk_create(step for matter, row in zip(made, new, strict=True) for step in _steps(matter, row))
    Participant.objects.bulk_create(
        part for matter, row in zip(made, new, strict=True) if (part := reporter(matter, row)) is not None
    )
    return len(new)


def _matter(row: ReportedFigure) -> Matter:
    day = county_day(row.recorded_at)
    return Matter(
        flow=FLOW.code,
        division_code=row.division_code,
        title=title(row)[:300],
        state=row.state,
        subject_kind=KIND,
        subject_id=str(row.record_id),
        opened_date=day,
        closed_date=day if row.state in FLOW.ended else None,
        is_demo=row.is_demo,
        created_at=row.recorded_at,
        created_by=row.recorded_by,
    )


def _steps(matter: Matter, row: ReportedFigure) -> Iterable[Step]:
    before = ""
    for number, code in enumerate(PATHS[FigureState(row.state)], start=1):
        after = str(FLOW.steps[code].target)
        at: dict[str, Any] = {"day": county_day(row.recorded_at), "at": row.recorded_at, "by": row.recorded_by}
        yield Step(matter=matter, number=number, step=code, from_state=before, to_state=after, **at)
        before = after


def reporter(matter: Matter, row: ReportedFigure) -> Participant | None:
    """The unit that reported it, where its liaison did."""
    unit = row.raw.get("unit_id")
    if unit is None:
        return None
    about = {"role": "reporter", "kind": "unit", "code": str(unit), "label": row.unit_name[:120]}
    return Participant(matter=matter, key=f"reporter:unit:{unit}", from_date=matter.opened_date, **about)


def matter_of(record_id: int) -> Matter:
    """The matter of a figure; made now where the figure came in another way."""
    found = Matter.objects.filter(flow=FLOW.code, subject_kind=KIND, subject_id=str(record_id))
    if not found.exists():
        adopt()
    return found.get()


def matters_of(rows: Iterable[ReportedFigure]) -> dict[int, int]:
    """Matter by record, for lists."""
    ids = [str(row.record_id) for row in rows]
    found = Matter.objects.filter(flow=FLOW.code, subject_kind=KIND, subject_id__in=ids)
    return {int(subject): pk for pk, subject in found.values_list("pk", "subject_id")}


def withdraw_unwritten(division_code: str, at: datetime) -> None:
    """Matters whose figure no longer stands (its batch was undone, the demonstration removed) are closed as withdrawn."""
    standing = ReportedFigure.objects.filter(superseded_revision__isnull=True, division_code=division_code)
    kept = {str(record) for record in standing.values_list("record_id", flat=True)}
    for matter in Matter.objects.filter(flow=FLOW.code, division_code=division_code).exclude(state=WITHDRAWN):
        if matter.subject_id not in kept:
            number, before = matter.steps.count() + 1, matter.state
            about: dict[str, Any] = {"day": county_day(at), "at": at, "by": "系统", "from_state": before}
            Step.objects.create(matter=matter, number=number, step="withdraw", to_state=WITHDRAWN, **about)
            matter.state, matter.closed_date, matter.due_date = WITHDRAWN, county_day(at), None
            matter.save()

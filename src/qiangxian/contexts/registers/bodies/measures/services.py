"""Service bodies of the county with their parts, and enterprises whose rights somebody looks after."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from django.db.models import Q, QuerySet

from qiangxian.engines.metrics.measures import MeasureResult, Member, PointValue, Question, Row, measure, sweep

from ...contracts.models import Trusteeship
from ...enterprises.models import Enterprise
from ...records.conditions import in_operation, recorded
from ...records.counting import completeness, point_values, revision
from ...records.spans import Days, Line, line_of, tally, told
from ...records.validity import CONTRACT
from ...rights.measures.filings import with_parts
from ...types import AgencyKind, RecordKind
from ..models import Agency
from .bodies import in_operation_result

_DAY = timedelta(days=1)
AGENCIES, TRUSTEESHIPS = (RecordKind.AGENCY,), (RecordKind.TRUSTEESHIP,)


# -- I31: agencies with their attorneys and branches ---------------------------------------------------------------------


@measure(
    "registers.agencies.with_attorneys", label="当日营业的服务机构、分支和代理师", registers=AGENCIES, revision=revision
)
def agencies_with_attorneys(question: Question) -> MeasureResult:
    """As `registers.agencies.in_operation`. Parts count all bodies of the asked kinds, branches included or not: those with
    a seat of their own, branches, patent agencies, and their attorneys (None where no body reports any)."""
    made = in_operation_result(question)
    if made.value is None:
        return made
    rows = Agency.objects.filter(
        _agencies(question), recorded(question.recorded), in_operation(question.as_of)
    ).values_list("kind", "is_branch", "attorneys")
    everyone = list(rows)
    reported = [attorneys for _, _, attorneys in everyone if attorneys is not None]
    branches = sum(branch for _, branch, _ in everyone)
    parts = {
        "seats": len(everyone) - branches,
        "branches": branches,
        "patent_agencies": sum(kind == AgencyKind.PATENT_AGENCY for kind, _, _ in everyone),
        "attorneys": sum(reported) if reported else None,
    }
    return replace(made, parts=parts)


def _agencies(question: Question) -> Q:
    seated = Q(area_code=question.division) | Q(area_code="")
    return seated & Q(division_code=question.division, kind__in=question.filters["kinds"])


@measure("registers.agencies.attorneys", label="当日在营业机构执业的代理师", registers=AGENCIES, revision=revision)
def attorneys(question: Question) -> MeasureResult:
    """Attorneys of the bodies of the asked kinds; a body that reports no number makes the sum partial."""
    made = in_operation_result(question)
    if made.value is None:
        return made
    rows = Agency.objects.filter(_agencies(question), recorded(question.recorded), in_operation(question.as_of))
    reported = [(row.name, row.attorneys) for row in rows.order_by("name", "id")]
    known = [number for _, number in reported if number is not None]
    whole = made.completeness == "complete" and len(known) == len(reported)
    return MeasureResult(
        value=sum(known) if known or not reported else None,
        completeness="complete" if whole else "partial",
        keys=tuple(f"{name} {number}" for name, number in reported),
        rows=made.rows,
    )


@sweep("registers.agencies.attorneys")
def attorneys_on(questions: Sequence[Question]) -> Sequence[PointValue] | None:
    """As `attorneys`, for days known on the day itself."""
    line, first = line_of(questions), questions[0]
    if line is None:
        return None
    held = [(row, _working(row, line)) for row in Agency.objects.filter(_agencies(first), recorded(first.recorded))]
    bodies = tally((days for _, days in held), line)
    silent = tally((days for row, days in held if row.attorneys is None), line)
    sums, place = _attorneys_on(held, line), {day: index for index, day in enumerate(line.days)}
    return [
        _attorneys_point(one, sums[at], bodies[at], silent[at])
        for one, at in zip(
            point_values(questions, AGENCIES, line, bodies), (place[q.as_of.effective] for q in questions), strict=True
        )
    ]


def _attorneys_point(point: PointValue, reported: int | None, bodies: int, silent: int) -> PointValue:
    """Their sum; 0 where no body works, none where no body reports, partial where one does not."""
    if point.value is None:
        return point
    whole = point.completeness == "complete" and not silent
    return PointValue(reported if bodies else 0, "complete" if whole else "partial")


@sweep("registers.agencies.with_attorneys")
def agencies_with_attorneys_on(questions: Sequence[Question]) -> Sequence[PointValue] | None:
    """As `agencies_with_attorneys`, for days known on the day itself."""
    line, first = line_of(questions), questions[0]
    if line is None:
        return None
    rows = list(Agency.objects.filter(_agencies(first), recorded(first.recorded)))
    held = [(row, _working(row, line)) for row in rows]
    only = first.filters["branches"] == "excluded"
    value = tally((days for row, days in held if not (only and row.is_branch)), line)
    parts: dict[str, Sequence[int | None]] = {
        "seats": tally((days for row, days in held if not row.is_branch), line),
        "branches": tally((days for row, days in held if row.is_branch), line),
        "patent_agencies": tally((days for row, days in held if row.kind == AgencyKind.PATENT_AGENCY), line),
        "attorneys": _attorneys_on(held, line),
    }
    return with_parts(questions, line, point_values(questions, AGENCIES, line, value), parts)


def _working(row: Agency, line: Line) -> Days:
    return line.span(told(row.opened_date, row.opened_known_date), told(row.closed_date, row.closed_known_date))


def _attorneys_on(held: Iterable[tuple[Agency, Days]], line: Line) -> list[int | None]:
    told_ = [(row.attorneys, days) for row, days in held if row.attorneys is not None]
    found: list[int | None] = []
    for place in range(len(line.days)):
        there = [number for number, days in told_ if days >> place & 1]
        found.append(sum(there) if there else None)
    return found


# -- I32: enterprises under trusteeship ----------------------------------------------------------------------------------


@measure("registers.trusteeships.in_force", label="托管协议有效的企业", registers=TRUSTEESHIPS, revision=revision)
def under_trusteeship(question: Question) -> MeasureResult:
    """Enterprises with a trusteeship contract in force on the day, each once; parts: contracts, and those the county pays."""
    state = completeness(question, TRUSTEESHIPS)
    if state == "missing":
        return MeasureResult(None, state, (), list)
    rows = list(_contracts(question).filter(CONTRACT.holds(question.as_of)).order_by("valid_from", "id"))
    held: dict[str, list[Trusteeship]] = {}
    named = _codes(question, rows)
    for row in rows:
        held.setdefault(named[row.pk], []).append(row)
    return MeasureResult(
        value=len(held),
        completeness=state,
        keys=tuple(held),
        rows=lambda: [_row(holder, contracts) for holder, contracts in sorted(held.items())],
        parts={"contracts": len(rows), "county_funded": sum(row.county_funded for row in rows)},
        members=lambda: [
            Member(holder, contracts[0].enterprise_id, contracts[0].mode) for holder, contracts in held.items()
        ],
    )


@sweep("registers.trusteeships.in_force")
def under_trusteeship_on(questions: Sequence[Question]) -> Sequence[PointValue] | None:
    """As `under_trusteeship`, for days known on the day itself."""
    line, first = line_of(questions), questions[0]
    if line is None:
        return None
    rows = list(_contracts(first))
    named = _codes(first, rows)
    held: dict[str, Days] = {}
    spans: list[tuple[Trusteeship, Days]] = []
    for row in rows:
        days = _running(row, line)
        held[named[row.pk]] = held.get(named[row.pk], 0) | days
        spans.append((row, days))
    parts = {
        "contracts": tally((days for _, days in spans), line),
        "county_funded": tally((days for row, days in spans if row.county_funded), line),
    }
    return with_parts(questions, line, point_values(questions, TRUSTEESHIPS, line, tally(held.values(), line)), parts)


def _running(row: Trusteeship, line: Line) -> Days:
    last = row.valid_through + _DAY if row.valid_through else None
    ends = told(row.ended_date, row.ended_known_date)
    return line.span(max(row.valid_from, row.known_date), ends) & line.span(None, last)


def _contracts(question: Question) -> QuerySet[Trusteeship]:
    return Trusteeship.objects.filter(recorded(question.recorded), division_code=question.division)


def _codes(question: Question, rows: Iterable[Trusteeship]) -> Mapping[int, str]:
    """By contract the enterprise's code, else the code or name as printed."""
    held = list(rows)
    found = Enterprise.objects.filter(
        recorded(question.recorded), record_id__in={row.enterprise_id for row in held if row.enterprise_id}
    )
    names = {record: uscc or name for record, uscc, name in found.values_list("record_id", "uscc", "name")}
    return {row.pk: names.get(row.enterprise_id or 0, row.uscc or row.enterprise_name) for row in held}


def _row(holder: str, contracts: Sequence[Trusteeship]) -> Row:
    return Row(
        kind=RecordKind.ENTERPRISE,
        key=holder,
        label=contracts[0].enterprise_name,
        because=tuple(_words(one) for one in contracts),
        owners=frozenset(one.enterprise_id for one in contracts if one.enterprise_id),
    )


def _words(one: Trusteeship) -> str:
    until = f"至 {one.valid_through}" if one.valid_through else "未载明终止日"
    return f"合同 {one.contract_number}（{one.agency_name}），{one.valid_from} {until}"

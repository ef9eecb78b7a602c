"""Flows of rights with their parts: patents granted by type, inventions granted abroad, applications filed, copyrights."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from django.db.models import Q, QuerySet

from qiangxian.engines.metrics.measures import MeasureResult, Member, PointValue, Question, Row, measure, sweep

from ...records.counting import counted, point_values, revision
from ...records.spans import Days, Line, line_of, tally
from ...types import RecordKind, RightType
from ..models import Right
from .holders import local_among, local_days, local_holders
from .right_days import out_days
from .right_series import Within, granted_records, granted_sets
from .rights import REGISTERS, ever_granted, granted_within, key, local_in_force, regular, rights_of, shown_number


class CountedRight(NamedTuple):
    """What a measure says of a right; the other columns of a row are not read for it."""

    record_id: int
    type: str
    number: str
    sub_key: str
    title: str
    classification: str
    filing_date: date | None
    grant_date: date | None
    registration_date: date | None
    country: str
    publication_number: str
    priority_number: str


EUROPEAN = "EP"
WORLD = "WO"


def counted_fields(rights: QuerySet[Right]) -> Iterator[CountedRight]:
    """The rights as the measures see them."""
    return map(CountedRight._make, rights.values_list(*CountedRight._fields))


def _period_of(question: Question, code: str) -> Q:
    if question.period is None:
        raise ValueError(f"{code} counts a flow and needs a period")
    return granted_within(question, question.period.start, question.period.end)


def local_rows(question: Question, rights: QuerySet[Right]) -> list[CountedRight]:
    """Those of the rights whose first-named holder makes them the county's."""
    rows = list(counted_fields(rights.order_by("number", "sub_key")))
    local = local_among(question, [row.record_id for row in rows])
    return [row for row in rows if row.record_id in local]


def local_standing(question: Question) -> list[CountedRight]:
    """The county's rights of the asked types in force on the day."""
    standing = {row[0] for row in local_in_force(question)}
    rows = counted_fields(rights_of(question).order_by("number", "sub_key"))
    return [row for row in rows if row.record_id in standing]


def result_of(
    question: Question,
    find: Callable[[], list[CountedRight]],
    parts: Callable[[list[CountedRight]], Mapping[str, int | None]] = lambda _: {},
    because: Callable[[CountedRight], tuple[str, ...]] = lambda row: (shown_number(row.type, row.number),),
) -> MeasureResult:
    """The number of the rights `find` gives, with their parts; nothing is counted where nothing was declared."""
    found: list[CountedRight] = []

    def count() -> tuple[tuple[str, ...], Callable[[], list[Row]]]:
        found.extend(find())
        return tuple(key(row.number, row.sub_key) for row in found), lambda: [
            row_of(question, r, because) for r in found
        ]

    made = counted(question, REGISTERS, count)
    if made.value is None:
        return made
    return replace(made, parts=parts(found), members=lambda: [member_of(question, row) for row in found])


def row_of(question: Question, right: CountedRight, because: Callable[[CountedRight], tuple[str, ...]]) -> Row:
    """The right as a record behind a figure."""
    holder = local_holders(question)[right.record_id]
    return Row(
        kind=RecordKind.RIGHT,
        key=key(right.number, right.sub_key),
        label=right.title,
        because=because(right),
        owners=frozenset({holder} if holder else ()),
    )


def member_of(question: Question, right: CountedRight) -> Member:
    """The right as one thing counted."""
    return Member(key(right.number, right.sub_key), local_holders(question)[right.record_id], right.type)


# -- I01: granted, by type -----------------------------------------------------------------------------------------------


@measure("registers.patents.granted", label="期间内授权的专利，按类型", registers=REGISTERS, revision=revision)
def patents_granted(question: Question) -> MeasureResult:
    """Patents granted in the period, first-named holder in the county; one part for each of the asked `types`."""
    within = _period_of(question, "registers.patents.granted")

    def parts(rows: list[CountedRight]) -> Mapping[str, int]:
        numbers = Counter(row.type for row in rows)
        return {one: numbers[one] for one in question.filters["types"]}

    return result_of(question, lambda: local_rows(question, ever_granted(question).filter(within)), parts, _granted)


@sweep("registers.patents.granted")
def patents_granted_on(questions: Sequence[Question]) -> Sequence[PointValue] | None:
    """As `patents_granted`, each day with the period that ends with it."""
    line, first = line_of(questions), questions[0]
    if line is None or len(line.days) != len(questions):
        return None
    within = Within(questions, line)
    by_type = {one: tally(granted_sets(first, line, one, within), line) for one in first.filters["types"]}
    total = [sum(numbers) for numbers in zip(*by_type.values(), strict=True)]
    return with_parts(questions, line, point_values(questions, REGISTERS, line, total), by_type)


def with_parts(
    questions: Sequence[Question], line: Line, values: Sequence[PointValue], parts: Mapping[str, Sequence[int | None]]
) -> list[PointValue]:
    """The points with the parts of their day; a missing figure has none."""
    place = {day: index for index, day in enumerate(line.days)}
    return [
        replace(value, parts={code: numbers[place[one.as_of.effective]] for code, numbers in parts.items()})
        if value.value is not None
        else value
        for one, value in zip(questions, values, strict=True)
    ]


def _granted(row: CountedRight) -> tuple[str, ...]:
    return (shown_number(row.type, row.number), *((f"授权 {row.grant_date}",) if row.grant_date else ()))


# -- I06: granted abroad -------------------------------------------------------------------------------------------------


@measure("registers.overseas.granted", label="期间内海外授权的发明专利", registers=REGISTERS, revision=revision)
def overseas_granted(question: Question) -> MeasureResult:
    """Inventions granted by foreign or regional offices in the period. A WO publication is no grant; with `european` = once
    the national parts of one European patent (they bear its EP publication number) count as one."""
    within = _period_of(question, "registers.overseas.granted")

    def find() -> list[CountedRight]:
        rows = local_rows(question, ever_granted(question).filter(within).exclude(_published_only()))
        return _european_once(rows) if question.filters["european"] == "once" else rows

    return result_of(question, find, because=lambda row: (row.country, *_granted(row)))


@sweep("registers.overseas.granted")
def overseas_granted_on(questions: Sequence[Question]) -> Sequence[PointValue] | None:
    """As `overseas_granted`, each day with the period that ends with it."""
    line, first = line_of(questions), questions[0]
    if line is None or len(line.days) != len(questions):
        return None
    within, once = Within(questions, line), first.filters["european"] == "once"
    granted = {record: d for one in first.filters["types"] for record, d in granted_records(first, line, one, within)}
    found: dict[object, Days] = {}
    for row in counted_fields(rights_of(first).exclude(_published_only())):
        if row.record_id in granted:
            place = (european_number(row) or row.number) if once else row.record_id
            found[place] = found.get(place, 0) | granted[row.record_id]
    return point_values(questions, REGISTERS, line, tally(found.values(), line))


def _published_only() -> Q:
    return Q(country=WORLD) | Q(number__startswith=WORLD)


def _european_once(rows: Iterable[CountedRight]) -> list[CountedRight]:
    kept: dict[str, CountedRight] = {}
    for row in sorted(rows, key=lambda one: (one.country != EUROPEAN, one.number)):
        kept.setdefault(european_number(row) or row.number, row)
    return sorted(kept.values(), key=lambda one: one.number)


def european_number(row: CountedRight) -> str:
    """The EP publication a right is part of, without its kind code; empty where it is not."""
    for text in (row.number, row.publication_number):
        if text.startswith(EUROPEAN):
            return text.split("B")[0].split("A")[0].strip()
    return ""


# -- I07: filed ----------------------------------------------------------------------------------------------------------


@measure("registers.rights.filed", label="期间内提出的申请", registers=REGISTERS, revision=revision)
def filed_in_period(question: Question) -> MeasureResult:
    """Applications of the asked `types` by their filing day, first-named applicant in the county; what became of them
    does not matter."""
    if question.period is None:
        raise ValueError("registers.rights.filed counts a flow and needs a period")
    days = Q(filing_date__gte=question.period.start, filing_date__lt=question.period.end)
    days &= Q(filing_date__lte=question.as_of.known)
    rights = regular(question, rights_of(question).filter(days))
    return result_of(
        question, lambda: local_rows(question, rights), because=lambda row: (row.number, f"申请 {row.filing_date}")
    )


@sweep("registers.rights.filed")
def filed_on(questions: Sequence[Question]) -> Sequence[PointValue] | None:
    """As `filed_in_period`, each day with the period that ends with it."""
    return _flow_on(questions, "filing_date", {})


# -- I13: copyrights -----------------------------------------------------------------------------------------------------


@measure("registers.copyrights.registered", label="期间内登记的著作权", registers=REGISTERS, revision=revision)
def copyrights_registered(question: Question) -> MeasureResult:
    """Copyrights registered in the period: software (its number bears `software_mark`, the SR of 2024SR0000001) and works."""
    within = _period_of(question, "registers.copyrights.registered")
    mark = question.filters["software_mark"]

    def parts(rows: list[CountedRight]) -> Mapping[str, int]:
        software = sum(mark in row.number for row in rows)
        return {"works": len(rows) - software, "software": software}

    rights = ever_granted(replace(question, filters={**question.filters, "types": (RightType.COPYRIGHT,)}))
    return result_of(
        question,
        lambda: local_rows(question, rights.filter(within)),
        parts,
        lambda row: (row.number, f"登记 {row.registration_date or row.grant_date}"),
    )


@sweep("registers.copyrights.registered")
def copyrights_registered_on(questions: Sequence[Question]) -> Sequence[PointValue] | None:
    """As `copyrights_registered`, each day with the period that ends with it."""
    line, first = line_of(questions), questions[0]
    if line is None or len(line.days) != len(questions):
        return None
    found = dict(granted_records(first, line, RightType.COPYRIGHT, Within(questions, line)))
    rights = rights_of(replace(first, filters={**first.filters, "types": (RightType.COPYRIGHT,)}))
    mark = first.filters["software_mark"]
    marked = {record for record, number in rights.values_list("record_id", "number") if mark in number}
    parts = {
        "works": tally((days for record, days in found.items() if record not in marked), line),
        "software": tally((days for record, days in found.items() if record in marked), line),
    }
    total = tally(found.values(), line)
    return with_parts(questions, line, point_values(questions, REGISTERS, line, total), parts)


def _flow_on(
    questions: Sequence[Question], day: str, parts: Mapping[str, Callable[[str], bool]]
) -> Sequence[PointValue] | None:
    line, first = line_of(questions), questions[0]
    if line is None or len(line.days) != len(questions):
        return None
    within, local, out = Within(questions, line), local_days(first, line), out_days(first, line, ())
    sets: list[tuple[str, Days]] = []
    for record, number, on in (
        rights_of(first).filter(**{f"{day}__isnull": False}).values_list("record_id", "number", day)
    ):
        if record in local and (days := within.days(on) & line.since(on) & local[record] & ~out.get(record, 0)):
            sets.append((number, days))
    total = tally((days for _, days in sets), line)
    split = {code: tally((d for number, d in sets if belongs(number)), line) for code, belongs in parts.items()}
    return with_parts(questions, line, point_values(questions, REGISTERS, line, total), split)

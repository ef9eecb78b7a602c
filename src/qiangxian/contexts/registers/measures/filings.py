"""Flows of rights with their parts: patents granted by type, inventions granted abroad, applications filed, copyrights."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from django.db.models import Q, QuerySet

from qiangxian.engines.metrics.measures import MeasureResult, Member, PointValue, Question, Row, measure, sweep

from ..models import Right
from ..types import RecordKind, RightType
from .counting import counted, point_values, revision
from .holders import local_among, local_days, local_holders
from .right_days import out_days
from .right_series import Within, granted_sets
from .rights import REGISTERS, ever_granted, granted_within, key, local_in_force, regular, rights_of, shown_number
from .spans import Days, Line, line_of, tally

# What a measure says of a right; the other columns of a row are not read for it.
COUNTED_FIELDS = (
    "record_id", "type", "number", "sub_key", "title", "classification", "filing_date", "grant_date", "registration_date",
    "country", "publication_number", "priority_number",
)  # fmt: skip
EUROPEAN = "EP"
WORLD = "WO"


def _period_of(question: Question, code: str) -> Q:
    if question.period is None:
        raise ValueError(f"{code} counts a flow and needs a period")
    return granted_within(question, question.period.start, question.period.end)


def local_rows(question: Question, rights: QuerySet[Right]) -> list[Right]:
    """Those of the rights whose first-named holder makes them the county's."""
    rows = list(rights.order_by("number", "sub_key").only(*COUNTED_FIELDS))
    local = local_among(question, [row.record_id for row in rows])
    return [row for row in rows if row.record_id in local]


def local_standing(question: Question) -> list[Right]:
    """The county's rights of the asked types in force on the day."""
    standing = {row[0] for row in local_in_force(question)}
    rows = rights_of(question).order_by("number", "sub_key").only(*COUNTED_FIELDS)
    return [row for row in rows if row.record_id in standing]


def result_of(
    question: Question,
    find: Callable[[], list[Right]],
    parts: Callable[[list[Right]], Mapping[str, int | None]] = lambda _: {},
    because: Callable[[Right], tuple[str, ...]] = lambda row: (shown_number(row.type, row.number),),
) -> MeasureResult:
    """The number of the rights `find` gives, with their parts; nothing is counted where nothing was declared."""
    found: list[Right] = []

    def count() -> tuple[tuple[str, ...], Callable[[], list[Row]]]:
        found.extend(find())
        return tuple(key(row.number, row.sub_key) for row in found), lambda: [
            row_of(question, r, because) for r in found
        ]

    made = counted(question, REGISTERS, count)
    if made.value is None:
        return made
    return replace(made, parts=parts(found), members=lambda: [member_of(question, row) for row in found])


def row_of(question: Question, right: Right, because: Callable[[Right], tuple[str, ...]]) -> Row:
    """The right as a record behind a figure."""
    holder = local_holders(question)[right.record_id]
    return Row(
        kind=RecordKind.RIGHT,
        key=key(right.number, right.sub_key),
        label=right.title,
        because=because(right),
        owners=frozenset({holder} if holder else ()),
    )


def member_of(question: Question, right: Right) -> Member:
    """The right as one thing counted."""
    return Member(key(right.number, right.sub_key), local_holders(question)[right.record_id], right.type)


# -- I01: granted, by type -----------------------------------------------------------------------------------------------


@measure("registers.patents.granted", label="期间内授权的专利，按类型", registers=REGISTERS, revision=revision)
def patents_granted(question: Question) -> MeasureResult:
    """Patents granted in the period, first-named holder in the county; one part for each of the asked `types`."""
    within = _period_of(question, "registers.patents.granted")

    def parts(rows: list[Right]) -> Mapping[str, int]:
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


def _granted(row: Right) -> tuple[str, ...]:
    return (shown_number(row.type, row.number), *((f"授权 {row.grant_date}",) if row.grant_date else ()))


# -- I06: granted abroad -------------------------------------------------------------------------------------------------


@measure("registers.overseas.granted", label="期间内海外授权的发明专利", registers=REGISTERS, revision=revision)
def overseas_granted(question: Question) -> MeasureResult:
    """Inventions granted by foreign or regional offices in the period. A WO publication is no grant; with `european` = once
    the national parts of one European patent (they bear its EP publication number) count as one."""
    within = _period_of(question, "registers.overseas.granted")

    def find() -> list[Right]:
        rows = local_rows(question, ever_granted(question).filter(within).exclude(_published_only()))
        return _european_once(rows) if question.filters["european"] == "once" else rows

    return result_of(question, find, because=lambda row: (row.country, *_granted(row)))


def _published_only() -> Q:
    return Q(country=WORLD) | Q(number__startswith=WORLD)


def _european_once(rows: Iterable[Right]) -> list[Right]:
    kept: dict[str, Right] = {}
    for row in sorted(rows, key=lambda one: (one.country != EUROPEAN, one.number)):
        kept.setdefault(european_number(row) or row.number, row)
    return sorted(kept.values(), key=lambda one: one.number)


def european_number(row: Right) -> str:
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

    def parts(rows: list[Right]) -> Mapping[str, int]:
        software = sum(mark in row.number for row in rows)
        return {"works": len(rows) - software, "software": software}

    rights = ever_granted(replace(question, filters={**question.filters, "types": (RightType.COPYRIGHT,)}))
    return result_of(
        question,
        lambda: local_rows(question, rights.filter(within)),
        parts,
        lambda row: (row.number, f"登记 {row.registration_date or row.grant_date}"),
    )


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

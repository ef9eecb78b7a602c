"""Rights counted for the county: granted within a period, in force on a day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from django.db.models import Exists, Q, QuerySet

from qiangxian.engines.lifecycle.facts import ENDING, STARTING
from qiangxian.engines.metrics.measures import MeasureResult, Member, Question, Row, measure

from ...records.conditions import non_normal_standing, recorded
from ...records.counting import counted, revision
from ...records.kinds import SEPARATOR
from ...types import PATENT_TYPES, EventType, RecordKind
from ..models import LegalEvent, NonNormalFiling, Right
from .events import events_of, own_events, unhealed
from .holders import held_locally, local_among, local_holders
from .lapses import unpaid_lapses
from .terms import foreseen_marks, stored_term, within_term

REGISTERS = (RecordKind.ENTERPRISE, RecordKind.RIGHT)
COUNTED = ("record_id", "type", "number", "sub_key")


def rights_of(question: Question) -> QuerySet[Right]:
    """Rights of the asked types as recorded."""
    return Right.objects.filter(
        recorded(question.recorded), division_code=question.division, type__in=question.filters["types"]
    )


def begun(question: Question) -> Q:
    """Granted or registered by the day, and known to be (engines/lifecycle/status, clause 1)."""
    cut = min(question.as_of.effective, question.as_of.known)
    undated = Q(grant_date__isnull=True, registration_date__isnull=True)
    return (
        Q(grant_date__lte=cut)
        | Q(grant_date__isnull=True, registration_date__lte=cut)
        | Q(undated, Exists(own_events(question, STARTING).filter(effective_date__lte=cut)))
    )


def annulled(question: Question) -> QuerySet[LegalEvent]:
    """Full invalidations that stand: the right never existed, whatever the day asked for (clause 2)."""
    full = events_of(question, {EventType.INVALIDATION_FULL}).filter(effective_date__lte=question.as_of.known)
    return unhealed(question, full)


def ended(question: Question) -> QuerySet[LegalEvent]:
    """Endings by the day that no restoration healed (clause 3)."""
    return unhealed(question, events_of(question, ENDING).filter(effective_date__lte=question.as_of.effective))


def non_normal(question: Question) -> QuerySet[NonNormalFiling]:
    """Filings found non-normal that stand on the day: their rights count nowhere."""
    return NonNormalFiling.objects.filter(
        recorded(question.recorded), non_normal_standing(question.as_of), division_code=question.division
    )


def regular(question: Question, rights: QuerySet[Right]) -> QuerySet[Right]:
    """Without those a standing non-normal filing takes out of every count, matched or named by number."""
    listed = non_normal(question)
    return rights.exclude(record_id__in=listed.filter(right__isnull=False).values("right_id")).exclude(
        number__in=listed.values("number")
    )


def ever_granted(question: Question) -> QuerySet[Right]:
    """Granted and not fully invalidated."""
    standing = rights_of(question).filter(begun(question))
    return regular(question, standing).exclude(record_id__in=annulled(question).values("record_id"))


def in_force(question: Question) -> QuerySet[Right]:
    """In force on the day as the reading counts it (engines/lifecycle/status, clauses 1 to 5, in sets).

    With the knowledge of the day a presumed lapse stays listed until it is announced; with later knowledge the states
    the legal reading does not count are left out."""
    standing = ever_granted(question).exclude(record_id__in=ended(question).values("record_id"))
    standing = standing.filter(within_term(question))
    unpaid = unpaid_lapses(question)
    return standing.exclude(record_id__in=unpaid) if unpaid else standing


def key(number: str, sub_key: str) -> str:
    """The natural key of a right, as `keys.natural_key` writes it."""
    return f"{number}{SEPARATOR}{sub_key}" if sub_key else number


def shown_number(right_type: str, number: str) -> str:
    """A granted patent's number as it is written; other numbers as they are."""
    return f"ZL{number}" if right_type in PATENT_TYPES else number


Counted = tuple[int, str, str, str]
"""Record, type, number and sub-key of a right that counts."""


def counted_rights(question: Question, rights: QuerySet[Right]) -> MeasureResult:
    """Those of the rights whose first-named holder makes them the county's."""

    def find() -> list[Counted]:
        rows = list(rights.values_list(*COUNTED))
        local = local_among(question, [row[0] for row in rows])
        return [row for row in rows if row[0] in local]

    return _counted(question, find, lambda: rights)


def _counted(
    question: Question, find: Callable[[], list[Counted]], rights: Callable[[], QuerySet[Right]]
) -> MeasureResult:
    def count() -> tuple[tuple[str, ...], Callable[[], list[Row]]]:
        return tuple(key(number, sub_key) for _, _, number, sub_key in find()), lambda: _rows(question, rights())

    def members() -> list[Member]:
        holders = local_holders(question)
        return [
            Member(key(number, sub_key), holders[record], right_type) for record, right_type, number, sub_key in find()
        ]

    return replace(counted(question, REGISTERS, count), members=members)


def local_in_force(question: Question) -> list[Counted]:
    """As `in_force`, of the county: what is out is few and found once, so the many are only read, and only once."""
    types = tuple(sorted(question.filters["types"]))
    return question.once(("in force here", types), lambda: _local_in_force(question))  # type: ignore[no-any-return]


def _local_in_force(question: Question) -> list[Counted]:
    local, out, foreseen = local_holders(question), _out_of_force(question), foreseen_marks(question)
    unpaid = unpaid_lapses(question)
    rows = rights_of(question).filter(begun(question), stored_term(question)).values_list(*COUNTED)
    return [
        row
        for row in rows
        if row[0] in local and row[0] not in out and row[0] not in unpaid and foreseen.get(row[0], True)
    ]


def _out_of_force(question: Question) -> frozenset[int]:
    """Records of any type that were annulled, ended, or found non-normal."""

    def work() -> frozenset[int]:
        listed = non_normal(question)
        named = Right.objects.filter(
            recorded(question.recorded), division_code=question.division, number__in=listed.values("number")
        )
        sets = (annulled(question), ended(question), named)
        matched = listed.filter(right__isnull=False).values_list("right_id", flat=True)
        return frozenset(matched).union(*(one.values_list("record_id", flat=True) for one in sets))

    return question.once("out of force", work)  # type: ignore[no-any-return]  # what the name promises


def _rows(question: Question, rights: QuerySet[Right]) -> list[Row]:
    holders: dict[int, set[int]] = {}
    for record, holder in held_locally(question).values_list("record_id", "holder_id"):
        holders.setdefault(record, set()).update({holder} if holder else ())
    return [
        Row(
            kind=RecordKind.RIGHT,
            key=key(row.number, row.sub_key),
            label=row.title,
            because=(shown_number(row.type, row.number), *((f"授权 {row.grant_date}",) if row.grant_date else ())),
            owners=frozenset(holders[row.record_id]),
        )
        for row in rights.order_by("number", "sub_key")
        if row.record_id in holders
    ]


def granted_within(question: Question, first: date, end: date) -> Q:
    """Granted (or registered) from the first day up to, not including, the other."""
    within = Q(grant_date__gte=first, grant_date__lt=end)
    within |= Q(grant_date__isnull=True, registration_date__gte=first, registration_date__lt=end)
    started = own_events(question, STARTING).filter(effective_date__gte=first, effective_date__lt=end)
    undated = Q(grant_date__isnull=True, registration_date__isnull=True)
    return within | Q(undated, Exists(started))


@measure("registers.rights.granted", label="期间内授权的权利", registers=REGISTERS, revision=revision)
def granted_in_period(question: Question) -> MeasureResult:
    """Rights whose grant (or registration) was announced in the period, first-named holder in the county."""
    if question.period is None:
        raise ValueError("registers.rights.granted counts a flow and needs a period")
    within = granted_within(question, question.period.start, question.period.end)
    return counted_rights(question, ever_granted(question).filter(within))


@measure("registers.rights.in_force", label="当日有效的权利", registers=REGISTERS, revision=revision)
def in_force_on_day(question: Question) -> MeasureResult:
    """Rights in force on the day, first-named holder in the county."""
    return _counted(question, lambda: local_in_force(question), lambda: in_force(question))

"""Rights counted for the county: granted within a period, in force on a day."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from qiangxian.engines.lifecycle.facts import ENDING, STARTING
from qiangxian.engines.lifecycle.status import legal
from qiangxian.engines.metrics.measures import MeasureResult, Question, Row, measure
from qiangxian.kernel import rulebook

from ..conditions import recorded
from ..keys import SEPARATOR
from ..lifecycle_facts import right_facts
from ..models import LegalEvent, Right
from ..types import PATENT_TYPES, EventType, RecordKind, RightType
from .counting import counted, revision
from .holders import held_locally

# Longer than any month with its rolled end: a mark that expired earlier than the grace and this is out for certain.
ROLLING = timedelta(days=62)
LISTED = frozenset({"in_force", "in_force_grace", "presumed_lapsed"})


def rights_of(question: Question) -> QuerySet[Right]:
    """Rights of the asked types as recorded."""
    return Right.objects.filter(
        recorded(question.recorded), division_code=question.division, type__in=question.filters["types"]
    )


def events_of(question: Question, types: Iterable[str]) -> QuerySet[LegalEvent]:
    """Events of these types in the county that could be known by the known day."""
    return _known_events(question, types).filter(division_code=question.division)


def begun(question: Question) -> Q:
    """Granted or registered by the day, and known to be (engines/lifecycle/status, clause 1)."""
    cut = min(question.as_of.effective, question.as_of.known)
    undated = Q(grant_date__isnull=True, registration_date__isnull=True)
    return (
        Q(grant_date__lte=cut)
        | Q(grant_date__isnull=True, registration_date__lte=cut)
        | Q(undated, Exists(_own_events(question, STARTING).filter(effective_date__lte=cut)))
    )


def annulled(question: Question) -> QuerySet[LegalEvent]:
    """Full invalidations that stand: the right never existed, whatever the day asked for (clause 2)."""
    full = events_of(question, {EventType.INVALIDATION_FULL}).filter(effective_date__lte=question.as_of.known)
    return _unhealed(question, full)


def ended(question: Question) -> QuerySet[LegalEvent]:
    """Endings by the day that no restoration healed (clause 3)."""
    return _unhealed(question, events_of(question, ENDING).filter(effective_date__lte=question.as_of.effective))


def ever_granted(question: Question) -> QuerySet[Right]:
    """Granted and not fully invalidated."""
    return rights_of(question).filter(begun(question)).exclude(record_id__in=annulled(question).values("record_id"))


def in_force(question: Question) -> QuerySet[Right]:
    """Listed as in force on the day: clauses 1 to 4 of engines/lifecycle/status. A presumed lapse stays listed until
    it is announced. Of the marks near the end of a term the engine itself is asked, one by one."""
    standing = ever_granted(question).exclude(record_id__in=ended(question).values("record_id"))
    lasting = Q(expiry_date__isnull=True) | Q(expiry_date__gt=question.as_of.effective)
    if RightType.TRADEMARK not in question.filters["types"]:
        return standing.filter(lasting)
    doubtful = _doubtful_marks(question)
    return standing.filter((lasting & ~doubtful) | Q(pk__in=_listed(question, standing.filter(doubtful))))


def key(number: str, sub_key: str) -> str:
    """The natural key of a right, as `keys.natural_key` writes it."""
    return f"{number}{SEPARATOR}{sub_key}" if sub_key else number


def shown_number(right_type: str, number: str) -> str:
    """A granted patent's number as it is written; other numbers as they are."""
    return f"ZL{number}" if right_type in PATENT_TYPES else number


def _known_events(question: Question, types: Iterable[str]) -> QuerySet[LegalEvent]:
    return LegalEvent.objects.filter(
        recorded(question.recorded), type__in=sorted(types), known_date__lte=question.as_of.known
    )


def _own_events(question: Question, types: Iterable[str]) -> QuerySet[LegalEvent]:
    """Of the row at hand. No county is named: with one, SQLite would look through the county instead of the record."""
    return _known_events(question, types).filter(record_id=OuterRef("record_id"))


def _unhealed(question: Question, endings: QuerySet[LegalEvent]) -> QuerySet[LegalEvent]:
    healing = _own_events(question, {EventType.RESTORATION})
    return endings.filter(~Exists(healing.filter(effective_date__gte=OuterRef("effective_date"))))


def _doubtful_marks(question: Question) -> Q:
    """Marks in or near their grace, and those whose stored term rests on a renewal nobody could know yet."""
    day = question.as_of.effective
    months = rulebook.parameter("lifecycle", "terms.trademark.grace_months", day, None)
    near = Q(expiry_date__lte=day, expiry_date__gt=day - timedelta(days=31 * months) - ROLLING)
    foreseen = LegalEvent.objects.filter(
        recorded(question.recorded),
        division_code=question.division,
        type=EventType.RENEWAL,
        known_date__gt=question.as_of.known,
    )
    return Q(type=RightType.TRADEMARK) & (near | Q(record_id__in=foreseen.values("record_id")))


def _listed(question: Question, marks: QuerySet[Right]) -> list[int]:
    """Those of the doubtful marks that the law engine finds listed."""
    events: dict[int, list[LegalEvent]] = {}
    told = LegalEvent.objects.filter(recorded(question.recorded), record_id__in=marks.values("record_id"))
    for event in told:
        events.setdefault(event.record_id, []).append(event)
    day, known = question.as_of.effective, question.as_of.known
    return [
        row.pk for row in marks if legal(right_facts(row, events.get(row.record_id, ())), day, known).state in LISTED
    ]


def _result(question: Question, rights: QuerySet[Right]) -> MeasureResult:
    local = rights.filter(record_id__in=held_locally(question).values("record_id"))

    def count() -> tuple[tuple[str, ...], Callable[[], list[Row]]]:
        numbers = local.values_list("number", "sub_key")
        return tuple(key(number, sub_key) for number, sub_key in numbers), lambda: _rows(question, local)

    return counted(question, (RecordKind.ENTERPRISE, RecordKind.RIGHT), count)


def _rows(question: Question, rights: QuerySet[Right]) -> list[Row]:
    holders: dict[int, set[int]] = {}
    for record, holder in held_locally(question).exclude(holder=None).values_list("record_id", "holder_id"):
        holders.setdefault(record, set()).add(holder or 0)
    return [
        Row(
            kind=RecordKind.RIGHT,
            key=key(row.number, row.sub_key),
            label=row.title,
            because=(shown_number(row.type, row.number), *((f"授权 {row.grant_date}",) if row.grant_date else ())),
            owners=frozenset(holders.get(row.record_id, ())),
        )
        for row in rights.order_by("number", "sub_key")
    ]


@measure(
    "registers.rights.granted",
    label="期间内授权的权利",
    registers=(RecordKind.ENTERPRISE, RecordKind.RIGHT),
    revision=revision,
)
def granted_in_period(question: Question) -> MeasureResult:
    """Rights whose grant (or registration) was announced in the period, first-named holder in the county."""
    if question.period is None:
        raise ValueError("registers.rights.granted counts a flow and needs a period")
    first, end = question.period.start, question.period.end
    within = Q(grant_date__gte=first, grant_date__lt=end)
    within |= Q(grant_date__isnull=True, registration_date__gte=first, registration_date__lt=end)
    started = _own_events(question, STARTING).filter(effective_date__gte=first, effective_date__lt=end)
    within |= Q(Exists(started), grant_date__isnull=True, registration_date__isnull=True)
    return _result(question, ever_granted(question).filter(within))


@measure(
    "registers.rights.in_force",
    label="当日有效的权利",
    registers=(RecordKind.ENTERPRISE, RecordKind.RIGHT),
    revision=revision,
)
def in_force_on_day(question: Question) -> MeasureResult:
    """Rights listed as in force on the day, first-named holder in the county."""
    return _result(question, in_force(question))

"""Everything that falls due in a county around a day, with a fixed number of queries however many rights there are.

Only rights in force are looked at. Of each patent at most one fee year lies between the grace that still runs and the fees
shown ahead, because the two together are shorter than a year; which one it is follows from month and day of filing, so the
database can skip the others and say in the same breath what is known of that year's payment."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, CharField, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Substr

from qiangxian.engines.lifecycle.terms import MARK_TYPES, mark_grace_end
from qiangxian.engines.metrics.measures import Question
from qiangxian.kernel import rulebook
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.calendar import add_months
from qiangxian.kernel.clocks import clock_rule, reckon

from ..records.conditions import recorded
from ..records.validity import INTERVAL
from ..rights.in_force.clauses import known_expiries
from ..rights.in_force.conditions import listed, not_ended, on_day
from ..rights.models import AnnualFee, Holding, LegalEvent, Right
from ..types import PATENT_TYPES, EventType, MatchState, RightType
from .rules import fee_grace_end, rolled, shown
from .types import DueEntry, DueKind, Payment

DAY = timedelta(days=1)
# A rolled end lies less than a month after the day before rolling.
ROLLING = timedelta(days=30)
WITH_TERM = (*PATENT_TYPES, RightType.LAYOUT, RightType.PLANT_VARIETY)
PAID = "paid"


def find(division_code: str, as_of: AsOf, own: Q | None = None, until: date | None = None) -> list[DueEntry]:
    """Everything shown on the county's page on that day, the most urgent first; or of `own` rights, with the fees ahead until a
    day that may be further away."""
    rights = _ours(division_code, as_of, listed).filter(own or Q())
    presumed = list(_presumed(rights, as_of))
    return sorted(
        [
            *_besides(presumed, _own_fees(rights, as_of, until) if until else _fees(rights, as_of, division_code)),
            *presumed,
            *_terms(rights, as_of, division_code),
            *_marks(division_code, as_of, own or Q()),
            *_pledges(rights, division_code, as_of),
            *_licences(rights, division_code, as_of),
        ]
    )


def of_holder(holder_id: int, as_of: AsOf) -> Q:
    """The rights of one holder on the day."""
    holdings = Holding.objects.filter(recorded(), INTERVAL.holds(as_of), holder_id=holder_id)
    return Q(record_id__in=holdings.values("record_id"))


# -- which rights ------------------------------------------------------------------------------------------------------
def _ours(division_code: str, as_of: AsOf, state: Callable[[Question], Q]) -> QuerySet[Right]:
    """Rights in that state, but for those wholly in the hands of others than the county's."""
    rights = Right.objects.filter(recorded(), state(on_day(division_code, as_of)), division_code=division_code)
    return rights.exclude(record_id__in=_gone(division_code, as_of).values("record_id"))


def _gone(division_code: str, as_of: AsOf) -> QuerySet[Holding]:
    """Holdings of outsiders on the day where nobody else holds the right beside them."""
    now = Holding.objects.filter(recorded(), INTERVAL.holds(as_of), division_code=division_code)
    ours = now.filter(record_id=OuterRef("record_id")).exclude(match_state=MatchState.OUTSIDE)
    return now.filter(~Exists(ours), match_state=MatchState.OUTSIDE)


# -- annual fees -------------------------------------------------------------------------------------------------------
def _fees(rights: QuerySet[Right], as_of: AsOf, division_code: str) -> Iterator[DueEntry]:
    first = _first_nominal(as_of.effective)
    ahead = as_of.effective + timedelta(days=shown("fee", "shown_days", as_of.effective, division_code))
    known = AnnualFee.objects.filter(
        recorded(), record_id=OuterRef("record_id"), year=OuterRef("fee_year"), known_date__lte=as_of.known
    )
    rows = (
        rights.filter(type__in=PATENT_TYPES, filing_date__isnull=False)
        .annotate(month_day=_part_of_filing(6, 5))
        .filter(_between(first, ahead))
        .annotate(fee_year=_fee_year(first))
        .annotate(payment=Subquery(known.values(state=_payment())[:1]))
    )
    fields = ("record_id", "filing_date", "grant_date", "expiry_date", "compensation_days", "payment")
    for record, filed, granted, expiry, added, payment in rows.values_list(*fields):
        if payment == PAID:
            continue
        for year, nominal in fee_years(filed, granted, _term_end(expiry, added), first, ahead):
            yield from _fee_entry(record, year, nominal, payment or Payment.UNKNOWN, as_of.effective)


def _own_fees(rights: QuerySet[Right], as_of: AsOf, until: date) -> Iterator[DueEntry]:
    patents = rights.filter(type__in=PATENT_TYPES, filing_date__isnull=False)
    rows = AnnualFee.objects.filter(
        recorded(), record_id__in=patents.values("record_id"), known_date__lte=as_of.known
    ).annotate(state=_payment())
    payments = {(record, year): state for record, year, state in rows.values_list("record_id", "year", "state")}
    first = _first_nominal(as_of.effective)
    fields = ("record_id", "filing_date", "grant_date", "expiry_date", "compensation_days")
    for record, filed, granted, expiry, added in patents.values_list(*fields):
        for year, nominal in fee_years(filed, granted, _term_end(expiry, added), first, until):
            payment = payments.get((record, year), Payment.UNKNOWN)
            if payment != PAID:
                yield from _fee_entry(record, year, nominal, payment, as_of.effective)


def fee_years(
    filed: date, granted: date | None, ends: date | None, first: date, last: date
) -> Iterator[tuple[int, date]]:
    """The patent years whose fee falls due (before rolling) within the span: after the grant year, before the term ends."""
    for calendar_year in range(first.year, last.year + 1):
        years = calendar_year - filed.year
        nominal = add_months(filed, 12 * years)
        charged = years > 0 and (granted is None or nominal > granted) and (ends is None or nominal < ends)
        if charged and first <= nominal <= last:
            yield years + 1, nominal


def _besides(presumed: list[DueEntry], fees: Iterable[DueEntry]) -> list[DueEntry]:
    """Without the later fees of a right that is presumed lapsed: whether they can be paid at all is what is to be checked."""
    doubtful = {one.record_id for one in presumed}
    return [one for one in fees if one.record_id not in doubtful]


def _fee_entry(record: int, year: int, nominal: date, payment: str, today: date) -> Iterator[DueEntry]:
    if today <= rolled(nominal):
        yield DueEntry(rolled(nominal), DueKind.FEE.value, record, year, nominal, str(payment))
    elif today <= (end := fee_grace_end(nominal)):
        yield DueEntry(end, DueKind.FEE_GRACE.value, record, year, nominal, str(payment))


def _first_nominal(today: date) -> date:
    """No fee that fell due earlier can still be in its grace."""
    months = rulebook.parameter("lifecycle", "status.fee_grace_months", today, None)
    return add_months(today, -months) - ROLLING


def _term_end(expiry: date | None, added: int) -> date | None:
    """The first day after the term without what was added: added time has its own fee, paid once."""
    return expiry - added * DAY if expiry else None


def _part_of_filing(start: int, length: int) -> Substr:
    """A part of the filing day as it is written, `2015-03-02`, in every database."""
    return Substr(Cast("filing_date", CharField(max_length=10)), start, length)


def _between(first: date, last: date) -> Q:
    """Filed on a month and day within the span, which is shorter than a year; 29 February counts as the 28th too."""
    begins, ends = f"{first:%m-%d}", f"{last:%m-%d}".replace("02-28", "02-29")
    if first.year == last.year:
        return Q(month_day__gte=begins, month_day__lte=ends)
    return Q(month_day__gte=begins) | Q(month_day__lte=ends)


def _fee_year(first: date) -> Any:
    """The patent year whose fee falls due on the anniversary within a year from `first`."""
    later = Case(
        When(month_day__gte=f"{first:%m-%d}", then=Value(first.year)),
        default=Value(first.year + 1),
        output_field=IntegerField(),
    )
    return later - Cast(_part_of_filing(1, 4), IntegerField()) + 1


def _payment() -> Case:
    paid = When(paid_on__isnull=False, then=Value(PAID))
    return Case(paid, default=Value(Payment.UNPAID.value), output_field=CharField())


def _presumed(rights: QuerySet[Right], as_of: AsOf) -> Iterator[DueEntry]:
    """Listed as unpaid and past the grace, and nobody announced the end: the engine says which are presumed lapsed."""
    from ..rights.readers.rights import statuses  # the lists of registers stand above this package

    unpaid = AnnualFee.objects.filter(
        recorded(),
        paid_on__isnull=True,
        known_date__lte=as_of.known,
        due_date__lt=_first_nominal(as_of.effective) + ROLLING,
    )
    debtors = list(rights.filter(type__in=PATENT_TYPES, record_id__in=unpaid.values("record_id")))
    if not debtors:
        return
    years = {}
    for record, due, year in unpaid.order_by("-year").values_list("record_id", "due_date", "year"):
        years[record, due] = year
    for record, status in statuses(debtors, as_of).items():
        if status.state == "presumed_lapsed" and status.since is not None:
            nominal = status.since
            year = years.get((record, nominal)) or years.get((record, rolled(nominal)), 0)
            kind = DueKind.PRESUMED_LAPSE.value
            yield DueEntry(fee_grace_end(nominal), kind, record, year, nominal, Payment.UNPAID.value)


# -- terms and marks ---------------------------------------------------------------------------------------------------
def _terms(rights: QuerySet[Right], as_of: AsOf, division_code: str) -> Iterator[DueEntry]:
    today = as_of.effective
    ahead = add_months(today, shown("expiry", "shown_months", today, division_code)) + DAY
    rows = rights.filter(type__in=WITH_TERM, expiry_date__gt=today, expiry_date__lte=ahead)
    for record, expiry in _ends(rows):
        yield DueEntry(expiry - DAY, DueKind.EXPIRY.value, record, 0, expiry - DAY)


def _ends(rights: QuerySet[Right]) -> Iterator[tuple[int, date]]:
    """Records with the first day after their term, which each of them has."""
    return ((record, day) for record, day in rights.values_list("record_id", "expiry_date") if day)


def _marks(division_code: str, as_of: AsOf, own: Q) -> Iterator[DueEntry]:
    """Marks in their renewal window or in their grace, by the end of the term they are known to be renewed to."""
    today = as_of.effective
    window = rulebook.parameter("lifecycle", "terms.trademark.renewal_window_months", today, None)
    months = rulebook.parameter("lifecycle", "terms.trademark.grace_months", today, None)
    first, last = add_months(today, -months) - ROLLING, add_months(today, window)
    known = known_expiries(on_day(division_code, as_of))
    marks = _ours(division_code, as_of, not_ended).filter(own, type__in=sorted(MARK_TYPES))
    stored = Q(expiry_date__gt=first, expiry_date__lte=last)
    for record, ends in _ends(marks.filter(stored | Q(record_id__in=list(known)))):
        expiry = known.get(record, ends)
        if expiry is None or not first < expiry <= last:
            continue
        last_day = expiry - DAY
        if today <= last_day:
            yield DueEntry(last_day, DueKind.MARK_RENEWAL.value, record, 0, last_day)
        elif today <= (end := mark_grace_end(last_day)):
            yield DueEntry(end, DueKind.MARK_GRACE.value, record, 0, last_day)


# -- contracts ---------------------------------------------------------------------------------------------------------
def _happened(division_code: str, as_of: AsOf, *types: EventType) -> QuerySet[LegalEvent]:
    return LegalEvent.objects.filter(
        recorded(),
        division_code=division_code,
        type__in=types,
        effective_date__lte=as_of.effective,
        known_date__lte=as_of.known,
    )


def _pledges(rights: QuerySet[Right], division_code: str, as_of: AsOf) -> Iterator[DueEntry]:
    """Pledges that end soon and are not released. One whose end nobody recorded is not guessed."""
    today = as_of.effective
    ahead = today + timedelta(days=shown("pledge", "shown_days", today, division_code))
    pledges = _happened(division_code, as_of, EventType.PLEDGE)
    ending = [
        (DueEntry(until, DueKind.PLEDGE.value, record, pk, until), begun_on, detail.get("contract") or "")
        for pk, record, begun_on, detail in pledges.values_list("pk", "record_id", "effective_date", "detail")
        if (until := day_in(detail, "until")) is not None and today <= until <= ahead
    ]
    records = {found.record_id for found, _, _ in ending}
    if not records:
        return
    in_force = set(rights.filter(record_id__in=records).values_list("record_id", flat=True))
    released = _released(_happened(division_code, as_of, EventType.PLEDGE_RELEASED).filter(record_id__in=records))
    for found, begun_on, contract in ending:
        gone = any(day >= begun_on and name in ("", contract) for day, name in released.get(found.record_id, ()))
        if found.record_id in in_force and not gone:
            yield found


def _released(events: QuerySet[LegalEvent]) -> dict[int, list[tuple[date, str]]]:
    """By right, on which day which contract was released; one without a contract releases them all."""
    releases: dict[int, list[tuple[date, str]]] = {}
    for record, day, detail in events.values_list("record_id", "effective_date", "detail"):
        releases.setdefault(record, []).append((day, detail.get("contract") or ""))
    return releases


def _licences(rights: QuerySet[Right], division_code: str, as_of: AsOf) -> Iterator[DueEntry]:
    """Licence contracts that took effect and are not recorded at the patent office yet, also those that are late."""
    contracts = _happened(division_code, as_of, EventType.LICENCE_CONTRACT).filter(
        record_id__in=rights.filter(type__in=PATENT_TYPES).values("record_id")
    )
    done = _happened(division_code, as_of, EventType.LICENCE_RECORDED).filter(
        record_id=OuterRef("record_id"), effective_date__gte=OuterRef("effective_date")
    )
    for pk, record, day in contracts.filter(~Exists(done)).values_list("pk", "record_id", "effective_date"):
        end = reckon(clock_rule("licence_recordal", day, division_code), day)
        yield DueEntry(end.due, DueKind.LICENCE_RECORDAL.value, record, pk, end.nominal)


def day_in(detail: Any, key: str) -> date | None:
    """A day written in the details of an event; words nobody can read as one are none."""
    try:
        return date.fromisoformat(str(detail.get(key) or ""))
    except ValueError:
        return None

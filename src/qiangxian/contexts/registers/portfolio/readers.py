"""What enterprises hold and did by a day, many at once: the figures entry checks, grades and yearly goals are made of.

An enterprise holds a right in whatever rank it stands on the certificate. Rights on the non-normal list on the day are left
out of everything."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q

from qiangxian.kernel.asof import AsOf

from ..enterprises.models import Domicile, Enterprise, EnterpriseListing, EnterpriseYear
from ..enterprises.readers.enterprises import seats_on
from ..records.conditions import happened_by, holds, known_by, not_happened, recorded
from ..records.validity import CERTIFICATE, INTERVAL, LISTED
from ..rights.in_force.clauses import regular
from ..rights.in_force.conditions import ever_granted, in_force, on_day
from ..rights.models import Holding, LegalEvent, NonNormalFiling, Right
from ..titles.models import Title
from ..types import PATENT_TYPES, EventType, ListingKind, RightType, TitleKind

CLASS_I = (RightType.INVENTION, RightType.PLANT_VARIETY, RightType.LAYOUT)
CLOSED = (EventType.REJECTION, EventType.WITHDRAWAL)


@dataclass
class Portfolio:
    """One enterprise on a day. Counts are of rights; `technology` is the IPC section most of its patents fall under."""

    record_id: int
    row: Enterprise
    seated_here: bool
    is_closed: bool
    rights_in_force: int = 0
    inventions_in_force: int = 0
    patents_in_force: int = 0
    marks_in_force: int = 0
    varieties_in_force: int = 0
    class_one_in_force: int = 0
    rights_granted: int = 0
    inventions_granted: int = 0
    patents_granted: int = 0
    pending_inventions: int = 0
    filings: int = 0
    technology: str = ""
    last_activity: date | None = None
    titles: list[Title] = field(default_factory=list)
    titles_named: int = 0
    listings: list[EnterpriseListing] = field(default_factory=list)
    non_normal: list[NonNormalFiling] = field(default_factory=list)
    above_scale: bool | None = None

    @property
    def is_indication_user(self) -> bool:
        """A lawful user of the special sign of a geographical indication."""
        return any(title.kind == TitleKind.INDICATION_USER for title in self.titles)

    @property
    def title_keys(self) -> tuple[tuple[str, str], ...]:
        """Valid titles as (kind, level)."""
        return tuple((title.kind, title.level) for title in self.titles)

    @property
    def listing_words(self) -> list[str]:
        """The public lists it stands on, in words."""
        return [f"{ListingKind(row.kind).label}（{row.valid_from or '列入日不详'} 起）" for row in self.listings]


def portfolios(division_code: str, records: Sequence[int], as_of: AsOf) -> dict[int, Portfolio]:
    """By record; an enterprise the county's register does not hold is left out. The number of queries is constant."""
    rows = Enterprise.objects.filter(recorded(), division_code=division_code, record_id__in=records)
    seats = seats_on(records, as_of)
    found = {
        row.record_id: Portfolio(
            row.record_id,
            row,
            seated_here=bool(seats.get(row.record_id) and seats[row.record_id].area_code == division_code),
            is_closed=happened_by(row.closed_date, row.closed_known_date, as_of),
        )
        for row in rows.order_by("id")
    }
    if found:
        _add_rights(found, division_code, as_of)
        _add_titles(found, as_of)
        _add_lists(found, as_of)
        _add_scale(found, as_of)
    return found


def _held_by(found: dict[int, Portfolio], as_of: AsOf) -> dict[int, set[int]]:
    """By right, who of the enterprises holds it on the day."""
    held = Holding.objects.filter(recorded(), INTERVAL.holds(as_of), holder_id__in=list(found))
    holders: dict[int, set[int]] = defaultdict(set)
    for right, holder in held.values_list("record_id", "holder_id"):
        holders[right].add(holder or 0)
    return holders


def _add_rights(found: dict[int, Portfolio], division_code: str, as_of: AsOf) -> None:
    holders = _held_by(found, as_of)
    question = on_day(division_code, as_of)
    held = Holding.objects.filter(recorded(), INTERVAL.holds(as_of), holder_id__in=list(found)).values("record_id")
    ours = Q(record_id__in=held) & regular(question)
    granted = set(ever_granted(question).filter(ours).values_list("record_id", flat=True))
    valid = set(in_force(question).filter(ours).values_list("record_id", flat=True))
    closed = set(
        LegalEvent.objects.filter(recorded(), type__in=CLOSED, record_id__in=held, known_date__lte=as_of.known)
        .filter(effective_date__lte=as_of.effective)
        .values_list("record_id", flat=True)
    )
    sections: dict[int, Counter[str]] = defaultdict(Counter)
    rows = Right.objects.filter(ours, recorded(), division_code=division_code).order_by("record_id")
    for record, kind, filed, grant, registered, symbol in rows.values_list(
        "record_id", "type", "filing_date", "grant_date", "registration_date", "classification"
    ):
        for holder in holders.get(record, ()):
            one = found[holder]
            is_filed = filed is not None and filed <= as_of.effective
            _count(one, kind, is_filed, record in granted, record in valid, record in closed)
            days = [day for day in (filed, grant, registered, one.last_activity) if day and day <= as_of.effective]
            one.last_activity = max(days, default=None)
            if record in valid and kind in PATENT_TYPES[:2] and symbol[:1].isalpha():
                sections[holder][symbol[0].upper()] += 1
    for holder, counted in sections.items():
        found[holder].technology = min(counted, key=lambda letter: (-counted[letter], letter))


def _count(one: Portfolio, kind: str, is_filed: bool, is_granted: bool, is_valid: bool, is_closed: bool) -> None:
    patent = kind in PATENT_TYPES
    if is_granted:
        one.rights_granted += 1
        one.patents_granted += patent
        one.inventions_granted += kind == RightType.INVENTION
    if is_valid:
        one.rights_in_force += 1
        one.patents_in_force += patent
        one.inventions_in_force += kind == RightType.INVENTION
        one.marks_in_force += kind == RightType.TRADEMARK
        one.varieties_in_force += kind == RightType.PLANT_VARIETY
        one.class_one_in_force += kind in CLASS_I
    if patent and is_filed:
        one.filings += 1
        one.pending_inventions += kind == RightType.INVENTION and not is_granted and not is_closed


def _add_titles(found: dict[int, Portfolio], as_of: AsOf) -> None:
    named = Title.objects.filter(
        recorded(), known_by(as_of), enterprise_id__in=list(found), valid_from__lte=as_of.effective
    )
    valid = set(named.filter(CERTIFICATE.holds(as_of)).values_list("pk", flat=True))
    for title in named.order_by("valid_from", "id"):
        one = found[title.enterprise_id or 0]
        one.titles_named += 1
        one.last_activity = max(filter(None, (one.last_activity, title.valid_from)))
        if title.pk in valid:
            one.titles.append(title)


def _add_lists(found: dict[int, Portfolio], as_of: AsOf) -> None:
    listed = EnterpriseListing.objects.filter(recorded(), record_id__in=list(found)).order_by("valid_from", "id")
    for row in listed:
        if holds(row, as_of):
            found[row.record_id].listings.append(row)
    filings = NonNormalFiling.objects.filter(recorded(), LISTED.holds(as_of), enterprise_id__in=list(found))
    for filing in filings.order_by("listed_date", "id"):
        found[filing.enterprise_id or 0].non_normal.append(filing)


def _add_scale(found: dict[int, Portfolio], as_of: AsOf) -> None:
    years = EnterpriseYear.objects.filter(
        recorded(), record_id__in=list(found), year__lte=as_of.effective.year, above_scale__isnull=False
    )
    for record, above in years.order_by("year").values_list("record_id", "above_scale"):
        found[record].above_scale = above


def sharing_contact(
    division_code: str, record_id: int, phones: Iterable[str], address: str, as_of: AsOf
) -> list[tuple[str, int]]:
    """Enterprises with one of these telephone numbers and the same address, and how many patents each filed; a blank never matches."""
    numbers = sorted({_digits(phone) for phone in phones if _digits(phone)})
    if not numbers or not address.strip():
        return []
    rows = Enterprise.objects.filter(recorded(), division_code=division_code, address=address.strip())
    others = [row for row in rows.exclude(record_id=record_id).order_by("id") if _digits(row.phone) in numbers]
    held = portfolios(division_code, [row.record_id for row in others], as_of)
    return [(row.name, held[row.record_id].filings) for row in others]


def _digits(phone: str) -> str:
    return "".join(sign for sign in phone if sign.isdigit())


def above_scale_records(division_code: str, as_of: AsOf) -> list[int]:
    """Enterprises of the county reported as above scale (规上) in the newest year that says so or not."""
    newest: dict[int, bool] = {}
    years = EnterpriseYear.objects.filter(
        recorded(), division_code=division_code, year__lte=as_of.effective.year, above_scale__isnull=False
    )
    for record, above in years.order_by("year").values_list("record_id", "above_scale"):
        newest[record] = bool(above)
    return sorted(record for record, above in newest.items() if above)


def scale_unknown(division_code: str, as_of: AsOf) -> int:
    """Enterprises seated here on the day of which no year says whether they are above scale."""
    told = EnterpriseYear.objects.filter(
        recorded(), division_code=division_code, year__lte=as_of.effective.year, above_scale__isnull=False
    )
    seats = Domicile.objects.filter(
        recorded(), INTERVAL.holds(as_of), division_code=division_code, area_code=division_code
    )
    rows = Enterprise.objects.filter(
        recorded(),
        not_happened("closed_date", "closed_known_date", as_of),
        division_code=division_code,
        record_id__in=seats.values("record_id"),
    )
    return rows.exclude(record_id__in=told.values("record_id")).count()


def without(portfolio: Portfolio, what: str) -> bool:
    """Whether the enterprise belongs on a zero list: `rights` no right in force, `inventions` no invention in force."""
    held: Any = portfolio.rights_in_force if what == "rights" else portfolio.inventions_in_force
    return portfolio.seated_here and not portfolio.is_closed and held == 0

"""What the self-tests know of enterprises, gathered for one or for a whole county in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import TypeVar

from django.db.models import Q, QuerySet

from qiangxian.engines.eligibility.facts import Declared, Facts, Origin, RightFact, TitleFact, YearFacts
from qiangxian.engines.eligibility.figures import kinds_of
from qiangxian.engines.eligibility.size import SizeFacts, size_class, standard_for
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.calendar import add_months
from qiangxian.kernel.errors import NotFound

from ..enterprises.models import Enterprise, EnterpriseListing, EnterpriseYear
from ..records.conditions import happened_by, holds, known_by, recorded
from ..records.models import Recorded
from ..records.scope import visible
from ..records.validity import INTERVAL, LISTED
from ..rights.in_force.conditions import in_force, on_day
from ..rights.models import Holding, LegalEvent, NonNormalFiling
from ..titles.certificates import valid_certificates
from ..titles.models import Title
from ..types import EventType, ListingKind, RecordKind, TransferCause

SMALL = ("micro", "small", "medium")
YEARS_BACK = 3
YEAR_FIELDS = tuple(one.name for one in fields(YearFacts) if one.name not in ("year", "sme"))
Names = tuple[str, str, str, str]
Fact = TypeVar("Fact", bound=Recorded)


def facts_of_enterprise(actor: Actor, record_id: int, on: date, declared: Declared | None = None) -> Facts:
    """The facts of one enterprise the actor may see, on the day of application."""
    row = visible(RecordKind.ENTERPRISE, actor).filter(record_id=record_id).order_by("id").first()
    if row is None:
        raise NotFound("没有这家企业，或者它不在您可以查看的范围内", remedy="请回到列表重新查找")
    found = facts_of(row.division_code, on, [record_id])[record_id]
    return Facts(**{one.name: getattr(found, one.name) for one in fields(Facts)} | {"declared": declared or {}})


def facts_of(
    division_code: str, on: date, record_ids: Sequence[int] | None = None, *, newest: int | None = None
) -> dict[int, Facts]:
    """By enterprise its facts on the day, with the knowledge of that day; nine queries, whatever the number. `newest` is the
    year taken for the last one instead of that before the day."""
    as_of = AsOf.on(on)
    rows, last = _enterprises(division_code, record_ids), newest or on.year - 1
    years, rights = _years(division_code, on, last, record_ids, rows), _rights(division_code, as_of, record_ids)
    titles, listings = _titles(division_code, as_of, record_ids), _listings(division_code, as_of, record_ids)
    bad = _non_normal(division_code, as_of, record_ids)
    return {
        record: Facts(
            on=on,
            established=established,
            years=years.get(record, {}),
            rights=tuple(rights.get(record, ())),
            titles=tuple(titles.get(record, ())),
            listings=tuple(listings.get(record, ((), ()))[0]),
            past_listings=tuple(listings.get(record, ((), ()))[1]),
            non_normal=bad.get(record, 0),
            newest=newest,
        )
        for record, (_, established) in rows.items()
    }


def _enterprises(division_code: str, record_ids: Sequence[int] | None) -> dict[int, tuple[Names, date | None]]:
    rows = _only(Enterprise.objects.filter(recorded(), division_code=division_code), "record_id", record_ids)
    return {
        record: ((code, edition, kind, name), established)
        for record, code, edition, kind, name, established in rows.order_by("record_id").values_list(
            "record_id", "industry_code", "industry_edition", "entity_kind", "name", "established_date"
        )
    }


def _only(rows: QuerySet[Fact], field: str, record_ids: Sequence[int] | None) -> QuerySet[Fact]:
    return rows if record_ids is None else rows.filter(**{f"{field}__in": record_ids})


def _years(
    division_code: str,
    on: date,
    last: int,
    record_ids: Sequence[int] | None,
    named: Mapping[int, tuple[Names, date | None]],
) -> dict[int, dict[int, YearFacts]]:
    """The years up to the last; whether it is a small or medium enterprise by the policy standard."""
    standard = standard_for("eligibility", on)
    rows = EnterpriseYear.objects.filter(
        recorded(), division_code=division_code, year__gt=last - YEARS_BACK, year__lte=last
    )
    found: dict[int, dict[int, YearFacts]] = defaultdict(dict)
    for row in _only(rows, "record_id", record_ids):
        if row.record_id not in named:
            continue
        size = size_class(
            SizeFacts(*named[row.record_id][0], row.employees, row.revenue_fen, row.assets_fen), row.year, standard
        )
        known = {name: getattr(row, name) for name in YEAR_FIELDS}
        found[row.record_id][row.year] = YearFacts(row.year, **known, sme=size.size in SMALL if size.size else None)
    return found


# -- rights --------------------------------------------------------------------------------------------------------------


def _rights(division_code: str, as_of: AsOf, record_ids: Sequence[int] | None) -> dict[int, list[RightFact]]:
    """Rights in force by holder with the rank, and whether it acquired them."""
    kinds = sorted(kinds_of("class_one") | kinds_of("class_two"))
    held = Holding.objects.filter(recorded(), INTERVAL.holds(as_of), division_code=division_code, holder__isnull=False)
    held = _only(held, "holder_id", record_ids)
    rights = in_force(on_day(division_code, as_of)).filter(type__in=kinds)
    if record_ids is not None:
        rights = rights.filter(record_id__in=held.values("record_id"))
    rows = {
        record: (number, kind, granted or registered, filed or registered)
        for record, number, kind, granted, registered, filed in rights.values_list(
            "record_id", "number", "type", "grant_date", "registration_date", "filing_date"
        )
    }
    causes = _causes(division_code, held if record_ids is not None else None)
    found: dict[int, list[RightFact]] = defaultdict(list)
    for record, holder, rank, since in held.order_by("holder_id", "record_id", "rank").values_list(
        "record_id", "holder_id", "rank", "valid_from"
    ):
        if record in rows:
            number, kind, obtained, begun = rows[record]
            origin = _origin(since, begun, causes.get((record, since)))
            found[holder or 0].append(RightFact(number, kind, rank, origin, obtained))
    return found


def _causes(division_code: str, held: QuerySet[Holding] | None) -> dict[tuple[int, date | None], str]:
    """Why a right changed hands, by right and day; empty where no register said."""
    kinds = (EventType.TRANSFER, EventType.NAME_CHANGE)
    events = LegalEvent.objects.filter(recorded(), division_code=division_code, type__in=kinds)
    if held is not None:
        events = events.filter(record_id__in=held.values("record_id"))
    return {
        (record, day): TransferCause.NAME_CHANGE if kind == EventType.NAME_CHANGE else str(detail.get("cause", ""))
        for record, day, kind, detail in events.values_list("record_id", "effective_date", "type", "detail")
    }


def _origin(since: date | None, begun: date | None, cause: str | None) -> Origin:
    """Held from the filing on, or since a mere change of name: its own. Later by transfer: acquired. Else nobody knows."""
    if since is None or begun is None or since <= begun:
        return "own"
    if cause == TransferCause.NAME_CHANGE:
        return "own"
    return "acquired" if cause else "unknown"


# -- titles and lists ----------------------------------------------------------------------------------------------------


def _titles(division_code: str, as_of: AsOf, record_ids: Sequence[int] | None) -> dict[int, list[TitleFact]]:
    rows = Title.objects.filter(
        recorded(),
        known_by(as_of),
        division_code=division_code,
        enterprise__isnull=False,
        valid_from__lte=as_of.effective,
    )
    rows = _only(rows, "enterprise_id", record_ids)
    valid = set(rows.filter(valid_certificates(as_of, division_code)).values_list("pk", flat=True))
    found: dict[int, list[TitleFact]] = defaultdict(list)
    for pk, holder, kind, first, last in rows.order_by("valid_from", "id").values_list(
        "pk", "enterprise_id", "kind", "valid_from", "valid_through"
    ):
        found[holder or 0].append(TitleFact(kind, first, last, pk in valid))
    return found


def _listings(
    division_code: str, as_of: AsOf, record_ids: Sequence[int] | None
) -> dict[int, tuple[list[str], list[str]]]:
    """Lists it stands on, and those of the three years before."""
    since = add_months(as_of.effective, -36)
    rows = EnterpriseListing.objects.filter(recorded(), division_code=division_code).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=since)
    )
    found: dict[int, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for row in _only(rows, "record_id", record_ids).order_by("valid_from", "id"):
        words = f"{ListingKind(row.kind).label}（{row.valid_from or '列入日不详'} 起）"
        if row.valid_from is None or happened_by(row.valid_from, row.known_from, as_of):
            found[row.record_id][1].append(words)
        if holds(row, as_of):
            found[row.record_id][0].append(words)
    return found


def _non_normal(division_code: str, as_of: AsOf, record_ids: Iterable[int] | None) -> dict[int, int]:
    rows = NonNormalFiling.objects.filter(
        recorded(), LISTED.holds(as_of), division_code=division_code, enterprise__isnull=False
    )
    found: dict[int, int] = defaultdict(int)
    wanted = None if record_ids is None else list(record_ids)
    for holder in _only(rows, "enterprise_id", wanted).values_list("enterprise_id", flat=True):
        found[holder] += 1
    return found

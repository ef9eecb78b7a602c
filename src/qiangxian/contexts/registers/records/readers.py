"""One record with everything recorded about it: what holds on the day, what held before, who corrected what and why."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from qiangxian.contexts.lists.types import Cell
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import NotFound
from qiangxian.kernel.money import Money
from qiangxian.kernel.personal import masked_name, masked_phone

from ..bodies.models import AllianceMember
from ..bodies.readers import title_state, working_cell
from ..contracts import readers as contracts
from ..enterprises.models import Domicile, EnterpriseName, EnterpriseYear
from ..enterprises.readers.enterprises import industry_words, seats_on, state_cell
from ..models import REGISTER_MODELS
from ..rights.models import Holding, LegalEvent, Right
from ..rights.proofs import detail_words
from ..rights.readers.rights import status_cell, statuses
from ..titles.models import Title
from ..types import EventType, MatchState, RecordKind, RightType
from .conditions import recorded
from .fields import FIELDS, field_label, in_words, sub_key_words
from .keys import key_condition, label_of, natural_key
from .models import Recorded
from .scope import visible
from .versions import changed
from .words import holder_name, holds, place_name

PLACES = frozenset({"area_code", "township_code"})


@dataclass(frozen=True)
class Version:
    """One version of a record: when and by whom it was recorded, why, and what it changed against the one before."""

    number: int
    recorded_at: datetime
    recorded_by: str
    source: str
    reason: str
    changes: list[tuple[str, str, str]]
    stands: bool


@dataclass(frozen=True)
class Moment:
    """One step of a right's life on its time line: the days it took effect, was announced and was recorded."""

    event_id: int
    revision: int
    words: str
    detail: str
    effective_date: date
    announced_date: date | None
    recorded_at: datetime
    recorded_by: str
    source: str
    known: bool
    stands: bool


@dataclass(frozen=True)
class Span:
    """Something that held from a day to a day: a name, a seat, a holder, a member."""

    id: int
    words: str
    more: str
    valid_from: date | None
    valid_to: date | None
    now: bool
    record: tuple[str, int] | None = None


@dataclass
class RecordPage:
    """Everything a page shows of one record."""

    kind: str
    record_id: int
    row: Any
    label: str
    key: str
    state: Cell
    facts: list[tuple[str, str]]
    versions: list[Version]
    raw: list[tuple[str, str]]
    extra: dict[str, Any] = field(default_factory=dict)


def record_page(actor: Actor, kind: str, record_id: int, as_of: AsOf) -> RecordPage:
    """The record, if the actor may see it; else it does not exist for the actor."""
    row = visible(kind, actor).filter(record_id=record_id).select_related("record", "batch").first()
    if row is None:
        raise NotFound("没有这条登记，或您无权查看", remedy="请回到列表重新查找")
    state, extra = EXTRAS[RecordKind(kind)](row, actor, as_of)
    return RecordPage(
        kind=kind,
        record_id=record_id,
        row=row,
        label=label_of(row),
        key=natural_key(row),
        state=state,
        facts=_facts(kind, row),
        versions=versions(kind, record_id),
        raw=[(str(name), str(value)) for name, value in (row.raw or {}).items() if value not in (None, "")],
        extra=extra,
    )


def record_id_by_key(actor: Actor, kind: str, key: str) -> int:
    """The record under a natural key among those the actor may see."""
    found = visible(kind, actor).filter(key_condition(kind, key)).order_by("id").values_list("record_id", flat=True)
    record_id = found.first()
    if record_id is None:
        raise NotFound(f"基础台账中没有“{key}”，或您无权查看", remedy="请核对号码，或回到列表查找")
    return int(record_id)


def versions(kind: str, record_id: int) -> list[Version]:
    """All versions, newest first, each with what it changed."""
    rows = list(REGISTER_MODELS[kind].objects.filter(record_id=record_id).order_by("revision", "id"))  # type: ignore[attr-defined]
    pairs = zip(rows, [None, *rows[:-1]], strict=True)
    listed = [_version(kind, number, row, before) for number, (row, before) in enumerate(pairs, start=1)]
    return listed[::-1]


def _version(kind: str, number: int, row: Recorded, before: Recorded | None) -> Version:
    pairs = changed(before, row) if before else {}
    changes = [(field_label(kind, name), shown(kind, name, a), shown(kind, name, b)) for name, (a, b) in pairs.items()]
    return Version(
        number=number,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
        source=row.source,
        reason=row.reason,
        changes=[change for change in changes if change[0]],
        stands=row.superseded_revision is None,
    )


def shown(kind: str, name: str, value: Any) -> str:
    """A value for a reader: places and choices by name, personal contact masked."""
    if value in (None, ""):
        return "—"
    if name in PLACES:
        return f"{place_name(value)}（{value}）"
    if name == "phone":
        return masked_phone(value)
    if name == "contact":
        return masked_name(value)
    if name == "industry_code":
        return industry_words(value)
    if name == "match_state":
        return MatchState(value).label
    if name == "sub_key":
        return sub_key_words(value)
    return in_words(kind, name, value)


def _facts(kind: str, row: Any) -> list[tuple[str, str]]:
    pairs = [(entry.label, shown(kind, entry.name, getattr(row, entry.name))) for entry in FIELDS[kind]]
    kept = [(label, text) for label, text in pairs if text != "—"]
    if kind == RecordKind.RIGHT:
        kept = [("种类", RightType(row.type).label)] + [pair for pair in kept if pair[0] != "种类"]
        kept = [pair for pair in kept if pair != ("期限补偿天数", "0")]
    if getattr(row, "imported_status", ""):
        kept.append(("导入文件中的状态", row.imported_status))
    return kept


# -- what each kind adds ------------------------------------------------------------------------------------------------
def _spans(rows: Iterable[Any], as_of: AsOf, words: Any, more: Any = lambda _row: "", owner: str = "") -> list[Span]:
    found = [
        Span(
            row.pk,
            words(row),
            more(row),
            row.valid_from,
            row.valid_to,
            holds(row, as_of),
            (RecordKind.ENTERPRISE, getattr(row, owner)) if owner and getattr(row, owner) else None,
        )
        for row in rows
    ]
    newest = sorted(found, key=lambda span: span.valid_from or date.min, reverse=True)
    return sorted(newest, key=lambda span: not span.now)


def _enterprise(row: Any, actor: Actor, as_of: AsOf) -> tuple[Cell, dict[str, Any]]:
    record_id = row.record_id
    seats = seats_on([record_id], as_of)
    held = Holding.objects.filter(recorded(), holder_id=record_id).order_by("record_id", "id")
    now = {holding.record_id for holding in held if holds(holding, as_of)}
    before = {holding.record_id for holding in held} - now
    extra: dict[str, Any] = {
        "names": _spans(EnterpriseName.objects.filter(recorded(), record_id=record_id), as_of, lambda r: r.name),
        "seats": _spans(
            Domicile.objects.filter(recorded(), record_id=record_id),
            as_of,
            lambda r: " ".join(filter(None, (place_name(r.area_code), place_name(r.township_code)))),
            lambda r: r.address,
        ),
        "years": [_year(entry) for entry in EnterpriseYear.objects.filter(recorded(), record_id=record_id)],
        "rights_now": right_lines(actor, now, as_of),
        "rights_before": right_lines(actor, before, as_of),
        "titles": [
            (title, title_state(title, as_of))
            for title in visible(RecordKind.TITLE, actor).filter(enterprise_id=record_id).order_by("-valid_from", "-id")
        ],
        "memberships": [
            (member.record_id, member.alliance_name, span)
            for member in _memberships(record_id)
            for span in _spans([member], as_of, lambda r: r.member_name)
        ],
        "listings": contracts.listings_of(record_id, as_of),
        "trusteeships": contracts.trusteeships_of(actor, record_id, as_of),
        "non_normal": contracts.non_normal_of(actor, record_id, as_of),
    }
    extra["years"].sort(key=lambda entry: -entry["year"])
    return state_cell(row, seats.get(record_id), as_of), extra


def _memberships(record_id: int) -> list[Any]:
    members = list(AllianceMember.objects.filter(recorded(), enterprise_id=record_id))
    names = dict(
        REGISTER_MODELS[RecordKind.ALLIANCE]
        .objects.filter(recorded(), record_id__in=[m.record_id for m in members])  # type: ignore[attr-defined]
        .values_list("record_id", "name")
    )
    for member in members:
        member.alliance_name = names.get(member.record_id, "")  # type: ignore[attr-defined]
    return members


def _year(row: EnterpriseYear) -> dict[str, Any]:
    def amount(fen: int | None) -> str:
        return "未报送" if fen is None else Money(fen).format()

    return {
        "year": row.year,
        "employees": "未报送" if row.employees is None else f"{row.employees}人",
        "revenue": amount(row.revenue_fen),
        "assets": amount(row.assets_fen),
        "research": amount(row.research_fen),
        "recorded_at": row.recorded_at,
        "source": row.source,
    }


@dataclass(frozen=True)
class RightLine:
    """A right in another record's page."""

    record_id: int
    number: str
    title: str
    type: str
    state: Cell
    expiry_date: date | None


def right_lines(actor: Actor, records: Iterable[int], as_of: AsOf) -> list[RightLine]:
    """These rights with their state on the day, newest filing first."""
    rows = list(visible(RecordKind.RIGHT, actor).filter(record_id__in=list(records)).order_by("-filing_date", "-id"))
    states = statuses(rows, as_of)
    excluded = contracts.excluded_rights([row.record_id for row in rows], as_of)
    return [
        RightLine(
            row.record_id,
            row.number,
            row.title,
            RightType(row.type).label,
            status_cell(states[row.record_id], excluded=row.record_id in excluded),
            states[row.record_id].expiry_date,
        )
        for row in rows
    ]


def _right(row: Right, actor: Actor, as_of: AsOf) -> tuple[Cell, dict[str, Any]]:
    events = list(LegalEvent.objects.filter(record_id=row.record_id).order_by("effective_date", "known_date", "id"))
    status = statuses([row], as_of)[row.record_id]
    holdings = Holding.objects.filter(recorded(), record_id=row.record_id).order_by("rank", "id")
    extra = {
        "status": status,
        "moments": [_moment(event, as_of) for event in events][::-1],
        "holders": _spans(
            holdings,
            as_of,
            lambda r: holder_name(r.holder_name, r.match_state),
            lambda r: MatchState(r.match_state).label,
            owner="holder_id",
        ),
        "excluded": contracts.excluding_entry(row.record_id, as_of),
    }
    return status_cell(status, excluded=extra["excluded"] is not None), extra


def _moment(event: LegalEvent, as_of: AsOf) -> Moment:
    return Moment(
        event_id=event.pk,
        revision=event.revision,
        words=EventType(event.type).label,
        detail=detail_words(event.detail),
        effective_date=event.effective_date,
        announced_date=event.announced_date,
        recorded_at=event.recorded_at,
        recorded_by=event.recorded_by,
        source=event.source,
        known=event.known_date <= as_of.known,
        stands=event.superseded_revision is None,
    )


def _title(row: Title, _actor: Actor, as_of: AsOf) -> tuple[Cell, dict[str, Any]]:
    return title_state(row, as_of), {"enterprise_id": row.enterprise_id, "match": MatchState(row.match_state).label}


def _working(row: Any, _actor: Actor, as_of: AsOf) -> tuple[Cell, dict[str, Any]]:
    return working_cell(row, as_of), {"enterprise_id": getattr(row, "operator_id", None)}


def _alliance(row: Any, _actor: Actor, as_of: AsOf) -> tuple[Cell, dict[str, Any]]:
    members = AllianceMember.objects.filter(recorded(), record_id=row.record_id)
    spans = _spans(members, as_of, lambda r: r.member_name, owner="enterprise_id")
    return working_cell(row, as_of), {"members": spans}


EXTRAS: dict[str, Callable[[Any, Actor, AsOf], tuple[Cell, dict[str, Any]]]] = {
    RecordKind.ENTERPRISE: _enterprise,
    RecordKind.RIGHT: _right,
    RecordKind.TITLE: _title,
    RecordKind.AGENCY: _working,
    RecordKind.FACILITY: _working,
    RecordKind.ALLIANCE: _alliance,
    RecordKind.TRUSTEESHIP: contracts.trusteeship_extra,
    RecordKind.NON_NORMAL: contracts.non_normal_extra,
}


def standing_version(actor: Actor, kind: str, record_id: int) -> Any:
    """The version that stands, for a form that corrects it."""
    row = visible(kind, actor).filter(record_id=record_id).select_related("record").first()
    if row is None:
        raise NotFound("没有这条登记，或您无权查看", remedy="请回到列表重新查找")
    return row


def comparison(kind: str, before: Recorded, after: Recorded) -> list[tuple[str, str, str]]:
    """What a correction would change: label, before, after."""
    pairs = [
        (field_label(kind, name), shown(kind, name, a), shown(kind, name, b))
        for name, (a, b) in changed(before, after).items()
    ]
    return [pair for pair in pairs if pair[0]]

"""A small county written row by row. Each function records one fact as a later revision and returns its record.

Rows are written straight into the tables, as an import does, so that a test of figures depends on no action."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from qiangxian.contexts.audit.actions import ACTIONS
from qiangxian.contexts.programmes.models import Phase, Programme, Target
from qiangxian.contexts.registers.bodies.models import Agency, Alliance, Facility
from qiangxian.contexts.registers.enterprises.models import Domicile, Enterprise
from qiangxian.contexts.registers.records.clock import advance_clock
from qiangxian.contexts.registers.records.models import Record, Recorded, ReportedThrough
from qiangxian.contexts.registers.records.names import fold_name
from qiangxian.contexts.registers.rights.lifecycle_facts import expiry_of
from qiangxian.contexts.registers.rights.models import Holding, LegalEvent, Right
from qiangxian.contexts.registers.titles.models import Title
from qiangxian.contexts.registers.types import MatchState, RecordKind
from tests.conftest import AT, WUGANG, somebody

FAR = "2030-12-31"


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def written(model: type[Recorded], record: Record, division: str = WUGANG, **facts: Any) -> Any:
    """One row under the next revision."""
    return model.objects.create(  # type: ignore[attr-defined]
        record=record,
        division_code=division,
        revision=advance_clock(division, AT),
        recorded_at=AT,
        recorded_by="测试",
        **facts,
    )


def superseded(row: Any) -> None:
    """The row no longer stands from the next revision on."""
    row.superseded_revision, row.superseded_at = advance_clock(row.division_code, AT), AT
    row.save()


def _record(kind: str, division: str) -> Record:
    return Record.objects.create(kind=kind, division_code=division, created_at=AT)


def reported_through(through: str = FAR, registers: Iterable[str] = RecordKind.values, division: str = WUGANG) -> None:
    """The registers are declared complete up to that day."""
    for register in registers:
        ReportedThrough.objects.create(
            division_code=division,
            register=register,
            through_date=day(through),
            revision=advance_clock(division, AT),
            declared_at=AT,
            declared_by="测试",
        )


def enterprise(
    name: str,
    uscc: str = "",
    *,
    area: str | None = None,
    since: str = "2000-01-01",
    division: str = WUGANG,
    **facts: Any,
) -> Record:
    """An enterprise seated in the county (or in `area`) since a day."""
    record = _record(RecordKind.ENTERPRISE, division)
    area = area or division
    row = {"name": name, "folded_name": fold_name(name), "uscc": uscc, "area_code": area, **facts}
    written(Enterprise, record, division, **row)
    written(Domicile, record, division, area_code=area, valid_from=day(since), known_from=day(since))
    return record


def moved(record: Record, on: str, area: str, known: str | None = None) -> None:
    """The enterprise is seated elsewhere from that day."""
    seat = Domicile.objects.get(record=record, superseded_revision=None)
    superseded(seat)
    days = {"valid_to": day(on), "known_to": day(known or on)}
    written(
        Domicile,
        record,
        record.division_code,
        area_code=seat.area_code,
        valid_from=seat.valid_from,
        known_from=seat.known_from,
        **days,
    )
    written(Domicile, record, record.division_code, area_code=area, valid_from=day(on), known_from=day(known or on))


def right(
    number: str,
    *holders: Record,
    type: str = "invention",
    filed: str | None = "2015-03-02",
    granted: str | None = "2017-06-01",
    registered: str | None = None,
    division: str = WUGANG,
    **facts: Any,
) -> Record:
    """A right, its holders ranked as given from its filing (or registration) on."""
    record = _record(RecordKind.RIGHT, division)
    row = Right(
        type=type,
        number=number,
        title=facts.pop("title", f"一种装置{number[-3:]}"),
        filing_date=day(filed),
        grant_date=day(granted),
        registration_date=day(registered),
        **facts,
    )
    values = {
        field.attname: getattr(row, field.attname) for field in Right._meta.concrete_fields if field.model is Right
    }
    kept = {name: value for name, value in values.items() if name in _right_facts()}
    written(Right, record, division, **{**kept, "expiry_date": expiry_of(row, ())})
    for rank, holder in enumerate(holders, start=1):
        holding(record, holder, rank=rank, since=filed or registered)
    return record


def _right_facts() -> set[str]:
    book_keeping = {field.name for field in Recorded._meta.fields} | {"id", "record", "record_id", "batch_id"}
    return {field.attname for field in Right._meta.concrete_fields} - book_keeping


def holding(right: Record, holder: Record | None, *, since: str | None, rank: int = 1, **facts: Any) -> Holding:
    """The holder has the right from that day."""
    name = (
        Enterprise.objects.filter(record=holder).values_list("name", flat=True).first() if holder else None
    ) or facts.pop("holder_name", "张三")
    return written(
        Holding,
        right,
        right.division_code,
        holder=holder,
        holder_name=name,
        folded_name=fold_name(name),
        rank=rank,
        valid_from=day(since),
        known_from=day(since),
        match_state=MatchState.MATCHED if holder else MatchState.PERSON,
        **facts,
    )


def transferred(right: Record, to: Record, on: str, known: str | None = None) -> None:
    """All holders give the right to another from the registration day on."""
    for row in Holding.objects.filter(record=right, superseded_revision=None, valid_to=None):
        superseded(row)
        kept = {
            name: getattr(row, name)
            for name in ("holder_id", "holder_name", "folded_name", "rank", "valid_from", "known_from", "match_state")
        }
        written(Holding, right, right.division_code, **kept, valid_to=day(on), known_to=day(known or on))
    row = holding(right, to, since=on)
    if known:
        Holding.objects.filter(pk=row.pk).update(known_from=day(known))


def event(right: Record, type: str, on: str, announced: str | None = None) -> LegalEvent:
    """A legal event, effective on a day, announced on the same or a later one."""
    days = {"effective_date": day(on), "announced_date": day(announced), "known_date": day(announced or on)}
    return written(LegalEvent, right, right.division_code, type=type, **days)


def lapse(right: Record, on: str, announced: str | None = None) -> LegalEvent:
    return event(right, "lapse_unpaid_fee", on, announced)


def title(
    holder: Record | str,
    kind: str = "advantage",
    level: str = "provincial",
    *,
    since: str = "2022-01-01",
    through: str | None = None,
    known: str | None = None,
    division: str = WUGANG,
    **facts: Any,
) -> Record:
    """A certificate of an enterprise (or of a printed name that was not matched)."""
    record = _record(RecordKind.TITLE, division)
    matched = None if isinstance(holder, str) else holder
    name = holder if isinstance(holder, str) else Enterprise.objects.filter(record=holder).first().name  # type: ignore[union-attr]
    row = {
        "enterprise": matched,
        "enterprise_name": name,
        "kind": kind,
        "name": f"{level}{kind}",
        "level": level,
        "valid_from": day(since),
        "valid_through": day(through),
        "known_date": day(known or since),
        "match_state": MatchState.MATCHED if matched else MatchState.UNMATCHED,
    }
    written(Title, record, division, **{**row, **facts})
    return record


def _body(
    register: str, model: type[Recorded], division: str, opened: str | None, closed: str | None, **facts: Any
) -> Record:
    record = _record(register, division)
    days = {
        "opened_date": day(opened),
        "opened_known_date": day(opened),
        "closed_date": day(closed),
        "closed_known_date": day(closed),
    }
    written(model, record, division, **{**days, **facts})
    return record


def agency(
    name: str, *, opened: str | None = "2020-01-01", closed: str | None = None, division: str = WUGANG, **facts: Any
) -> Record:
    row = {"kind": "patent_agency", "area_code": division, **facts}
    return _body(RecordKind.AGENCY, Agency, division, opened, closed, name=name, **row)


def facility(
    name: str, *, opened: str | None = "2020-01-01", closed: str | None = None, division: str = WUGANG, **facts: Any
) -> Record:
    row = {"kind": "patent_information_database", "area_code": division, **facts}
    return _body(RecordKind.FACILITY, Facility, division, opened, closed, name=name, **row)


def alliance(
    name: str, industry: str, *, opened: str | None = "2024-01-01", closed: str | None = None, division: str = WUGANG
) -> Record:
    return _body(RecordKind.ALLIANCE, Alliance, division, opened, closed, name=name, industry=industry)


SEED_TARGETS: tuple[Mapping[str, Any], ...] = (
    {
        "key": "G1",
        "label": "授权专利2件以上的企业",
        "required": 10,
        "unit_of_measure": "家",
        "indicator": "enterprises_with_granted_patents",
        "parameters": {"min_patents": 2},
    },
    {
        "key": "G2",
        "label": "知识产权试点(优势)企业",
        "required": 3,
        "unit_of_measure": "家",
        "indicator": "pilot_or_advantage_enterprises",
    },
    {"key": "G3", "label": "知识产权服务机构", "required": 3, "unit_of_measure": "家", "indicator": "service_agencies"},
    {
        "key": "G4",
        "label": "专利信息数据库",
        "required": 1,
        "unit_of_measure": "个",
        "indicator": "patent_information_databases",
    },
    {"key": "E1", "label": "联席会议制度", "comparator": "exists", "kind": "existence"},
    {"key": "E2", "label": "新材料行业知识产权保护联盟", "comparator": "exists", "kind": "existence", "hedge": "逐步"},
)
SEED_PHASES = (
    ("工作启动阶段", "2023-08", "2023-10"),
    ("全面实施阶段", "2023-11", "2025-12"),
    ("总结验收阶段", "2026-01", "2026-07"),
    ("巩固提升阶段", "2026-07", ""),
)


def programme_row(title: str = "实施方案", *, division: str = WUGANG, **more: Any) -> Programme:
    """A programme in draft, as a matter with its first step; the first of a county is the one it works by."""
    from qiangxian.contexts.matters.models import Matter, Step

    made = {"division_code": division, "created_at": AT, "created_by": "测试"}
    matter = Matter.objects.create(flow="programme", title=title, state="draft", opened_date=AT.date(), **made)
    Step.objects.create(matter=matter, number=1, step="open", to_state="draft", day=AT.date(), at=AT, by="测试")
    is_first = not Programme.objects.filter(division_code=division, is_current=True).exists()
    row = {"document_id": 0, "is_current": is_first, **made, **more}
    return Programme.objects.create(matter=matter, title=title, **row)


def publish(programme: Programme, day: date, at: datetime = AT) -> Programme:
    """What stands in the programme, with the figures of the day, for everybody to see: handed over by one, published by another."""
    from qiangxian.contexts.programmes.flow import FLOW

    first = somebody("拟稿人", "office", id=901, division=programme.division_code)
    second = somebody("审核人", "office", id=902, division=programme.division_code)
    given = {"at": at, "matter_id": programme.matter_id}
    ACTIONS[FLOW.steps["submit"].action].function(actor=first, as_of=day, **given)
    for step in ("check", "publish"):
        ACTIONS[FLOW.steps[step].action].function(actor=second, **given)
    return Programme.objects.get(pk=programme.pk)


def programme_with_targets(
    targets: Iterable[Mapping[str, Any]] = SEED_TARGETS,
    phases: Iterable[tuple[str, str, str]] = SEED_PHASES,
    division: str = WUGANG,
) -> Programme:
    """A running programme with the targets and phases of the seed plan, unless others are given."""
    programme = programme_row(division=division)
    common = {"programme": programme, "proposal_id": 0, "added_at": AT}
    for place, (name, start, end) in enumerate(phases):
        Phase.objects.create(key=f"P{place + 1}", name=name, start=start, end=end, position=place, **common)
    for place, facts in enumerate(targets):
        row = {"text": facts["label"], "comparator": ">=", "kind": "stock", **facts}
        Target.objects.create(position=place, **row, **common)
    return programme


def task(programme: Programme, key: str, title: str, *, deadline: str = "", **units: Any) -> Any:
    """A task of the programme with the unit of each role (`lead=unit`)."""
    from qiangxian.contexts.programmes.models import Assignment, Task

    common = {"programme": programme, "proposal_id": 0, "added_at": AT, "clause_key": "1"}
    made = Task.objects.create(key=key, title=title, deadline=deadline, position=Task.objects.count(), **common)
    for place, (role, unit) in enumerate(units.items()):
        told = {"role": role, "unit": unit, "printed_name": unit.name, "raw": "", "position": place}
        Assignment.objects.create(task=made, **told)
    return made


def membership(record: Record, since: date, **more: Any) -> Any:
    """A member of the cultivation library since the day, as a matter with its first step."""
    from qiangxian.contexts.cultivation.models import Membership
    from qiangxian.contexts.matters.models import Matter, Step

    made = {"division_code": WUGANG, "state": "member", "created_at": AT, "created_by": "测试"}
    matter = Matter.objects.create(
        flow="cultivation",
        title="企业",
        opened_date=since,
        subject_kind="enterprise",
        subject_id=str(record.pk),
        **made,
    )
    Step.objects.create(matter=matter, number=1, step="succeed", to_state="member", day=since, at=AT, by="测试")
    days = dict.fromkeys(("applied_date", "consent_date", "entered_date"), since)
    return Membership.objects.create(matter=matter, enterprise=record, origin="office", **days, **made, **more)

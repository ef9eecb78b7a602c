"""Titles, agencies, facilities and alliances as lists."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from qiangxian.contexts.lists.types import Cell, Column, Filter, Viewer, day, number
from qiangxian.kernel.asof import AsOf

from ..records.conditions import happened, happened_by, holds, in_operation, recorded, title_valid
from ..records.lists import register
from ..records.names import fold_name
from ..records.words import place_name, township_filter, townships
from ..titles.models import Title
from ..types import AgencyKind, FacilityKind, Level, MatchState, RecordKind, TitleKind
from .models import Agency, Alliance, AllianceMember, Facility


def title_state(row: Title, as_of: AsOf) -> Cell:
    """Valid, expired or revoked on the day."""
    if happened_by(row.revoked_date, row.revoked_known_date, as_of):
        return Cell("已撤销", "red")
    if row.valid_through and row.valid_through < as_of.effective:
        return Cell("已到期", "red")
    if row.valid_from > as_of.effective or row.known_date > as_of.known:
        return Cell("未生效", "none")
    return Cell("有效", "green")


def _enterprise(record_id: int | None) -> tuple[str, int] | None:
    return (RecordKind.ENTERPRISE, record_id) if record_id else None


def title_cells(rows: Sequence[Title], viewer: Viewer) -> list[dict[str, Cell]]:
    """The cells of some titles."""
    return [
        {
            "name": Cell(row.name),
            "enterprise": Cell(row.enterprise_name, about=_enterprise(row.enterprise_id)),
            "kind": Cell(TitleKind(row.kind).label),
            "level": Cell(Level(row.level).label),
            "state": title_state(row, viewer.as_of),
            "valid_from": day(row.valid_from),
            "valid_through": Cell(row.valid_through.isoformat() if row.valid_through else "长期"),
            "certificate_number": Cell(row.certificate_number),
            "document_number": Cell(row.document_number),
            "issuer": Cell(row.issuer),
            "match": Cell(MatchState(row.match_state).label),
        }
        for row in rows
    ]


def _title_in_state(viewer: Viewer, state: str) -> Q:
    valid = title_valid(viewer.as_of)
    if state == "valid":
        return valid
    return happened("revoked_date", "revoked_known_date", viewer.as_of) if state == "revoked" else ~valid


TITLES = register(
    kind=RecordKind.TITLE,
    label="资质称号",
    unit="项",
    slug="titles",
    columns=(
        Column("name", "称号", ("name", "enterprise_name")),
        Column("enterprise", "企业", ("enterprise_name",)),
        Column("kind", "类别", ("kind", "enterprise_name")),
        Column("level", "级别", ("level", "enterprise_name")),
        Column("state", "当日状态"),
        Column("valid_from", "有效期起", ("valid_from",)),
        Column("valid_through", "有效期止", ("valid_through",)),
        Column("certificate_number", "证书编号", ("certificate_number",), shown=False),
        Column("document_number", "认定文号", ("document_number",), shown=False),
        Column("issuer", "认定机关", ("issuer",), shown=False),
        Column("match", "匹配", ("match_state",), shown=False),
    ),
    filters=(
        Filter("kind", "类别", lambda _viewer, value: Q(kind=value), lambda _viewer: TitleKind.choices),
        Filter("level", "级别", lambda _viewer, value: Q(level=value), lambda _viewer: Level.choices),
        Filter(
            "state",
            "状态",
            _title_in_state,
            lambda _viewer: (("valid", "当日有效"), ("over", "当日无效"), ("revoked", "已撤销")),
        ),
    ),
    search=lambda _viewer, text: (
        Q(name__icontains=text) | Q(enterprise_name__icontains=text) | Q(certificate_number__icontains=text)
    ),
    begun=lambda as_of: Q(valid_from__lte=as_of.effective) & Q(known_date__lte=as_of.known),
    cells=title_cells,
    order="-valid_from",
    empty="可以导入称号名单，或逐项登记。",
)


def working_cell(row: Any, as_of: AsOf) -> Cell:
    """At work, closed, or not yet known to have opened on the day."""
    if happened_by(row.closed_date, row.closed_known_date, as_of):
        return Cell("已终止", "red")
    if row.opened_date and not happened_by(row.opened_date, row.opened_known_date, as_of):
        return Cell("尚未启用", "none")
    return Cell("运行中", "green")


def _working_cells(row: Any, as_of: AsOf) -> dict[str, Cell]:
    return {
        "name": Cell(row.name),
        "state": working_cell(row, as_of),
        "opened_date": day(row.opened_date),
        "closed_date": day(row.closed_date),
    }


def _working_filter() -> Filter:
    def condition(viewer: Viewer, state: str) -> Q:
        working = in_operation(viewer.as_of)
        return working if state == "working" else ~working

    return Filter("state", "状态", condition, lambda _viewer: (("working", "运行中"), ("over", "未运行")))


def _opened(as_of: AsOf) -> Q:
    return Q(opened_date__isnull=True) | Q(opened_date__lte=as_of.effective)


_WORKING_COLUMNS = (
    Column("state", "当日状态"),
    Column("opened_date", "成立（启用）日", ("opened_date",)),
    Column("closed_date", "终止日", ("closed_date",), shown=False),
)


def agency_cells(rows: Sequence[Agency], viewer: Viewer) -> list[dict[str, Cell]]:
    """The cells of some agencies."""
    return [
        _working_cells(row, viewer.as_of)
        | {
            "kind": Cell(AgencyKind(row.kind).label),
            "branch": Cell(f"分支（{row.parent_name}）" if row.parent_name else "分支" if row.is_branch else "总所"),
            "place": Cell(place_name(row.township_code or row.area_code)),
            "licence_number": Cell(row.licence_number),
            "uscc": Cell(row.uscc),
        }
        for row in rows
    ]


AGENCIES = register(
    kind=RecordKind.AGENCY,
    label="服务机构",
    unit="家",
    slug="agencies",
    columns=(
        Column("name", "机构名称", ("name",)),
        Column("kind", "业务类别", ("kind", "name")),
        Column("branch", "总所或分支", ("is_branch", "name")),
        Column("place", "所在地", ("township_code", "name")),
        *_WORKING_COLUMNS,
        Column("licence_number", "许可（备案）号", ("licence_number",), shown=False),
        Column("uscc", "统一社会信用代码", ("uscc",), shown=False),
    ),
    filters=(
        Filter("kind", "业务类别", lambda _viewer, value: Q(kind=value), lambda _viewer: AgencyKind.choices),
        Filter("township", "乡镇（街道）", township_filter, townships),
        _working_filter(),
    ),
    search=lambda _viewer, text: Q(name__icontains=text) | Q(uscc=text.upper()) | Q(licence_number=text),
    begun=_opened,
    cells=agency_cells,
    order="name",
    empty="可以导入机构名单，或逐家登记。",
)


def facility_cells(rows: Sequence[Facility], viewer: Viewer) -> list[dict[str, Cell]]:
    """The cells of some facilities."""
    return [
        _working_cells(row, viewer.as_of)
        | {
            "kind": Cell(FacilityKind(row.kind).label),
            "level": Cell(Level(row.level).label if row.level else ""),
            "operator": Cell(row.operator_name, about=_enterprise(row.operator_id)),
            "place": Cell(place_name(row.township_code or row.area_code)),
            "web_address": Cell(row.web_address),
        }
        for row in rows
    ]


FACILITIES = register(
    kind=RecordKind.FACILITY,
    label="平台设施",
    unit="个",
    slug="facilities",
    columns=(
        Column("name", "名称", ("name",)),
        Column("kind", "类别", ("kind", "name")),
        Column("level", "级别", ("level", "name")),
        Column("operator", "运行单位", ("operator_name",)),
        Column("place", "所在地", ("township_code", "name")),
        *_WORKING_COLUMNS,
        Column("web_address", "网址", shown=False),
    ),
    filters=(
        Filter("kind", "类别", lambda _viewer, value: Q(kind=value), lambda _viewer: FacilityKind.choices),
        Filter("level", "级别", lambda _viewer, value: Q(level=value), lambda _viewer: Level.choices),
        _working_filter(),
    ),
    search=lambda _viewer, text: Q(name__icontains=text) | Q(operator_name__icontains=text),
    begun=_opened,
    cells=facility_cells,
    order="name",
    empty="可以导入平台名单，或逐个登记。",
)


def alliance_cells(rows: Sequence[Alliance], viewer: Viewer) -> list[dict[str, Cell]]:
    """The cells of some alliances, with their members on the day."""
    members = AllianceMember.objects.filter(recorded(), record_id__in=[row.record_id for row in rows])
    counts = Counter(member.record_id for member in members if holds(member, viewer.as_of))
    return [
        _working_cells(row, viewer.as_of)
        | {
            "industry": Cell(row.industry),
            "lead": Cell(row.lead_name),
            "members": number(counts[row.record_id]),
            "rules": Cell(row.self_discipline_rules),
        }
        for row in rows
    ]


def _alliance_search(_viewer: Viewer, text: str) -> Q:
    members = AllianceMember.objects.filter(recorded(), member_name__icontains=fold_name(text))
    return Q(name__icontains=text) | Q(lead_name__icontains=text) | Q(record_id__in=members.values("record_id"))


ALLIANCES = register(
    kind=RecordKind.ALLIANCE,
    label="行业知识产权保护联盟",
    unit="个",
    slug="alliances",
    columns=(
        Column("name", "联盟名称", ("name",)),
        Column("industry", "产业", ("industry", "name")),
        Column("lead", "牵头单位", ("lead_name",)),
        Column("members", "当日成员（家）", number=True),
        *_WORKING_COLUMNS,
        Column("rules", "自律公约", shown=False),
    ),
    filters=(_working_filter(),),
    search=_alliance_search,
    begun=_opened,
    cells=alliance_cells,
    order="name",
    empty="可以导入联盟名单，或逐个登记。",
)

"""Agencies, facilities and alliances: their declarations, and how a table of them is read."""

from collections.abc import Mapping, Sequence
from typing import Any

from qiangxian.contexts.lists.types import Cell
from qiangxian.engines.intake import Row
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asking import Field
from qiangxian.kernel.asof import AsOf

from ..intake.desk import Desk
from ..intake.rematching import NOWHERE
from ..intake.rows import township_of
from ..records.conditions import recorded
from ..records.kinds import Draft, Kind, adds_to, declare
from ..records.names import fold_name
from ..records.party import Party
from ..records.readers import Span, spans_of, spans_section
from ..records.sections import Section
from ..records.validation import PLACE, Checked, check_township
from ..records.validity import OPERATION
from ..types import AgencyKind, FacilityKind, Level, RecordKind
from .models import Agency, Alliance, AllianceMember, Facility
from .readers import AGENCIES, ALLIANCES, FACILITIES, working_cell
from .steps import STEPS

WORKING = (
    Field("opened_date", "成立（启用）日", "day"),
    Field("opened_known_date", "成立公告日", "day", hint="有公告的填公告日；不填则以成立日为准"),
    Field("closed_date", "终止日", "day", correcting_only=True),
    Field("closed_known_date", "终止公告日", "day", correcting_only=True),
)


class Body(Kind):
    """What opens on a day and closes on another."""

    validity = OPERATION
    counted = ("working", "运行中")
    ordered = (("opened_date", "closed_date", "终止日早于成立（启用）日"),)

    def state(self, row: Any, as_of: AsOf) -> Cell:
        return working_cell(row, as_of)


class SeatedBody(Body):
    """One that has a place; without one it is the county's own."""

    def check(self, checked: Checked) -> None:
        check_township(checked)

    def read(self, row: Row, desk: Any) -> dict[str, Any]:
        return {**super().read(row, desk), **_place(row, desk), "raw": row.raw}

    def assumed(self, facts: Mapping[str, Any], desk: Any) -> dict[str, Any]:
        return {"area_code": desk.division_code}


@declare
class Agencies(SeatedBody):
    """Service agencies and their branches."""

    code, slug, table, model = RecordKind.AGENCY, "agencies", "agencies", Agency
    key = ("name", "kind")
    named_by = "name"
    register = AGENCIES
    fields = (
        Field("name", "机构名称", required=True, length=200),
        Field("uscc", "统一社会信用代码", check="uscc", length=18),
        Field("kind", "业务类别", "choice", True, tuple(AgencyKind.choices)),
        Field("licence_number", "执业许可（备案）号", length=40),
        Field("is_branch", "分支机构", "flag"),
        Field("parent_name", "总所名称", length=200),
        *PLACE,
        Field("address", "地址", length=300),
        *WORKING,
    )

    def assumed(self, facts: Mapping[str, Any], desk: Any) -> dict[str, Any]:
        return {**super().assumed(facts, desk), "is_branch": False}


@declare
class Facilities(SeatedBody):
    """Databases, platforms, centres, stations."""

    code, slug, table, model = RecordKind.FACILITY, "facilities", "facilities", Facility
    key = ("name", "kind")
    register = FACILITIES
    parties = (Party("operator_id", RecordKind.ENTERPRISE, "operator_name", "operator_uscc"),)
    fields = (
        Field("name", "名称", required=True, length=200),
        Field("kind", "类别", "choice", True, tuple(FacilityKind.choices)),
        Field("level", "级别", "choice", choices=tuple(Level.choices)),
        Field("operator_name", "运行单位", length=200),
        *PLACE,
        Field("web_address", "网址", length=200),
        *WORKING,
    )

    def sections(self, row: Facility, extra: Mapping[str, Any]) -> list[Section]:
        return [Section("operator", "运行单位", pairs=self.party_pairs(row))] if row.operator_name else []


@declare
class Alliances(Body):
    """Industry alliances and who is a member when."""

    code, slug, table, model = RecordKind.ALLIANCE, "alliances", "alliances", Alliance
    key = ("name",)
    register = ALLIANCES
    steps = STEPS
    parts = {AllianceMember: (Party("enterprise_id", RecordKind.ENTERPRISE, "member_name"),)}
    fields = (
        Field("name", "联盟名称", required=True, length=200),
        Field("industry", "产业", length=60),
        Field("lead_name", "牵头单位", length=200),
        Field("self_discipline_rules", "自律公约", length=300, hint="公约名称或文号"),
        *WORKING,
    )

    def details(self, row: Alliance, actor: Actor, as_of: AsOf) -> dict[str, Any]:
        members = AllianceMember.objects.filter(recorded(), record_id=row.record_id)
        return {"members": spans_of(members, as_of, lambda r: r.member_name, owner="enterprise_id")}

    def sections(self, row: Alliance, extra: Mapping[str, Any]) -> list[Section]:
        members = extra["members"]
        title = f"成员（{len(members)} 家）"
        return [spans_section("members", title, members, "成员", step="end-member", empty="还没有登记成员。")]

    def read(self, row: Row, desk: Any) -> dict[str, Any]:
        return {**super().read(row, desk), "raw": row.raw}

    def parts_of(self, row: Row, desk: Any) -> dict[str, Any]:
        return {"members": row.values.get("members", ())}

    def begin(self, draft: Draft, record_id: int, row: Row, desk: Desk) -> None:
        self._join(draft.parts["members"], record_id, draft.facts["opened_date"], row, desk)

    def _join(self, names: Sequence[str], record_id: int, since: Any, row: Row, desk: Desk) -> None:
        matches = [(name, desk.matcher.match(name)) for name in names]
        for name, match in matches:
            facts = {"member_name": name, "enterprise_id": match.record_id, "valid_from": since}
            desk.add(AllianceMember, record_id, facts, row)
        if matches:
            desk.counts.match(all(match.placed for _, match in matches))

    def revise(self, draft: Draft, old: Any, row: Row, desk: Desk) -> bool:
        """New members join; one that a list leaves out has not left, since the list may be of another year."""
        stored = list(AllianceMember.objects.filter(recorded(), record_id=old.record_id))
        known = {fold_name(member.member_name): member for member in stored}
        fresh = [name for name in draft.parts["members"] if fold_name(name) not in known]
        self._join(fresh, old.record_id, None, row, desk)
        found = self._find(known.values(), desk)
        return bool(fresh) or found

    def _find(self, members: Any, desk: Desk) -> bool:
        """Members that have become known since."""
        changed = False
        for member in members:
            if member.enterprise_id is None and (match := desk.matcher.match(member.member_name)).record_id:
                desk.replace(member, NOWHERE, enterprise_id=match.record_id)
                changed = True
        return changed


@adds_to(RecordKind.ENTERPRISE, "memberships")
def memberships_of(row: Any, actor: Actor, as_of: AsOf) -> list[tuple[int, str, Span]]:
    """The alliances an enterprise is or was a member of."""
    members = list(AllianceMember.objects.filter(recorded(), enterprise_id=row.record_id))
    alliances = Alliance.objects.filter(recorded(), record_id__in=[member.record_id for member in members])
    names = dict(alliances.values_list("record_id", "name"))
    return [
        (member.record_id, names.get(member.record_id, ""), span)
        for member in members
        for span in spans_of([member], as_of, lambda r: r.member_name)
    ]


def _place(row: Row, desk: Desk) -> dict[str, str]:
    township = township_of(row, desk)
    area = str(row.values.get("area_code") or "")[:6]
    if township and area and not township.startswith(area):
        row.refuse("township", row.values.get("township"), "乡镇（街道）不在区划代码所指的县（市、区）", "请核对")
    return {"area_code": area or township[:6], "township_code": township}

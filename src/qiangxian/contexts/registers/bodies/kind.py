"""Agencies, facilities and alliances: their declarations, and how a table of them is read."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q

from qiangxian.contexts.lists.sections import Section
from qiangxian.contexts.lists.types import Cell, Viewer, number
from qiangxian.engines.intake import Row
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asking import SOURCE, Field, effective, known, reason
from qiangxian.kernel.asof import AsOf

from ..intake.desk import Desk
from ..intake.rematching import NOWHERE
from ..intake.rows import township_of
from ..records.additions import adds_to
from ..records.conditions import recorded
from ..records.kinds import Kind, RecordDraft, declare
from ..records.names import fold_name
from ..records.party import Party
from ..records.readers import Span, spans_of, spans_section
from ..records.steps import RecordStep
from ..records.validation import Checked, check_township
from ..records.validity import INTERVAL, OPERATION
from ..records.words import place_name
from ..types import RecordKind
from .actions import add_member, end_member
from .models import Agency, Alliance, AllianceMember, Facility

MEMBER = RecordStep(
    "增加成员",
    add_member,
    (
        Field("member_name", "成员名称", required=True, length=200),
        Field("uscc", "统一社会信用代码", length=18),
        Field("effective_date", "加入日", "day"),
        known(),
        SOURCE,
    ),
    button="增加成员",
)
END_MEMBER = RecordStep(
    "终止成员",
    end_member,
    (effective("终止日", "从这一天起不再是成员"), known(), SOURCE, reason()),
    part="member_id",
)


class OperatingKind(Kind):
    """What opens on a day and closes on another."""

    validity = OPERATION
    ordered = (("opened_date", "closed_date", "终止日早于成立（启用）日"),)

    def begun(self, as_of: AsOf) -> Q:
        """Also one whose opening is not announced yet: its state says so."""
        return Q(opened_date__isnull=True) | Q(opened_date__lte=as_of.effective)


class SeatedBody(OperatingKind):
    """One that has a place; without one it is the county's own."""

    tells = ("township",)

    def check(self, checked: Checked) -> None:
        check_township(checked)

    def read(self, row: Row, desk: Any) -> dict[str, Any]:
        return {**super().read(row, desk), **_place(row, desk)}

    def assumed(self, facts: Mapping[str, Any], desk: Any) -> dict[str, Any]:
        return {"area_code": desk.division_code}

    def more_cells(self, rows: Sequence[Any], viewer: Viewer) -> list[dict[str, Cell]]:
        return [
            {
                "place": Cell(place_name(row.township_code or row.area_code)),
                "township": Cell(place_name(row.township_code)),
            }
            for row in rows
        ]


@declare
class Agencies(SeatedBody):
    """Service agencies and their branches."""

    code, slug, table, model = RecordKind.AGENCY, "agencies", "agencies", Agency
    key = ("name", "kind")
    named_by = "name"
    exact = ("name", "uscc", "licence_number")

    def assumed(self, facts: Mapping[str, Any], desk: Any) -> dict[str, Any]:
        return {**super().assumed(facts, desk), "is_branch": False}

    def more_cells(self, rows: Sequence[Agency], viewer: Viewer) -> list[dict[str, Cell]]:
        seats = super().more_cells(rows, viewer)
        return [seat | {"branch": Cell(_branch(row))} for row, seat in zip(rows, seats, strict=True)]


@declare
class Facilities(SeatedBody):
    """Databases, platforms, centres, stations."""

    code, slug, table, model = RecordKind.FACILITY, "facilities", "facilities", Facility
    key = ("name", "kind")
    parties = (Party("operator_id", RecordKind.ENTERPRISE, "operator_name", "operator_uscc"),)

    def sections(self, row: Facility, extra: Mapping[str, Any]) -> list[Section]:
        return [Section("operator", "运行单位", pairs=self.party_pairs(row))] if row.operator_name else []


@declare
class Alliances(OperatingKind):
    """Industry alliances and who is a member when."""

    code, slug, table, model = RecordKind.ALLIANCE, "alliances", "alliances", Alliance
    key = ("name",)
    steps = {"member": MEMBER, "end-member": END_MEMBER}
    tells = ("members",)
    parts = {AllianceMember: (Party("enterprise_id", RecordKind.ENTERPRISE, "member_name"),)}

    def details(self, row: Alliance, actor: Actor, as_of: AsOf) -> dict[str, Any]:
        members = AllianceMember.objects.filter(recorded(), record_id=row.record_id)
        return {"members": spans_of(members, as_of, lambda r: r.member_name, owner="enterprise_id")}

    def sections(self, row: Alliance, extra: Mapping[str, Any]) -> list[Section]:
        members = extra["members"]
        title = f"成员（{len(members)} 家）"
        return [spans_section("members", title, members, "成员", step="end-member", empty="还没有登记成员。")]

    def search(self, viewer: Viewer, text: str) -> Q:
        members = AllianceMember.objects.filter(recorded(), member_name__icontains=fold_name(text))
        return super().search(viewer, text) | Q(record_id__in=members.values("record_id"))

    def more_cells(self, rows: Sequence[Alliance], viewer: Viewer) -> list[dict[str, Cell]]:
        """One query, whatever the number of rows."""
        records = [row.record_id for row in rows]
        members = AllianceMember.objects.filter(recorded(), INTERVAL.holds(viewer.as_of), record_id__in=records)
        names: dict[int, list[str]] = defaultdict(list)
        for record_id, name in members.order_by("id").values_list("record_id", "member_name"):
            names[record_id].append(name)
        return [
            {"count": number(len(names[row.record_id])), "members": Cell("；".join(names[row.record_id]))}
            for row in rows
        ]

    def parts_of(self, row: Row, desk: Any) -> dict[str, Any]:
        return {"members": row.values.get("members", ())}

    def begin(self, draft: RecordDraft, record_id: int, row: Row, desk: Desk) -> None:
        self._join(draft.parts["members"], record_id, draft.facts["opened_date"], row, desk)

    def _join(self, names: Sequence[str], record_id: int, since: Any, row: Row, desk: Desk) -> None:
        matches = [(name, desk.matcher.match(name)) for name in names]
        for name, match in matches:
            facts = {"member_name": name, "enterprise_id": match.record_id, "valid_from": since}
            desk.add(AllianceMember, record_id, facts, row)
        if matches:
            desk.counts.match(all(match.placed for _, match in matches))

    def revise(self, draft: RecordDraft, old: Any, row: Row, desk: Desk) -> bool:
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


def _branch(row: Agency) -> str:
    if row.parent_name:
        return f"分支（{row.parent_name}）"
    return "分支" if row.is_branch else "总所"


def _place(row: Row, desk: Desk) -> dict[str, str]:
    township = township_of(row, desk)
    area = str(row.values.get("area_code") or "")[:6]
    if township and area and not township.startswith(area):
        row.refuse("township", row.values.get("township"), "乡镇（街道）不在区划代码所指的县（市、区）", "请核对")
    return {"area_code": area or township[:6], "township_code": township}

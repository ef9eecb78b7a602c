"""The list of non-normal filings: the declaration."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Q

from qiangxian.contexts.lists.sections import Section
from qiangxian.contexts.lists.types import Cell, Viewer
from qiangxian.engines.intake import Row
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.identifiers import application_number

from ..records.additions import adds_to
from ..records.conditions import recorded
from ..records.kinds import Kind, declare, kind_of, party_cell
from ..records.parties import Finder
from ..records.party import Party
from ..records.scope import visible
from ..records.validity import LISTED
from ..types import RecordKind
from .models import Holding, NonNormalFiling, Right
from .steps import REINSTATE


@declare
class NonNormalFilings(Kind):
    """Entries of the list of non-normal filings: which right each takes out of every count, and until when. Withdrawing the
    application does not take it off the list."""

    code, slug, table, model = RecordKind.NON_NORMAL, "non-normal", "non_normal", NonNormalFiling
    key = ("number", "listed_date")
    title = "{0.number}（{0.listed_date} 通报）"
    exact = ()
    validity = LISTED
    proves = False
    steps = {"reinstate": REINSTATE}
    tones = {"holds": "red", "ended": "green"}
    not_closed_here = ("名单上的申请不在这里终止", "请用“恢复”")
    ending = "恢复"
    parties = (
        Party("right_id", RecordKind.RIGHT, "number"),
        Party("enterprise_id", RecordKind.ENTERPRISE, "applicant_name", "uscc", is_owner=True),
    )
    ordered = (
        ("listed_date", "withdrawn_date", "撤回申请日早于通报日"),
        ("listed_date", "reinstated_date", "恢复日早于通报日"),
    )

    def complete(self, values: dict[str, Any], finder: Finder) -> None:
        """Without a printed applicant the enterprise that held the right first."""
        if values["enterprise_id"] is None and values["right_id"]:
            values["enterprise_id"] = first_holder(values["right_id"])

    def read(self, row: Row, desk: Any) -> dict[str, Any]:
        facts = super().read(row, desk)
        check = application_number.validate(row.values["number"])
        if not check.ok or not check.canonical:
            row.refuse("number", row.values["number"], check.reason, check.remedy)
        elif row.good and check.status == "suspect":
            row.note("number", row.values["number"], check.reason, check.remedy)
        return {**facts, "number": check.canonical}

    def state(self, row: NonNormalFiling, as_of: AsOf) -> Cell:
        cell = super().state(row, as_of)
        is_withdrawn = row.withdrawn_date and row.withdrawn_date <= as_of.effective
        is_listed = self.validity.state(row, as_of) == "holds"
        return replace(cell, text=f"{cell.text}（已撤回申请）") if is_listed and is_withdrawn else cell

    def in_state(self, viewer: Viewer, state: str) -> Q:
        return Q(right__isnull=True) if state == "unmatched" else super().in_state(viewer, state)

    def more_cells(self, rows: Sequence[NonNormalFiling], viewer: Viewer) -> list[dict[str, Cell]]:
        """The title of the right each entry means."""
        rights = Right.objects.filter(recorded(), record_id__in=[row.right_id for row in rows if row.right_id])
        titles = dict(rights.values_list("record_id", "title"))
        right, applicant = self.parties
        return [
            {
                "right": replace(party_cell(right, row), text=titles.get(row.right_id or 0, "基础台账中没有这件")),
                "applicant": party_cell(applicant, row),
            }
            for row in rows
        ]

    def details(self, row: NonNormalFiling, actor: Actor, as_of: AsOf) -> dict[str, Any]:
        right = Right.objects.filter(recorded(), record_id=row.right_id).first() if row.right_id else None
        return {"right": right, "is_listed": self.validity.state(row, as_of) == "holds"}

    def sections(self, row: NonNormalFiling, extra: Mapping[str, Any]) -> list[Section]:
        right, words = extra["right"], ABSENT
        pairs = [("申请人", party_cell(self.parties[1], row))] if row.enterprise_id else []
        if right is not None:
            named = Cell(f"{right.title}（{right.number}）", about=(RecordKind.RIGHT, right.record_id))
            pairs = [("对应权利", named), *pairs]
            words = ON_THE_LIST if extra["is_listed"] else OFF_THE_LIST
        return [Section("effect", "影响", pairs=pairs, note=words)]


@adds_to(RecordKind.ENTERPRISE, "non_normal")
def non_normal_of(row: Any, actor: Actor, as_of: AsOf) -> list[tuple[NonNormalFiling, Cell]]:
    """The non-normal filings of an enterprise with their state on the day."""
    kind = kind_of(RecordKind.NON_NORMAL)
    rows = visible(RecordKind.NON_NORMAL, actor).filter(enterprise_id=row.record_id).order_by("-listed_date", "-id")
    return [(filing, kind.state(filing, as_of)) for filing in rows]


ON_THE_LIST = (
    "在列期间，这件权利不计入任何统计，也不作为资格条件；企业两年内不能进入企业培育库（按法规与参数中的规定）。"
)
OFF_THE_LIST = "这一天不在名单上，这件权利按其法律状态计入统计。"
ABSENT = "基础台账中没有这个申请号。如是本县主体的申请，请先导入或登记，再打开“更正”保存一次以重新对应。"


def first_holder(right_id: int) -> int | None:
    """The enterprise that filed: the earliest holder of the first rank."""
    held = Holding.objects.filter(recorded(), record_id=right_id, holder_id__isnull=False)
    return held.order_by("valid_from", "rank", "id").values_list("holder_id", flat=True).first()
